"""What beat starts, and when. The tasks live in the rooms that own the work; here are only their names and hours."""

from typing import Any

from celery.schedules import crontab

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    # A round that nobody has started when the next one is due is dropped (`expires`): after a pause of the worker
    # there is one round to do, not a hundred.
    "deliver due notices": {"task": "notices.deliver_due", "schedule": 10.0, "options": {"expires": 10}},
    "make the daily bulletin": {"task": "reports.make_daily_bulletin", "schedule": crontab(hour=20, minute=5)},
    "sweep owed reports": {"task": "reports.sweep", "schedule": 60.0, "options": {"expires": 60}},
    "expire overdue vehicles": {"task": "declarations.expire_overdue", "schedule": 600.0, "options": {"expires": 600}},
    "forget old answers": {"task": "contract.purge_idempotency", "schedule": crontab(minute=17)},
}
