"""Addresses of delivery: reports sent to those who subscribed to them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
