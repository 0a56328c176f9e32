"""What reports keep."""

from reports.models.bulletin import Bulletin, BulletinQuerySet
from reports.models.order import OrderQuerySet, OrderState, ReportOrder
from reports.models.past import PastBulletin, PastQuerySet
from reports.models.plan import Plan, PlanKind, PlanQuerySet

__all__ = [
    "Bulletin",
    "BulletinQuerySet",
    "OrderQuerySet",
    "OrderState",
    "PastBulletin",
    "PastQuerySet",
    "Plan",
    "PlanKind",
    "PlanQuerySet",
    "ReportOrder",
]
