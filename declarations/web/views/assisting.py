"""Assisted filing: the haulier's own form, filled in by an officer for a company whose driver has no phone (ADR 0082).

Nothing is kept before it is filed: an officer has no drafts, and no company's saved things are offered to him.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.acting import acting_user
from accounts.models import User
from contract.errors import DomainError
from declarations.findings import read
from declarations.models import Gate
from declarations.operations.assisting import ASSISTING, file_for
from declarations.operations.examining import examine_for
from declarations.operations.filing import Unfileable
from declarations.operations.foreseeing import foresee
from declarations.web.form.bound import bind
from declarations.web.form.options import SUGGESTED, load_options
from declarations.web.form.overview import overview
from declarations.web.form.rows import add, blank, remove
from declarations.web.form.telling import Asked, counted, summed_up, tell
from declarations.web.form.typed import posted_places
from declarations.web.sheet import Sheet, posted_sheet
from declarations.web.views.filing import ROW

STANDS_HERE = timedelta(minutes=30)
"""How far ahead the truck that stands at the gate is expected: the time it takes to type."""


@dataclass
class Assisted(Sheet):
    """The form in an officer's hand, and the company that he files for."""

    tax_code: str = ""
    company_name: str = ""

    @property
    def action(self) -> str:
        return reverse("assist")

    @property
    def findings_address(self) -> str:
        """Where the page asks what there is to say while it is typed in."""
        return reverse("assist-findings")

    @property
    def autosave_address(self) -> str:
        """Nowhere: an officer has no drafts."""
        return ""

    @property
    def title(self) -> str:
        return _("File for a driver at the gate")


@login_required
def assist(request: HttpRequest) -> HttpResponse:
    """The form; a POST checks or files it, or adds and takes away rows."""
    by, at = _assisting(request), timezone.now()
    if request.method != "POST":
        return _show(request, Assisted(by, at, None, _begun(by, at)))
    sheet = _posted(request, by, at)
    do = request.POST.get("do", "check")
    if row := ROW.fullmatch(do):
        (add if row[1] == "add" else remove)(sheet.document, row[2])
        return _show(request, sheet)
    if do != "file":
        sheet.examine()
        return _show(request, sheet)
    try:
        filed = file_for(body=sheet.document, tax_code=sheet.tax_code, company_name=sheet.company_name, by=by, at=at)
    except Unfileable as refusal:
        sheet.findings, sheet.checked = refusal.findings, True
        return _show(request, sheet, status=422)
    except DomainError as refusal:
        sheet.said = str(refusal)
        sheet.examine()
        return _show(request, sheet, status=refusal.status)
    messages.success(request, _("Filed under number %(number)s.") % {"number": filed.number})
    return redirect("admin:declarations_declaration_change", filed.pk)


@login_required
@require_POST
def findings(request: HttpRequest) -> HttpResponse:
    """What there is to say about what is typed, as the parts of the page that say it. Saves nothing."""
    by, at = _assisting(request), timezone.now()
    sheet = _posted(request, by, at)
    examination = examine_for(body=sheet.document, by=by, at=at)
    told = tell(
        sheet.document, examination, asked=Asked.of(request.POST), limits=None, named=posted_places(request.POST), at=at
    )
    return render(request, "declarations/form_findings.html", {"told": told, "sheet": sheet})


def _assisting(request: HttpRequest) -> User:
    """The officer. :raises PermissionDenied: somebody who does not assist."""
    user = acting_user(request)
    if not (user.is_officer and user.agency in ASSISTING):
        raise PermissionDenied
    return user


def _posted(request: HttpRequest, by: User, at: datetime) -> Assisted:
    sheet = Assisted(
        by, at, None, {},
        tax_code=request.POST.get("company_tax_code", "")[:20].strip(),
        company_name=request.POST.get("company_name", "")[:200].strip(),
    )  # fmt: skip
    posted_sheet(request, sheet)
    return sheet


def _begun(by: User, at: datetime) -> dict[str, object]:
    """An empty form for a truck that stands here; his gate, where he works at one."""
    gates = list(Gate.objects.worked_by(by).values_list("code", flat=True)[:2])
    document = blank(by=by, at=at, like={"gate": gates[0] if len(gates) == 1 else None})
    expected = (at + STANDS_HERE).replace(second=0, microsecond=0)
    return document | {"contact": {"name": None, "phone": None}, "expected_arrival": expected.isoformat()}


def _show(request: HttpRequest, sheet: Assisted, *, status: int = 200) -> HttpResponse:
    options = load_options(officer=sheet.user).with_windows(sheet.document, at=sheet.at)
    form = bind(sheet.document, options=options, findings=sheet.findings, limits=None)
    told = summed_up(form.summary, is_whole=sheet.checked)
    context = {
        "sheet": sheet,
        "form": form,
        "told": told,
        "steps": counted(told.errors),
        "overview": overview(form, fees=foresee(read(sheet.document).document, at=sheet.at)),
        "suggested": SUGGESTED,
    }
    return render(request, "declarations/assist.html", context, status=status)
