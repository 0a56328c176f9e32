"""The filing form: a new declaration, a draft, or a filed one that is mended. One form for all of them."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from contract.errors import DomainError
from contract.finding import Finding
from declarations.models import Declaration
from declarations.operations import amending, drafting, filing
from declarations.operations.examining import examine_for
from declarations.operations.filing import Stale, Unfileable
from declarations.queries.document import as_document
from declarations.queries.whole import load
from declarations.stages import Status
from declarations.web import kept
from declarations.web.changeable import limits_of
from declarations.web.form.bound import bind
from declarations.web.form.options import SUGGESTED, load_options
from declarations.web.form.parts import Limits
from declarations.web.form.rows import add, blank, name_rows, remove
from declarations.web.form.typed import read_form
from declarations.web.who import for_companies, own_declaration, require_company_account

Document = dict[str, Any]
ROW = re.compile(
    r"(add|remove):((?:consignments|vehicles|receiving_vehicles)(?:-[0-9]{1,4}(?:-items(?:-[0-9]{1,4})?)?)?)"
)


@dataclass
class Sheet:
    """One form in hand: what it is of, and what stands in it."""

    user: User
    at: datetime
    declaration: Declaration | None
    document: Document
    findings: tuple[Finding, ...] = ()
    said: str = ""
    checked: bool = False
    limits: Limits | None = None
    version: int | None = None

    @property
    def is_filed(self) -> bool:
        return self.declaration is not None and not self.declaration.is_draft

    @property
    def action(self) -> str:
        return reverse("declaration-edit", args=[self.declaration]) if self.declaration else reverse("declaration-new")

    def examine(self) -> None:
        """Say everything there is to say about what stands in it."""
        own = self.declaration.pk if self.declaration else None
        self.findings = examine_for(body=self.document, by=self.user, at=self.at, leaving_out=own).findings
        self.checked = True


@kept.keeping_what_was_typed
def new(request: HttpRequest) -> HttpResponse:
    """A new declaration."""
    user, at = require_company_account(request), timezone.now()
    if request.method == "POST":
        return _posted(request, Sheet(user, at, None, read_form(request.POST)))
    like = _usual(user)
    if request.GET.get("direction") in ("export", "import"):
        like["direction"] = request.GET["direction"]
    return _show(request, Sheet(user, at, None, blank(by=user, at=at, like=like)))


@kept.keeping_what_was_typed
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """A draft, or an open declaration."""
    user, at = require_company_account(request), timezone.now()
    sheet = _sheet_of(own_declaration(user, ref), user, at)
    if request.method == "POST":
        sheet.document = read_form(request.POST, before=sheet.document)
        sheet.version = _number(request.POST.get("version", ""))
        return _posted(request, sheet)
    if sheet.is_filed and sheet.declaration and sheet.declaration.status != Status.OPEN:
        messages.warning(request, _("Only an open declaration can be changed."))
        return redirect("declaration", sheet.declaration)
    if "check" in request.GET:
        sheet.examine()
    return _show(request, sheet)


@for_companies
def taken_up(request: HttpRequest) -> HttpResponse:
    """What was typed before the session ran out, after signing in again."""
    user, at = require_company_account(request), timezone.now()
    found = kept.take_out(request)
    if found is None:
        return redirect("declarations")
    said = _("Your session had ended. What you typed is here again; it is not filed yet.")
    declaration = own_declaration(user, found["ref"]) if found["ref"] else None
    if declaration and not declaration.is_draft:
        sheet = _sheet_of(declaration, user, at)
        sheet.document, sheet.version, sheet.said = found["document"], _number(found["version"]), said
        return _show(request, sheet)
    sheet = Sheet(user, at, declaration, found["document"], version=_number(found["version"]))
    try:
        draft = _keep_draft(sheet)
    except DomainError:  # the draft went on in the meantime: this stays beside it
        draft = drafting.save_draft(body=sheet.document, by=user, at=at)
    messages.warning(request, said)
    return redirect("declaration-edit", draft)


def _sheet_of(declaration: Declaration, user: User, at: datetime) -> Sheet:
    (whole,) = load([declaration])
    document = name_rows(as_document(whole))
    limits = None if declaration.is_draft else limits_of(whole)
    return Sheet(user, at, declaration, document, limits=limits, version=declaration.version)


def _posted(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    do = request.POST.get("do", "check")
    if kept.came_late(request):
        sheet.said = _("You have signed in anew since this page was opened. Nothing was sent; press the button again.")
        return _show(request, sheet)
    if row := ROW.fullmatch(do):
        (add if row[1] == "add" else remove)(sheet.document, row[2])
        return _show(request, sheet)
    if sheet.is_filed and do != "file":
        sheet.said = "" if do == "check" else _("This declaration is filed already.")
        sheet.examine()
        return _show(request, sheet)
    try:
        return _amend(request, sheet) if sheet.is_filed else _write(request, sheet, do)
    except DomainError as refusal:
        return _refused(request, sheet, refusal)


def _write(request: HttpRequest, sheet: Sheet, do: str) -> HttpResponse:
    """Save, check or file what is not filed yet. Whatever is refused stays as a draft."""
    if do == "file":
        return _file(request, sheet)
    draft = _keep_draft(sheet)
    if do == "save":
        messages.success(request, _("Saved as a draft. It is not filed yet."))
        return redirect("declaration-edit", draft)
    return redirect(reverse("declaration-edit", args=[draft]) + "?check=1")


def _file(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    draft: Declaration | None = None
    try:
        if sheet.declaration is None:
            filed = filing.file(body=sheet.document, by=sheet.user, at=sheet.at)
        else:
            draft = _keep_draft(sheet)
            filed = filing.file_draft(declaration_id=draft.pk, by=sheet.user, at=sheet.at, version=draft.version)
    except Unfileable:
        draft = draft or _keep_draft(sheet)
        messages.error(request, _("Not filed yet. What you typed is saved as a draft; mend what is marked below."))
        return redirect(reverse("declaration-edit", args=[draft]) + "?check=1")
    messages.success(request, _("Filed under number %(number)s.") % {"number": filed.number})
    return redirect("declaration", filed)


def _amend(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    assert sheet.declaration
    changed = amending.amend(
        declaration_id=sheet.declaration.pk,
        body=sheet.document,
        by=sheet.user,
        at=sheet.at,
        version=sheet.version or 0,  # a form that does not say which version it was made from fits none
    )
    if changed.version == sheet.declaration.version:
        messages.info(request, _("Nothing was changed."))
    else:
        messages.success(request, _("The changes are filed."))
    return redirect("declaration", changed)


def _keep_draft(sheet: Sheet) -> Declaration:
    if sheet.declaration is None:
        return drafting.save_draft(body=sheet.document, by=sheet.user, at=sheet.at)
    return drafting.replace_draft(
        declaration_id=sheet.declaration.pk, body=sheet.document, by=sheet.user, at=sheet.at, version=sheet.version
    )


def _refused(request: HttpRequest, sheet: Sheet, refusal: DomainError) -> HttpResponse:
    """Show what was typed again, with the reason; after somebody else's change with the version there is now."""
    typed = sheet.document
    if sheet.declaration:
        current = own_declaration(sheet.user, str(sheet.declaration.pk))
        sheet = _sheet_of(current, sheet.user, sheet.at)
        sheet.document = typed
    sheet.said = str(refusal)
    if isinstance(refusal, Stale):
        sheet.said = _(
            "Somebody changed this declaration since you opened it. Below stands what you typed; "
            "compare it with the declaration as it is now. Pressing again replaces it by yours."
        )
    sheet.findings, sheet.checked = refusal.findings, bool(refusal.findings)
    return _show(request, sheet, status=422 if refusal.findings else refusal.status)


def _show(request: HttpRequest, sheet: Sheet, *, status: int = 200) -> HttpResponse:
    form = bind(sheet.document, options=load_options(), findings=sheet.findings, limits=sheet.limits)
    errors, warnings = len(form.errors), len(form.warnings)
    context = {
        "sheet": sheet,
        "form": form,
        "ticket": kept.ticket(sheet.user),
        "suggested": SUGGESTED,
        "errors": ngettext("%(n)d thing to mend", "%(n)d things to mend", errors) % {"n": errors},
        "warnings": ngettext("%(n)d thing to look at", "%(n)d things to look at", warnings) % {"n": warnings},
    }
    return render(request, "declarations/form.html", context, status=status)


def _usual(user: User) -> Document:
    """Gate and direction of the company's last filing: the next one is usually alike."""
    own = Declaration.objects.visible_to(user).filter(filed_at__isnull=False).order_by("-pk")
    last = own.values_list("gate__code", "direction").first()
    return {"gate": last[0], "direction": last[1]} if last else {}


def _number(text: object) -> int | None:
    return int(text) if isinstance(text, str) and re.fullmatch(r"[0-9]{1,9}", text) else None
