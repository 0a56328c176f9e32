"""Wording the one line of assessment, until the bulletin is published."""

import datetime as dt
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contract.errors import Conflict, Invalid, NotAllowed
from declarations.formats import BadFormat, clean_text
from reports.models import Bulletin, Remark
from reports.operations.figuring import require_begun
from reports.periods import Period

LONGEST: Final = 300


class NotForYou(NotAllowed):
    """Only managers of the province word the assessment of a bulletin."""

    code = "not_of_the_province"


class AlreadyPublished(Conflict):
    """The bulletin is published; its words stay as they are."""

    code = "already_published"


class BadRemark(Invalid):
    """The line is longer than it may be, in no language of ours, or holds a character that cannot be shown."""

    code = "bad_remark"


@transaction.atomic
def remark(*, period: Period, language: str, text: str, by: User, at: dt.datetime) -> Remark:
    """Word the line of assessment of a bulletin in one language; an empty text gives it back to the rules.

    :raises NotForYou: `by` is no manager of the province.   :raises DayNotBegun: there is nothing to assess yet.
    :raises BadRemark: it cannot be printed as one line.   :raises AlreadyPublished: it comes too late.
    """
    if not (by.is_manager and by.province_wide):
        raise NotForYou(_("Only managers of the province word the assessment of a bulletin."))
    require_begun(date=period.starts_on, at=at)
    said = _line(text)
    if language not in dict(settings.LANGUAGES):
        raise BadRemark(_("There is no such language."))
    _hold_makers_up()
    if Bulletin.objects.of(*period).published().exists():
        raise AlreadyPublished(_("The bulletin is published; its words stay as they are."))
    kind, starts_on, date = period
    return Remark.objects.create(
        kind=kind, starts_on=starts_on, date=date, language=language, text=said, said_by=by, said_at=at
    )


def _line(text: str) -> str:
    try:
        said = clean_text(text)
    except BadFormat as refusal:
        raise BadRemark(_("The line holds a character that cannot be shown.")) from refusal
    if len(said) > LONGEST:
        raise BadRemark(_("The assessment is one line of at most %(most)d letters.") % {"most": LONGEST})
    return said


def _hold_makers_up() -> None:
    """Whoever publishes holds this lock (bulletins.make_bulletin): a line comes before the bulletin or is refused."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE reports_bulletin IN ROW EXCLUSIVE MODE")
