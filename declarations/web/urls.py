"""Addresses of the pages a company uses, and of the first page."""

from django.urls import path

from declarations.web import refs  # noqa: F401 - makes `ref` known to the addresses
from declarations.web.views import acts, dossier, filing, home, listing

urlpatterns = [
    path("", home.home, name="home"),
    path("declarations/", listing.declarations, name="declarations"),
    path("declarations/new/", filing.new, name="declaration-new"),
    path("declarations/kept/", filing.taken_up, name="declaration-kept"),
    path("declarations/<ref:ref>/", dossier.declaration, name="declaration"),
    path("declarations/<ref:ref>/edit/", filing.edit, name="declaration-edit"),
    path("declarations/<ref:ref>/cancel/", acts.cancel, name="declaration-cancel"),
    path("declarations/<ref:ref>/copy/", acts.copy, name="declaration-copy"),
    path("declarations/<ref:ref>/revive/", acts.revive, name="declaration-revive"),
    path("declarations/<ref:ref>/discard/", acts.discard, name="declaration-discard"),
    path("declarations/<ref:ref>/vehicles/<int:vehicle_id>/cancel/", acts.cancel_vehicle, name="vehicle-cancel"),
]
