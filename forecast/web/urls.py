"""Addresses of forecast: arrivals and left-over of the days to come, scored."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
