"""Addresses of the time release study."""

from django.urls import path

from release.web import files, targets, views

urlpatterns = [
    path("reports/release/", views.study, name="release"),
    path("reports/release/passages/", views.passages, name="release-passages"),
    path("reports/release/passages.csv", files.as_csv, name="release-csv"),
    path("reports/release/study.xlsx", files.as_xlsx, name="release-xlsx"),
    path("reports/release/passages/<int:passage_id>/", views.passage, name="release-passage"),
    path("reports/release/targets/", targets.targets, name="release-targets"),
]
