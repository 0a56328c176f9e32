"""The list of weeks, months, quarters, years and other stretches of days, and the order of any stretch."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.acting import acting_user
from contract.api.cursor import page
from contract.api.errors import Malformed
from reports import addresses, reading
from reports.models import BulletinKind
from reports.periods import LONGEST, Period, of_days
from reports.web.page import troubles_of
from reports.web.views import for_managers, names_of, order
from reports.words.when import short

PAGE: Final = 30
ORDER: Final = ("-date", "-pk")
KINDS: Final[Sequence[BulletinKind]] = [kind for kind in BulletinKind if kind != BulletinKind.DAY]


class StretchForm(forms.Form):
    """Any days, from the first to the last."""

    first = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput({"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """The days follow one another and are no more than may be asked for."""
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last:
            if last < first:
                self.add_error("last", _("This day lies before the first."))
            elif of_days(first, last) is None:
                self.add_error("last", _("This period is longer than %(days)s days.") % {"days": LONGEST})
        return said

    def period(self) -> Period | None:
        """The period of a form that is right."""
        return of_days(self.cleaned_data["first"], self.cleaned_data["last"])


@require_http_methods(["GET", "HEAD", "POST"])
@for_managers
@never_cache
def periods(request: HttpRequest) -> HttpResponse:
    """The periods that were published, those that ended last first; ordering one, or looking at its days so far."""
    form = StretchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        period = form.period()
        if period is not None and "look" in request.POST:
            return redirect(addresses.page(period))
        if period is not None:
            return order(request, period, otherwise="periods")
    gates, kind = reading.gates_of(acting_user(request)), request.GET.get("kind", "")
    chosen = kind if kind in KINDS else ""
    found = _found(request, chosen)
    shown = [reading.shown(row, gates=gates) for row in found.rows]
    context = {
        "form": form,
        "kinds": [(one.value, one.label) for one in KINDS],
        "kind": chosen,
        "kept": [{"bulletin": one, "page": addresses.page(one.period), "name": short(*one.period)} for one in shown],
        "next": found.next,
        "is_first": "after" not in request.GET,
        "gates": names_of(gates),
        "troubles": troubles_of(gates, at=timezone.now()),
        "longest": LONGEST,
    }
    return render(request, "reports/periods.html", context, status=422 if form.errors else 200)


def _found(request: HttpRequest, kind: str) -> Any:
    query: dict[str, Any] = {"limit": PAGE}
    if "after" in request.GET:
        query["cursor"] = request.GET["after"][:300]
    try:
        return page(reading.kept_periods(kind), order=ORDER, query=query)
    except Malformed as refusal:
        raise Http404 from refusal
