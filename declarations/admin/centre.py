"""The gate centre's pages of a gate: today, its pauses, and its line with the call forward (ADR 0080, 0081)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.acting import acting_user
from contract.errors import DomainError
from declarations.admin.beside import show_on_home
from declarations.admin.centre_forms import CountToCallForm, PauseForm
from declarations.admin.centre_shown import on_home, show
from declarations.admin.forms import UncallForm
from declarations.models import Gate
from declarations.operations import calling, pausing
from declarations.operations.acting import ROAD
from declarations.operations.calling import Outcome
from declarations.operations.placing import call_by_itself, may_keep
from declarations.queries import line
from declarations.stages import Direction

MOST_LISTED = 100

show_on_home(on_home)


class CentrePages(admin.ModelAdmin):  # type: ignore[type-arg]
    """Pages beside the admin's own of a gate; seen by those who call trucks forward there, paused by its centre."""

    def get_urls(self) -> list[URLPattern]:
        """Today, pausing, resuming, the line."""
        wrap, name = self.admin_site.admin_view, "declarations_gate"
        mine = [
            path("<int:pk>/centre/", wrap(self.centre_view), name=f"{name}_centre"),
            path("<int:pk>/pause/", wrap(self.pause_view), name=f"{name}_pause"),
            path("<int:pk>/resume/", wrap(self.resume_view), name=f"{name}_resume"),
            path("<int:pk>/calling/", wrap(self.calling_view), name=f"{name}_calling"),
            path("<int:pk>/line/<slug:direction>/", wrap(self.line_view), name=f"{name}_line"),
        ]
        return [*mine, *super().get_urls()]

    def centre_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How the gate stands today."""
        gate = self._gate(request, pk)
        return self._centre(request, gate, PauseForm(gate=gate))

    def pause_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let the gate or a lane stand still. Only by POST; what is missing is said at the form."""
        gate = self._kept(request, pk)
        form = PauseForm(request.POST, gate=gate)
        at = timezone.now()
        if form.is_valid():
            try:
                with transaction.atomic():
                    begun = pausing.pause(gate_id=gate.pk, by=acting_user(request), at=at, **form.said(at))
                    self.log_change(request, gate, [{"changed": {"name": "pause", "object": begun.reason}}])
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("It stands still, and everybody can read why."))
                return self._back(gate)
        return self._centre(request, gate, form)

    def resume_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let the gate or a lane go on. Only by POST."""
        gate = self._kept(request, pk)
        lane = request.POST.get("lane", "")
        lane_id = int(lane) if lane.isascii() and lane.isdigit() and len(lane) < 19 else None
        try:
            with transaction.atomic():
                pausing.resume(gate_id=gate.pk, by=acting_user(request), at=timezone.now(), lane_id=lane_id)
                self.log_change(request, gate, [{"changed": {"name": "pause", "object": "–"}}])
        except DomainError as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("It goes on."))
        return self._back(gate)

    def calling_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let the gate call trucks forward by itself, or not. Only by POST."""
        gate, on = self._kept(request, pk), request.POST.get("do") != "by_hand"
        try:
            with transaction.atomic():
                call_by_itself(gate_id=gate.pk, on=on, by=acting_user(request))
                self.log_change(request, gate, [{"changed": {"fields": ["calls_itself"]}}])
        except DomainError as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(
                request,
                _("The gate calls trucks forward by itself.") if on else _("Officers call trucks forward."),
            )
        return self._back(gate)

    def line_view(self, request: HttpRequest, pk: int, direction: str) -> HttpResponse:
        """Whose turn it is and why; a POST calls those shown, or takes calls back."""
        gate, by = self._gate(request, pk), acting_user(request)
        if direction not in Direction.values:
            raise Http404
        undoing = request.method == "POST" and request.POST.get("do") == "uncall"
        back = UncallForm(request.POST if undoing else None, by=by)
        if request.method == "POST" and (not undoing or back.is_valid()):
            self._act(request, gate, direction, back if undoing else None, at=timezone.now())
            return HttpResponseRedirect(request.get_full_path())
        asked = CountToCallForm(request.GET if "count" in request.GET else {"count": "5"})
        count = asked.cleaned_data["count"] if asked.is_valid() else 0
        context = {
            "gate": gate, "direction": Direction(direction), "asked": asked, "back": back,
            "preview": line.preview(gate_id=gate.pk, direction=direction, count=count),
            "called": line.called(gate.pk, direction).select_related("declaration")[:MOST_LISTED],
            "chosen": request.POST.getlist("vehicle") if undoing else [],
            "rooms": line.rooms_of(gate.pk).values(), "title": _("Call forward"), "at": timezone.now(),
        }  # fmt: skip
        return self._page(request, "line", **context)

    def _act(self, request: HttpRequest, gate: Gate, direction: str, back: Any, *, at: datetime) -> None:
        where: dict[str, Any] = {"gate_id": gate.pk, "direction": direction, "by": acting_user(request), "at": at}
        ids = [int(pk) for pk in request.POST.getlist("vehicle") if pk.isascii() and pk.isdigit() and len(pk) < 19]
        if not ids:
            messages.warning(request, _("No truck was chosen."))
            return
        try:
            if back is None:
                outcomes = calling.call_these(vehicle_ids=ids, **where)
            else:
                outcomes = calling.take_back(vehicle_ids=ids, **where, **back.said())
        except DomainError as refusal:
            messages.warning(request, str(refusal))
            return
        done = sum(one.refusal is None for one in outcomes)
        self._tell(request, outcomes)
        if done and back is None:
            said = ngettext("%(count)d truck called forward.", "%(count)d trucks called forward.", done)
            messages.success(request, said % {"count": done})
        elif done:
            said = ngettext("%(count)d truck waits again.", "%(count)d trucks wait again.", done)
            messages.success(request, said % {"count": done})

    def _tell(self, request: HttpRequest, outcomes: Iterable[Outcome]) -> None:
        for one in outcomes:
            if one.refusal is not None:
                said = {"truck": one.vehicle.plate, "refusal": one.refusal}
                messages.warning(request, _("%(truck)s: %(refusal)s") % said)

    def _gate(self, request: HttpRequest, pk: int) -> Gate:
        user = acting_user(request)
        gate: Any = self.get_object(request, str(pk))
        if not (user.is_officer and user.agency in ROAD):
            raise PermissionDenied
        found: Gate = gate
        return found

    def _kept(self, request: HttpRequest, pk: int) -> Gate:
        gate = self._gate(request, pk)
        if request.method != "POST" or not may_keep(acting_user(request)):
            raise PermissionDenied
        return gate

    def _centre(self, request: HttpRequest, gate: Gate, form: PauseForm) -> HttpResponse:
        by, at = acting_user(request), timezone.now()
        shown = show(gate, by=by, at=at)
        return self._page(
            request, "gate", gate=gate, shown=shown, form=form, keeps=may_keep(by), at=at, title=gate.name
        )

    def _back(self, gate: Gate) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:declarations_gate_centre", args=[gate.pk]))

    def _page(self, request: HttpRequest, name: str, **context: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/desk/centre_{name}.html", context)
