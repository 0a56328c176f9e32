"""The addresses of the baseline."""

from django.urls import path

from bench.bare import views

urlpatterns = [
    path("kept", views.kept),
    path("file", views.file),
    path("checks/<int:check_id>/confirm", views.confirm),
]
