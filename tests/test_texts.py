"""The catalogues: whole, without doubtful entries, and with the placeholders of the English text."""

import re
from string import Formatter

import polib
import pytest

from tests.settings import BASE_DIR

pytestmark = pytest.mark.once

CATALOGUES = {
    language: polib.pofile(str(BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"))
    for language in ("vi", "zh_Hans")
}
PLACEHOLDER = re.compile(r"%\((\w+)\)")


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text)) | {name for _, name, _, _ in Formatter().parse(text.replace("%", "")) if name}


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_text_is_translated_and_none_is_doubtful(language):
    catalogue = CATALOGUES[language]

    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_translation_keeps_the_placeholders_and_the_line_ends(language):
    def kept(entry: polib.POEntry, text: str) -> bool:
        wanted = placeholders(entry.msgid_plural or entry.msgid)
        return placeholders(text) == wanted and text.endswith("\n") == entry.msgid.endswith("\n")

    assert [e.msgid for e in CATALOGUES[language] if not all(kept(e, text) for text in texts(e))] == []


def test_the_languages_translate_the_same_texts():
    vietnamese, chinese = ({(entry.msgctxt, entry.msgid) for entry in po} for po in CATALOGUES.values())
    assert vietnamese == chinese


@pytest.mark.parametrize("language", CATALOGUES)
def test_the_compiled_catalogue_is_that_of_the_texts(language):
    compiled = polib.mofile(str(BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.mo"))
    assert {(e.msgid, tuple(texts(e))) for e in compiled} == {(e.msgid, tuple(texts(e))) for e in CATALOGUES[language]}
