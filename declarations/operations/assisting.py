"""Assisted filing: an officer at the gate files for a company whose driver has no phone (ADR 0082).

The same document, findings and operation as the company's own filing. The declaration is the company's; the officer
gains nothing over it, or over any other of the company's, than what his agency has at his gate.
"""

from datetime import datetime

from django.db import transaction

from accounts.models import Agency, User
from accounts.operations.walking_in import company_at_the_gate
from declarations.findings import read
from declarations.journal import Entry
from declarations.models import Declaration, Gate
from declarations.operations.filing import file_as
from declarations.operations.permitting import require_agency, require_posted
from declarations.stages import Verb

ASSISTING = frozenset({Agency.GATE_CENTRE, Agency.BORDER_GUARD})
"""Who meets the driver at the gate ○."""


@transaction.atomic
def file_for(*, body: object, tax_code: str, company_name: str, by: User, at: datetime) -> Declaration:
    """File `body` for the company of this tax code, at a gate where `by` is posted; marked as assisted by him.

    :raises NotYours: neither gate centre nor border guard, or at another gate.
    :raises BadTaxCode, CompanyUnknown, SwitchedOff: see company_at_the_gate.
    :raises Unfileable: as for file; no company is made then.
    """
    require_agency(by, ASSISTING)
    gate = read(body).document.gate
    if gate is not None:  # without one the findings say so
        require_posted(Gate.objects.worked_by(by).filter(code=gate).exists())
    company = company_at_the_gate(tax_code=tax_code, name=company_name)
    declaration = Declaration(organisation=company, created_by=by, created_at=at)
    file_as(declaration, body=body, by=by, at=at, also=(Entry(Verb.ASSISTED, data={"agency": str(by.agency)}),))
    return declaration
