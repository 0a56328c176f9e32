"""The addresses of reports under /api/v1/ (no trailing slash)."""

from django.urls import path

from reports.api import bulletins, files, passages, periods

DAY, PERIOD = "reports/bulletins/<str:date>", "reports/periods/<str:kind>/<str:key>"

urlpatterns = [
    path("reports/bulletins", bulletins.Bulletins.as_view(), name="api-bulletins"),
    *(path(f"{DAY}.{form}", view, name=f"api-bulletin-{form}") for form, view in files.OF_DAYS.items()),
    path(f"{DAY}/rebuild", bulletins.Rebuild.as_view(), name="api-bulletin-rebuild"),
    path(f"{DAY}/corrections", bulletins.DayCorrections.as_view(), name="api-bulletin-corrections"),
    path(DAY, bulletins.OneBulletin.as_view(), name="api-bulletin"),
    path("reports/periods", periods.Periods.as_view(), name="api-periods"),
    *(path(f"{PERIOD}.{form}", view, name=f"api-period-{form}") for form, view in files.OF_PERIODS.items()),
    path(f"{PERIOD}/rebuild", periods.RebuildPeriod.as_view(), name="api-period-rebuild"),
    path(f"{PERIOD}/corrections", periods.PeriodCorrections.as_view(), name="api-period-corrections"),
    path(PERIOD, periods.OnePeriod.as_view(), name="api-period"),
    path("reports/passages.xlsx", passages.Passages.as_view(), name="api-passages"),
    path("reports/tasks/<int:order_id>", bulletins.Task.as_view(), name="api-report-task"),
]
