"""The addresses of seals under /api/v1/ (no trailing slash)."""

from django.urls import path

from seal.api import seals

urlpatterns = [
    path("gates/<str:code>/seals", seals.Seals.as_view(), name="api-seals"),
    path("declarations/<str:ref>/proof", seals.Proof.as_view(), name="api-proof"),
]
