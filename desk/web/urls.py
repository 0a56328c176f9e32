"""The scan page's own addresses, under /admin/scan/: its service worker speaks for these and for nothing else."""

from django.urls import path

from desk.web import page, parts

urlpatterns = [
    path("", page.scan_page, name="scan"),
    path("who/", parts.who, name="scan-who"),
    path("trucks/<id:vehicle_id>/", page.truck, name="scan-truck"),
    path("worker.js", parts.worker, name="scan-worker"),
    path("app.webmanifest", parts.manifest, name="scan-app"),
]
