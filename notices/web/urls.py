"""The addresses of a person's notices."""

from django.urls import path

from notices.web import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_all, name="notices-read"),
    path("notices/count/", views.count, name="notices-count"),
    path("notices/choices/", views.choices, name="notice-choices"),
    path("notices/<int:notice_id>/", views.read, name="notice"),
]
