"""The queue: the checks that an officer works, in the order of the line, with what can be done to each."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acting import acting_user
from declarations.admin.columns import QueueColumns
from declarations.admin.desk import DeskAdmin
from declarations.admin.filters import DONE_TODAY, CheckChips, GateChips, StateChips
from declarations.admin.forms import Said
from declarations.admin.moves import MOVES, Move, actions_for
from declarations.admin.performing import attempt, name_of, tell
from declarations.models import Check
from declarations.queries import desk
from declarations.queries.queues import ORDER
from declarations.queries.whole import load_one
from declarations.stages import CheckState

FITTING: dict[str, tuple[str, ...]] = {
    CheckState.READY: ("confirm", "pay", "hold", "refuse"),
    CheckState.PENDING: ("hold",),
    CheckState.HELD: ("release", "refuse"),
    DONE_TODAY: ("withdraw", "hold"),
}
"""The buttons above a list of one state; whichever is sent, the operation judges."""
MOST_AT_ONCE = 200
CHOSEN = "_selected_action"
"""The name of a row's tick box, as the admin's own script knows it."""


@admin.register(Check)
class CheckAdmin(DeskAdmin):
    """Seen by officers only: the checks of their agency at their gates. Nothing is added, edited or deleted here."""

    list_filter = (GateChips, CheckChips, StateChips)
    search_fields = ("declaration__number",)  # get_search_results says how
    search_help_text = gettext_lazy("A plate from its beginning, or a declaration number")
    actions = ("chosen",)

    # Which rows

    def get_queryset(self, request: HttpRequest) -> QuerySet[Check]:
        """The checks of his agency at his gates."""
        return desk.checks_of(acting_user(request))

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """The line's order; what is done, newest first."""
        return ("-decided_at", "-id") if request.GET.get("state") == DONE_TODAY else ORDER

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002
        queryset: QuerySet[Check],
        search_term: str,
    ) -> tuple[QuerySet[Check], bool]:
        """By plate or number."""
        return (desk.search_checks(queryset, search_term) if search_term else queryset), False

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Columns with the clock of this request."""
        return QueueColumns(at=timezone.now(), back=request.get_full_path()).all()

    # Pages

    def get_urls(self) -> list[URLPattern]:
        """The queue, and the moves of one check; no page adds, edits or deletes."""
        return [
            path("", self.admin_site.admin_view(self.changelist_view), name="declarations_check_changelist"),
            path("<int:pk>/<slug:name>/", self.admin_site.admin_view(self.move_view), name="declarations_check_move"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The queue; a POST is one move of the chosen rows."""
        state = request.GET.get("state", CheckState.READY)
        mine = [MOVES[name] for name in actions_for(acting_user(request).agency) if name in FITTING.get(state, MOVES)]
        return super().changelist_view(request, {"title": _("Queue"), "moves": mine, **(extra_context or {})})

    @admin.action(description=gettext_lazy("Decide the selected checks"))
    def chosen(self, request: HttpRequest, queryset: QuerySet[Check]) -> None:
        """Stands for the moves of several rows, which `response_action` carries out; it shows the tick boxes."""

    def response_action(self, request: HttpRequest, queryset: QuerySet[Check], *_where: Any) -> HttpResponse:  # noqa: ARG002
        """One move of the chosen rows.

        The rows are looked up by their ids alone: what another officer has moved out of this list meanwhile must
        be refused in words, not left out in silence.
        """
        by = acting_user(request)
        move = MOVES.get(request.POST.get("action", ""))
        if move is None or move.form_in_bulk is None or move.name not in actions_for(by.agency):
            raise PermissionDenied
        checks = self._chosen(request)
        form = move.form_in_bulk(request.POST if "_sure" in request.POST or not move.asks else None, by=by)
        if form.is_valid():
            at, said = timezone.now(), form.said()
            tell(request, move, [(check, attempt(move, check, by=by, at=at, said=said)) for check in checks])
            return HttpResponseRedirect(request.get_full_path())
        return self._ask(request, move, form, checks, back=request.get_full_path(), bulk=True)

    def _chosen(self, request: HttpRequest) -> list[Check]:
        """The chosen checks in the line's order. :raises Http404: one of them is not his to work."""
        ids = {int(pk) for pk in request.POST.getlist(CHOSEN) if pk.isascii() and pk.isdigit() and len(pk) < 18}
        if len(ids) > MOST_AT_ONCE:
            raise PermissionDenied
        checks = list(self.get_queryset(request).filter(pk__in=ids).order_by(*ORDER))
        if not ids or len(checks) != len(ids):
            raise Http404
        return checks

    def move_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """One move of one check: a form first, unless the button of a row sent it all. Unseen is 404."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        by, move = acting_user(request), MOVES.get(name)
        if move is None:
            raise Http404
        check = get_object_or_404(self._workable(request, move), pk=pk)
        back = _back(request, check)
        typed = request.POST if request.method == "POST" else None
        form = self._form(move, typed, check, by=by)
        if form.is_valid():
            refusal = attempt(move, check, by=by, at=timezone.now(), said=form.said())
            if refusal is None or "next" not in request.POST:  # from a row's button there is no form to say it at
                tell(request, move, [(check, refusal)])
                return HttpResponseRedirect(back)
            form.add_error(None, str(refusal))
        return self._ask(request, move, form, [check], back=back)

    def _workable(self, request: HttpRequest, move: Move) -> QuerySet[Check]:
        """His agency's checks; a request is taken back by the agency that asked, whoever works the check."""
        if move.name != "drop":
            return self.get_queryset(request)
        by = acting_user(request)
        return desk.with_row(Check.objects.visible_to(by).filter(requested_by_agency=by.agency))

    def _form(self, move: Move, typed: Any, check: Check, *, by: Any) -> Said:
        more = {"whole": load_one(check.declaration_id), "check": check} if move.name == "send-back" else {}
        return move.form(typed, by=by, **more)

    def _ask(
        self, request: HttpRequest, move: Move, form: Said, checks: list[Check], *, back: str, bulk: bool = False
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts, "title": move.label, "move": move, "form": form, "checks": checks, "back": back,
            "bulk": bulk, "names": [name_of(check) for check in checks],
        }  # fmt: skip
        return TemplateResponse(request, "admin/desk/move.html", context)


def _back(request: HttpRequest, check: Check) -> str:
    """Where the officer came from: a page of this site, else the dossier."""
    back = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return back
    return reverse("admin:declarations_declaration_change", args=[check.declaration_id])
