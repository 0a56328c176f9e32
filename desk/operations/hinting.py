"""Hints: looking for them after each filing and amendment, answering them, and keeping the rules.

A round looks at what was changed since the last one, a little further back, and at each filing and amendment once:
its look says how far. Killed anywhere, two at a time, started late: the next round does what is left, and nothing is
found twice (docs/adr/0083). A hint changes nothing of the declaration.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, User
from contract.errors import Conflict, Invalid
from declarations.errors import NotYours, WrongState
from declarations.models import Declaration, Event
from declarations.operations.permitting import require_officer
from declarations.stages import Status, Verb
from desk.hints.codes import HintAnswer
from desk.hints.facts import Found
from desk.hints.rules import RULES, wrong_parameters
from desk.hints.words import known_goods
from desk.models import GoodsName, Hint, HintLook, HintProgress, HintRule
from desk.queries.hints import facts_of

OVERLAP: Final = timedelta(hours=1)
"""A change is seen once its transaction commits, at most this long after the instant that it bears."""
FIRST_LOOK: Final = timedelta(days=7)
TELLING: Final = (Verb.FILED, Verb.AMENDED, Verb.CHANGE_DECIDED)
"""The events after which a declaration may say something else."""


class HintAnswered(Conflict):
    """An officer of the agency has answered the hint."""

    code = "hint_answered"


class BadHintRule(Invalid):
    """A rule, or a row of goods, that could not be asked as it stands."""

    code = "bad_hint_rule"


# Looking


def hint_due(*, at: datetime, most: int = 300) -> int:
    """Look for hints in what was filed or amended since the last round, oldest first; answer how many were found."""
    progress = HintProgress.objects.first()
    since = progress.until - OVERLAP if progress else at - FIRST_LOOK
    due = _due(since, most=most)
    found = sum(_look(declaration_id, at=at) for declaration_id in due)
    if len(due) < most:
        HintProgress.objects.get_or_create(id=1, defaults={"until": at})
        HintProgress.objects.filter(id=1, until__lt=at).update(until=at)
    return found


def _due(since: datetime, *, most: int) -> list[int]:
    telling = Event.objects.filter(declaration=OuterRef("pk"), verb__in=TELLING).order_by("-seq")
    rows = Declaration.objects.filter(updated_at__gte=since, status=Status.OPEN).annotate(
        told=Subquery(telling.values("seq")[:1])
    )
    unseen = Q(hint_look__isnull=True) | Q(hint_look__seq__lt=F("told"))
    return list(rows.filter(unseen).order_by("updated_at", "pk").values_list("pk", flat=True)[:most])


@transaction.atomic
def _look(declaration_id: int, *, at: datetime) -> int:
    """Look at one declaration as it is now; how many hints are new."""
    HintLook.objects.bulk_create([HintLook(declaration_id=declaration_id)], ignore_conflicts=True)
    look = HintLook.objects.select_for_update(of=("self",), no_key=True).get(pk=declaration_id)
    declaration = Declaration.objects.select_related("gate").get(pk=declaration_id)
    telling = Event.objects.filter(declaration=declaration, verb__in=TELLING).order_by("-seq")
    seq = telling.values_list("seq", flat=True).first() or 0
    if look.seq >= seq:  # somebody was first
        return 0
    facts = facts_of(declaration)
    new = 0
    for rule in HintRule.objects.filter(is_on=True):
        found = list(RULES[rule.code].finds(facts, rule.parameters))
        new += _keep(rule, declaration, found, version=seq, at=at)
    look.seq = seq
    look.save(update_fields=["seq"])
    return new


def _keep(rule: HintRule, declaration: Declaration, found: list[Found], *, version: int, at: datetime) -> int:
    """Keep what is new; what stands with the same figures stays, what is no longer so lapses unless answered."""
    standing = {
        (hint.subject, str(sorted(hint.figures.items()))): hint
        for hint in Hint.objects.filter(rule=rule, declaration=declaration, lapsed_at__isnull=True)
    }
    told = {(one.subject, str(sorted(one.figures.items()))): one for one in found}
    gone = [hint.pk for key, hint in standing.items() if key not in told and not hint.answer]
    Hint.objects.filter(pk__in=gone, answer="").update(lapsed_at=at)
    rows = [
        Hint(
            rule=rule, declaration=declaration, gate=declaration.gate, version=version, subject=one.subject[:80],
            about=one.about[:60], figures=one.figures, found_at=at,
        )
        for key, one in told.items()
        if key not in standing
    ]  # fmt: skip
    Hint.objects.bulk_create(rows)
    return len(rows)


# Answering


@transaction.atomic
def answer(*, hint_id: int, by: User, at: datetime, said: HintAnswer, note: str = "") -> Hint:
    """Say whether a hint was right; kept for good, for the rule's hit rate. Nothing of the declaration changes.

    :raises NotYours: another agency's, or at a gate where `by` is not posted.   :raises HintAnswered: it is answered.
    :raises WrongState: it has lapsed.
    """
    hint = Hint.objects.select_for_update(of=("self",), no_key=True).select_related("rule").get(pk=hint_id)
    require_officer(by, gate_id=hint.gate_id, agencies=set(hint.rule.agencies))
    if hint.answer:
        raise HintAnswered(_("This hint is answered already."))
    if hint.lapsed_at:
        raise WrongState(_("The declaration was amended since; this hint no longer stands."))
    hint.answer, hint.answered_by, hint.answered_at, hint.note = HintAnswer(said), by, at, note[:500]
    hint.save(update_fields=["answer", "answered_by", "answered_at", "note"])
    return hint


# Keeping the rules


def may_keep_rules(user: User) -> bool:
    """Whether this person edits the rules and the goods they know."""
    return user.is_active and (user.is_administrator or (user.is_manager and user.province_wide))


@transaction.atomic
def keep_rule(*, rule: HintRule, by: User) -> None:
    """Save a rule; it is asked so from the next filing on, hints that stand stay.

    :raises NotYours: `by` is neither an administrator nor a manager of the whole province.
    :raises BadHintRule: a threshold is missing, unknown or out of bounds; no agency; a name is missing.
    """
    _require_keeper(by)
    wrong = wrong_parameters(rule.code, rule.parameters)
    if wrong:
        raise BadHintRule(_("The threshold %(name)s is missing, unknown or out of its bounds.") % {"name": wrong})
    if not rule.agencies or not set(rule.agencies) <= set(Agency.values):
        raise BadHintRule(_("Choose the agencies that the hints are shown to."))
    for name in (rule.name_vi, rule.name_en, rule.name_zh_hans):
        if not any(map(str.isalnum, name)):
            raise BadHintRule(_("Name the rule in all three languages."))
    rule.save(update_fields=["name_vi", "name_en", "name_zh_hans", "is_on", "parameters", "agencies"])


@transaction.atomic
def keep_goods(*, goods: GoodsName, by: User) -> None:
    """Save words for some goods and the HS codes they go under, new or changed.

    :raises NotYours: as for keep_rule.   :raises BadHintRule: no word, or what is no beginning of an HS code.
    """
    _require_keeper(by)
    known = known_goods(goods.words, goods.hs_prefixes)
    if not known.words:
        raise BadHintRule(_("Write at least one word."))
    if not known.prefixes or not all(2 <= len(one) <= 8 and one.isascii() and one.isdigit() for one in known.prefixes):
        raise BadHintRule(_("An HS code begins with 2 to 8 digits; separate several by commas."))
    goods.save()


def _require_keeper(by: User) -> None:
    if not may_keep_rules(by):
        raise NotYours(_("Only an administrator or a manager of the whole province edits these rules."))
