"""The addresses of the study under /api/v1/ (no trailing slash)."""

from django.urls import path

from release.api.study import ReleaseStudy

urlpatterns = [path("reports/release", ReleaseStudy.as_view(), name="api-release")]
