"""Examining a body: read it, look up what it needs, say everything there is to say. Writes nothing."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from declarations.findings import Examination, examine_reading, read
from declarations.queries.facts import load_facts, load_facts_of_all


def examine_for(*, body: object, by: User | None, at: datetime, leaving_out: int | None = None) -> Examination:
    """Examine a body as it would be filed now.

    :param by: who asks; only his own company's open declarations are named to him.
    :param leaving_out: the id of the declaration that the body is of: it is in nobody's way, and an arrival that it
        was filed with is not judged again.
    """
    reading = read(body)
    facts = load_facts(document=reading.document, by=by, at=at, leaving_out=leaving_out)
    return examine_reading(reading, facts=facts, at=at)


def examine_all_for(*, bodies: Sequence[object], by: User | None, at: datetime) -> list[Examination]:
    """Examine bodies as each would be filed now by itself; what they need is looked up once for all."""
    readings = [read(body) for body in bodies]
    facts = load_facts_of_all(documents=[reading.document for reading in readings], by=by, at=at)
    return [examine_reading(reading, facts=facts, at=at) for reading in readings]
