"""What anybody may fetch without signing in: files of days and hours, the catalogue, the page that explains them."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple

import structlog
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from contract.api.problems import http_problem
from declarations.models import Gate
from opendata import dcat, licence
from opendata.datasets import DATASETS, FORMS, Dataset, Stretch, periods, read_period
from opendata.files import WRITERS
from opendata.queries import released

SECONDS: Final = 300
"""How old an answer may be on its way; days come once an evening."""
KEPT_SECONDS: Final = 3600
EARLIEST: Final = dt.date(2000, 1, 1)
_log = structlog.get_logger(__name__)


class Asked(NamedTuple):
    """Which days, and of which gates; none named are all."""

    stretch: Stretch
    gates: tuple[str, ...] = ()
    is_stable: bool = False


class BadQuery(Exception):
    """The query cannot be answered; says why."""


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What there is, how to get it, what the columns mean."""
    span, language = released.span(), dcat.LANGUAGES[get_language() or "vi"]
    context = {
        "datasets": [_shown(dataset, span, language) for dataset in DATASETS.values()],
        "span": span,
        "licence": licence,
        "source": licence.PUBLISHER[language],
        "gates": Gate.objects.filter(takes_trucks=True).order_by("pk"),
    }
    return render(request, "opendata/page.html", context)


def _shown(dataset: Dataset, span: released.Span | None, language: str) -> dict[str, Any]:
    return {
        "dataset": dataset,
        "key": dataset.name,
        "title": dataset.title[language],
        "description": dataset.description[language],
        "periods": list(periods(dataset, *span)) if span else [],
    }


@require_safe
def queried(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """Days that the query names: `?from=&to=&gate=`."""
    dataset = DATASETS[name]
    try:
        asked = _asked(request, dataset)
    except BadQuery as bad:
        return _open(http_problem(400, "bad_query", str(bad)))
    return _file(request, dataset, form, asked)


@require_safe
def stable(request: HttpRequest, name: str, period: str, form: str) -> HttpResponse:
    """A year of days or a month of hours, under an address that stays."""
    stretch = read_period(DATASETS[name], period)
    span = released.span()
    if stretch is None or span is None or stretch.last < span.first or stretch.first > span.last:
        raise Http404
    return _file(request, DATASETS[name], form, Asked(stretch, is_stable=True))


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The catalogue, in the words of DCAT."""
    span = released.span()
    etag, modified = released.stamp(*span, "catalogue", request.build_absolute_uri("/open/")) if span else (None, None)
    answer = JsonResponse(
        dcat.catalogue(
            lambda path: request.build_absolute_uri(f"/open/{path}"),
            first=span and span.first,
            last=span and span.last,
            modified=modified,
        ),
        json_dumps_params={"ensure_ascii": False},
        content_type="application/ld+json",
    )
    return _conditional(request, answer, etag, modified)


@require_safe
def columns(request: HttpRequest, name: str) -> HttpResponse:
    """The columns of a dataset, in the words of CSV on the Web."""
    document = dcat.table(DATASETS[name], lambda path: request.build_absolute_uri(f"/open/{path}"))
    answer = JsonResponse(document, json_dumps_params={"ensure_ascii": False}, content_type="application/csvm+json")
    return _open(answer)


def _file(request: HttpRequest, dataset: Dataset, form: str, asked: Asked) -> HttpResponse:
    first, last, name = asked.stretch
    etag, modified = released.stamp(first, last, dataset.name, form, *asked.gates)
    unchanged = get_conditional_response(request, etag=quote_etag(etag))
    if unchanged is not None and isinstance(unchanged, HttpResponseNotModified):
        return _conditional(request, unchanged, etag, modified)
    write = partial(WRITERS[form], dataset, _rows(dataset, asked))
    # Only files under stable addresses are remembered: of queries there are more than a cache can hold.
    body = _remembered(f"open:{etag}", write) if asked.is_stable else write()
    answer = HttpResponse(body, content_type=FORMS[form])
    answer["Content-Disposition"] = f'inline; filename="{dataset.name}-{name}.{form}"'
    if form == "csv":
        answer["Link"] = f'</open/{dataset.name}.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    return _conditional(request, answer, etag, modified)


def _rows(dataset: Dataset, asked: Asked) -> Any:
    rows = released.hourly_rows if dataset.is_hourly else released.daily_rows
    for given in released.days(asked.stretch.first, asked.stretch.last, hourly=dataset.is_hourly):
        yield from rows(given, asked.gates)


def _asked(request: HttpRequest, dataset: Dataset) -> Asked:
    unknown = sorted(request.GET.keys() - {"from", "to", "gate"})
    if unknown:
        raise BadQuery(_("There is no such parameter: %(names)s.") % {"names": ", ".join(unknown)})
    span = released.span()
    last = _date(request, "to") or (span.last if span else EARLIEST)
    first = _date(request, "from") or max(last - dt.timedelta(days=dataset.usual_days - 1), EARLIEST)
    if first > last:
        raise BadQuery(_("The first day lies after the last."))
    if (last - first).days >= dataset.most_days:
        raise BadQuery(_("At most %(days)d days at once.") % {"days": dataset.most_days})
    gates = tuple(sorted(set(request.GET.getlist("gate")) - {""}))
    known = {"all", *Gate.objects.values_list("code", flat=True)}
    if not known.issuperset(gates):
        raise BadQuery(_("There is no such gate."))
    return Asked(Stretch(first, last, f"{first}--{last}"), gates)


def _date(request: HttpRequest, name: str) -> dt.date | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        if len(text) != 10:
            raise ValueError(text)
        date = dt.date.fromisoformat(text)
    except ValueError:
        raise BadQuery(_("A date is needed, as in 2026-11-21.")) from None
    if date < EARLIEST:
        raise BadQuery(_("There is nothing so early."))
    return date


def _conditional(
    request: HttpRequest, answer: HttpResponse, etag: str | None, modified: dt.datetime | None
) -> HttpResponse:
    """The answer with what lets it be kept on its way, or the word that it has not changed."""
    if etag:
        answer["ETag"] = quote_etag(etag)
    if modified:
        answer["Last-Modified"] = http_date(modified.timestamp())
    if isinstance(answer, HttpResponseNotModified):
        return _open(answer)
    kept = get_conditional_response(request, etag=quote_etag(etag), response=answer) if etag else answer
    return _open(kept if isinstance(kept, HttpResponse) else answer)


def _open(answer: HttpResponse) -> HttpResponse:
    """For every page and cache of the world: nothing in it is anybody's."""
    answer["Cache-Control"] = f"public, max-age={SECONDS}"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _remembered(name: str, make: Callable[[], bytes]) -> bytes:
    try:
        kept: bytes | None = cache.get(name)
        if kept is None:
            kept = make()
            cache.set(name, kept, timeout=KEPT_SECONDS)
    except (RedisError, OSError) as error:
        # The cache spares the database; without it the file is written each time.
        _log.warning("open_data_without_cache", error=type(error).__name__)
        return make()
    return kept
