"""A customs agent's program says for whom it asks: it files for that company, sees its rows alone, by consent only."""

from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from accounts.operations import consenting
from declarations.models import Declaration
from tests import given
from tests.declarations.api.callers import V1, of, refused
from tests.given import NOON

pytestmark = pytest.mark.django_db


def _world() -> Any:
    owner, other, agent = given.declarant(), given.declarant(), given.declarant()
    assert agent.organisation
    consents = [consenting.consent(agent_tax_code=agent.organisation.tax_code, by=by, at=NOON) for by in (owner, other)]
    return owner, other, agent, consents[0]


def _for(company: Any) -> Any:
    return {"HTTP_ON_BEHALF_OF": company.organisation.tax_code}


def test_what_an_agent_files_belongs_to_the_company_he_names():
    owner, _other, agent, _consent = _world()
    key = of(agent)

    for body in (given.body(), given.body() | {"draft": True}):
        answer = key.post(f"{V1}/declarations", body, format="json", **_for(owner))
        assert answer.status_code == 201, answer.content
        row = Declaration.objects.latest("pk")
        assert (row.organisation, row.created_by) == (owner.organisation, agent)
        assert of(owner).get(f"{V1}/declarations/{row.pk}").status_code == 200
    assert key.post(f"{V1}/declarations", given.body(), format="json").status_code == 201
    assert Declaration.objects.latest("pk").organisation == agent.organisation


def test_a_request_for_one_company_shows_nothing_of_another():
    owner, other, agent, _consent = _world()
    rows = {user: given.filed(by=user, at=NOON) for user in (owner, other, agent)}
    key = of(agent)

    listed = {row["number"] for row in key.get(f"{V1}/declarations", **_for(owner)).json()["results"]}
    assert listed == {rows[owner].number}
    assert {row["number"] for row in key.get(f"{V1}/declarations").json()["results"]} == {
        r.number for r in rows.values()
    }
    for user, status in ((owner, 200), (other, 404), (agent, 404)):
        assert key.get(f"{V1}/declarations/{rows[user].number}", **_for(owner)).status_code == status
    cancel = f"{V1}/declarations/{rows[other].number}/cancel"
    refused(key.post(cancel, {"reason": "x"}, format="json", **_for(owner)), 404, "not_found")
    taken = given.body(vehicles=[given.vehicle(plate=rows[other].vehicles.get().plate)])
    answer = key.post(f"{V1}/declarations", taken, format="json", **_for(owner))
    refused(answer, 409, "vehicle_already_declared")
    assert rows[other].number not in answer.content.decode()


def test_without_a_standing_consent_nothing_is_done_or_told():
    owner, _other, agent, consent = _world()
    stranger, key = given.organisation(), of(agent)
    kept: Any = {"HTTP_IDEMPOTENCY_KEY": "once"}
    first = key.post(f"{V1}/declarations", given.body(), format="json", **_for(owner), **kept)
    assert first.status_code == 201
    consenting.take_back(consent_id=consent.pk, by=owner, at=NOON)
    before = Declaration.objects.count()

    said = set()
    for whom in (owner.organisation.tax_code, stranger.tax_code, "0100000000", "x" * 300, ""):
        named: Any = {"HTTP_ON_BEHALF_OF": whom}
        for answer in (
            key.post(f"{V1}/declarations", given.body(), format="json", **named, **kept),
            key.get(f"{V1}/declarations", **named),
            of(given.officer()).get(f"{V1}/queues", **named),
        ):
            said.add(refused(answer, 403, "no_consent")["detail"])
    assert len(said) == 1
    assert Declaration.objects.count() == before


def test_a_key_of_repetition_stands_for_one_company():
    owner, other, agent, _consent = _world()
    key, body = of(agent), given.body()
    kept: Any = {"HTTP_IDEMPOTENCY_KEY": "once"}
    first = key.post(f"{V1}/declarations", body, format="json", **_for(owner), **kept)

    again = key.post(f"{V1}/declarations", body, format="json", **_for(owner), **kept)
    assert (again.json()["number"], again["Idempotency-Replayed"]) == (first.json()["number"], "true")
    whom: tuple[Any, ...] = (_for(other), {})
    for named in whom:
        answer = key.post(f"{V1}/declarations", body, format="json", **named, **kept)
        refused(answer, 422, "idempotency_key_reused")


def test_the_schema_names_the_header_where_companies_call():
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    named = {
        (path.removeprefix(V1), method)
        for path, methods in paths.items()
        for method, operation in methods.items()
        if "On-Behalf-Of" in {one["name"] for one in operation.get("parameters", [])}
    }

    assert {("/declarations", "post"), ("/declarations", "get"), ("/declarations/{ref}", "patch")} <= named
    assert named.isdisjoint({("/scans", "post"), ("/gates", "get"), ("/queues", "get")})
