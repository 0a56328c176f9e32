"""Addresses of the managers' pages."""

from django.urls import path

from reports.web import lists, overview, pasts, periods, plans, views

urlpatterns = [
    path("reports/", overview.overview, name="reports"),
    path("reports/trucks/", overview.trucks, name="report-trucks"),
    path("reports/bulletins/", views.bulletins, name="bulletins"),
    path("reports/bulletins/<str:date>/", views.bulletin, name="bulletin"),
    path("reports/bulletins/<str:date>/again/", views.again, name="bulletin-again"),
    path("reports/bulletins/<str:date>/assessment/", views.remark, name="bulletin-remark"),
    path("reports/periods/", periods.periods, name="periods"),
    path("reports/periods/<str:kind>/<str:key>/", views.period, name="period"),
    path("reports/periods/<str:kind>/<str:key>/again/", views.period_again, name="period-again"),
    path("reports/periods/<str:kind>/<str:key>/assessment/", views.period_remark, name="period-remark"),
    path("reports/lists/", lists.vehicle_lists, name="vehicle-lists"),
    path("reports/lists/<int:list_id>.xlsx", lists.vehicle_list, name="vehicle-list"),
    path("reports/past/", pasts.pasts, name="past-bulletins"),
    path("reports/plans/", plans.plans, name="plans"),
    path("reports/plans/<int:plan_id>/", plans.plan, name="plan"),
]
