"""Tells the demo stories: every step is the operation its officer would use, when he would have done it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import Agency, User
from contract.errors import DomainError
from declarations.demo.accounts import GATES, accounts
from declarations.demo.documents import document, reference
from declarations.demo.stories import STORIES, Story
from declarations.models import Check, Declaration, Vehicle
from declarations.operations import acting, checking, drafting, filing, paying, requesting
from declarations.procedures import FEE_CHECKS
from declarations.stages import Role

Staff = dict[str, User]


def tell_all(*, now: datetime) -> tuple[int, list[str]]:
    """Tell what was not told yet; answers how many declarations were made, and why others were left out."""
    told = set(
        Declaration.objects.filter(client_reference__startswith="DEMO-").values_list("client_reference", flat=True)
    )
    users = {user.username: user for user in User.objects.filter(username__in=[a.username for a in accounts()])}
    made, left_out = 0, []
    for g, gate in enumerate(GATES):
        for n, story in enumerate(STORIES):
            if reference(gate, story) in told:
                continue
            try:
                _tell(story, gate=gate, serial=100 * g + n + 1, users=users, now=now)
            except DomainError as refusal:  # somebody closed the gate, or works with this plate: the rest can be told
                left_out.append(f"{reference(gate, story)}: {refusal}")
            else:
                made += 1
    return made, left_out


@transaction.atomic
def _tell(story: Story, *, gate: str, serial: int, users: Staff, now: datetime) -> None:
    company = users["haulier.b" if serial % 2 else "haulier.a"]
    body = document(story, gate=gate, serial=serial, now=now)
    filed_at = now - timedelta(minutes=story.filed)
    if story.draft:
        body["vehicles"][0]["driver"] = None
        drafting.save_draft(body=body, by=company, at=filed_at)
        return
    declaration = filing.file(body=body, by=company, at=filed_at)
    staff = {agency: users[f"{agency}.{gate.lower()}"] for agency in Agency.values}
    starts = now - timedelta(minutes=min(story.expected, story.filed - 5) if story.expected > 0 else story.filed - 5)
    ends = now - timedelta(minutes=story.ago)
    pace = (ends - starts) / max(1, len(story.steps) - 1)
    for n, step in enumerate(story.steps):
        _take(step, declaration, story, staff=staff, at=starts + n * pace)


def _take(step: str, declaration: Declaration, story: Story, *, staff: Staff, at: datetime) -> None:
    receiving = step.startswith("R:")
    step = step.removeprefix("R:")
    role = Role.RECEIVER if receiving else Role.CARRIER
    vehicle = Vehicle.objects.filter(declaration=declaration, role=role).order_by("position")[0]
    verb, _, code = step.rpartition(":")
    if code in _ACTS:
        act, agency = _ACTS[code]
        act(vehicle_id=vehicle.pk, by=staff[agency], at=at, reason=story.reason)
    elif verb == "request":
        agency = Agency.PLANT if code == "plant" else Agency.CUSTOMS
        requesting.request_check(vehicle_id=vehicle.pk, code=code, by=staff[agency], at=at)
    elif code in FEE_CHECKS:
        fee = vehicle.fees.get(paid_at__isnull=True, voided_at__isnull=True, kind=FEE_CHECKS[code])
        paying.pay(fee_id=fee.pk, by=staff[Agency.GATE_CENTRE], at=at, method="cash")
    else:
        _decide(verb, _check(declaration, vehicle, code), story, staff=staff, at=at)


def _decide(verb: str, check: Check, story: Story, *, staff: Staff, at: datetime) -> None:
    common: dict[str, Any] = {"check_id": check.pk, "by": staff[check.agency], "at": at}
    if verb == "hold":
        checking.hold(**common, reason=story.reason)
    elif verb == "refuse":
        checking.refuse(**common, reason=story.reason)
    elif verb == "send_back":
        checking.send_back(**common, reason=story.reason, fields=["$.consignments[0].items[0].hs_code"])
    else:
        checking.confirm(**common)


def _check(declaration: Declaration, vehicle: Vehicle, code: str) -> Check:
    checks = Check.objects.filter(declaration=declaration, code=code)
    own: Check | None = checks.filter(vehicle=vehicle).first()
    return own or checks.get(vehicle__isnull=True)


_ACTS: dict[str, tuple[Callable[..., Vehicle], str]] = {
    "turn_back": (acting.turn_back, Agency.BORDER_GUARD),
    "road_hold": (acting.hold_on_road, Agency.TRAFFIC_POLICE),
}
