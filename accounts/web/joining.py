"""Coming to belong: a company signs up, an address is confirmed, an invitation is taken up. Nobody is signed in yet."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import limiting, links
from accounts.models import Application, Invitation
from accounts.operations import applying, inviting
from accounts.tax_codes import normal_tax_code
from accounts.web.forms import AcceptForm, SignUpForm
from contract.errors import DomainError

ask_or_do = require_http_methods(["GET", "HEAD", "POST"])
HOUR = 3600


@ask_or_do
def sign_up(request: HttpRequest) -> HttpResponse:
    """A company applies."""
    form = SignUpForm(request.POST or None)
    if request.method == "POST":
        if not limiting.allowed(request, "sign-up", most=20, seconds=HOUR):
            return limiting.too_many(request, seconds=HOUR)
        if form.is_valid():
            typed = form.cleaned_data
            applicant = applying.Applicant(
                company_name=typed["company_name"],
                tax_code=typed["tax_code"],
                full_name=typed["full_name"],
                email=typed["email"],
                phone=typed["phone"],
                password=typed["password1"],
                language=get_language() or "vi",
            )
            try:
                applying.apply(applicant=applicant, at=timezone.now())
            except applying.TaxCodeTaken as refusal:
                form.add_error("tax_code", str(refusal))
            else:
                return redirect("sign-up-sent")
    return render(request, "accounts/sign_up.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def tax_code(request: HttpRequest) -> HttpResponse:
    """What there is to say of a tax code while it is typed: nothing, that it is none, or that its company is here."""
    typed = request.GET.get("tax_code", "")[:40]
    if not limiting.allowed(request, "tax-code", most=200, seconds=HOUR):
        return render(request, "accounts/tax_code_said.html", {})
    code = normal_tax_code(typed)
    said = {"typed": bool(typed.strip()), "code": code, "taken": bool(code and applying.tax_code_is_taken(code))}
    return render(request, "accounts/tax_code_said.html", said)


@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "accounts/sign_up_sent.html")


@ask_or_do
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm the address: a POST, for programs that look at mails open every link in them."""
    application = Application.objects.filter(pk=links.row_of(token, salt=links.APPLICATION)).first()
    if application is None:
        raise Http404
    if request.method == "POST":
        try:
            application = applying.confirm_address(application_id=application.pk, at=timezone.now())
        except DomainError as refusal:
            return render(request, "accounts/link_over.html", {"said": str(refusal)}, status=409)
        return render(request, "accounts/sign_up_confirmed.html")
    return render(request, "accounts/sign_up_confirm.html", {"application": application})


@ask_or_do
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take up an invitation."""
    rows = Invitation.objects.select_related("organisation", "invited_by")
    row = rows.filter(pk=links.row_of(token, salt=links.INVITATION)).first()
    if row is None:
        raise Http404
    at = timezone.now()
    try:
        inviting.require_open(row, at=at)
    except DomainError as refusal:
        return render(request, "accounts/link_over.html", {"said": str(refusal)}, status=409)
    form = AcceptForm(request.POST or None)
    if form.is_valid() and _take_up(request, row, form):
        return redirect("sign-in")
    page = {"form": form, "invitation": row}
    return render(request, "accounts/invitation.html", page, status=422 if form.errors else 200)


def _take_up(request: HttpRequest, row: Invitation, form: AcceptForm) -> bool:
    typed = form.cleaned_data
    try:
        inviting.accept(
            invitation_id=row.pk,
            full_name=typed["full_name"],
            phone=typed["phone"],
            password=typed["password1"],
            language=get_language() or row.language,
            at=timezone.now(),
        )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Your account is open. Sign in with your e-mail address."))
    return True
