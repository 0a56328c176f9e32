"""The rules, one function each, with the parameters that may be set. They hint; whether it is so an officer says."""

from collections.abc import Callable, Iterator, Mapping
from statistics import median
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk.hints.codes import RuleCode
from desk.hints.facts import Elsewhere, Facts, Figures, Found
from desk.hints.words import expected_prefixes

Parameters = Mapping[str, int]


class Parameter(NamedTuple):
    """A whole number that may be set, and what it is."""

    label: Promise | str
    default: int
    least: int
    most: int


def over_class(facts: Facts, given: Parameters) -> Iterator[Found]:
    """The cargo is heavier than what the fee class is for, by more than so many percent."""
    for truck in facts.trucks:
        limit = given.get(f"{truck.fee_class.lower()}_kg", 0)
        cargo = truck.cargo_weight_kg or 0
        if limit and cargo * 100 > limit * (100 + given["over_percent"]):
            figures: Figures = {
                "cargo": cargo,
                "class": truck.fee_class,
                "limit": limit,
                "percent": _percent(cargo, limit),
            }
            yield Found(truck.subject, truck.plate, figures)


def unlike_itself(facts: Facts, given: Parameters) -> Iterator[Found]:
    """The truck's own weight differs from the middle of its last declarations by more than so many percent."""
    for truck in facts.trucks:
        former = truck.history[: given["last"]]
        if truck.own_weight_kg is None or len(former) < given["least"]:
            continue
        middle = round(median(former))
        if abs(truck.own_weight_kg - middle) * 100 > middle * given["differs_percent"]:
            figures: Figures = {"own": truck.own_weight_kg, "middle": middle, "times": len(former),
                       "percent": abs(_percent(truck.own_weight_kg, middle))}  # fmt: skip
            yield Found(truck.subject, truck.plate, figures)


def other_goods(facts: Facts, given: Parameters) -> Iterator[Found]:  # noqa: ARG001 - it has no parameter
    """What is described goes under another HS code than the one declared."""
    for item in facts.goods:
        expected = expected_prefixes(item.description, facts.known_goods) if item.hs_code else ()
        if expected and not item.hs_code.startswith(expected):
            figures: Figures = {"words": item.description[:120], "hs": item.hs_code, "expected": ", ".join(expected)}
            yield Found(item.subject, item.consignment, figures)


def same_driver(facts: Facts, given: Parameters) -> Iterator[Found]:
    """One driver stands on so many trucks that are open at once, or more."""
    for truck in facts.trucks:
        if len(truck.same_driver) + 1 >= given["trucks"]:
            yield Found(truck.subject, truck.plate, {"others": _told(truck.same_driver)})


def over_customs(facts: Facts, given: Parameters) -> Iterator[Found]:
    """Several trucks of one customs declaration carry more than it declares, by more than so many percent."""
    for customs in facts.customs:
        if (
            customs.trucks > 1
            and customs.declared_kg
            and customs.carried_kg * 100 > customs.declared_kg * (100 + given["over_percent"])
        ):
            figures: Figures = {"number": customs.number, "trucks": customs.trucks, "carried": customs.carried_kg,
                       "declared": customs.declared_kg}  # fmt: skip
            yield Found(customs.subject, customs.number, figures)


def same_container(facts: Facts, given: Parameters) -> Iterator[Found]:  # noqa: ARG001 - it has no parameter
    """The container stands open on another truck."""
    for truck in facts.trucks:
        if truck.same_container:
            figures: Figures = {"container": truck.container, "others": _told(truck.same_container)}
            yield Found(truck.subject, truck.plate, figures)


class Rule(NamedTuple):
    """A rule and what may be set of it."""

    finds: Callable[[Facts, Parameters], Iterator[Found]]
    parameters: dict[str, Parameter]


_OVER = _("percent over the limit")
_UP_TO = {"vt1_kg": 2_000, "vt2_kg": 4_000, "vt3_kg": 4_000, "vt4_kg": 10_000, "vt5_kg": 18_000}
"""Where a class ends (domain §9); 0 asks nothing of it. VT6 has no end."""

RULES: dict[str, Rule] = {
    RuleCode.OVER_CLASS: Rule(
        over_class,
        {"over_percent": Parameter(_OVER, 10, 0, 500)}
        | {name: Parameter(name[:3].upper() + " (kg)", kg, 0, 200_000) for name, kg in _UP_TO.items()},
    ),
    RuleCode.UNLIKE_ITSELF: Rule(
        unlike_itself,
        {
            "differs_percent": Parameter(_("percent that it differs"), 10, 1, 500),
            "last": Parameter(_("last declarations that are looked at"), 5, 1, 50),
            "least": Parameter(_("declarations that there must be"), 3, 1, 50),
        },
    ),
    RuleCode.OTHER_GOODS: Rule(other_goods, {}),
    RuleCode.SAME_DRIVER: Rule(same_driver, {"trucks": Parameter(_("trucks of one driver"), 2, 2, 50)}),
    RuleCode.OVER_CUSTOMS: Rule(over_customs, {"over_percent": Parameter(_OVER, 5, 0, 500)}),
    RuleCode.SAME_CONTAINER: Rule(same_container, {}),
}


def wrong_parameters(code: str, given: object) -> str:
    """The first parameter that is missing, unknown, no whole number or out of its bounds; empty when all are right."""
    known = RULES[code].parameters
    if not isinstance(given, dict):
        return "{}"
    for name in [*known, *(name for name in given if name not in known)]:
        value = given.get(name)
        bounds = known.get(name)
        if bounds is None or type(value) is not int or not bounds.least <= value <= bounds.most:
            return str(name)
    return ""


def _percent(value: int, of: int) -> int:
    return round((value - of) * 100 / of) if of else 0


def _told(others: tuple[Elsewhere, ...]) -> list[dict[str, str]]:
    return [other._asdict() for other in others]
