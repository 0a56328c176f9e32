"""The filing form: a new declaration, a draft, or a filed one that is mended. One form for all of them."""

import re
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.companies import work_for
from accounts.models import User
from contract.errors import DomainError
from declarations.errors import WrongState
from declarations.findings import read
from declarations.models import Declaration
from declarations.operations import amending, autosaving, drafting, filing
from declarations.operations.amending import NeedsChangeRequest
from declarations.operations.filing import Stale, Unfileable
from declarations.operations.foreseeing import foresee
from declarations.stages import Status
from declarations.web import kept
from declarations.web.form.bound import bind
from declarations.web.form.options import SUGGESTED, load_options
from declarations.web.form.overview import overview
from declarations.web.form.rows import add, blank, name_rows, remove
from declarations.web.form.telling import counted, summed_up
from declarations.web.sheet import Document, Sheet, number_in, page_in, posted_sheet, sheet_of
from declarations.web.views import changing
from declarations.web.who import for_companies, own_declaration, require_filer_account

ROW = re.compile(
    r"(add|remove):((?:consignments|vehicles|receiving_vehicles)(?:-[0-9]{1,4}(?:-items(?:-[0-9]{1,4})?)?)?)"
)


@kept.keeping_what_was_typed
def new(request: HttpRequest) -> HttpResponse:
    """A new declaration."""
    user, at = require_filer_account(request), timezone.now()
    if request.method == "POST":
        return _posted(request, posted_sheet(request, Sheet(user, at, None, {})))
    if former := request.GET.get("like"):
        return _show(request, _like(request, own_declaration(user, former), Sheet(user, at, None, {})))
    like = _usual(user)
    if request.GET.get("direction") in ("export", "import"):
        like["direction"] = request.GET["direction"]
    return _show(request, Sheet(user, at, None, blank(by=user, at=at, like=like)))


@kept.keeping_what_was_typed
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """A draft, or an open declaration."""
    return _edited(request, ref, asking=False)


@kept.keeping_what_was_typed
def change(request: HttpRequest, ref: str) -> HttpResponse:
    """As `edit`, and what agencies must agree to can be typed: that is asked for, after it was shown once more."""
    return _edited(request, ref, asking=True)


def _edited(request: HttpRequest, ref: str, *, asking: bool) -> HttpResponse:
    user, at = require_filer_account(request), timezone.now()
    sheet = sheet_of(own_declaration(user, ref), user, at, asking=asking)
    if request.method == "POST":
        return _posted(request, posted_sheet(request, sheet))
    if sheet.is_filed and sheet.declaration and sheet.declaration.status != Status.OPEN:
        messages.warning(request, _("Only an open declaration can be changed."))
        return redirect("declaration", sheet.declaration)
    if "check" in request.GET:
        sheet.examine()
    return _show(request, sheet)


@for_companies
def taken_up(request: HttpRequest) -> HttpResponse:
    """What was typed before the session ran out, after signing in again."""
    user, at = require_filer_account(request), timezone.now()
    found = kept.take_out(request)
    if found is None:
        return redirect("declarations")
    said = _("Your session had ended. What you typed is here again; it is not filed yet.")
    declaration = own_declaration(user, found["ref"]) if found["ref"] else None
    if declaration and not declaration.is_draft:
        sheet = sheet_of(declaration, user, at, asking=True)  # either page's typing has room in this one
        sheet.document, sheet.version, sheet.said = found["document"], number_in(found["version"]), said
        return _show(request, sheet)
    version, page = number_in(found["version"]), page_in(found["page"])
    sheet = Sheet(user, at, declaration, found["document"], version=version, page=page)
    try:
        draft = _keep_draft(sheet)
    except DomainError:  # the draft went on in the meantime: this stays beside it
        draft = _keep_draft(Sheet(user, at, None, sheet.document))
    messages.warning(request, said)
    return redirect("declaration-edit", draft)


