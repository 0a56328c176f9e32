"""The two addresses of the baseline."""

from django.urls import path

from bench.bare import views

urlpatterns = [
    path("file", views.file),
    path("checks/<int:check_id>/confirm", views.confirm),
]
