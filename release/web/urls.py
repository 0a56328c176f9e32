"""Addresses of release: where the time of a passage goes: the time release study."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
