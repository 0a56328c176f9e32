"""A proof: a declaration's events with what leads from their last hash to the signed root of each day. Pure.

Whoever holds one needs neither this program nor its database to check it (docs/seal.md has the same in few lines).
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from declarations.journal import digest_of
from seal.documents import PROOF_FORM, SEAL_FORM, is_signed, leaf_of
from seal.merkle import climbed


class NoProof(ValueError):
    """The file is not a proof at all."""


class Checked(NamedTuple):
    """What a proof says: how many events, how many of them are under a good seal, and what is wrong with it."""

    number: str
    events: int
    sealed: int
    faults: list[str]


def check(proof: Any, *, keys: Mapping[str, bytes]) -> Checked:
    """Check a proof against the gate's public keys.

    :raises NoProof: it has another shape.
    """
    try:
        if proof["form"] != PROOF_FORM:
            raise NoProof("another form")
        number, events, seals = str(proof["number"]), list(proof["events"]), list(proof["seals"])
        wrong = [*_of_chain(number, events), *(fault for one in seals for fault in _of_seal(number, events, one, keys))]
        sealed = max((one["length"] for one in seals), default=0)
    except (KeyError, TypeError, IndexError, AttributeError) as malformed:
        raise NoProof(f"not the shape of a proof: {malformed!r}") from malformed
    return Checked(number, len(events), sealed, wrong)


def _of_chain(number: str, events: list[dict[str, Any]]) -> Iterator[str]:
    head = ""
    for place, event in enumerate(events, start=1):
        said = {name: value for name, value in event.items() if name != "hash"}
        if said["seq"] != place:
            yield f"event {place} is missing"
            return
        if said["number"] != number or said["prev"] != head:
            yield f"event {place} does not follow the one before"
            return
        if digest_of(said) != event["hash"]:
            yield f"event {place} was altered"
            return
        head = event["hash"]


def _of_seal(
    number: str, events: list[dict[str, Any]], seal: Mapping[str, Any], keys: Mapping[str, bytes]
) -> Iterator[str]:
    document, length = seal["document"], seal["length"]
    day = f"{document['gate']} {document['date']}"
    if document["form"] != SEAL_FORM or not is_signed(document, seal["signature"], public=keys.get(seal["key_id"])):
        yield f"the seal of {day} is not signed by this gate"
    if not 0 < length <= len(events):
        yield f"event {length} was sealed on {day} and is missing"
        return
    if events[length - 1]["hash"] != seal["head"]:
        yield f"event {length} is not the one that was sealed on {day}"
    leaf = leaf_of(number=number, length=length, head=seal["head"])
    path = [bytes.fromhex(step) for step in seal["path"]]
    root = climbed(leaf, index=seal["index"], count=document["leaves"], path=path)
    if root is None or root.hex() != document["root"]:
        yield f"the declaration is not under the seal of {day}"
