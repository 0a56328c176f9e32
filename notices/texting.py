"""The SMS of a notice: what happened, to which truck, in the receiver's language."""

from django.utils.translation import override

from accounts.models import Language
from declarations.web.written import moment
from notices import sms
from notices.models import Delivery
from notices.sms.text import one_sms
from notices.words import plate_of, title_of


def send(delivery: Delivery, address: str) -> None:
    """Hand it to the gateway.

    :raises NotCarried: it was not taken.
    """
    sms.gateway().send(address, text_of(delivery), str(delivery.key))


def text_of(delivery: Delivery) -> str:
    """One SMS: truck and what happened, then number, gate, time, as far as there is room."""
    event = delivery.event
    with override(delivery.user.language):
        head = f"{plate_of(event)}: {title_of(event)}" if plate_of(event) else title_of(event)
        parts = [head, event.declaration.number or "", event.gate.name, moment(event.happened_at)]
        return one_sms(parts, latin=delivery.user.language != Language.CHINESE)
