"""What a company need not type again: trucks, trailers, drivers, owners and goods, learnt from what it files.

A row belongs to one company and is the only one of its key there. A row that was forgotten stays as its bare key, so
that it is not learnt again from what was filed before (docs/adr/0059).
"""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.companies import companies_of, working_for
from accounts.models import Organisation, User
from declarations.models import Declaration
from declarations.stages import CargoKind, Country, FeeClass, VehicleKind


class SavedQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """What the companies he acts for have saved and not forgotten; nobody else sees any."""
        return self.filter(organisation_id__in=companies_of(user), forgotten_at__isnull=True)

    def at_hand(self, user: User) -> Self:
        """What is offered to him now: the saved things of the one company he works for, so that none of one owner's
        gets into a declaration of another.
        """
        return self.visible_to(user).filter(organisation_id=working_for(user))

    def said(self, words: list[str]) -> Self:
        """Rows in which every one of the (folded) words begins a word."""
        rows = self
        for word in words:
            rows = rows.filter(words__contains=f" {word}")
        return rows

    def latest_first(self) -> Self:
        return self.order_by("-last_used_at", "-pk")


class SavedRow(models.Model):
    """What all kinds have in common. `words` holds, folded, what the row is found by, a space before each word."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("company")
    )
    key = models.CharField(max_length=500)
    words = models.CharField(max_length=1500)
    times_used = models.PositiveIntegerField(_("times used"), default=0)
    last_used_at = models.DateTimeField(_("last used"))  # when it was filed, or saved by hand
    # The declaration that its values were learnt from last; an amendment of it mends them.
    learnt_from = models.ForeignKey(Declaration, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = SavedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="%(class)s_once_a_company"),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "-last_used_at", "-id"],
                condition=Q(forgotten_at__isnull=True),
                name="%(class)s_latest",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class SavedDriver(SavedRow):
    """A driver; the key is his ID."""

    name = models.CharField(_("driver"), max_length=120, blank=True)
    id_number = models.CharField(_("driver's ID"), max_length=32, blank=True)
    phone = models.CharField(_("driver's phone"), max_length=32, blank=True)


class SavedTruck(SavedRow):
    """A truck with what usually goes with it; the key is its plate's."""

    plate = models.CharField(_("plate"), max_length=40, blank=True)
    country = models.CharField(_("country"), max_length=5, choices=Country, blank=True)
    special_plate = models.BooleanField(_("special plate"), default=False)
    fee_class = models.CharField(_("fee class"), max_length=3, choices=FeeClass, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=VehicleKind, blank=True)
    own_weight_kg = models.PositiveIntegerField(_("own weight (kg)"), null=True, blank=True)
    trailer_plate = models.CharField(_("trailer"), max_length=40, blank=True)
    licence_number = models.CharField(_("licence"), max_length=40, blank=True)
    insurance_until = models.DateField(_("insured until"), null=True, blank=True)
    driver = models.ForeignKey(
        SavedDriver, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("driver")
    )


class SavedTrailer(SavedRow):
    """A trailer; the key is its plate's."""

    plate = models.CharField(_("trailer"), max_length=40, blank=True)


class SavedOwner(SavedRow):
    """Whose goods are carried; the key is the tax code."""

    tax_code = models.CharField(_("owner's tax code"), max_length=14, blank=True)
    name = models.CharField(_("owner"), max_length=255, blank=True)
    address = models.CharField(_("owner's address"), max_length=500, blank=True)
    phone = models.CharField(_("owner's phone"), max_length=32, blank=True)


class SavedGoods(SavedRow):
    """Goods as they are described; the key is the folded description."""

    description = models.CharField(_("description"), max_length=500, blank=True)
    hs_code = models.CharField(_("HS code"), max_length=8, blank=True)
    origin = models.CharField(_("origin"), max_length=2, blank=True)
    unit = models.CharField(_("unit"), max_length=12, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    customs_regime = models.CharField(_("customs regime"), max_length=8, blank=True)
    cargo_kind = models.CharField(_("kind of cargo"), max_length=16, choices=CargoKind, blank=True)


class Lesson(models.Model):
    """A declaration was learnt from, up to and including its event `seq`: each filing and amendment counts once."""

    declaration = models.OneToOneField(Declaration, on_delete=models.CASCADE, related_name="lesson", primary_key=True)
    seq = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.declaration_id} ≤ {self.seq}"


class Progress(models.Model):
    """How far learning has come: every change up to `until` was looked at. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="workspace_progress_is_one_row")]

    def __str__(self) -> str:
        return str(self.until)
