"""Addresses of the managers' pages."""

from django.urls import path

from reports.web import views

urlpatterns = [
    path("reports/", views.bulletins, name="reports"),
    path("reports/bulletins/<str:date>/", views.bulletin, name="bulletin"),
    path("reports/bulletins/<str:date>/again/", views.again, name="bulletin-again"),
]
