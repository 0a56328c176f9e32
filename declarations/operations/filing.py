"""Filing: a document without errors becomes a numbered declaration, once, in one transaction. Drafts stand beside.

A filing waits for nobody but the holder of the same plate, and at its end for whoever takes a place in the same arrival
window (ADR 0131): numbers come from a sequence, and nothing else is shared.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.companies import may_act_for, working_for
from accounts.models import User
from contract.errors import DomainError, NotAllowed
from contract.finding import Finding
from declarations.document import DeclarationBody
from declarations.errors import NotYours, WrongState
from declarations.findings import Examination, keys_of
from declarations.journal import Entry
from declarations.models import Check, Declaration, Vehicle
from declarations.operations.assessing import assess_all
from declarations.operations.booking import WindowFull, book
from declarations.operations.dossier import Dossier
from declarations.operations.examining import examine_all_for, examine_for
from declarations.operations.numbering import next_number, next_numbers
from declarations.operations.permitting import require_company, require_filer
from declarations.operations.writing import (
    fee_cargo,
    fresh_checks,
    vehicle_rows,
    write_goods,
    write_header,
    write_links,
)
from declarations.queries.document import instant
from declarations.queries.procedure import in_force, table_of
from declarations.queries.whole import Whole
from declarations.stages import Role, Status, Verb

ATTEMPTS = 3
"""How often a filing is tried again when a constraint, not a finding, refused it: a number drawn twice, a lost race."""


SINGLE_SHAPES = ({"unknown_field"}, {"wrong_type"})
"""Flaws of shape that are named in the code of the refusal where there is no other; the rest is `malformed`."""


class Filed(NamedTuple):
    """A filing with its rows still in hand: what it takes to answer it without looking again."""

    whole: Whole  # without the goods, which stand in `document`
    document: DeclarationBody
    findings: tuple[Finding, ...]


class OnlyCompanies(NotAllowed):
    """Whoever files belongs to a company."""

    code = "not_allowed"


class Unfileable(DomainError):
    """The document has errors. Its status and code are those of its findings (HTTP contract, Findings)."""

    def __init__(self, examination: Examination) -> None:
        super().__init__(
            _("The declaration cannot be filed as it is; each finding says what to do."),
            findings=examination.findings,
        )
        if examination.malformed:
            shapes = {finding.code for finding in examination.malformed}
            self.status, self.code = 400, shapes.pop() if shapes in SINGLE_SHAPES else "malformed"
        elif examination.only_conflicts:
            self.status, self.code = 409, min(finding.code for finding in examination.errors)
        else:
            self.status, self.code = 422, "invalid"
        if examination.next_free:
            self.also = {"next_free_windows": [instant(starts_at) for starts_at in examination.next_free]}


def file(*, body: object, by: User, at: datetime) -> Declaration:
    """File a declaration.

    :raises Unfileable: the findings hold an error (400 malformed, 409 only conflicts, else 422).
    :raises OnlyCompanies: `by` belongs to no company.
    """
    return file_whole(body=body, by=by, at=at).whole.declaration


def file_whole(*, body: object, by: User, at: datetime) -> Filed:
    """File a declaration and hand over what was written. All of that is one transaction; the examination needs none.

    :raises Unfileable, OnlyCompanies: as for file.
    """
    return file_as(_begun(by, at), body=body, by=by, at=at)


class Prepared(NamedTuple):
    """What was looked up for several filings at once (ADR 0061): a number, and how the document stood just before."""

    number: str
    examination: Examination | None  # None: it must be looked at by itself


@transaction.atomic
def prepare_all(*, bodies: Sequence[object], by: User, at: datetime) -> list[Prepared]:
    """Look up for all bodies what `file_prepared` needs for each. Files nothing; good for the second that follows.

    What has errors is examined again when it is filed, and so is what shares a truck or a customs number with another
    of these bodies: the first of them changes what is true of the next.
    """
    examinations = examine_all_for(bodies=bodies, by=by, at=at)
    marks = [keys_of(examination.document) for examination in examinations]
    often = Counter(mark for keys in marks for mark in (*keys.plates, *keys.customs_identities))
    return [
        Prepared(
            number,
            examination
            if examination.is_fileable and all(often[mark] == 1 for mark in (*keys.plates, *keys.customs_identities))
            else None,
        )
        for number, examination, keys in zip(next_numbers(len(bodies), at=at), examinations, marks, strict=True)
    ]


def file_prepared(*, body: object, prepared: Prepared, by: User, at: datetime) -> Filed:
    """As `file_whole`, at once and without a second try: whoever is refused by a constraint files by `file_whole`.

    Needs a transaction of its own, which an IntegrityError leaves unusable.

    :raises Unfileable, OnlyCompanies: as for file.   :raises IntegrityError: somebody was first.
    """
    declaration = _begun(by, at)
    examination = prepared.examination or examine_for(body=body, by=by, at=at)
    if not examination.is_fileable:
        raise Unfileable(examination)
    declaration.number = prepared.number
    whole = _write(declaration, examination.document, by=by, at=at)
    return Filed(whole, examination.document, examination.findings)


def _begun(by: User, at: datetime) -> Declaration:
    return Declaration(organisation_id=company_of(by), created_by=by, created_at=at)


@transaction.atomic
def file_draft(*, declaration_id: int, by: User, at: datetime, version: int | None = None) -> Declaration:
    """File a draft; it keeps its id.

    :raises Unfileable: as for file; the draft stays as it was.   :raises WrongState: it is filed already.
    :raises NotYours: another company's.   :raises Stale: `version` is not the draft's any more.
    """
    declaration = lock_draft(declaration_id, by=by, version=version)
    return file_as(declaration, body=declaration.draft, by=by, at=at).whole.declaration


def lock_draft(declaration_id: int, *, by: User, version: int | None = None) -> Declaration:
    """The draft, locked. Needs a transaction.

    :raises NotYours, WrongState, Stale: as for file_draft.
    """
    declaration: Declaration = Declaration.objects.select_for_update(of=("self",), no_key=True).get(pk=declaration_id)
    require_company(by, declaration)
    if not declaration.is_draft:
        raise WrongState(_("This declaration is filed already."))
    require_version(declaration, version)
    return declaration


class Stale(DomainError):
    """Somebody changed it since it was read."""

    code = "stale"
    status = 412


def require_version(declaration: Declaration, version: int | None) -> None:
    """Refuse when the caller read another version than the one that is locked.

    :raises Stale: he did.
    """
    if version is not None and version != declaration.version:
        raise Stale(_("The declaration was changed since you read it; read it again."))


def company_of(by: User) -> int:
    """The company that `by` files for: his own, or the one that he works for by its consent (accounts.companies).

    :raises OnlyCompanies: none.   :raises ViewerOnly: he only looks.   :raises NotYours: the consent was taken back.
    """
    company_id = working_for(by)
    if not (by.is_active and by.is_declarant and company_id):
        raise OnlyCompanies(_("Only a company's account can file."))
    require_filer(by)
    if not may_act_for(by, company_id):
        raise NotYours(_("The company took back its consent; you cannot file for it any more."))
    return company_id


def file_as(declaration: Declaration, *, body: object, by: User, at: datetime, also: Sequence[Entry] = ()) -> Filed:
    """File `body` as the unfiled `declaration`: a new one, or a draft that the caller has locked in his transaction.

    :param also: what the journal says beside the filing.

    :raises Unfileable: the findings hold an error.   :raises WindowFull: others were first, each time.
    """
    draft_id = declaration.pk
    for attempt in range(1, ATTEMPTS + 1):
        examination = examine_for(body=body, by=by, at=at, leaving_out=draft_id)
        if not examination.is_fileable:
            raise Unfileable(examination)
        try:
            with transaction.atomic():
                declaration.number = next_number(at)
                whole = _write(declaration, examination.document, by=by, at=at, also=also)
                break
        except (IntegrityError, WindowFull):  # somebody was first, which the findings did not see: look, and say it
            declaration.pk, declaration._state.adding = draft_id, draft_id is None
            if attempt == ATTEMPTS:
                raise
    return Filed(whole, examination.document, examination.findings)


def _write(
    declaration: Declaration, document: DeclarationBody, *, by: User, at: datetime, also: Sequence[Entry] = ()
) -> Whole:
    declaration.status, declaration.draft = Status.OPEN, None
    declaration.journal_length, declaration.journal_head = 0, ""
    declaration.filed_at = declaration.updated_at = at
    declaration.procedure_id = in_force(at)
    write_header(declaration, document)
    declaration.save()
    rows = Vehicle.objects.bulk_create(vehicle_rows(declaration, document))
    vehicles = sorted(rows, key=lambda row: (row.role, row.position))
    write_links(document, vehicles, write_goods(declaration, document))
    dossier = _dossier(declaration, document, vehicles)
    said = _said(document)
    dossier.note(Verb.FILED, data=said)
    dossier.entries.extend(also)
    assess_all(dossier, fee_cargo=fee_cargo(document, vehicles), at=at)
    checks = list(dossier.checks.values())
    dossier.settle(at=at)
    Check.objects.bulk_create(checks)
    dossier.touched_checks.clear()
    # Last of all: of a window the filings come one after the other, and wait for no more than this.
    said["window"] = instant(book(dossier, asked=document.window, at=at))
    dossier.save(by=by, at=at)
    return Whole(declaration, vehicles, checks=checks, fees=dossier.fees)


def _dossier(declaration: Declaration, document: DeclarationBody, vehicles: list[Vehicle]) -> Dossier:
    table = table_of(declaration.procedure_id or 0)
    has_yards = declaration.yard is not None
    checks = fresh_checks(declaration, vehicles, table, has_yards=has_yards)
    by_key = {(vehicle.role, vehicle.key): vehicle for vehicle in vehicles}
    dossier = Dossier(
        declaration,
        {vehicle.pk: vehicle for vehicle in vehicles},
        {(check.vehicle_id, check.code): check for check in checks},
        table,
    )
    dossier.fees = {}
    for body in document.receiving_vehicles:
        receiver = by_key[Role.RECEIVER, body.key or ""]
        for key in dict.fromkeys(body.unloads):
            carrier = by_key[Role.CARRIER, key]
            dossier.receivers_of.setdefault(carrier.pk, []).append(receiver)
            dossier.carriers_of.setdefault(receiver.pk, []).append(carrier)
    return dossier


def _said(document: DeclarationBody) -> dict[str, Any]:
    """What the journal keeps of a filing: the trucks and goods by their marks, no person."""
    return {
        "direction": document.direction,
        "vehicles": [{"key": v.key, "plate": v.plate, "trailer": v.trailer_plate, "container": v.container,
                      "fee_class": v.fee_class} for v in document.vehicles],
        "receiving_vehicles": [{"key": v.key, "plate": v.plate} for v in document.receiving_vehicles],
        "consignments": [{"key": c.key, "customs_number": c.customs_number, "cargo_kind": c.cargo_kind}
                         for c in document.consignments],
    }  # fmt: skip
