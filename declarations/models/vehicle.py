"""The trucks of a declaration: those that carry goods (or stand empty), and those that receive them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from declarations.models.declaration import Declaration
from declarations.models.place import Gate
from declarations.querysets import VehicleQuerySet
from declarations.stages import CargoKind, Country, Direction, End, FeeClass, Journey, Role, VehicleKind


class Vehicle(models.Model):
    """One truck in one declaration. `gate` and `direction` repeat the declaration's, for the queues' indexes."""

    declaration = models.ForeignKey(
        Declaration, on_delete=models.PROTECT, related_name="vehicles", verbose_name=_("declaration")
    )
    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, verbose_name=_("gate"))
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    role = models.CharField(_("role"), max_length=8, choices=Role)
    journey = models.CharField(_("journey"), max_length=16, choices=Journey)
    key = models.CharField(_("key"), max_length=32)
    position = models.PositiveSmallIntegerField()
    main_cargo = models.CharField(_("cargo"), max_length=16, choices=CargoKind, blank=True)

    plate = models.CharField(_("plate"), max_length=40)
    plate_key = models.CharField(max_length=40)  # what two spellings of one plate share (domain §5)
    country = models.CharField(_("country"), max_length=5, choices=Country)
    special_plate = models.BooleanField(_("special plate"), default=False)
    fee_class = models.CharField(_("fee class"), max_length=3, choices=FeeClass)
    kind = models.CharField(_("kind"), max_length=8, choices=VehicleKind, blank=True)
    trailer_plate = models.CharField(_("trailer"), max_length=40, blank=True)
    container = models.CharField(_("container"), max_length=32, blank=True)
    seal = models.CharField(_("seal"), max_length=40, blank=True)
    driver_name = models.CharField(_("driver"), max_length=120)
    driver_id_number = models.CharField(_("driver's ID"), max_length=32)
    driver_phone = models.CharField(_("driver's phone"), max_length=32, blank=True)
    companion = models.JSONField(_("companion"), null=True, blank=True)
    own_weight_kg = models.PositiveIntegerField(_("own weight (kg)"), null=True, blank=True)
    cargo_weight_kg = models.PositiveIntegerField(_("cargo weight (kg)"), null=True, blank=True)
    licence_number = models.CharField(_("licence"), max_length=40, blank=True)
    insurance_until = models.DateField(_("insured until"), null=True, blank=True)
    area = models.CharField(_("area"), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=2000, blank=True)

    is_open = models.BooleanField(_("open"), default=True)
    end = models.CharField(_("end"), max_length=12, choices=End, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    # Its place in an arrival window: the window's start, and whether the place is one of the green lane's. A truck that
    # has ended unseen gave it back, and keeps the time for the record.
    window_at = models.DateTimeField(_("arrival window"), null=True, blank=True)
    window_green = models.BooleanField(default=False, db_default=False, editable=False)
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)
    line_time = models.DateTimeField(_("line time"), null=True, blank=True)
    # A truck sent to another gate keeps its time of arrival: its line time there, once it is seen.
    kept_line_time = models.DateTimeField(_("line time kept"), null=True, blank=True)
    called_at = models.DateTimeField(_("called"), null=True, blank=True)
    call_acknowledged_at = models.DateTimeField(_("call acknowledged"), null=True, blank=True)
    calls_missed = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    # Counts up when what the pass is bound to changes: a pass of a former version is no longer good.
    pass_version = models.PositiveIntegerField(default=1)
    road_held_at = models.DateTimeField(_("held on the road"), null=True, blank=True)
    road_held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    road_hold_reason = models.CharField(_("reason of the hold"), max_length=500, blank=True)

    carried = models.ManyToManyField(
        "declarations.Consignment", through="declarations.Carriage", related_name="carriers"
    )

    objects = VehicleQuerySet.as_manager()

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        constraints = [
            # Domain §4: a plate may stand open once as carrier and once as receiver, whatever the gate.
            models.UniqueConstraint(
                fields=["plate_key", "role"], condition=Q(is_open=True), name="plate_open_once_a_role"
            ),
            models.UniqueConstraint(fields=["declaration", "role", "key"], name="vehicle_key_once_a_role"),
            models.CheckConstraint(
                name="vehicle_open_iff_not_ended",
                condition=Q(is_open=True, ended_at__isnull=True, end="")
                | (Q(is_open=False, ended_at__isnull=False) & ~Q(end="")),
            ),
            models.CheckConstraint(
                name="vehicle_seen_before_it_leaves",
                condition=~Q(end__in=[End.LEFT, End.TURNED_BACK]) | Q(seen_at__isnull=False) | Q(role=Role.RECEIVER),
            ),
            models.CheckConstraint(
                name="vehicle_in_line_once_seen",
                condition=Q(line_time__isnull=True) | Q(seen_at__isnull=False),
            ),
            models.CheckConstraint(
                name="vehicle_window_of_carriers", condition=Q(window_at__isnull=True) | Q(role=Role.CARRIER)
            ),
        ]
        indexes = [
            models.Index(fields=["gate", "direction", "line_time"], condition=Q(is_open=True), name="vehicle_in_line"),
            # The last ones called forward, which say whose turn it is (queries.line).
            models.Index(
                fields=["gate", "direction", "called_at"], condition=Q(called_at__isnull=False), name="vehicle_called"
            ),
            models.Index(fields=["window_at"], condition=Q(window_at__isnull=False), name="vehicle_window"),
            models.Index(fields=["plate_key"], name="vehicle_plate"),
            models.Index(fields=["trailer_plate"], condition=~Q(trailer_plate=""), name="vehicle_trailer"),
        ]

    def __str__(self) -> str:
        return self.plate


class Unloading(models.Model):
    """This receiving vehicle unloads that carrier (sang tải)."""

    receiver = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="unloadings")
    carrier = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="unloaded_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["receiver", "carrier"], name="unloads_once")]

    def __str__(self) -> str:
        return f"{self.receiver_id} ← {self.carrier_id}"
