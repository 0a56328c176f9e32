"""Change requests at the desk: who sees what waits, old beside new, answers by field, refusals that keep the typing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from declarations.models import ChangeAnswer, ChangeRequest
from tests import given
from tests.declarations.admin import desk
from tests.declarations.admin.desk import World

pytestmark = pytest.mark.django_db
LIST = "/admin/declarations/changerequest/"


@pytest.fixture
def world() -> World:
    return desk.world()


@pytest.fixture
def asked(world: World) -> ChangeRequest:
    """A new driver and another plate; the border guard is asked twice, customs once."""
    driver = {"name": "Lý Văn Thay", "id_number": "012345678909", "phone": None}
    return given.change(
        world.truck, ("$.vehicles[0].driver", driver), ("$.vehicles[0].plate", "12C-777.77"), at=world.at
    )


def page_of(asked: ChangeRequest) -> str:
    return reverse("admin:declarations_changerequest_change", args=[asked.pk])


def test_it_waits_on_the_desk_of_whom_it_concerns_at_that_gate(world: World, asked: ChangeRequest) -> None:
    for who, waits in {"border_guard.hn": 1, "customs.hn": 1, "medical.hn": 0, "customs.tt": 0}.items():
        client = world.client(who)
        assert len(client.get(LIST).context["cl"].result_list) == waits, who
        assert ("wait for your agency" in client.get("/admin/").content.decode().replace("waits", "wait")) == bool(
            waits
        )
        dossier = client.get(reverse("admin:declarations_declaration_change", args=[world.truck.pk]))
        assert (page_of(asked) in dossier.content.decode()) == bool(waits)

    page = world.client("border_guard.hn").get(page_of(asked)).content.decode()
    old = world.truck.vehicles.get()
    for value in (old.driver_name, "Lý Văn Thay", old.plate, "12C-777.77", "Đổi lái xe"):
        assert value in page


def test_fields_are_answered_one_by_one(world: World, asked: ChangeRequest) -> None:
    driver, plate = (
        f"field_{field.pk}" for field in sorted(asked.fields.all(), key=lambda field: "plate" in field.place)
    )
    guard = world.client("border_guard.hn")

    nothing = guard.post(page_of(asked), {driver: "", plate: ""})
    assert "Agree to a field or reject it first." in nothing.content.decode()
    unreasoned = guard.post(page_of(asked), {driver: "agree", plate: "reject", "reason": " "})
    assert unreasoned.status_code == 200
    assert 'value="agree" id="id_' + driver in unreasoned.content.decode().replace("\n", "")
    assert not ChangeAnswer.objects.exclude(answer="waiting").exists()

    done = guard.post(page_of(asked), {driver: "agree", plate: "reject", "reason": "Sai biển số"}, follow=True)

    assert done.redirect_chain
    truck = world.truck.vehicles.get()
    assert (truck.driver_name, truck.plate == "12C-777.77") == ("Lý Văn Thay", False)
    assert "Sai biển số" in done.content.decode()
    assert not world.client("customs.hn").get(LIST).context["cl"].result_list
    gone = guard.post(page_of(asked), {"everything": "agree"})
    assert "decided already" in gone.content.decode()


def test_a_refusal_stands_at_the_form(world: World, asked: ChangeRequest) -> None:
    world.client("customs.hn").post(page_of(asked), {"everything": "agree"})
    given.filed(at=world.at, vehicles=[given.vehicle(plate="12C-777.77")])

    answer = world.client("border_guard.hn").post(page_of(asked), {"everything": "agree", "reason": "Đã xem"})

    assert answer.status_code == 200
    assert "Đã xem" in answer.content.decode()
    assert list(asked.fields.values_list("state", flat=True)) == ["open", "open"]


def test_the_list_asks_as_much_for_one_as_for_many(world: World, asked: ChangeRequest) -> None:
    client, counts = world.client("border_guard.hn"), []
    for _ in range(2):
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
        for _one in range(3):
            given.change(given.filed(at=world.at), at=world.at)
    assert counts[0] == counts[1]