def _posted(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    do = request.POST.get("do", "check")
    if kept.came_late(request):
        sheet.said = _("You have signed in anew since this page was opened. Nothing was sent; press the button again.")
        return _show(request, sheet)
    if do == "again":
        sheet.said = _("What you typed before is here again; it is not filed yet.")
        return _show(request, sheet)
    if row := ROW.fullmatch(do):
        (add if row[1] == "add" else remove)(sheet.document, row[2])
        return _show(request, sheet)
    if filed := autosaving.filed_from(form=sheet.page, body=sheet.document, by=sheet.user):
        said = _("It was filed already, under number %(number)s.") % {"number": filed.number}
        messages.info(request, said, extra_tags=kept.over(filed.pk, sheet.page))
        return redirect("declaration", filed)
    if sheet.is_filed and do not in ("file", "ask"):
        sheet.said = "" if do == "check" else _("This declaration is filed already.")
        sheet.examine()
        return _show(request, sheet)
    try:
        if do == "ask":
            return changing.send(request, sheet)
        return _amend(request, sheet) if sheet.is_filed else _write(request, sheet, do)
    except NeedsChangeRequest:
        return _confirm(request, sheet)
    except DomainError as refusal:
        return _refused(request, sheet, refusal)


def _confirm(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    try:
        return changing.confirm(request, sheet)
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
    draft = _keep_draft(sheet)
    try:
        filed = filing.file_draft(declaration_id=draft.pk, by=sheet.user, at=sheet.at, version=draft.version)
    except Unfileable:
        messages.error(request, _("Not filed yet. What you typed is saved as a draft; mend what is marked below."))
        return redirect(reverse("declaration-edit", args=[draft]) + "?check=1")
    said = _("Filed under number %(number)s.") % {"number": filed.number}
    messages.success(request, said, extra_tags=kept.over(filed.pk, sheet.page))
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
        messages.info(request, _("Nothing was changed."), extra_tags=kept.over(changed.pk))
    else:
        messages.success(request, _("The changes are filed."), extra_tags=kept.over(changed.pk))
    return redirect("declaration", changed)


def _keep_draft(sheet: Sheet) -> Declaration:
    """Keep what stands in the page. A page whose draft was filed meanwhile, and that says something else now, is the
    beginning of another one: somebody went back and changed the plate.
    """
    try:
        return _autosave(sheet)
    except WrongState:
        if sheet.declaration:
            raise
        sheet.page = uuid4()
        return _autosave(sheet)


def _autosave(sheet: Sheet) -> Declaration:
    declaration_id = sheet.declaration.pk if sheet.declaration else None
    return autosaving.autosave(
        body=sheet.document, by=sheet.user, at=sheet.at, form=sheet.page, save=sheet.save,
        declaration_id=declaration_id, version=sheet.version,
    )  # fmt: skip


def _refused(request: HttpRequest, sheet: Sheet, refusal: DomainError) -> HttpResponse:
    """Show what was typed again, with the reason; after somebody else's change with the version there is now."""
    typed = sheet.document
    if sheet.declaration:
        current = own_declaration(sheet.user, str(sheet.declaration.pk))
        sheet = sheet_of(current, sheet.user, sheet.at, asking=sheet.asking)
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
    if sheet.is_filed:
        return changing.show(request, sheet, status=status)
    options = load_options()
    here = options.at(sheet.document.get("gate")).with_windows(sheet.document, at=sheet.at, by=sheet.user)
    form = bind(sheet.document, options=here, findings=sheet.findings, limits=sheet.limits)
    told = summed_up(form.summary, is_whole=sheet.checked)
    context = {
        "sheet": sheet,
        "form": form,
        "told": told,
        "steps": counted(told.errors),
        "elsewhere": options.by_gate(),
        "overview": overview(form, fees=foresee(read(sheet.document).document, at=sheet.at)),
        "ticket": kept.ticket(sheet.user),
        "suggested": SUGGESTED,
    }
    return render(request, "declarations/form.html", context, status=status)


def _like(request: HttpRequest, former: Declaration, sheet: Sheet) -> Sheet:
    """A new form like a former declaration, for the usual hour."""
    work_for(sheet.user, former.organisation_id)
    another = request.GET.get("truck") == "other"
    document = drafting.like(declaration_id=former.pk, by=sheet.user, another_truck=another)
    usual = blank(by=sheet.user, at=sheet.at)
    sheet.document = name_rows(document | {"expected_arrival": usual["expected_arrival"]})
    return sheet


def _usual(user: User) -> Document:
    """Gate and direction of the company's last filing, and the phone he gave for himself there: usually alike."""
    own = Declaration.objects.visible_to(user).filter(filed_at__isnull=False).order_by("-pk")
    last = own.values("gate__code", "direction", "contact_name", "contact_phone").first()
    if last is None:
        return {}
    usual = {"gate": last["gate__code"], "direction": last["direction"]}
    if last["contact_name"] == user.get_full_name():
        usual["contact"] = {"name": last["contact_name"], "phone": last["contact_phone"]}
    return usual
