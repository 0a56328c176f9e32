"""The OpenAPI document promises what the contract answers."""

import pytest
from drf_spectacular.generators import SchemaGenerator


@pytest.fixture(scope="module")
def document():
    return SchemaGenerator(urlconf="tests.contract.urls").get_schema(request=None, public=True)


@pytest.mark.parametrize(
    ("path", "method", "statuses"),
    [
        ("/api/made", "get", {"400", "401", "403", "404", "406"}),
        ("/api/echo", "post", {"400", "401", "403", "404", "406", "409", "413", "415", "422", "429"}),
        ("/api/one", "patch", {"400", "401", "403", "404", "406", "409", "412", "413", "415", "422", "428", "429"}),
    ],
)
def test_every_operation_names_its_refusals(document, path, method, statuses):
    answers = document["paths"][path][method]["responses"]

    assert {status for status in answers if status >= "400"} == statuses
    for status in statuses:
        assert answers[status]["content"] == {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        }


def test_every_post_takes_an_idempotency_key_and_nothing_else_does(document):
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            names = {parameter["name"] for parameter in operation.get("parameters", [])}
            assert ("Idempotency-Key" in names) == (method == "post"), (method, path)


def test_the_shape_of_a_problem(document):
    problem = document["components"]["schemas"]["Problem"]

    assert set(problem["required"]) == {"type", "title", "status", "code", "detail"}
    assert problem["properties"]["findings"]["items"] == {"$ref": "#/components/schemas/Finding"}
    finding = document["components"]["schemas"]["Finding"]
    assert set(finding["required"]) == {"code", "severity", "path", "message", "fix"}


def test_a_strict_body_says_that_it_takes_nothing_else(document):
    assert document["components"]["schemas"]["BodyInRequest"]["additionalProperties"] is False
    assert document["components"]["schemas"]["PersonInRequest"]["additionalProperties"] is False


def test_keys_are_a_way_to_sign_in(document):
    assert document["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
