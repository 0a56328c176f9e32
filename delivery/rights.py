"""Whether somebody may read what is about to be sent to him, asked at that moment."""

from delivery.carrying import Never
from delivery.models import Subscription
from delivery.words import Trouble
from reports import reading


def gates_for(subscription: Subscription) -> list[str]:
    """The codes of the gates that its reader gets now, in the bulletin's order.

    :raises Never: he may not sign in, is no manager, or may not read one of the gates that he asked for.
    """
    reader = subscription.reader
    if not reader.may_sign_in:
        raise Never(Trouble.SWITCHED_OFF)
    if not reader.is_manager:
        raise Never(Trouble.NOT_MANAGER)
    seen = reading.gates_of(reader)
    lost = [code for code in subscription.gates if code not in seen]
    if lost:
        raise Never(Trouble.LOST_GATE, ", ".join(lost))
    if not seen:
        raise Never(Trouble.NO_GATE)
    return [code for code in seen if not subscription.gates or code in subscription.gates]
