"""Addresses of the promise in two directions."""

from django.urls import path

from promise.web import centre, company, managers

urlpatterns = [
    path("strikes/", company.strikes, name="strikes"),
    path("strikes/<int:strike_id>/appeal/", company.appeal, name="strike-appeal"),
    path("appeals/", centre.appeals, name="appeals"),
    path("appeals/<int:strike_id>/", centre.answer, name="appeal-answer"),
    path("appeals/fault/", centre.fault, name="fault"),
    path("reports/duties/", managers.duties, name="duties"),
    path("reports/duties/duties.csv", managers.as_csv, name="duties-csv"),
]
