"""What reports keep."""

from reports.models.bulletin import Bulletin, BulletinKind, BulletinQuerySet
from reports.models.counted import CountedVehicle, Fate
from reports.models.file import Form, ReportFile
from reports.models.listing import VehicleList
from reports.models.order import OrderQuerySet, OrderState, ReportOrder
from reports.models.outlook import Outlook
from reports.models.past import PastBulletin, PastQuerySet
from reports.models.plan import Plan, PlanKind, PlanQuerySet
from reports.models.remark import Remark
from reports.models.stored import FileState, StoredFile, StoredFileQuerySet

__all__ = [
    "Bulletin",
    "BulletinKind",
    "BulletinQuerySet",
    "CountedVehicle",
    "Fate",
    "FileState",
    "Form",
    "OrderQuerySet",
    "OrderState",
    "Outlook",
    "PastBulletin",
    "PastQuerySet",
    "Plan",
    "PlanKind",
    "PlanQuerySet",
    "Remark",
    "ReportFile",
    "ReportOrder",
    "StoredFile",
    "StoredFileQuerySet",
    "VehicleList",
]
