"""The addresses of strikes under /api/v1/ (no trailing slash)."""

from django.urls import path

from promise.api import strikes

urlpatterns = [
    path("strikes", strikes.Strikes.as_view(), name="api-strikes"),
    path("strikes/<id:strike_id>/appeal", strikes.Appeal.as_view(), name="api-strike-appeal"),
]
