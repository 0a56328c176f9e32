"""Addresses of the workspace's pages."""

from django.urls import path

from declarations.web import refs  # noqa: F401 - makes `ref` known to the addresses
from workspace.web import bulk, goods, saved, suggesting

urlpatterns = [
    path("bulk/", bulk.files, name="bulk"),
    path("bulk/blank/<str:language>.<str:kind>", bulk.blank, name="bulk-blank"),
    path("bulk/<int:file_id>/", bulk.file, name="bulk-file"),
    path("bulk/<int:file_id>/check/", bulk.check, name="bulk-check"),
    path("bulk/<int:file_id>/file/", bulk.send, name="bulk-send"),
    path("bulk/<int:file_id>/to-mend/", bulk.to_mend, name="bulk-to-mend"),
    path("bulk/<int:file_id>/results/", bulk.results, name="bulk-results"),
    path("bulk/<int:file_id>/original/", bulk.original, name="bulk-original"),
    path("declarations/new/goods/", goods.from_form, name="goods-from-new"),
    path("declarations/<ref:ref>/goods/save/", goods.from_form, name="goods-from-draft"),
    path("declarations/<ref:ref>/goods/", goods.fill, name="goods-fill"),
    path("suggest/<slug:what>/", suggesting.suggestions, name="suggest"),
    path("saved/", saved.first, name="saved"),
    path("saved/<slug:what>/", saved.shelf, name="saved-shelf"),
    path("saved/<slug:what>/new/", saved.new, name="saved-new"),
    path("saved/<slug:what>/<int:row_id>/", saved.edit, name="saved-edit"),
    path("saved/<slug:what>/<int:row_id>/forget/", saved.forget, name="saved-forget"),
]
