"""Addresses of the open data. Who builds on them relies on their staying."""

from django.urls import re_path

from opendata.web import views

_FILE = r"^open/(?P<name>daily|hourly)"
_FORM = r"\.(?P<form>csv|json)$"

urlpatterns = [
    re_path(r"^open/$", views.page, name="open-data"),
    re_path(r"^open/catalog\.jsonld$", views.catalogue, name="open-catalogue"),
    re_path(rf"{_FILE}\.csv-metadata\.json$", views.columns, name="open-columns"),
    re_path(rf"{_FILE}{_FORM}", views.queried, name="open-queried"),
    re_path(rf"{_FILE}/(?P<period>[0-9-]{{4,7}}){_FORM}", views.stable, name="open-stable"),
]
