"""What comes of carrying a notice away when it does not arrive: for good, not now, or that nobody answers at all."""

from typing import ClassVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Failure(TextChoices):
    """Why an e-mail or SMS will not be sent any more."""

    REFUSED = "refused", _("The other side refused it for good")
    UNANSWERED = "unanswered", _("Tried for more than a day in vain")
    INTERRUPTED = "interrupted", _("Sending was interrupted again and again")
    NOBODY = "nobody", _("The person has no address any more, or left the company")
    STALE = "stale", _("Too late to be of use")


class NotCarried(Exception):
    """The e-mail or SMS was not taken. `str()` is what the other side said, for administrators."""

    failure: ClassVar[Failure] = Failure.UNANSWERED


class Undeliverable(NotCarried):
    """It never will be: no such address, or the other side refuses it for good."""

    failure = Failure.REFUSED


class NotNow(NotCarried):
    """It may be later: try again."""


class Unreachable(NotNow):
    """Nobody answers there, or we are not let in: others need not be tried this time."""


class Nobody(Undeliverable):
    """There is nobody to send it to any more."""

    failure = Failure.NOBODY


class Stale(Undeliverable):
    """It would come too late to be of use."""

    failure = Failure.STALE
