"""Addresses of the managers' pages."""

from django.urls import path

from reports.web import pasts, plans, views

urlpatterns = [
    path("reports/", views.bulletins, name="reports"),
    path("reports/bulletins/<str:date>/", views.bulletin, name="bulletin"),
    path("reports/bulletins/<str:date>/again/", views.again, name="bulletin-again"),
    path("reports/past/", pasts.pasts, name="past-bulletins"),
    path("reports/plans/", plans.plans, name="plans"),
    path("reports/plans/<int:plan_id>/", plans.plan, name="plan"),
]
