"""What can be subscribed to, by which way it comes, and why something was not sent: the words of the room."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Report(TextChoices):
    """The bulletins that come again and again. A period of one's own choice comes once: it is read on its page."""

    DAY = "day", _("Daily bulletin")
    WEEK = "week", _("Weekly bulletin")
    MONTH = "month", _("Monthly bulletin")
    QUARTER = "quarter", _("Quarterly bulletin")
    YEAR = "year", _("Yearly bulletin")


class Way(TextChoices):
    """How a report reaches its reader."""

    ATTACHMENT = "email_attachment", _("E-mail with the files")
    LINK = "email_link", _("E-mail with a link")
    WEBHOOK = "webhook", _("Webhook, for a program")


class State(TextChoices):
    """How a sending stands."""

    OWED = "owed", pgettext_lazy("sending", "Waiting")
    SENDING = "sending", pgettext_lazy("sending", "Being sent")
    SENT = "sent", pgettext_lazy("sending", "Sent")
    FAILED = "failed", pgettext_lazy("sending", "Failed")
    DROPPED = "dropped", pgettext_lazy("sending", "Not sent")


class Trouble(TextChoices):
    """Why a report was not sent, or not yet."""

    UNANSWERED = "unanswered", _("Nobody answered")
    NO_SUCH_HOST = "no_such_host", _("There is no machine of that name")
    NOT_PUBLIC = "not_public", _("The address leads into a private network")
    UNTRUSTED = "untrusted", _("The receiver's certificate is not good")
    REFUSED = "refused", _("The other side refused it")
    GONE = "gone", _("The receiver says that it is gone for good (410)")
    UNMADE = "unmade", _("The file could not be made")
    INTERRUPTED = "interrupted", _("Sending was interrupted again and again")
    SWITCHED_OFF = "switched_off", _("The account is switched off")
    NOT_MANAGER = "not_manager", _("The person is no manager any more")
    LOST_GATE = "lost_gate", _("The person may not read this gate any more")
    NO_GATE = "no_gate", _("The person may read no gate")
    NO_ADDRESS = "no_address", _("The person has no e-mail address")
    KEY_CHANGED = "key_changed", _("The secret is not good any more; make a new one")
    SUPERSEDED = "superseded", _("A later revision came first")
    STOPPED = "stopped", _("The subscription was paused or removed")


DROPPED: Final = frozenset({Trouble.SUPERSEDED, Trouble.STOPPED})
"""What is no failure: nobody wanted it any more."""
