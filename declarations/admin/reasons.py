"""The catalogue of reasons for which an agency refuses, holds or turns back a truck ○, until it is rows of its own.

A decision keeps the sentence, not a code: the journal must read the same whatever the catalogue becomes. It is kept in
the language of the house, whoever decided.
"""

from typing import NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import Agency

OTHER = "other"
MOST = 500
"""Characters of a reason, as the column has them."""


class Reason(NamedTuple):
    """One entry of the catalogue."""

    code: str
    label: Promise


_COMMON = (
    Reason("papers_missing", _("Papers are missing")),
    Reason("does_not_match", _("The truck or its papers do not match the declaration")),
)
_OTHER = Reason(OTHER, _("Another reason (write it below)"))
_OF_AGENCY: dict[str, tuple[Reason, ...]] = {
    Agency.BORDER_GUARD: (
        Reason("driver_not_allowed", _("The driver may not cross")),
        Reason("plate_differs", _("The plate differs from the declared one")),
    ),
    Agency.CUSTOMS: (
        Reason("goods_differ", _("The goods differ from the declared ones")),
        Reason("goods_prohibited", _("The goods are prohibited or lack a permit")),
        Reason("seal_broken", _("The seal is broken or differs")),
    ),
    Agency.MEDICAL: (Reason("health", _("The driver or the truck does not pass medical quarantine")),),
    Agency.PLANT: (
        Reason("pest", _("A pest or residue was found")),
        Reason("no_certificate", _("No valid certificate")),
    ),
    Agency.ANIMAL: (
        Reason("disease", _("A disease or residue was found")),
        Reason("no_certificate", _("No valid certificate")),
    ),
    Agency.TRANSPORT: (
        Reason("no_licence", _("No valid transport licence")),
        Reason("no_insurance", _("No valid insurance")),
        Reason("overweight", _("The truck is overweight")),
    ),
    Agency.GATE_CENTRE: (Reason("order_of_traffic", _("By order of the gate's traffic control")),),
    Agency.YARD: (Reason("no_place", _("No place in the yard")),),
    Agency.TRAFFIC_POLICE: (
        Reason("overweight", _("The truck is overweight")),
        Reason("not_roadworthy", _("The truck is not roadworthy")),
    ),
}


def catalogue(agency: str) -> tuple[Reason, ...]:
    """The reasons that an officer of this agency may choose from, the free one last."""
    return (*_OF_AGENCY.get(agency, ()), *_COMMON, _OTHER)


def sentence(agency: str, code: str, text: str) -> str:
    """What is kept: the chosen reason in the language of the house, and what was written beside it."""
    labels = {reason.code: reason.label for reason in catalogue(agency)}
    if code == OTHER or code not in labels:
        return text[:MOST]
    with override(settings.LANGUAGE_CODE):
        label = str(labels[code])
    return (f"{label}: {text}" if text else label)[:MOST]
