"""The sentences of a bulletin about all its gates together; empty where there is nothing to say."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.words import numbers
from reports.words.held import held
from reports.words.told import Told, counts, listed
from reports.words.when import when


def cleared(told: Told) -> str:
    """How many went through, and of what."""
    said = {"when": when(told.kind, told.starts_on, told.ends_on), "where": told.where, **counts(told.total)}
    return (
        _(
            "%(when)s, the number of goods vehicles cleared at %(where)s was %(cleared)s: export %(export)s"
            " (fruit %(fruit)s, other goods %(other)s), import %(import)s (goods %(goods)s, new vehicles %(new)s)."
        )
        % said
    )


def average(told: Told) -> str:
    """How many a day, where there are several."""
    if told.kind == "day":
        return ""
    return _("On the average day %(average)s vehicles were cleared.") % {"average": told.a_day(told.total["cleared"])}


def compared(told: Told) -> str:
    """The vehicles against those of a year before."""
    phrases = {
        "cleared": _("vehicles in all %(change)s"),
        "export.total": _("export %(change)s"),
        "import.total": _("import %(change)s"),
    }
    changes = {path: held(told.figures).change(path) for path in phrases}
    said = [phrase % {"change": changes[path]} for path, phrase in phrases.items() if changes[path]]
    return _("On the same time a year before: %(changes)s.") % {"changes": listed(said)} if said else ""


def followed(told: Told) -> str:
    """The vehicles of a period against those of the period before."""
    phrases = {
        "cleared": _("vehicles in all %(change)s"),
        "export.total": _("export %(change)s"),
        "import.total": _("import %(change)s"),
    }
    beginnings = {
        "week": _("On the week before: %(changes)s."),
        "month": _("On the month before: %(changes)s."),
        "quarter": _("On the quarter before: %(changes)s."),
    }
    moves = {path: held(told.figures).moved(path) for path in phrases}
    said = [phrase % {"change": moves[path]} for path, phrase in phrases.items() if moves[path]]
    sentence = beginnings.get(told.kind, _("On the same number of days before: %(changes)s."))
    return sentence % {"changes": listed(said)} if said else ""


def planned(told: Told) -> str:
    """The vehicles against the plan."""
    phrases = {
        "cleared": _("vehicles in all %(share)s"),
        "export.total": _("export %(share)s"),
        "import.total": _("import %(share)s"),
    }
    shares = {path: held(told.figures).reached(path) for path in phrases}
    said = [phrase % {"share": shares[path]} for path, phrase in phrases.items() if shares[path]]
    return _("Reached so far: %(shares)s.") % {"shares": listed(said)} if said else ""


def left_over(told: Told) -> str:
    """What stands there at the cut-off, and whether it grew."""
    stock = told.total["left_over"]
    said = {"at": _cut_off(told), "change": _change(told, stock["change"])}
    said |= {name: numbers.whole(stock[name]) for name in ("total", "fruit", "other", "unregistered")}
    if stock["unregistered"]:
        return (
            _(
                "%(at)s, export vehicles left over: %(total)s (fruit %(fruit)s, other goods %(other)s,"
                " not registered %(unregistered)s), %(change)s."
            )
            % said
        )
    return (
        _("%(at)s, export vehicles left over: %(total)s (fruit %(fruit)s, other goods %(other)s), %(change)s.") % said
    )


def _cut_off(told: Told) -> str:
    if told.figures["cut_off"] == "24:00":
        return _("At the end of %(day)s") % {"day": numbers.day(told.ends_on)}
    clock = dt.time.fromisoformat(told.figures["cut_off"])
    return _("At %(clock)s on %(day)s") % {"clock": numbers.clock(clock), "day": numbers.day(told.ends_on)}


def _change(told: Told, change: int) -> str:
    """How the stock stands to that of before: one phrase a kind of bulletin and a sign of the change."""
    if told.kind == "day":
        phrases = (
            _("%(number)s fewer than on the day before"),
            _("as many as on the day before"),
            _("%(number)s more than on the day before"),
        )
    else:
        phrases = (
            _("%(number)s fewer than before the period"),
            _("as many as before the period"),
            _("%(number)s more than before the period"),
        )
    sign = (change > 0) - (change < 0)
    return phrases[sign + 1] % {"number": numbers.whole(abs(change))}


def flows(told: Told) -> str:
    """What came, was sent back, and is still inside."""
    names = ("arrived", "turned_back", "new_vehicles_remaining")
    return _(
        "Export vehicles newly arrived from inland: %(arrived)s; turned back: %(turned_back)s."
        " New vehicles remaining at the gates: %(new_vehicles_remaining)s."
    ) % {name: numbers.whole(told.total[name]) for name in names}


def closed(told: Told) -> str:
    """The gates that were closed."""
    names = [told.gate(code) for code in told.figures["closed_gates"]]
    return _("Closed: %(gates)s.") % {"gates": listed(names)} if names else ""


def farm_produce(told: Told) -> str:
    """The tonnes of fruit and farm produce, where they were counted."""
    weights = told.total.get("farm_produce_kg") or {}
    phrases = {
        "export": _("Fruit and farm produce exported: %(tonnes)s tonnes%(clauses)s."),
        "import": _("Fruit and farm produce imported: %(tonnes)s tonnes%(clauses)s."),
    }
    of = held(told.figures)
    said = [
        phrase % {"tonnes": numbers.tonnes(weights[way]), "clauses": of.clauses(f"farm_produce_kg.{way}")}
        for way, phrase in phrases.items()
        if weights.get(way) is not None
    ]
    return numbers.joined(said)


def trade(told: Told) -> str:
    """The declared value of the goods, by direction and currency."""
    values = told.total.get("trade_value") or {}
    phrases = {
        "export": _("Declared value of exports: %(amounts)s."),
        "import": _("Declared value of imports: %(amounts)s."),
    }
    held_against, between = held(told.figures), pgettext("between amounts", "; ")
    said = []
    for way, phrase in phrases.items():
        amounts = [
            f"{numbers.decimal(value)} {currency}{held_against.clauses(f'trade_value.{way}.{currency}')}"
            for currency, value in sorted((values.get(way) or {}).items())
        ]
        if amounts:
            said.append(phrase % {"amounts": between.join(amounts)})
    return numbers.joined(said)


def fees(told: Told) -> str:
    """What was paid, by kind."""
    paid = told.total.get("fees") or {}
    if paid.get("total") is None:
        return ""
    return _(
        "Fees paid: infrastructure %(infrastructure)s đồng, transfer %(transfer)s đồng; in all %(total)s đồng."
    ) % {name: numbers.whole(paid[name]) for name in ("infrastructure", "transfer", "total")}


def outlook(told: Told) -> str:
    """What is expected to be left over a day later, where a forecast that has proved better than the naive one says so.

    Of all gates together; whoever sees some of them only is told of each.
    """
    said = told.figures.get("outlook")
    if not said:
        return ""
    at = _cut_off_on(told, dt.date.fromisoformat(said["for_date"]))
    if said["total"]:
        return (
            _("Forecast: %(at)s about %(p50)s export vehicles will be left over (with a chance of 80%% between %(p10)s"
              " and %(p90)s).")
            % {"at": at, **_written(said["total"])}
        )  # fmt: skip
    gates = [
        _("%(gate)s %(p50)s (%(p10)s to %(p90)s)") % {"gate": told.gate(code), **_written(expected)}
        for code, expected in said["gates"].items()
    ]
    if not gates:
        return ""
    return _("Forecast of export vehicles left over %(at)s (with a chance of 80%% between): %(gates)s.") % {
        "at": at, "gates": listed(gates)
    }  # fmt: skip


def _written(expected: dict[str, int]) -> dict[str, str]:
    return {name: numbers.whole(number) for name, number in expected.items()}


def _cut_off_on(told: Told, day: dt.date) -> str:
    """The cut-off of a day within a sentence."""
    if told.figures["cut_off"] == "24:00":
        return _("at the end of %(day)s") % {"day": numbers.day(day)}
    clock = dt.time.fromisoformat(told.figures["cut_off"])
    return _("at %(clock)s on %(day)s") % {"clock": numbers.clock(clock), "day": numbers.day(day)}
