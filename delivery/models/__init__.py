"""What delivery keeps."""

from delivery.models.sending import Sending, SendingQuerySet
from delivery.models.subscription import Subscription, SubscriptionQuerySet

__all__ = ["Sending", "SendingQuerySet", "Subscription", "SubscriptionQuerySet"]
