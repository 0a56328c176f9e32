"""Addresses of forecast: arrivals and left-over of the days to come, scored."""

from django.urls import path

from forecast.web import views

urlpatterns = [path("reports/forecast/", views.forecast, name="forecast")]
