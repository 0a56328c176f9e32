"""Every write of the room: telling (outbox → notices and debts), sending (e-mail, SMS), reading, choosing."""

from notices.operations.choosing import choose
from notices.operations.reading import mark_all_read, mark_read
from notices.operations.sending import send_due
from notices.operations.telling import deliver_due

__all__ = ["choose", "deliver_due", "mark_all_read", "mark_read", "send_due"]
