"""How one comes to belong: a company applies, or one of its owners invites."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.people import Language, Organisation, User
from accounts.roles import CompanyRole
from accounts.tax_codes import validate_tax_code


class ApplicationState(models.TextChoices):
    """Where an application stands."""

    UNCONFIRMED = "unconfirmed", _("e-mail address not confirmed")
    WAITING = "waiting", _("waiting")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")


class Application(models.Model):
    """A company that wants to file, and its first person. It becomes both when an administrator approves it."""

    company_name = models.CharField(_("company"), max_length=200)
    tax_code = models.CharField(_("tax code"), max_length=14, validators=[validate_tax_code])
    full_name = models.CharField(_("full name"), max_length=150)
    email = models.EmailField(_("e-mail"), max_length=60)  # the user name to be
    phone = models.CharField(_("phone"), max_length=20)
    password = models.CharField(max_length=128, editable=False)  # hashed; emptied when it is decided
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.VIETNAMESE)
    state = models.CharField(_("state"), max_length=12, choices=ApplicationState, default=ApplicationState.UNCONFIRMED)
    applied_at = models.DateTimeField(_("applied"))
    link_until = models.DateTimeField(editable=False)
    confirmed_at = models.DateTimeField(_("e-mail confirmed"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.CheckConstraint(
                name="application_decided_iff_by",
                condition=Q(state__in=["approved", "refused"], decided_at__isnull=False)
                | Q(state__in=["unconfirmed", "waiting"], decided_at__isnull=True),
            ),
            models.CheckConstraint(
                name="application_approved_iff_company",
                condition=Q(state="approved", organisation__isnull=False)
                | (~Q(state="approved") & Q(organisation__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["email"], name="application_email")]

    def __str__(self) -> str:
        return f"{self.company_name} ({self.tax_code})"

    @property
    def is_open(self) -> bool:
        """Whether nobody decided it yet."""
        return self.decided_at is None


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime) -> InvitationQuerySet:
        """Those that can be taken up."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at)


class Invitation(models.Model):
    """One person asked by e-mail into a company, with the role he will have; taken up once, or taken back."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("organisation")
    )
    email = models.EmailField(_("e-mail"), max_length=60)
    company_role = models.CharField(_("role in the company"), max_length=12, choices=CompanyRole)
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.VIETNAMESE)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("invited by"))
    invited_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("expires at"))
    accepted_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                name="invitation_ends_once", condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.organisation_id}"
