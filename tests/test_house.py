"""The rules of the house that no linter knows, read off the code itself (docs/map.md, docs/errors.md)."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

import declarations.models
from contract.api import problems
from contract.errors import Conflict, DomainError, Invalid, NotAllowed
from declarations.operations.filing import SINGLE_SHAPES, Unfileable
from declarations.operations.scanning import REFUSALS
from declarations.stages import CheckCode, CheckState
from desk.operations.offline import KEPT
from gate import rooms
from tests.settings import BASE_DIR

pytestmark = pytest.mark.once

ROOMS = ("gate", *rooms.ROOMS)
MODELS = frozenset(name for name, value in vars(declarations.models).items() if isinstance(value, type))


class Source(NamedTuple):
    path: str
    tree: ast.Module
    lines: int


def _sources() -> Iterator[Source]:
    for room in ROOMS:
        for file in sorted((BASE_DIR / room).rglob("*.py")):
            path = file.relative_to(BASE_DIR).as_posix()
            if "/migrations/" not in path:
                text = file.read_text(encoding="utf-8")
                yield Source(path, ast.parse(text, path), text.count("\n"))


SOURCES = list(_sources())


def breaches(look: Callable[[Source], Iterable[ast.AST]], *places: str, but: Collection[str] = ()) -> list[str]:
    """What `look` finds in these folders and files (everywhere, when none is named), as places to go to.

    A file that is excused in `but` and has nothing to be excused for is a breach as well.
    """
    lines: list[str] = []
    for source in SOURCES:
        if source.path.startswith(places or ROOMS):
            nodes = [f"{source.path}:{getattr(n, 'lineno', 0)}: {ast.unparse(n)[:70]}" for n in look(source)]
            excused = source.path in but
            lines += [] if excused and nodes else nodes or [f"{source.path} needs no excuse"] * excused
    return lines


def test_there_is_a_house_to_look_at():
    assert len(SOURCES) > 100
    assert {source.path.split("/")[0] for source in SOURCES} == set(ROOMS)


# Writes


ALWAYS_WRITES = frozenset({"save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update"})
OF_THE_FRAMEWORK = frozenset({"save_model", "save_formset", "delete_model", "delete_queryset"})
"""How Django's admin writes by itself; that each form does write by an operation, the table of its addresses proves."""
WRITES_ON_ROWS = frozenset({"update", "delete"})
"""Words that dictionaries and caches know too: they write when they are called on a manager or on rows."""

INTERFACES = (
    "declarations/api/", "declarations/web/", "declarations/admin", "declarations/tasks.py", "declarations/management/",
    "declarations/queries/", "workspace/web/", "workspace/tasks.py", "workspace/queries/", "workspace/bulk/",
    "desk/admin/", "desk/api/", "desk/web/", "desk/tasks.py", "desk/queries/",
    "desk/middleware.py", "accounts/admin.py", "notices/admin.py",
    "forecast/api/", "forecast/web/", "forecast/tasks.py", "forecast/queries/", "forecast/management/",
    "estimate/api/", "estimate/web/", "estimate/tasks.py", "estimate/queries/", "estimate/reading.py",
    "promise/web/", "promise/api/", "promise/tasks.py", "promise/queries/",
    "release/api/", "release/web/", "release/tasks.py",
    "release/queries/", "release/exports/", "release/management/",
    "delivery/api/", "delivery/web/",
    "delivery/admin.py", "delivery/tasks.py", "delivery/queries.py",
)  # fmt: skip


def _root(node: ast.expr) -> tuple[str, bool]:
    """The name that a chain of calls begins with, and whether it goes through a manager."""
    through_manager = False
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        if isinstance(node, ast.Attribute):
            through_manager |= node.attr in {"objects", "_default_manager", "_base_manager"}
        node = node.func if isinstance(node, ast.Call) else node.value
    return (node.id if isinstance(node, ast.Name) else "", through_manager)


