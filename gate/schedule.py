"""What beat starts, and when. The tasks live in the rooms that own the work; here are only their names and hours."""

from typing import Any

from celery.schedules import crontab

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    # A round that nobody has started when the next one is due is dropped (`expires`): after a pause of the worker
    # there is one round to do, not a hundred.
    "deliver due notices": {"task": "notices.deliver_due", "schedule": 10.0, "options": {"expires": 10}},
    "send mails and messages": {"task": "notices.send_due", "schedule": 10.0, "options": {"expires": 10}},
    "seal the days that are over": {"task": "seal.seal_due", "schedule": 120.0, "options": {"expires": 120}},
    # At the cut-off, so that the bulletin three minutes later may name tomorrow; else nothing is left to be done.
    "look ahead": {"task": "forecast.look_ahead", "schedule": crontab(minute="2-59/10"), "options": {"expires": 600}},
    "make the daily bulletin": {"task": "reports.make_daily_bulletin", "schedule": crontab(hour=20, minute=5)},
    "sweep owed reports": {"task": "reports.sweep", "schedule": 60.0, "options": {"expires": 60}},
    "make files of reports": {"task": "reports.make_files", "schedule": 30.0, "options": {"expires": 30}},
    "deliver reports": {"task": "delivery.owe", "schedule": 20.0, "options": {"expires": 20}},
    "make lists of vehicles": {"task": "reports.make_lists", "schedule": 60.0, "options": {"expires": 60}},
    "offer places given back": {"task": "declarations.offer_places", "schedule": 15.0, "options": {"expires": 15}},
    "note overdue declarations": {"task": "declarations.note_overdue", "schedule": 300.0, "options": {"expires": 300}},
    "send back who does not come": {"task": "declarations.send_back", "schedule": 60.0, "options": {"expires": 60}},
    "call trucks forward": {"task": "declarations.call_forward", "schedule": 60.0, "options": {"expires": 60}},
    "say that the system works": {"task": "declarations.beat", "schedule": 30.0, "options": {"expires": 30}},
    "judge duties not kept": {"task": "declarations.judge", "schedule": 300.0, "options": {"expires": 300}},
    "sweep files of many trucks": {"task": "workspace.sweep_bulk", "schedule": 30.0, "options": {"expires": 30}},
    "expire overdue vehicles": {"task": "declarations.expire_overdue", "schedule": 600.0, "options": {"expires": 600}},
    "learn from what was filed": {"task": "workspace.learn", "schedule": 20.0, "options": {"expires": 20}},
    "look for hints": {"task": "desk.hint", "schedule": 30.0, "options": {"expires": 30}},
    "say how long trucks will wait": {"task": "estimate.look", "schedule": 30.0, "options": {"expires": 30}},
    "score estimates": {"task": "estimate.score", "schedule": 60.0, "options": {"expires": 60}},
    "forget old estimates": {"task": "estimate.forget", "schedule": crontab(hour=3, minute=45)},
    "follow passages for the release study": {"task": "release.follow", "schedule": 30.0, "options": {"expires": 30}},
    "note what an hour offers": {"task": "promise.note_offered", "schedule": 300.0, "options": {"expires": 300}},
    "send letters": {"task": "accounts.send_letters", "schedule": 10.0, "options": {"expires": 10}},
    "forget unconfirmed applications": {"task": "accounts.forget_unconfirmed", "schedule": crontab(hour=3, minute=41)},
    "sweep sheets of nothing": {"task": "workspace.sweep_bulk_bytes", "schedule": crontab(hour=3, minute=42)},
    "forget who looked": {"task": "desk.forget_visits", "schedule": crontab(hour=3, minute=43)},
    "sweep papers of nothing": {"task": "declarations.sweep_papers", "schedule": crontab(hour=3, minute=40)},
    "sweep report files of nothing": {"task": "reports.sweep_files", "schedule": crontab(hour=3, minute=44)},
    "give out open data": {"task": "opendata.release_due", "schedule": 300.0, "options": {"expires": 300}},
    "forget old answers": {"task": "contract.purge_idempotency", "schedule": crontab(minute=17)},
}
