"""Addresses of opendata: daily and hourly figures for everybody, without people."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
