"""A hint in words with its figures, in the language of whoever reads."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declarations.web.written import amount
from desk.hints.codes import RuleCode

SENTENCES: dict[str, Promise] = {
    RuleCode.OVER_CLASS: gettext_lazy(
        "%(cargo)s kg of cargo; class %(class)s ends at %(limit)s kg (%(percent)s%% more)."
    ),
    RuleCode.UNLIKE_ITSELF: gettext_lazy(
        "Own weight %(own)s kg; its last %(times)s declarations say %(middle)s kg in the middle (%(percent)s%% off)."
    ),
    RuleCode.OTHER_GOODS: gettext_lazy("“%(words)s” is declared under HS %(hs)s; such goods go under %(expected)s."),
    RuleCode.SAME_DRIVER: gettext_lazy("The driver also stands on %(others)s."),
    RuleCode.OVER_CUSTOMS: gettext_lazy(
        "Customs declaration %(number)s: %(trucks)s trucks carry %(carried)s kg, %(declared)s kg are declared."
    ),
    RuleCode.SAME_CONTAINER: gettext_lazy("Container %(container)s also stands open on %(others)s."),
}


def sentence(code: str, figures: Mapping[str, Any]) -> str:
    """Why this is a hint."""
    said = {name: _figure(value) for name, value in figures.items()}
    return str(SENTENCES[code]) % said


def _figure(value: Any) -> str:
    if isinstance(value, int):
        return amount(value)
    if isinstance(value, list):
        return ", ".join(map(_truck, value))
    return str(value)


def _truck(other: Mapping[str, str]) -> str:
    if other["plate"]:
        return f"{other['plate']} ({other['number']})"
    return _("a truck at %(gate)s") % {"gate": other["gate"]}
