"""Receipts at the desk: found by number or plate, printed again as copies; the gate centre alone sees them."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acting import acting_user
from contract import printing
from declarations import paper
from declarations.admin.desk import DeskAdmin
from declarations.admin.filters import GateChips
from declarations.admin.words import dong, when
from declarations.formats.plates import plate_key
from declarations.models import Receipt
from declarations.operations import receipting
from declarations.operations.placing import may_keep
from declarations.stages import PaymentMethod


@admin.register(Receipt)
class ReceiptAdmin(DeskAdmin):
    """What was paid at his gates, as it was written then. Nothing of it is ever changed."""

    list_display = ("number_cell", "issued", "plate", "payer", "amount", "method", "cashier")
    list_filter = (GateChips,)
    search_fields = ("number",)  # get_search_results says how
    search_help_text = gettext_lazy("A receipt number, or a plate, from its beginning")
    ordering = ("-issued_at", "-pk")
    change_list_template = "admin/desk/list.html"

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        """Whoever takes the money."""
        return may_keep(acting_user(request))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Receipt]:
        """What was paid at his gates."""
        return Receipt.objects.at_gates_of(acting_user(request)).select_related("gate")

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002
        queryset: QuerySet[Receipt],
        search_term: str,
    ) -> tuple[QuerySet[Receipt], bool]:
        """By number or plate."""
        if search_term:
            found = Q(number__startswith=search_term.strip().upper())
            if key := plate_key(search_term):
                found |= Q(fee__vehicle__plate_key__startswith=key)
            queryset = queryset.filter(found)
        return queryset, False

    # Columns

    @admin.display(description=gettext_lazy("Receipt"))
    def number_cell(self, row: Receipt) -> SafeString:
        """The number; the way to the receipt."""
        address = reverse("admin:declarations_receipt_change", args=[row.pk])
        return format_html('<a class="number" href="{}">{}</a>', address, row.number)

    @admin.display(description=gettext_lazy("Issued"))
    def issued(self, row: Receipt) -> str:
        """When it was paid."""
        return when(row.issued_at)

    @admin.display(description=gettext_lazy("Truck"))
    def plate(self, row: Receipt) -> str:
        """For which truck."""
        return str(row.said["plate"])

    @admin.display(description=gettext_lazy("Payer"))
    def payer(self, row: Receipt) -> str:
        """Who owed it."""
        return str(row.said["payer"]["name"])

    @admin.display(description=gettext_lazy("Amount"))
    def amount(self, row: Receipt) -> str:
        """How much."""
        return dong(row.said["amount"])

    @admin.display(description=gettext_lazy("Paid by"))
    def method(self, row: Receipt) -> str:
        """How it was paid."""
        return str(PaymentMethod(row.said["method"]).label)

    @admin.display(description=gettext_lazy("Cashier"))
    def cashier(self, row: Receipt) -> str:
        """Who took it."""
        return str(row.said["cashier"])

    # Pages

    def get_urls(self) -> list[URLPattern]:
        """The list, one receipt, and its printing."""
        wrap, name = self.admin_site.admin_view, "declarations_receipt"
        return [
            path("", wrap(self.changelist_view), name=f"{name}_changelist"),
            path("<int:pk>/", wrap(self.receipt_view), name=f"{name}_change"),
            path("<int:pk>/print/", wrap(self.print_view), name=f"{name}_print"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list."""
        return super().changelist_view(request, {"title": _("Receipts"), **(extra_context or {})})

    def receipt_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One receipt, and who printed it when."""
        receipt = self._seen(request, pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts, "title": receipt.number, "receipt": receipt, "shown": paper.receipt_shown(receipt),
            "prints": receipt.prints.select_related("printed_by").order_by("copy"), "pdf": printing.is_available(),
        }  # fmt: skip
        return TemplateResponse(request, "admin/desk/centre_receipt.html", context)

    def print_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Print it: the first time the original, then copies. Only by POST, for it is written down."""
        receipt = self._seen(request, pk)
        if request.method != "POST":
            raise PermissionDenied
        if not printing.is_available():
            messages.warning(request, str(printing.UNAVAILABLE))
            return HttpResponseRedirect(reverse("admin:declarations_receipt_change", args=[receipt.pk]))
        printed = receipting.take_print(receipt_id=receipt.pk, by=acting_user(request), at=timezone.now())
        content = paper.receipt_pdf(receipt, copy=printed.copy, at=printed.printed_at)
        headers = {"Content-Disposition": f'attachment; filename="{paper.receipt_file_name(receipt)}"'}
        return HttpResponse(content, "application/pdf", headers=headers)

    def _seen(self, request: HttpRequest, pk: int) -> Receipt:
        if not self.has_view_permission(request):
            raise PermissionDenied
        receipt: Receipt | None = self.get_queryset(request).filter(pk=pk).first()
        if receipt is None:
            raise Http404
        return receipt
