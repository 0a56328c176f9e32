"""What the first page of the desk says of offline scans: how many conflicts wait, and since when."""

from datetime import datetime

from django.db.models import Count, Min

from accounts.models import User
from declarations.admin.beside import Block
from desk.models import OfflineConflict


def conflicts_waiting(user: User, at: datetime) -> Block | None:
    """Open conflicts of this officer's agency, gate by gate; nothing when there are none."""
    if not user.is_officer:
        return None
    waiting = OfflineConflict.objects.of(user).is_open().values("gate__code")
    gates = list(waiting.annotate(many=Count("pk"), oldest=Min("recorded_at")).order_by("gate__code"))
    return Block("admin/desk/home_conflicts.html", {"gates": gates, "at": at}) if gates else None
