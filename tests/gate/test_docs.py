"""What the docs name exists, and what exists is named in the docs."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.utils.module_loading import import_string

from gate.rooms import ROOMS
from gate.schedule import BEAT_SCHEDULE
from tests.settings import BASE_DIR

README = (BASE_DIR / "README.md").read_text(encoding="utf-8")
SETTINGS = (BASE_DIR / "docs" / "settings.md").read_text(encoding="utf-8")
MAKEFILE = (BASE_DIR / "Makefile").read_text(encoding="utf-8")
DOCS = [BASE_DIR / "README.md", BASE_DIR / "CHANGELOG.md", *sorted((BASE_DIR / "docs").rglob("*.md"))]


def _environment_names() -> set[str]:
    """Every name that the program reads from its environment."""
    reader = re.compile(r'\b(?:env|signing)\.([a-z_]+)\(\s*"([A-Z_]+)"')
    names: set[str] = set()
    for path in [*(BASE_DIR / "gate").glob("*.py"), *(BASE_DIR / "deploy").glob("*.py")]:
        for kind, name in reader.findall(path.read_text(encoding="utf-8")):
            names |= {name, f"{name}_FILE"} if kind in {"secret", "redis_url", "database", "mail", "seed"} else {name}
    return names


def test_every_setting_is_documented_and_every_documented_one_is_read():
    assert set(re.findall(r"^\| `([A-Z_]+)`", SETTINGS, re.MULTILINE)) == _environment_names()


def test_nobody_reads_the_environment_past_the_strict_readers():
    past = [
        path
        for room in ROOMS
        for path in (BASE_DIR / room).rglob("*.py")
        if re.search(r"os\.(environ|getenv)", path.read_text(encoding="utf-8"))
    ]
    assert past == []


def test_every_target_of_make_is_in_the_readme_and_the_other_way_round():
    targets = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE)) - {"help"}
    assert set(re.findall(r"`make ([a-z-]+)", README)) == targets
    assert set(re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[0].split()) == targets | {"help"}


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(BASE_DIR)))
def test_every_command_and_file_that_a_page_names_exists(path: Path):
    text = path.read_text(encoding="utf-8")
    commands = set(re.findall(r"manage\.py ([a-z_]+)", text))
    links = {link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link}

    assert commands <= set(get_commands())
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_command_of_ours_is_in_the_docs():
    ours = {name for name, room in get_commands().items() if room in ROOMS}
    told = {name for path in DOCS for name in re.findall(r"manage\.py ([a-z_]+)", path.read_text(encoding="utf-8"))}
    assert ours <= told


@pytest.mark.parametrize("entry", BEAT_SCHEDULE.values(), ids=BEAT_SCHEDULE.keys())
def test_every_task_that_beat_sends_exists(entry):
    room, name = entry["task"].split(".")
    assert import_string(f"{room}.tasks.{name}").name == entry["task"]


def test_no_two_decisions_have_one_number():
    numbers = sorted(int(path.name[:4]) for path in (BASE_DIR / "docs" / "adr").glob("[0-9]*.md"))
    assert len(numbers) == len(set(numbers))
