"""A fee in words: what it is made of, as it was reckoned when it was assessed."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from declarations.models import Fee
from declarations.stages import CargoKind, Journey, Regime
from declarations.web import written


def made_of(fee: Fee) -> Iterator[str]:
    """Class, goods and journey; price and rate; what was paid before; where the price is written."""
    basis: dict[str, Any] = fee.basis
    base, percent = int(basis["base"]), int(basis["percent"])
    yield " · ".join(_case(basis))
    yield _("%(base)s × %(percent)s %%") % {"base": written.dong(base), "percent": percent}
    before = (base * percent + 50) // 100 - fee.amount
    if before > 0:
        yield _("less %(sum)s that was paid before") % {"sum": written.dong(before)}
    if basis.get("source"):
        yield str(basis["source"])
    if basis.get("assumed"):
        yield _("assumed rate, not published")


def _case(basis: dict[str, Any]) -> Iterator[str]:
    yield _("Class %(fee_class)s") % {"fee_class": basis["fee_class"]}
    for name, labels in (("cargo_kind", CargoKind), ("journey", Journey), ("regime", Regime)):
        label = dict(labels.choices).get(basis.get(name, ""))
        if label:
            yield str(label)
