"""The declaration: what a company declares for one passage, as a draft or filed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from declarations.models.place import Gate, Lane, Yard
from declarations.models.procedure import Procedure
from declarations.querysets import DeclarationQuerySet
from declarations.stages import DeliveryMethod, Direction, Regime, Status


class Declaration(models.Model):
    """One dossier. A draft keeps what was typed as JSON in `draft`; once filed, the rows are the only truth."""

    number = models.CharField(_("number"), max_length=13, unique=True, null=True, blank=True)
    # Without an index of its own: three of those below begin with it.
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False, verbose_name=_("company"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("filed by")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    draft = models.JSONField(_("draft"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("changed"))
    filed_at = models.DateTimeField(_("filed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("gate"))
    lane = models.ForeignKey(Lane, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("lane"))
    yard = models.ForeignKey(Yard, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("yard"))
    direction = models.CharField(_("direction"), max_length=8, choices=Direction, blank=True)
    regime = models.CharField(_("regime"), max_length=32, choices=Regime, blank=True)
    expected_arrival = models.DateTimeField(_("expected arrival"), null=True, blank=True)
    delivery_method = models.CharField(_("delivery"), max_length=20, choices=DeliveryMethod, blank=True)
    transshipment = models.BooleanField(_("transshipment"), default=False)
    client_reference = models.CharField(_("own reference"), max_length=64, blank=True)
    note = models.CharField(_("note"), max_length=2000, blank=True)
    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=32, blank=True)
    fee_payer = models.JSONField(_("fee payer"), null=True, blank=True)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, null=True, blank=True)
    # By what its company finds it again (declarations/marks.py), written with the document.
    marks = models.TextField(default="", db_default="", blank=True, editable=False)

    # The head of the journal's chain: what must stand last, so that a cut tail is found too.
    journal_length = models.PositiveIntegerField(default=0)
    journal_head = models.CharField(max_length=64, blank=True)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        constraints = [
            models.CheckConstraint(
                name="declaration_filed_iff_numbered",
                condition=Q(status=Status.DRAFT, number__isnull=True, filed_at__isnull=True, draft__isnull=False)
                | (~Q(status=Status.DRAFT) & Q(number__isnull=False, filed_at__isnull=False, draft__isnull=True)),
            ),
            models.CheckConstraint(
                name="declaration_ended_iff_closed",
                condition=Q(status__in=[Status.DRAFT, Status.OPEN], ended_at__isnull=True)
                | (~Q(status__in=[Status.DRAFT, Status.OPEN]) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="declaration_filed_is_placed",
                condition=Q(status=Status.DRAFT)
                | Q(gate__isnull=False, expected_arrival__isnull=False, procedure__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="declaration_of_company"),
            models.Index(fields=["organisation", "expected_arrival"], name="declaration_of_company_by_day"),
            models.Index(
                fields=["gate", "expected_arrival"], condition=Q(status="open"), name="declaration_open_at_gate"
            ),
            models.Index(fields=["updated_at"], name="declaration_changed"),
            # What a company has under way: few rows, whatever its history; its list asks every few seconds.
            models.Index(
                fields=["organisation", "-id"],
                condition=Q(status__in=["draft", "open"]),
                name="declaration_under_way",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"

    @property
    def is_assisted(self) -> bool:
        """Whether an officer filed it for the company (operations.assisting)."""
        return self.created_by.is_officer

    @property
    def is_draft(self) -> bool:
        return self.status == Status.DRAFT


class NumberCounter(models.Model):
    """The last declaration number given on a day. Used on SQLite only; PostgreSQL draws from a sequence (ADR 0021)."""

    day = models.DateField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day} {self.last}"
