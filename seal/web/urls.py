"""Addresses of the seals."""

from django.urls import path

from declarations.web import refs  # noqa: F401 - makes `ref` known to the addresses
from seal.web import views

urlpatterns = [
    path("seals/", views.seals, name="seals"),
    path("seals/<str:code>/", views.seals, name="seals-of-gate"),
    path("declarations/<ref:ref>/proof.json", views.proof, name="proof"),
]