def _writes(source: Source) -> list[ast.Call]:
    calls = [n for n in ast.walk(source.tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
    return [call for call in calls if _is_write(call)]


def _is_write(call: ast.Call) -> bool:
    assert isinstance(call.func, ast.Attribute)
    if call.func.attr in ALWAYS_WRITES | OF_THE_FRAMEWORK:
        return True
    # `rows.update(state=…)` names columns, `row.delete()` names nothing; `seen.update(others)` is a dictionary's.
    by_columns = bool(call.keywords) and not call.args
    on_rows = _root(call.func.value)[1] or (by_columns if call.func.attr == "update" else not call.args)
    return call.func.attr in WRITES_ON_ROWS and on_rows


def _writes_to_rows_of(source: Source, models: Collection[str]) -> list[ast.Call]:
    return [call for call in _writes(source) if _root(call.func)[0] in models]


def test_interfaces_and_queries_write_nothing_themselves():
    assert breaches(_writes, *INTERFACES) == []


OTHER_PENS = {
    "reports/rehearsal/people.py": "it posts the invented officers of a rehearsal, as the demo does its own",
}
"""Who else writes rows of the border gate, and why."""


def test_other_rooms_write_nothing_of_the_border_gate():
    """Reports count, they do not touch; notices mark the outbox rows that they have delivered, and nothing else."""
    elsewhere = ("reports/", "forecast/", "delivery/", "gate/", "accounts/", "contract/")
    assert breaches(lambda source: _writes_to_rows_of(source, MODELS), *elsewhere, but=OTHER_PENS) == []
    assert breaches(lambda source: _writes_to_rows_of(source, MODELS - {"OutboxMessage"}), "notices/") == []


def test_a_write_would_be_found():
    text = """
Check.objects.filter(pk=1).update(state="confirmed")
declaration.save()
rows.delete()
rows.update(state="ready")
Event.objects.create()
seen.update(others)
cache.delete("key")
super().save_model(request, row, form, change)
"""
    source = Source("x.py", ast.parse(text), 9)
    assert [call.lineno for call in _writes(source)] == [2, 3, 4, 5, 6, 9]
    assert [call.lineno for call in _writes_to_rows_of(source, MODELS)] == [2, 6]


# The clock


BELOW_THE_INTERFACES = (
    "declarations/operations/", "declarations/queries/", "declarations/findings/", "declarations/formats/",
    "declarations/models/", "declarations/demo/", "declarations/journal.py", "declarations/document.py",
    "declarations/goods.py", "declarations/querysets.py", "declarations/procedures.py", "declarations/stages.py",
    "declarations/errors.py", "reports/operations/", "reports/queries/", "reports/exports/", "reports/models",
    "declarations/days.py", "reports/figures.py", "reports/reading.py", "reports/overview/", "reports/charts/",
    "reports/bases.py", "reports/covering.py",
    "reports/spans.py", "reports/shares.py", "reports/pastsheets.py", "notices/operations", "notices/queries",
    "notices/models", "accounts/operations", "accounts/keys.py", "workspace/operations/", "workspace/queries/",
    "workspace/models/", "workspace/bulk/", "workspace/sheets/", "workspace/goods/", "accounts/models/",
    "accounts/companies.py", "desk/operations/", "desk/queries/", "desk/models/", "desk/hints/",
    "opendata/operations/", "opendata/queries/", "opendata/models/", "opendata/tables.py", "opendata/suppression.py",
    "opendata/moves.py", "opendata/files.py", "opendata/dcat.py", "opendata/datasets.py", "opendata/columns.py",
    "forecast/method/", "forecast/models/", "forecast/operations/", "forecast/queries/",
    "simulation/play/", "simulation/replay.py", "simulation/results.py", "simulation/what_if.py",
    "simulation/shown.py",
    "simulation/scenario.py", "simulation/duties.py",
    "estimate/method/", "estimate/queries/", "estimate/operations/", "estimate/models/", "estimate/reading.py",
    "promise/operations/", "promise/queries/", "promise/models.py",
    "release/operations/", "release/queries/", "release/models/", "release/exports/", "release/passage.py",
    "release/standstill.py", "release/spans.py",
    "delivery/operations/", "delivery/models/", "delivery/queries.py", "delivery/rights.py", "delivery/papers.py",
    "delivery/letters.py", "delivery/hooks.py", "delivery/titles.py",
    "seal/operations/", "seal/queries/", "seal/models.py", "seal/documents.py", "seal/proof.py", "seal/merkle.py",
)  # fmt: skip
READINGS = frozenset({"now", "utcnow", "today", "time"})
READINGS_WITHOUT_ARGUMENT = frozenset({"localdate", "localtime"})
"""`time.monotonic` is none: it says how long something took or was remembered, not what time it is."""


def _clock_readings(source: Source) -> list[Any]:
    return [node for node in ast.walk(source.tree) if _reads_the_clock(node)]


def _reads_the_clock(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom):
        words = {alias.name for alias in node.names}
        return node.module in {"django.utils.timezone", "time"} and bool(words & (READINGS | READINGS_WITHOUT_ARGUMENT))
    if isinstance(node, ast.Attribute) and node.attr in READINGS:
        return isinstance(node.value, ast.Name) and node.value.id in {"timezone", "datetime", "date", "time"}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in READINGS_WITHOUT_ARGUMENT and not node.args
    return False


def test_the_clock_is_read_at_the_edge_only():
    assert breaches(_clock_readings, *BELOW_THE_INTERFACES) == []


def test_a_reading_of_the_clock_would_be_found():
    text = """
from django.utils.timezone import now
timezone.now()
datetime.now(UTC)
field(default=timezone.now)
timezone.localdate()
timezone.localdate(at)
"""
    assert [node.lineno for node in _clock_readings(Source("x.py", ast.parse(text), 8))] == [2, 6, 3, 4, 5]


# Imports and excepts


LOCAL_IMPORTS: dict[str, str] = {}
"""Where a function may import, and why."""


def _local_imports(source: Source) -> list[ast.AST]:
    functions = [node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    imports = (ast.Import, ast.ImportFrom)
    return [node for function in functions for node in ast.walk(function) if isinstance(node, imports)]


def test_modules_import_at_their_head():
    assert breaches(_local_imports, but=LOCAL_IMPORTS) == []


CATCH_ALL: dict[str, str] = {
    "desk/operations/offline.py": "a fault that one scan of a batch meets is logged; the others must not wait for it",
}
"""Where everything may be caught, and why."""


def _catch_alls(source: Source) -> list[ast.AST]:
    handlers = [node for node in ast.walk(source.tree) if isinstance(node, ast.ExceptHandler)]
    return [handler for handler in handlers if handler.type is None or _catches_all(handler.type)]


def _catches_all(kind: ast.expr) -> bool:
    names = {node.id for node in ast.walk(kind) if isinstance(node, ast.Name)}
    return bool(names & {"Exception", "BaseException"})


def test_nobody_catches_everything():
    assert breaches(_catch_alls, but=CATCH_ALL) == []


# Size


LONGER: dict[str, str] = {}
"""Files above 300 lines, and why."""


def test_files_can_be_read_in_one_sitting():
    assert {source.path for source in SOURCES if source.lines > 300} == set(LONGER)


# The API


def _views(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, getattr(pattern.callback, "cls", None)


POSTS = {
    route: view
    for route, view in _views(get_resolver().url_patterns)
    if route.startswith("api/v1/") and view is not None and hasattr(view, "post")
}


def test_every_post_of_the_contract_is_there():
    posts = re.sub(r"<[^>]*>|\{[^}]*\}", "*", " ".join(POSTS))
    for path in (
        "declarations",
        "declarations/check",
        "declarations/*/file",
        "checks/*/confirm",
        "scans",
        "fees/*/paid",
    ):
        assert f"api/v1/{path}" in posts.split()


@pytest.mark.parametrize("route", POSTS)
def test_every_post_of_the_api_can_be_sent_again(route):
    assert getattr(POSTS[route].post, "idempotent", False)


# The words that others rely on


def _import_all() -> None:
    for room in ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if ".migrations." not in module.name and module.name != "gate.run":
                importlib.import_module(module.name)


def _refusals(kind: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    for refusal in kind.__subclasses__():
        if refusal.__module__.split(".")[0] in ROOMS:
            yield refusal
            yield from _refusals(refusal)


def _codes() -> dict[str, set[int]]:
    """Every code of a refusal with its statuses: our own, those of the frameworks, and those of last resort."""
    _import_all()
    codes: dict[str, set[int]] = {}
    for refusal in _refusals():
        if refusal is not Unfileable:  # its code is that of what it found, one of these:
            codes.setdefault(refusal.code, set()).add(refusal.status)
    for shape in SINGLE_SHAPES:
        codes.setdefault(next(iter(shape)), set()).add(400)
    for _kind, status, code, _detail in problems._FRAMEWORK:
        codes.setdefault(code, set()).add(status)
    for source in SOURCES:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "http_problem":
                status, code = (ast.literal_eval(argument) for argument in node.args[:2])
                codes.setdefault(code, set()).add(status)
    return codes


def _page(name: str) -> str:
    return Path(BASE_DIR / "docs" / name).read_text(encoding="utf-8")


def _documented(section: str) -> list[tuple[str, str]]:
    text = _page("errors.md").split(f"\n## {section}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([a-z_]+)` \| ([0-9, –]+) \|", text, re.MULTILINE)


def test_every_refusal_has_a_code_of_its_own():
    """One that inherits its parent's code says the same thing; the three kinds alone say too little to be raised."""
    _import_all()
    assert [r.__name__ for r in _refusals() if r.code == DomainError.code and r is not Unfileable] == []
    assert {Invalid.code, NotAllowed.code, Conflict.code} == {"invalid", "not_allowed", "conflict"}


def test_every_code_stands_in_the_docs_with_its_status_and_no_other_does():
    documented = {code: {int(status) for status in statuses.split(",")} for code, statuses in _documented("Refusals")}
    assert documented == _codes()


def test_every_refusal_of_a_scan_stands_in_the_docs():
    assert {code for code, _ in _documented("Scans")} == set(REFUSALS) | KEPT


@pytest.mark.parametrize("word", [*CheckCode.values, *CheckState.values])
def test_every_check_and_state_stands_in_the_page_of_the_lifecycle(word):
    assert re.search(rf"(?<![a-z_]){word}(?![a-z_])", _page("lifecycle.md"))
