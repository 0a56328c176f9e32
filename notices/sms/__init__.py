"""SMS behind one interface: a gateway over HTTP where one is set, a file of lines while trying out, else none."""

from typing import Protocol

from django.conf import settings

from notices.sms.http import HttpGateway
from notices.sms.recording import Recorder


class Gateway(Protocol):
    """Whatever takes SMS."""

    def send(self, to: str, text: str, key: str) -> None:
        """Hand over one SMS to an E.164 number; the same `key` again means the same SMS.

        :raises NotCarried: it was not taken.
        """


def is_there() -> bool:
    """Whether SMS can be sent at all."""
    return bool(settings.SMS_GATEWAY_URL) or settings.DEBUG


def gateway() -> Gateway:
    """The one that the settings name; while trying out without one, the recorder.

    :raises LookupError: there is none.
    """
    if settings.SMS_GATEWAY_URL:
        return HttpGateway(settings.SMS_GATEWAY_URL, token=settings.SMS_GATEWAY_TOKEN)
    if settings.DEBUG:
        return Recorder(settings.DATA_DIR / "sms")
    raise LookupError("There is no SMS gateway.")
