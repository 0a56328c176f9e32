"""The addresses of scanners under /api/v1/ (no trailing slash)."""

from django.urls import path

from desk.api import devices, scanning

urlpatterns = [
    path("devices", devices.Devices.as_view(), name="api-devices"),
    path("devices/<id:device_id>/revoke", devices.RevokeDevice.as_view(), name="api-device-revoke"),
    path("manifest", scanning.Manifest.as_view(), name="api-manifest"),
    path("scans/batch", scanning.ScanBatch.as_view(), name="api-scan-batch"),
]
