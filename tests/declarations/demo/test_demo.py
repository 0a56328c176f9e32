"""`manage.py demo`: invented people and trucks at many stages; may run again; never with DEBUG=0."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import Agency, Organisation, User
from declarations.demo.accounts import GATES, PASSWORD, accounts, table
from declarations.demo.stories import STORIES
from declarations.models import Check, Declaration, Event, Gate, Posting, Vehicle
from declarations.operations.verifying import broken_links
from declarations.stages import CheckState, End, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(settings):
    settings.DEBUG = True
    call_command("demo", verbosity=0)


def test_every_account_can_sign_in_and_is_posted_where_its_name_says(loaded, client) -> None:
    expected = {"haulier.a", "haulier.b", "manager.province", "manager.hn", "manager.tt", "admin"}
    expected |= {"dispatcher.a", "viewer.a", "agent.c"}
    expected |= {f"{agency}.{gate.lower()}" for agency in Agency.values for gate in GATES}
    users = {user.username: user for user in User.objects.all()}

    assert set(users) == expected
    for user in users.values():
        user.full_clean()
        assert user.check_password(PASSWORD)
    posted = {(p.user.username.rpartition(".")[2], p.gate.code) for p in Posting.objects.select_related("user", "gate")}
    assert posted == {(gate.lower(), gate) for gate in GATES}
    for company in Organisation.objects.all():
        company.full_clean()


def test_trucks_stand_at_every_stage_at_both_gates(loaded) -> None:
    for gate in Gate.objects.filter(code__in=GATES):
        checks = Check.objects.filter(gate=gate)
        assert set(checks.values_list("state", flat=True)) == set(CheckState.values)
        for agency in set(Agency.values) - {Agency.TRAFFIC_POLICE, Agency.YARD, Agency.ANIMAL}:
            assert checks.filter(agency=agency, state__in=[CheckState.READY, CheckState.HELD]).exists(), agency
        ended = Vehicle.objects.filter(gate=gate, is_open=False)
        assert {End.LEFT, End.TURNED_BACK} <= set(ended.values_list("end", flat=True))
        assert Vehicle.objects.filter(gate=gate, road_held_at__isnull=False).exists()
    assert Declaration.objects.filter(status=Status.DRAFT).count() == 2 * len(GATES)
    assert Declaration.objects.count() == len(STORIES) * len(GATES)
    assert list(broken_links()) == []


def test_a_second_run_adds_nothing_and_keeps_a_changed_password(loaded) -> None:
    user = User.objects.get(username="customs.hn")
    user.set_password("another one, mine")
    user.save()
    before = (User.objects.count(), Declaration.objects.count(), Event.objects.count(), Posting.objects.count())

    call_command("demo", verbosity=0)

    assert (User.objects.count(), Declaration.objects.count(), Event.objects.count(), Posting.objects.count()) == before
    user.refresh_from_db()
    assert user.check_password("another one, mine")


def test_a_story_that_a_gate_refuses_is_left_out_and_the_rest_is_told(settings, capsys) -> None:
    settings.DEBUG = True
    Gate.objects.filter(code="TT").update(takes_trucks=False)

    call_command("demo")

    assert Declaration.objects.exclude(draft__isnull=False).values("gate").distinct().count() == 1
    said = capsys.readouterr()
    assert "Left out DEMO-TT-filed-1" in said.err
    assert PASSWORD in said.out


def test_debug_0_refuses_and_makes_nobody(settings) -> None:
    settings.DEBUG = False

    with pytest.raises(CommandError, match="DEBUG=1 only"):
        call_command("demo")

    assert not User.objects.exists()


def test_the_table_needs_no_database_and_names_everyone() -> None:
    code = "from declarations.demo.accounts import table; print(table())"
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(settings.BASE_DIR)}
    said = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout

    assert said.strip() == table()
    for account in accounts():
        assert account.username.partition(".")[0] in said
