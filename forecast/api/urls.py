"""The addresses of forecasts under /api/v1/ (no trailing slash)."""

from django.urls import path

from forecast.api import forecasts

urlpatterns = [path("reports/forecasts", forecasts.Forecasts.as_view(), name="api-forecasts")]
