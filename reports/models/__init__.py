"""What reports keep."""

from reports.models.bulletin import Bulletin, BulletinQuerySet
from reports.models.order import OrderQuerySet, OrderState, ReportOrder

__all__ = ["Bulletin", "BulletinQuerySet", "OrderQuerySet", "OrderState", "ReportOrder"]
