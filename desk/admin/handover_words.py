"""The lines of a hand-over in words, in the language of whoever reads: the same for now and for then."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from declarations.queries.changes import word
from declarations.stages import CheckCode
from desk.admin.words import why
from desk.hints.codes import RuleCode
from desk.hints.sentences import SENTENCES, sentence
from desk.queries import handover
from desk.queries.handover import Line, Section

TITLES: dict[str, Promise] = {
    handover.NOTES: _("Notes"),
    handover.HELD: _("Held"),
    handover.SENT_BACK: _("Sent back to be mended"),
    handover.ROAD_HELD: _("Held on the road"),
    handover.CHANGES: _("Changes asked for"),
    handover.CONFLICTS: _("Confirmed without network"),
    handover.HINTS: _("Hints of misdeclaration"),
    handover.READY: _("Ready longest"),
}
_PAGES = {
    handover.CHANGES: "admin:declarations_changerequest_change",
    handover.CONFLICTS: "admin:desk_offlineconflict_settle",
    handover.HINTS: "admin:desk_hint_change",
}
_MEMBER = re.compile(r"([a-z_]+)(?:\[\d+\])?$")


class Said(NamedTuple):
    """A line as it is shown: where it leads, what it is about, and why it is open."""

    line: Line
    address: str
    what: str
    why: str
    fields: list[str]


class SaidSection(NamedTuple):
    """A section as it is shown."""

    section: Section
    title: str
    lines: list[Said]


def in_words(sections: Iterable[Section]) -> list[SaidSection]:
    """All sections, the empty ones too: that nothing is open is worth saying."""
    return [
        SaidSection(section, str(TITLES[section.name]), [_said(section.name, line) for line in section.lines])
        for section in sections
    ]


def _said(section: str, line: Line) -> Said:
    what = str(CheckCode(line.code).label) if line.code in CheckCode.values else ""
    reason = line.text
    if section == handover.CONFLICTS:
        reason = why(line.text)
    elif section == handover.HINTS:
        reason = sentence(RuleCode(line.code), line.figures) if line.code in SENTENCES else ""
    return Said(line, _address(section, line), what, reason, [_field(path) for path in line.fields])


def _address(section: str, line: Line) -> str:
    """Where one goes on with it."""
    if section in _PAGES:
        return reverse(_PAGES[section], args=[line.row])
    return reverse("admin:declarations_declaration_change", args=[line.declaration]) if line.declaration else ""


def _field(path: str) -> str:
    """A path into the document, or a member of it, by name."""
    found = _MEMBER.search(path)
    return word(found[1]) if found else path
