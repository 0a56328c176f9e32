"""The pages of a company: its people and invitations, its agents, and for whom one works."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acting import acting_user
from accounts.companies import companies_of, work_for, working_for
from accounts.middleware import SESSION_KEY
from accounts.models import CompanyRole, Consent, Invitation, Organisation, User
from accounts.operations import colleagues, consenting, inviting
from accounts.web.forms import ConsentForm, InviteForm, RoleForm
from accounts.web.who import for_owners, for_people_of_a_company
from contract.errors import DomainError

ask_or_do = require_http_methods(["GET", "HEAD", "POST"])


@for_owners
@ask_or_do
def people(request: HttpRequest) -> HttpResponse:
    """Who belongs to the company and who is asked in."""
    owner, at = acting_user(request), timezone.now()
    form = InviteForm(request.POST or None, initial={"language": owner.language})
    if form.is_valid():
        try:
            inviting.invite(**form.cleaned_data, by=owner, at=at)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The invitation is on its way to %(email)s.") % form.cleaned_data)
            return redirect("company")
    page = {
        "form": form,
        "people": User.objects.filter(organisation=owner.organisation).order_by("-is_active", "pk"),
        "invitations": Invitation.objects.filter(organisation=owner.organisation).open(at).order_by("-pk"),
        "roles": CompanyRole.choices,
    }
    return render(request, "accounts/company.html", page, status=422 if form.errors else 200)


@for_owners
@require_POST
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Another role for a colleague, or off, or on again."""
    owner = acting_user(request)
    if not User.objects.filter(pk=pk, organisation=owner.organisation).exists():
        raise Http404
    do = request.POST.get("do")
    if do in {"on", "off"}:
        return _done(
            request,
            lambda: colleagues.switch_colleague(user_id=pk, on=do == "on", by=owner),
            _("The account is switched on.") if do == "on" else _("The account is switched off."),
            "company",
        )
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the roles."))
        return redirect("company")
    role = form.cleaned_data["company_role"]
    done = _("The role is changed.")
    return _done(request, lambda: colleagues.change_role(user_id=pk, company_role=role, by=owner), done, "company")


@for_owners
@require_POST
def take_back_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """The link of the letter opens nothing any more."""
    owner = acting_user(request)
    if not Invitation.objects.filter(pk=pk, organisation=owner.organisation).exists():
        raise Http404
    at = timezone.now()
    done = _("The invitation is taken back.")
    return _done(request, lambda: inviting.take_back(invitation_id=pk, by=owner, at=at), done, "company")


@for_owners
@ask_or_do
def consents(request: HttpRequest) -> HttpResponse:
    """Which agents act for the company, and for whom it acts itself."""
    owner = acting_user(request)
    form = ConsentForm(request.POST or None)
    if form.is_valid():
        try:
            given = consenting.consent(agent_tax_code=form.cleaned_data["tax_code"], by=owner, at=timezone.now())
        except DomainError as refusal:
            form.add_error("tax_code", str(refusal))
        else:
            messages.success(request, _("%(agent)s may act for you now.") % {"agent": given.agent.name})
            return redirect("company-consents")
    rows = Consent.objects.select_related("owner", "agent", "granted_by", "revoked_by").order_by("-pk")
    page = {
        "form": form,
        "given": rows.filter(owner=owner.organisation)[:200],
        "held": rows.filter(agent=owner.organisation, revoked_at__isnull=True)[:200],
    }
    return render(request, "accounts/consents.html", page, status=422 if form.errors else 200)


@for_owners
@require_POST
def take_back_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """The agent sees and files nothing any more, at once."""
    owner = acting_user(request)
    mine = Consent.objects.filter(owner=owner.organisation) | Consent.objects.filter(agent=owner.organisation)
    if not mine.filter(pk=pk).exists():
        raise Http404
    at = timezone.now()
    done = _("The consent is taken back.")
    return _done(request, lambda: consenting.take_back(consent_id=pk, by=owner, at=at), done, "company-consents")


@for_people_of_a_company
@ask_or_do
def choose_company(request: HttpRequest) -> HttpResponse:
    """For which company one works: what is made from now on belongs to it."""
    user = acting_user(request)
    if request.method == "POST":
        chosen = request.POST.get("company", "")
        if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 18 and work_for(user, int(chosen))):
            raise Http404
        request.session[SESSION_KEY] = int(chosen)
        leads_to = request.POST.get("next", "")
        inside = url_has_allowed_host_and_scheme(leads_to, {request.get_host()}, require_https=request.is_secure())
        return redirect(leads_to if inside else "/")
    rows = Organisation.objects.filter(pk__in=companies_of(user)).order_by("name", "pk")
    page = {"companies": rows, "current": working_for(user), "own": user.organisation_id}
    return render(request, "accounts/working_for.html", page)


def _done(request: HttpRequest, act: Callable[[], object], said: str, leads_to: str) -> HttpResponse:
    """Do it, say what came of it, go back to the list."""
    try:
        act()
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(leads_to)
