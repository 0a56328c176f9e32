"""The pass over web and API: for its company and its gate's officers, in every form, and the keys for everybody."""

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from contract import printing
from declarations.models import Vehicle
from declarations.operations import cancelling
from declarations.passes import keys_of, public_keys, read
from declarations.queries.passing import pass_of
from tests import given
from tests.declarations.api.callers import of
from tests.given import NOON

pytestmark = pytest.mark.django_db
FORMS = ("", ".svg", ".png", ".pdf")


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def vehicle():
    declaration = given.filed(vehicles=[given.vehicle(trailer_plate="12R-012.34", container="GATU1234569")])
    return declaration.vehicles.select_related("declaration").get()


def _api(vehicle, form=""):
    return f"/api/v1/declarations/{vehicle.declaration.number}/vehicles/{vehicle.pk}/pass{form}"


def _web(name, vehicle):
    return reverse(name, args=[vehicle.declaration, vehicle.pk])


def test_the_api_gives_the_pass_in_every_form(vehicle):
    caller = of(vehicle.declaration.created_by)
    answer = caller.get(_api(vehicle)).json()
    held = read(answer["token"], keys=public_keys(), at=NOON)

    assert held == pass_of(vehicle, at=NOON)
    assert answer == {
        "token": held.token,
        "number": vehicle.declaration.number,
        "plate": vehicle.plate,
        "valid_until": "2026-12-01T06:00:00Z",
    }
    for form, start, kind in ((".svg", b"<svg", "image/svg+xml"), (".png", b"\x89PNG", "image/png")):
        file = caller.get(_api(vehicle, form))
        assert (file.status_code, file["Content-Type"].split(";")[0]) == (200, kind)
        assert file.content.startswith(start)
        name = f"pass-{held.number}-{vehicle.plate_key}{form}"
        assert file["Content-Disposition"] == f'inline; filename="{name}"'


@pytest.mark.parametrize("form", FORMS)
def test_who_does_not_see_the_dossier_is_told_that_there_is_no_such_pass(vehicle, form):
    other = given.filed().vehicles.select_related("declaration").get()
    mixed = f"/api/v1/declarations/{other.declaration.number}/vehicles/{vehicle.pk}/pass{form}"

    assert of(given.declarant()).get(_api(vehicle, form)).status_code == 404
    assert of(other.declaration.created_by).get(mixed).status_code == 404
    assert of(given.officer(at="TT")).get(_api(vehicle, form)).status_code == 404
    assert APIClient().get(_api(vehicle, form)).status_code == 401


@pytest.mark.parametrize("form", FORMS)
def test_a_vehicle_that_has_ended_has_no_pass_in_any_form(vehicle, form):
    declaration = vehicle.declaration
    cancelling.cancel(declaration_id=declaration.pk, by=declaration.created_by, at=NOON, reason="Thôi")

    answer = of(declaration.created_by).get(_api(vehicle, form))
    assert (answer.status_code, answer.json()["code"]) == (409, "no_pass")


def test_where_the_machine_cannot_print_the_pdf_says_so(vehicle, client, monkeypatch):
    monkeypatch.setattr(printing, "_engine", lambda: None)
    answer = of(vehicle.declaration.created_by).get(_api(vehicle, ".pdf"))
    assert (answer.status_code, answer.json()["code"]) == (503, "pdf_unavailable")

    client.force_login(vehicle.declaration.created_by, backend="accounts.backends.PasswordBackend")
    assert client.get(_web("pass-pdf", vehicle)).headers["Location"] == _web("pass", vehicle)


@pytest.mark.skipif(not printing.is_available(), reason="this machine cannot print")
def test_the_paper_is_one_a6_page(vehicle):
    content = of(vehicle.declaration.created_by).get(_api(vehicle, ".pdf")).content
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") <= 1


def test_the_page_shows_the_pass_of_ones_own_truck_alone(client, vehicle, django_assert_num_queries):
    client.force_login(given.declarant(), backend="accounts.backends.PasswordBackend")
    for name in ("pass", "pass-png", "pass-pdf"):
        assert client.get(_web(name, vehicle)).status_code == 404

    client.force_login(vehicle.declaration.created_by, backend="accounts.backends.PasswordBackend")
    with django_assert_num_queries(4):  # session, user, declaration, vehicle
        page = client.get(_web("pass", vehicle))
    text = page.content.decode()
    assert f'data-pass="{pass_of(vehicle, at=NOON).token}"' in text
    assert "no-store" in page["Cache-Control"]
    for shown in ("<svg", vehicle.plate, "12R-012.34", "GATU1234569", f"{vehicle.declaration.number[:8]}"):
        assert shown in text
    assert vehicle.driver_name not in text
    saved = client.get(_web("pass-png", vehicle))
    assert saved["Content-Disposition"].startswith(f'attachment; filename="pass-{vehicle.declaration.number}-')


def test_the_dossier_leads_to_the_pass_of_an_open_truck(client, vehicle):
    declaration = vehicle.declaration
    client.force_login(declaration.created_by, backend="accounts.backends.PasswordBackend")
    dossier, link = reverse("declaration", args=[declaration]), f'href="{_web("pass", vehicle)}"'
    assert link in client.get(dossier).content.decode()

    cancelling.cancel(declaration_id=declaration.pk, by=declaration.created_by, at=NOON, reason="Thôi")
    assert link not in client.get(dossier).content.decode()
    assert client.get(_web("pass", vehicle)).status_code == 409
    assert client.get(_web("pass-png", vehicle)).status_code == 302


def test_the_public_keys_are_everybodys_and_may_be_kept(client, vehicle, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/.well-known/gate-pass-keys.json")
    keys = keys_of(answer.json())

    assert keys == public_keys()
    assert read(pass_of(vehicle, at=NOON).token, keys=keys, at=NOON).bound.plate == vehicle.plate_key
    assert "max-age=3600" in answer["Cache-Control"]
    assert "public" in answer["Cache-Control"]
    assert not answer.cookies


def test_a_scan_takes_a_pass_over_http(vehicle):
    guard = of(given.officer("border_guard"))
    body = {"token": pass_of(vehicle, at=NOON).token, "gate": "HN", "nonce": "n-1", "plate": vehicle.plate}

    answer = guard.post("/api/v1/scans", body, format="json")
    assert (answer.status_code, answer.json()["result"], answer.json()["differences"]) == (200, "ok", [])
    assert answer.json()["vehicle"]["id"] == vehicle.pk

    refused = guard.post("/api/v1/scans", body | {"number": vehicle.declaration.number, "nonce": "n-2"}, format="json")
    assert refused.status_code == 400
    long = guard.post("/api/v1/scans", {"token": "G" * 1001, "gate": "HN", "nonce": "n-3"}, format="json")
    assert long.status_code == 400
    assert Vehicle.objects.get(pk=vehicle.pk).seen_at == NOON
