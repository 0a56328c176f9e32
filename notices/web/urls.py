"""The address of a company's notices."""

from django.urls import path

from notices.web import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_all, name="notices-read"),
    path("notices/<int:notice_id>/", views.read, name="notice"),
]
