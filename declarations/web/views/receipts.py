"""The receipt of a payment, for the company whose dossier it is: always marked as a copy (ADR 0079)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.acting import acting_user
from contract.printing import PdfUnavailable
from declarations import paper
from declarations.models import Receipt
from declarations.web.who import for_companies, own_declaration


@for_companies
@require_safe
@never_cache
def pdf(request: HttpRequest, ref: str, fee_id: int) -> HttpResponse:
    """The receipt of one fee as PDF; where this machine cannot print, the dossier says so."""
    user = acting_user(request)
    row = own_declaration(user, ref)
    receipts = Receipt.objects.visible_to(user).filter(fee=fee_id, fee__vehicle__declaration=row)
    receipt: Receipt | None = receipts.first()
    if receipt is None:
        raise Http404
    try:
        content = paper.receipt_pdf(receipt, copy=None, at=timezone.now())
    except PdfUnavailable as refusal:
        messages.warning(request, str(refusal))
        return redirect("declaration", row)
    headers = {"Content-Disposition": f'attachment; filename="{paper.receipt_file_name(receipt)}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
