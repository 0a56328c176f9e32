"""A company's strikes, with why, and the appeal."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acting import acting_user
from accounts.companies import working_for
from contract.api.cursor import PageQuery, page
from contract.api.idempotency import idempotent
from contract.api.strict import StrictSerializer, read_body, read_query
from declarations.api.asking import READ, WRITE, ScopedView, one_or_404
from declarations.line.ladder import Rung
from declarations.operations import appealing
from declarations.queries.document import instant
from declarations.queries.strikes import rung_of
from promise.api.schema import StrikeAnswer, StrikePage
from promise.queries.hauliers import strikes_of

TAGS = ["Strikes"]


class AppealIn(StrictSerializer):
    """Why it is not the company's fault."""

    words = serializers.CharField(min_length=1, max_length=appealing.MOST_WORDS)


class Strikes(ScopedView):
    """The strikes of a company."""

    scopes: ClassVar = {"GET": (READ,)}

    @extend_schema(operation_id="list_strikes", tags=TAGS, parameters=[PageQuery], responses=StrikePage)
    def get(self, request: Request) -> Response:
        """Where the company stands, and every duty that it did not keep: a strike, or what excuses it; newest first."""
        by, at = acting_user(request), timezone.now()
        found = page(strikes_of(by), order=("-pk",), query=read_query(request, PageQuery))
        standing = rung_of(working_for(by) or 0, at=at)
        return Response({
            "standing": _standing(standing), "results": [_row(row) for row in found.rows], "next": found.next,
        })  # fmt: skip


class Appeal(ScopedView):
    """Saying why a strike is not the company's fault."""

    scopes: ClassVar = {"POST": (WRITE,)}

    @extend_schema(operation_id="appeal_strike", tags=TAGS, request=AppealIn, responses=StrikeAnswer)
    @idempotent
    def post(self, request: Request, strike_id: int) -> Response:
        """Appeal to the gate centre, once, within 14 days; its answer is the event `duty.ruled`."""
        by, at = acting_user(request), timezone.now()
        mine = strikes_of(by).filter(pk=strike_id)
        one_or_404(mine)
        words = read_body(request, AppealIn)["words"]
        appealing.appeal(strike_id=strike_id, words=words, by=by, at=at)
        return Response(_row(one_or_404(mine)))


def _standing(rung: Rung) -> dict[str, Any]:
    return {
        "level": rung.level, "strikes": rung.strikes, "until": instant(rung.until),
        "horizon_hours": int(rung.horizon.total_seconds() // 3600) if rung.horizon else None,
    }  # fmt: skip


def _row(strike: Any) -> dict[str, Any]:
    appeal, rulings = getattr(strike, "appeal", None), list(strike.rulings.all())
    ruling = max(rulings, key=lambda one: one.pk) if rulings else None
    caught = {"since": instant(strike.still_since), "until": instant(strike.still_until), "reason": strike.why or None}
    return {
        "id": strike.pk, "declaration": strike.declaration.number, "plate": strike.plate, "gate": strike.gate.code,
        "direction": strike.direction, "window": instant(strike.window_at), "duty": strike.duty, "state": strike.state,
        "excuse": strike.excuse or None, "caught": caught if strike.still_since else None,
        "given_at": instant(strike.given_at),
        "appeal": appeal and {"words": appeal.words, "asked_at": instant(appeal.asked_at)},
        "ruling": ruling and {
            "granted": ruling.is_granted, "reason": ruling.reason, "ruled_at": instant(ruling.ruled_at),
            "automatic": ruling.ruled_by_id is None,
        },
    }  # fmt: skip
