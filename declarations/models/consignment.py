"""What the trucks carry: consignments, one customs declaration or one owner each, and their items."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from declarations.models.declaration import Declaration
from declarations.models.vehicle import Vehicle
from declarations.stages import CargoKind


class Consignment(models.Model):
    """Goods under one customs declaration. `customs_identity` is the number without its amendment digit (domain §5)."""

    declaration = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="consignments")
    key = models.CharField(_("key"), max_length=32)
    position = models.PositiveSmallIntegerField()
    customs_number = models.CharField(_("customs declaration"), max_length=12, blank=True)
    customs_identity = models.CharField(max_length=11, blank=True)
    customs_regime = models.CharField(_("customs regime"), max_length=8, blank=True)
    cargo_kind = models.CharField(_("kind of cargo"), max_length=16, choices=CargoKind)
    owner_tax_code = models.CharField(_("owner's tax code"), max_length=14)
    owner_name = models.CharField(_("owner"), max_length=255)
    owner_address = models.CharField(_("owner's address"), max_length=500, blank=True)
    owner_phone = models.CharField(_("owner's phone"), max_length=32, blank=True)

    class Meta:
        verbose_name = _("consignment")
        verbose_name_plural = _("consignments")
        constraints = [models.UniqueConstraint(fields=["declaration", "key"], name="consignment_key_once")]
        indexes = [
            models.Index(fields=["customs_identity"], condition=~Q(customs_identity=""), name="consignment_customs")
        ]

    def __str__(self) -> str:
        return self.customs_number or self.key


class Item(models.Model):
    """One kind of goods of a consignment."""

    consignment = models.ForeignKey(Consignment, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    description = models.CharField(_("description"), max_length=500)
    hs_code = models.CharField(_("HS code"), max_length=8, blank=True)
    origin = models.CharField(_("origin"), max_length=2, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=16, decimal_places=3, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=12, blank=True)
    weight_kg = models.PositiveIntegerField(_("weight (kg)"), null=True, blank=True)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")

    def __str__(self) -> str:
        return self.description


class Carriage(models.Model):
    """This vehicle carries (part of) that consignment."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="carriages")
    consignment = models.ForeignKey(Consignment, on_delete=models.CASCADE, related_name="carriages")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vehicle", "consignment"], name="carried_once")]

    def __str__(self) -> str:
        return f"{self.vehicle_id} ⊃ {self.consignment_id}"
