"""The address of the record under /api/v1/ (no trailing slash)."""

from django.urls import path

from estimate.api import record

urlpatterns = [path("estimates", record.Records.as_view(), name="api-estimates")]
