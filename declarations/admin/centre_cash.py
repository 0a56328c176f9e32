"""Cashiers' shifts at the desk: opened and counted by the gate centre, read by it and by the managers of the gate."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.acting import acting_user
from contract import printing
from contract.errors import DomainError
from contract.printing import PdfUnavailable
from declarations import paper
from declarations.admin.centre_forms import CountForm, OpenShiftForm
from declarations.admin.columns import labelled
from declarations.admin.desk import DeskAdmin
from declarations.admin.filters import GateChips, midnight
from declarations.admin.words import dong, when
from declarations.models import CashShift, Gate
from declarations.operations import cashing
from declarations.operations.placing import may_keep
from declarations.queries import cash


@admin.register(CashShift)
class CashShiftAdmin(DeskAdmin):
    """What every cashier took; a closed shift is frozen. Opened and closed by the gate centre of the gate alone."""

    list_display = ("opened", "who", "gate", "closed", "taken", "difference")
    list_filter = (GateChips,)
    ordering = ("-opened_at", "-pk")
    change_list_template = "admin/desk/centre_shifts.html"

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        """The gate centre, and managers; at which gates, `get_queryset` says."""
        user = acting_user(request)
        return may_keep(user) or (user.is_active and user.is_manager)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CashShift]:
        """The shifts at his gates."""
        return cash.shifts_seen_by(acting_user(request))

    # Columns

    @admin.display(description=gettext_lazy("Opened"))
    def opened(self, row: CashShift) -> SafeString:
        """When it began; the way to the shift."""
        address = reverse("admin:declarations_cashshift_change", args=[row.pk])
        return format_html('<a class="number" href="{}">{}</a>', address, when(row.opened_at))

    @admin.display(description=gettext_lazy("Cashier"))
    def who(self, row: CashShift) -> str:
        """Whose it is."""
        return row.cashier.get_full_name()

    @admin.display(description=gettext_lazy("Closed"))
    def closed(self, row: CashShift) -> SafeString | str:
        """When it was counted."""
        return labelled(_("Closed"), when(row.closed_at)) if row.closed_at else _("open")

    @admin.display(description=gettext_lazy("Taken"))
    def taken(self, row: Any) -> str:
        """The sum of its receipts, and how many they are."""
        said = ngettext("%(sum)s in %(n)d payment", "%(sum)s in %(n)d payments", row.payments)
        return said % {"sum": dong(row.taken), "n": row.payments}

    @admin.display(description=gettext_lazy("Difference"))
    def difference(self, row: Any) -> SafeString | str:
        """Counted less expected; nothing while it is open."""
        if row.difference is None:
            return ""
        sign = "+" if row.difference > 0 else "" if row.difference else "±"
        return labelled(_("Difference"), f"{sign}{dong(row.difference)}")

    # Pages

    def get_urls(self) -> list[URLPattern]:
        """The list, one shift and its files, opening and counting; no page adds, edits or deletes."""
        wrap, name = self.admin_site.admin_view, "declarations_cashshift"
        return [
            path("", wrap(self.changelist_view), name=f"{name}_changelist"),
            path("open/<int:gate_pk>/", wrap(self.open_view), name=f"{name}_open"),
            path("<int:pk>/", wrap(self.shift_view), name=f"{name}_change"),
            path("<int:pk>/close/", wrap(self.close_view), name=f"{name}_close"),
            path("<int:pk>/shift.csv", wrap(self.csv_view), name=f"{name}_csv"),
            path("<int:pk>/shift.pdf", wrap(self.pdf_view), name=f"{name}_pdf"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, and above it what lies in no shift today, and where he can open one."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        user = acting_user(request)
        gates = Gate.objects.worked_by(user).filter(takes_trucks=True).order_by("code")
        mine = {row.gate_id: row for row in CashShift.objects.filter(cashier=user, closed_at__isnull=True)}
        context = {
            "title": _("Cash-ups"),
            "outside": cash.outside_shifts(gates, since=midnight(timezone.now())),
            "tills": [(gate, mine.get(gate.pk)) for gate in gates] if may_keep(user) else [],
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def open_view(self, request: HttpRequest, gate_pk: int) -> HttpResponse:
        """Open a shift at one of his gates."""
        user, at = acting_user(request), timezone.now()
        if not may_keep(user):
            raise PermissionDenied
        gate = Gate.objects.worked_by(user).filter(pk=gate_pk).first()
        if gate is None:
            raise Http404
        form = OpenShiftForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                shift = cashing.open_shift(gate_id=gate.pk, by=user, at=at, **form.cleaned_data)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Your shift is open."))
                return HttpResponseRedirect(reverse("admin:declarations_cashshift_change", args=[shift.pk]))
        return self._page(request, "open", form=form, gate=gate, title=_("Open a shift"))

    def shift_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One shift: what it took, receipt by receipt, and what was counted."""
        shift = self._seen(request, pk)
        return self._page(
            request, "shift", **self._told(shift), title=_("Cash-up"), closes=self._closes(request, shift)
        )

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Count, compare, and close: the comparison is shown before anything is written."""
        shift, by, at = self._seen(request, pk), acting_user(request), timezone.now()
        if not may_keep(by):
            raise PermissionDenied
        back = reverse("admin:declarations_cashshift_change", args=[shift.pk])
        if shift.closed_at is not None:
            messages.warning(request, _("This shift is closed already; what was counted stays."))
            return HttpResponseRedirect(back)
        form = CountForm(request.POST if request.method == "POST" else None)
        lines, compared = cash.lines_of(shift), ""
        if form.is_valid():
            counted = form.counted()
            sums = {"cash": counted.cash, "transfer": counted.transfer, "card": counted.card}
            lines = [line._replace(counted=sums[line.method.value]) for line in lines]
            compared = "-".join(f"{line.expected}.{line.counted}" for line in lines)
            if request.POST.get("compared") == compared:
                try:
                    cashing.close_shift(
                        shift_id=shift.pk, by=by, at=at, counted=counted, note=form.cleaned_data["note"],
                        seen=sum(line.expected for line in lines),
                    )  # fmt: skip
                except DomainError as refusal:
                    form.add_error(None, str(refusal))
                else:
                    messages.success(request, _("The shift is closed."))
                    return HttpResponseRedirect(back)
        return self._page(
            request, "count", shift=shift, form=form, lines=lines, compared=compared, title=_("Count and close")
        )

    def csv_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The shift as CSV: its receipts, then its sums."""
        shift = self._seen(request, pk)
        headers = {"Content-Disposition": f'attachment; filename="{paper.shift_file_name(shift)}.csv"'}
        lines, payments = cash.lines_of(shift), cash.payments_of(shift)
        return HttpResponse(paper.shift_csv(shift, lines, payments), "text/csv; charset=utf-8", headers=headers)

    def pdf_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The shift on paper; where this machine cannot print, the page of the shift says so."""
        shift = self._seen(request, pk)
        try:
            content = paper.shift_pdf(**self._told(shift), at=timezone.now())
        except PdfUnavailable as refusal:
            return self._page(request, "shift", **self._told(shift), title=str(refusal), status=refusal.status)
        headers = {"Content-Disposition": f'attachment; filename="{paper.shift_file_name(shift)}.pdf"'}
        return HttpResponse(content, "application/pdf", headers=headers)

    def _told(self, shift: CashShift) -> dict[str, Any]:
        return {"shift": shift, "lines": cash.lines_of(shift), "payments": list(cash.payments_of(shift))}

    def _closes(self, request: HttpRequest, shift: CashShift) -> bool:
        return shift.closed_at is None and may_keep(acting_user(request))

    def _seen(self, request: HttpRequest, pk: int) -> CashShift:
        if not self.has_view_permission(request):
            raise PermissionDenied
        shift: CashShift | None = self.get_queryset(request).filter(pk=pk).first()
        if shift is None:
            raise Http404
        return shift

    def _page(self, request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
        more = {"opts": self.opts, "pdf": printing.is_available()}
        context = {**self.admin_site.each_context(request), **more, **context}
        return TemplateResponse(request, f"admin/desk/centre_{name}.html", context, status=status)
