"""A published bulletin is made again from what it counted, or the first disagreement is named."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from declarations.models import Event
from reports.figures import digest
from reports.lists import line
from reports.models import Bulletin, CountedVehicle
from reports.operations.bulletins import make_bulletin
from reports.operations.periods import make_period
from reports.periods import Period
from reports.queries.listing import kept
from reports.queries.rebuilding import Disagrees, rebuild
from tests.reports.days import CUT_OFF, DAY, START, Traffic, clock, read_without_declaration

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
EVE = DAY - timedelta(days=1)


@pytest.fixture
def published():
    """Two days, a correction of the second (an exit taken back), and both of them as a period."""
    gate = Traffic("HN", "TT")
    gate.leaves(gate.seen(START - 30 * MINUTE), START - MINUTE)
    gate.seen(START - 30 * MINUTE, gate="TT")
    make_bulletin(date=EVE, at=START)
    gate.leaves(gate.seen(clock("08:00")), clock("09:00"))
    gate.turns_back(gate.seen(clock("08:00"), gate="TT"), clock("09:00"))
    truck = gate.leaves(gate.seen(clock("13:00")), CUT_OFF - MINUTE)
    read_without_declaration("12C99999", clock("10:00"), gate="TT")
    make_bulletin(date=DAY, at=CUT_OFF)
    gate.comes_back(truck, CUT_OFF + 10 * MINUTE)
    make_bulletin(date=DAY, at=CUT_OFF + 15 * MINUTE)
    make_period(period=Period("period", EVE, DAY), at=CUT_OFF + 16 * MINUTE)
    return Bulletin.objects.order_by("pk")


def test_every_revision_is_rebuilt_to_the_hash(published, capsys):
    for bulletin in published:
        assert rebuild(bulletin) == bulletin.figures
    call_command("verify_bulletins")
    call_command("verify_bulletins", str(EVE))
    assert capsys.readouterr().out.splitlines() == ["The bulletins hold: 4.", "The bulletins hold: 1."]


@pytest.fixture
def forger(published):
    """Somebody whom no trigger stops."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
    return published


def first():
    return Bulletin.objects.get(date=DAY, kind="day", revision=1)


def hashed_anew(bulletin):
    """A forger who knows how the hash is made."""
    rows = kept(bulletin)
    Bulletin.objects.filter(pk=bulletin.pk).update(
        sha256=digest(bulletin.figures, map(line, rows)), vehicles_counted=len(rows)
    )


def alter_a_figure():
    figures = first().figures
    figures["total"]["turned_back"] = 0
    Bulletin.objects.filter(pk=first().pk).update(figures=figures)


def alter_a_figure_and_its_hash():
    alter_a_figure()
    hashed_anew(first())


def take_a_truck_off_the_list():
    CountedVehicle.objects.filter(bulletin=first(), fate="turned_back").delete()


def take_a_truck_off_everything():
    row = CountedVehicle.objects.get(bulletin=first(), fate="turned_back")
    CountedVehicle.objects.filter(vehicle=row.vehicle_id).delete()
    for bulletin in Bulletin.objects.filter(date=DAY, kind="day"):
        figures = bulletin.figures
        for part in (figures["total"], figures["gates"]["TT"]):
            part["turned_back"] -= 1
            part["arrived"] -= 1
        figures["arrived"] -= 1
        Bulletin.objects.filter(pk=bulletin.pk).update(figures=figures)
        hashed_anew(Bulletin.objects.get(pk=bulletin.pk))


def move_an_exit_to_another_day():
    row = CountedVehicle.objects.filter(bulletin=first(), fate="left").earliest("pk")
    Event.objects.filter(pk=row.end_event_id or 0).update(happened_at=START - MINUTE)


def lower_a_payment():
    row = next(row for row in CountedVehicle.objects.filter(bulletin=first()) if row.payments)
    Event.objects.filter(pk=row.payments[0][0]).update(data={"kind": "infrastructure", "amount": 1})


def raise_the_eve():
    figures = Bulletin.objects.get(date=EVE).figures
    figures["gates"]["TT"]["left_over"]["total"] += 1
    Bulletin.objects.filter(date=EVE).update(figures=figures)


def alter_a_day_of_the_period():
    Bulletin.objects.filter(date=DAY, kind="day", revision=2).update(sha256="0" * 64)


ALTERED = "were altered"
FORGERIES = {
    alter_a_figure: ALTERED,
    alter_a_figure_and_its_hash: "total.turned_back is 0, but what was counted makes 1",
    take_a_truck_off_the_list: ALTERED,
    take_a_truck_off_everything: "of the day is not counted",
    move_an_exit_to_another_day: "is not the vehicle.left that was counted",
    lower_a_payment: "is not the fee.paid that was counted",
    raise_the_eve: "left_over.change is not against",
}


def test_the_first_disagreement_is_named(forger):
    for forge, said in FORGERIES.items():
        with transaction.atomic():
            forge()
            with pytest.raises(Disagrees, match=said):
                rebuild(first())
            with pytest.raises(CommandError, match="/2026 / "):
                call_command("verify_bulletins")
            transaction.set_rollback(True)
    alter_a_day_of_the_period()
    with pytest.raises(Disagrees, match=ALTERED):
        rebuild(Bulletin.objects.get(kind="period"))


def test_an_event_that_the_journal_knew_and_only_a_later_revision_counts_is_none(forger):
    """Of a truck whose exit was on its way into the journal while the bulletin was made."""
    gate = Traffic("CM")
    late = gate.seen(clock("10:00"), gate="CM")
    Bulletin.objects.filter(date=DAY, kind="day").update(journal_at=Event.objects.latest("pk").pk)
    with pytest.raises(Disagrees, match="is not counted, in this revision or a later one"):
        rebuild(first())
    assert late.seen_at

    make_bulletin(date=DAY, at=CUT_OFF + 20 * MINUTE)

    assert rebuild(first()) == first().figures
