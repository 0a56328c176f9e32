"""The addresses of reports under /api/v1/ (no trailing slash)."""

from django.urls import path

from reports.api import bulletins, passages, periods

urlpatterns = [
    path("reports/bulletins", bulletins.Bulletins.as_view(), name="api-bulletins"),
    path("reports/bulletins/<str:date>.csv", bulletins.BulletinCsv.as_view(), name="api-bulletin-csv"),
    path("reports/bulletins/<str:date>.xlsx", bulletins.BulletinXlsx.as_view(), name="api-bulletin-xlsx"),
    path("reports/bulletins/<str:date>.pdf", bulletins.BulletinPdf.as_view(), name="api-bulletin-pdf"),
    path("reports/bulletins/<str:date>.txt", bulletins.BulletinText.as_view(), name="api-bulletin-txt"),
    path("reports/bulletins/<str:date>.json", bulletins.BulletinJson.as_view(), name="api-bulletin-json"),
    path("reports/bulletins/<str:date>/rebuild", bulletins.Rebuild.as_view(), name="api-bulletin-rebuild"),
    path("reports/bulletins/<str:date>/corrections", periods.DayCorrections.as_view(), name="api-bulletin-corrections"),
    path("reports/bulletins/<str:date>", bulletins.OneBulletin.as_view(), name="api-bulletin"),
    path("reports/periods", periods.Periods.as_view(), name="api-periods"),
    path("reports/periods/<str:kind>/<str:key>/rebuild", periods.RebuildPeriod.as_view(), name="api-period-rebuild"),
    path(
        "reports/periods/<str:kind>/<str:key>/corrections",
        periods.PeriodCorrections.as_view(),
        name="api-period-corrections",
    ),
    path("reports/periods/<str:kind>/<str:key>", periods.OnePeriod.as_view(), name="api-period"),
    path("reports/passages.xlsx", passages.Passages.as_view(), name="api-passages"),
    path("reports/tasks/<int:order_id>", bulletins.Task.as_view(), name="api-report-task"),
]
