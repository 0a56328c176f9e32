"""The addresses of the gate itself under /api/v1/ (no trailing slash)."""

from django.urls import path, register_converter

from declarations.api import changes, checks, declarant, declarations, earlier, line, officer, passes, public, reasons


class Id:
    """A row's id: digits, and no more of them than the database's integers hold."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(Id, "id")

urlpatterns = [
    path("declarations/check", declarations.Check.as_view(), name="api-declaration-check"),
    path("declarations", declarations.Declarations.as_view(), name="api-declarations"),
    path("declarations/<str:ref>", declarations.One.as_view(), name="api-declaration"),
    path("declarations/<str:ref>/events", declarations.Events.as_view(), name="api-events"),
    path("declarations/<str:ref>/file", declarant.File.as_view(), name="api-file"),
    path("declarations/<str:ref>/cancel", declarant.Cancel.as_view(), name="api-cancel"),
    path("declarations/<str:ref>/copy", declarant.Copy.as_view(), name="api-copy"),
    path("declarations/<str:ref>/revive", declarant.Revive.as_view(), name="api-revive"),
    path("declarations/<str:ref>/earlier", earlier.Earlier.as_view(), name="api-earlier"),
    path("declarations/<str:ref>/vehicles/<id:vehicle_id>/pass", passes.OnePass.as_view(), name="api-pass"),
    path("declarations/<str:ref>/vehicles/<id:vehicle_id>/pass.svg", passes.PassSvg.as_view(), name="api-pass-svg"),
    path("declarations/<str:ref>/vehicles/<id:vehicle_id>/pass.png", passes.PassPng.as_view(), name="api-pass-png"),
    path("declarations/<str:ref>/vehicles/<id:vehicle_id>/pass.pdf", passes.PassPdf.as_view(), name="api-pass-pdf"),
    path("declarations/<str:ref>/change-requests", changes.OfDeclaration.as_view(), name="api-change-requests"),
    path("change-requests", changes.Awaiting.as_view(), name="api-changes"),
    path("change-requests/<id:change_id>/approve", changes.Approve.as_view(), name="api-change-approve"),
    path("change-requests/<id:change_id>/reject", changes.Reject.as_view(), name="api-change-reject"),
    path("change-requests/<id:change_id>/withdraw", changes.Withdraw.as_view(), name="api-change-withdraw"),
    path("vehicles/<id:vehicle_id>/cancel", declarant.CancelVehicle.as_view(), name="api-vehicle-cancel"),
    path("queues", officer.Queues.as_view(), name="api-queues"),
    path("queues/<str:gate>/<str:check>", officer.OneQueue.as_view(), name="api-queue"),
    path("reasons", reasons.Reasons.as_view(), name="api-reasons"),
    path("checks/<id:check_id>/confirm", checks.Confirm.as_view(), name="api-check-confirm"),
    path("checks/<id:check_id>/hold", checks.Hold.as_view(), name="api-check-hold"),
    path("checks/<id:check_id>/release", checks.Release.as_view(), name="api-check-release"),
    path("checks/<id:check_id>/refuse", checks.Refuse.as_view(), name="api-check-refuse"),
    path("checks/<id:check_id>/withdraw", checks.Withdraw.as_view(), name="api-check-withdraw"),
    path("checks/<id:check_id>/send-back", checks.SendBack.as_view(), name="api-check-send-back"),
    path("vehicles/<id:vehicle_id>/request-check", officer.RequestCheck.as_view(), name="api-request-check"),
    path("vehicles/<id:vehicle_id>/turn-back", officer.TurnBack.as_view(), name="api-turn-back"),
    path("vehicles/<id:vehicle_id>/hold", officer.HoldVehicle.as_view(), name="api-vehicle-hold"),
    path("vehicles/<id:vehicle_id>/release", officer.ReleaseVehicle.as_view(), name="api-vehicle-release"),
    path("fees/<id:fee_id>/paid", officer.PayFee.as_view(), name="api-fee-paid"),
    path("scans", officer.Scans.as_view(), name="api-scans"),
    path("line/<str:gate>/<str:direction>", line.Line.as_view(), name="api-line"),
    path("line/<str:gate>/<str:direction>/call", line.Call.as_view(), name="api-line-call"),
    path("line/<str:gate>/<str:direction>/uncall", line.Uncall.as_view(), name="api-line-uncall"),
    path("gates", public.Gates.as_view(), name="api-gates"),
    path("gates/<str:code>/board", public.Board.as_view(), name="api-board"),
    path("gates/<str:code>/windows", public.Windows.as_view(), name="api-windows"),
]
