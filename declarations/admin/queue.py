"""The queue: the checks that an officer works, in the order of the line, with what can be done to each."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.acting import acting_user
from accounts.models import User
from declarations import live
from declarations.admin import looking, outcome
from declarations.admin.desk import DeskAdmin
from declarations.admin.filters import DONE_TODAY, CheckChips, GateChips, StateChips
from declarations.admin.forms import Said
from declarations.admin.going_on import Way, queue_behind, way_of
from declarations.admin.home import gates_of
from declarations.admin.moves import MOVES, Move, actions_for, fits
from declarations.admin.performing import attempt, count, name_of, read_by, tell
from declarations.admin.rows import rows_of
from declarations.admin.scope import Scope, scope_of
from declarations.models import Check, Fee
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
"""The name of a row's tick box."""


@admin.register(Check)
class CheckAdmin(DeskAdmin):
    """Seen by officers only: the checks of their agency at their gates. Nothing is added, edited or deleted here."""

    list_display = ("pk",)  # rows are drawn by admin/desk/queue_part.html
    list_filter = (GateChips, CheckChips, StateChips)
    search_fields = ("declaration__number",)  # get_search_results says how
    search_help_text = gettext_lazy("A plate from its beginning, or a declaration number")
    change_list_template = "admin/desk/queue.html"

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

    # Pages

    def get_urls(self) -> list[URLPattern]:
        """The queue, the moves of one check, and who looks at it; no page adds, edits or deletes."""
        wrap, name = self.admin_site.admin_view, "declarations_check"
        return [
            path("", wrap(self.changelist_view), name=f"{name}_changelist"),
            path("desk/", wrap(self.desk_view), name=f"{name}_desk"),
            path("<int:pk>/look/", wrap(self.look_view), name=f"{name}_look"),
            path("<int:pk>/<slug:name>/", wrap(self.move_view), name=f"{name}_move"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The queue, its rows alone for the script, or 304; a POST is one move of the chosen rows."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._move_many(request)
        by, at, scope = acting_user(request), timezone.now(), scope_of(request.GET)
        last, looks = outcome.last_of(by), looking.others(by, at=at, gate_id=scope.gate_id)
        etag = live.etag_of(request, (scope.stamps(by), looking.as_version(looks), last.token))
        same = live.unchanged(request, etag)
        if same is not None:
            return same
        names = [name for name in actions_for(by.agency) if fits(name, scope.check)]
        mine = [MOVES[name] for name in names if name in FITTING.get(scope.state, MOVES)]
        context = {"title": _("Queue"), "moves": mine, "scope": scope, "last": last, "etag": etag, "at": at}
        answer = super().changelist_view(request, {**context, "here": request.get_full_path(), **(extra_context or {})})
        if isinstance(answer, TemplateResponse):
            failed = last.failed if last.where == scope.query else {}
            self._draw(request, answer, looks=looks, failed=failed, at=at)
        return live.marked(request, answer, etag)

    def _draw(
        self, request: HttpRequest, answer: TemplateResponse, *, looks: list[looking.Look], failed: dict[int, str],
        at: datetime,
    ) -> None:  # fmt: skip
        """Put the rows on the page; what was refused and is no longer in this list stands above it."""
        context: dict[str, Any] = answer.context_data or {}
        checks = list(context["cl"].result_list)
        elsewhere = set(failed) - {check.pk for check in checks}
        if elsewhere:
            checks = [*self.get_queryset(request).filter(pk__in=elsewhere).order_by(*ORDER), *checks]
        by = acting_user(request)
        context |= {"rows": rows_of(checks, by=by, at=at, looks=looks, failed=failed), "failed": failed}
        answer.context_data = context
        if live.is_part(request):
            answer.template_name = "admin/desk/queue_part.html"

    def desk_view(self, request: HttpRequest) -> HttpResponse:
        """The queues of the first page alone, or 304."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        by, at = acting_user(request), timezone.now()
        etag = live.etag_of(request, Scope().stamps(by))
        same = live.unchanged(request, etag)
        if same is not None:
            return same
        context = {"gates": gates_of(by, at=at), "at": at, "etag": etag}
        return live.marked(request, TemplateResponse(request, "admin/desk/home_queues.html", context), etag)

    def look_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """He looks at this truck, and his colleagues are told. It says nothing and changes nothing else."""
        if not self.has_view_permission(request) or request.method != "POST":
            raise PermissionDenied
        looking.look(acting_user(request), get_object_or_404(self.get_queryset(request), pk=pk), at=timezone.now())
        return HttpResponse(status=204)

    # Several at once

    def _move_many(self, request: HttpRequest) -> HttpResponse:
        """One move of the chosen rows, each on its own; or the last one taken back, or its refusals put away.

        The rows are looked up by their ids alone: what another officer has moved out of this list meanwhile must
        be refused in words, not left out in silence.
        """
        by, name = acting_user(request), request.POST.get("action", "")
        if name in ("undo", "put-away"):
            return self._undo(request) if name == "undo" else self._put_away(request)
        move = MOVES.get(name)
        if move is None or move.form_in_bulk is None or move.name not in actions_for(by.agency):
            raise PermissionDenied
        checks, gone = self._chosen(request)
        if gone:
            text = ngettext(
                "%(count)d of the selected trucks is no longer declared; nothing was done to it.",
                "%(count)d of the selected trucks are no longer declared; nothing was done to them.",
                gone,
            )
            messages.warning(request, text % {"count": gone})
        if not checks:
            if not gone:
                messages.warning(request, _("Trucks must be selected first; nothing was changed."))
            return HttpResponseRedirect(request.get_full_path())
        form = move.form_in_bulk(request.POST if "_sure" in request.POST or not move.asks else None, by=by)
        if form.is_valid():
            at, said, read = timezone.now(), form.said(), read_by(request)
            outcomes = [(check, attempt(move, check, by=by, at=at, said=said, read=read)) for check in checks]
            return self._say(request, move, outcomes)
        return self._ask(request, move, form, checks, back=request.get_full_path(), bulk=True)

    def _undo(self, request: HttpRequest) -> HttpResponse:
        by = acting_user(request)
        last = outcome.last_of(by)
        if last.undo is None:
            messages.warning(request, _("There is nothing of yours to take back."))
            return HttpResponseRedirect(request.get_full_path())
        checks = list(self.get_queryset(request).filter(pk__in=last.done).order_by(*ORDER))
        answer = self._say(request, last.undo, outcome.take_back(checks, last, by=by, at=timezone.now()))
        way = way_of(request, by)  # from a truck's page he comes to the truck that he decides anew
        return HttpResponseRedirect(way.page(checks[0])) if way and len(checks) == 1 else answer

    def _put_away(self, request: HttpRequest) -> HttpResponse:
        outcome.forget(acting_user(request))
        return HttpResponseRedirect(request.get_full_path())

    def _say(self, request: HttpRequest, move: Move, outcomes: outcome.Outcomes) -> HttpResponse:
        where = scope_of(request.GET).query
        say = count if outcome.remember(acting_user(request), move, outcomes, where=where) else tell
        say(request, move, outcomes)
        return HttpResponseRedirect(request.get_full_path())

    def _chosen(self, request: HttpRequest) -> tuple[list[Check], int]:
        """The chosen checks in the line's order, and how many went with a truck that was taken out of its declaration.

        :raises Http404: one of them is not his to work.
        """
        ids = {int(pk) for pk in request.POST.getlist(CHOSEN) if pk.isascii() and pk.isdigit() and len(pk) < 18}
        if len(ids) > MOST_AT_ONCE:
            raise PermissionDenied
        checks = list(self.get_queryset(request).filter(pk__in=ids).order_by(*ORDER)) if ids else []
        others = ids - {check.pk for check in checks}
        if others and Check.objects.filter(pk__in=others).exists():
            raise Http404
        return checks, len(others)

    # One

    def move_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """One move of one check: a form first, unless the button of a row sent it all. Unseen is 404."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        by, move = acting_user(request), MOVES.get(name)
        if move is None:
            raise Http404
        check = get_object_or_404(self._workable(request, move), pk=pk)
        way = way_of(request, by)
        back = way.page(check) if way else _back(request, check)
        form = self._form(move, request.POST if request.method == "POST" else None, check, by=by)
        if form.is_valid():
            beyond = way.beyond(check) if way else None
            refusal = attempt(move, check, by=by, at=timezone.now(), said=form.said(), read=read_by(request))
            if refusal is None or "next" not in request.POST:  # from a row's button there is no form to say it at
                where = way.scope.query if way else queue_behind(back)
                outcome.remember(by, move, [(check, refusal)], where=where)
                tell(request, move, [(check, refusal)])
                return HttpResponseRedirect(way.onward(check, beyond) if way and refusal is None else back)
            form.add_error(None, str(refusal))
        return self._ask(request, move, form, [check], back=back, way=way)

    def _workable(self, request: HttpRequest, move: Move) -> QuerySet[Check]:
        """His agency's checks; a request is taken back by the agency that asked, whoever works the check."""
        if move.name != "drop":
            return self.get_queryset(request)
        by = acting_user(request)
        return desk.with_row(Check.objects.visible_to(by).filter(requested_by_agency=by.agency))

    def _form(self, move: Move, typed: Any, check: Check, *, by: User) -> Said:
        more = {"whole": load_one(check.declaration_id), "check": check} if move.name == "send-back" else {}
        return move.form(typed, by=by, **more)

    def _ask(
        self, request: HttpRequest, move: Move, form: Said, checks: list[Check], *, back: str, bulk: bool = False,
        way: Way | None = None,
    ) -> HttpResponse:  # fmt: skip
        read = read_by(request)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts, "title": move.label, "move": move, "form": form, "checks": checks, "back": back,
            "read": [(check.pk, read.get(check.pk, check.declaration.journal_length)) for check in checks],
            "bulk": bulk, "way": way, "names": [name_of(check) for check in checks],
            "owed": _owed(checks) if move.name == "pay" else [],
        }  # fmt: skip
        return TemplateResponse(request, "admin/desk/move.html", context)


def _owed(checks: list[Check]) -> list[tuple[Check, Fee]]:
    """What the cashier is to take of whom."""
    owed = desk.owed(checks)
    return [(check, owed[check.pk]) for check in checks if check.pk in owed]


def _back(request: HttpRequest, check: Check) -> str:
    """Where the officer came from: a page of this site, else the dossier."""
    back = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return back
    return reverse("admin:declarations_declaration_change", args=[check.declaration_id])
