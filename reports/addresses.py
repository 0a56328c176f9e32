"""Where bulletins are read, of days and of periods alike: their pages, and their documents and files in the API."""

from django.urls import reverse

from reports.periods import Period


def page(period: Period, *, revision: int | None = None, act: str = "") -> str:
    """The page of a bulletin, of that revision or of the one that holds; with `act`, where that is asked for."""
    return _reverse("", period, act and f"-{act}") + _asked(revision)


def document(period: Period, *, form: str = "", revision: int | None = None) -> str:
    """The document of a bulletin in the API, or the file of that form."""
    return _reverse("api-", period, form and f"-{form}") + _asked(revision)


def _reverse(before: str, period: Period, after: str) -> str:
    if period.is_day:
        return reverse(f"{before}bulletin{after}", args=[period.key])
    return reverse(f"{before}period{after}", args=[period.kind, period.key])


def _asked(revision: int | None) -> str:
    return "" if revision is None else f"?revision={revision}"
