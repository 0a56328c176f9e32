"""Addresses of the pages a company uses, and of the first page."""

from django.urls import path

from declarations.web import refs  # noqa: F401 - makes `ref` known to the addresses
from declarations.web.views import (
    acts,
    changing,
    documents,
    dossier,
    driver,
    filing,
    home,
    links,
    listing,
    passes,
    receipts,
    while_typing,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("declarations/", listing.declarations, name="declarations"),
    path("declarations/files/list.csv", listing.as_file, {"suffix": "csv"}, name="declarations-csv"),
    path("declarations/files/list.xlsx", listing.as_file, {"suffix": "xlsx"}, name="declarations-xlsx"),
    path("declarations/new/", filing.new, name="declaration-new"),
    path("declarations/new/findings/", while_typing.findings, name="declaration-new-findings"),
    path("declarations/new/autosave/", while_typing.autosave, name="declaration-new-autosave"),
    path("declarations/<ref:ref>/findings/", while_typing.findings, name="declaration-findings"),
    path("declarations/<ref:ref>/autosave/", while_typing.autosave, name="declaration-autosave"),
    path("declarations/kept/", filing.taken_up, name="declaration-kept"),
    path("declarations/<ref:ref>/", dossier.declaration, name="declaration"),
    path("declarations/<ref:ref>/documents/", documents.documents, name="documents"),
    path("declarations/<ref:ref>/documents/<int:document_id>/", documents.document, name="document"),
    path("declarations/<ref:ref>/documents/<int:document_id>/remove/", documents.remove, name="document-remove"),
    path("declarations/<ref:ref>/edit/", filing.edit, name="declaration-edit"),
    path("declarations/<ref:ref>/change/", filing.change, name="declaration-change"),
    path("declarations/<ref:ref>/changes/<int:change_id>/withdraw/", changing.withdraw, name="change-withdraw"),
    path("declarations/<ref:ref>/cancel/", acts.cancel, name="declaration-cancel"),
    path("declarations/<ref:ref>/revive/", acts.revive, name="declaration-revive"),
    path("declarations/<ref:ref>/discard/", acts.discard, name="declaration-discard"),
    path("declarations/<ref:ref>/vehicles/<int:vehicle_id>/cancel/", acts.cancel_vehicle, name="vehicle-cancel"),
    path("declarations/<ref:ref>/vehicles/<int:vehicle_id>/driver/", links.drivers_link, name="driver-link"),
    path("declarations/<ref:ref>/vehicles/<int:vehicle_id>/pass/", passes.on_screen, name="pass"),
    path("declarations/<ref:ref>/vehicles/<int:vehicle_id>/pass.png", passes.png, name="pass-png"),
    path("declarations/<ref:ref>/vehicles/<int:vehicle_id>/pass.pdf", passes.pdf, name="pass-pdf"),
    path("declarations/<ref:ref>/fees/<int:fee_id>/receipt.pdf", receipts.pdf, name="receipt-pdf"),
    path(".well-known/gate-pass-keys.json", passes.keys, name="pass-keys"),
    path("d/sw.js", driver.worker, name="driver-worker"),
    path("d/<slug:key>/", driver.page, name="driver"),
    path("d/<slug:key>/coming/", driver.acknowledge, name="driver-acknowledge"),
    path("d/<slug:key>/app.webmanifest", driver.manifest, name="driver-manifest"),
]
