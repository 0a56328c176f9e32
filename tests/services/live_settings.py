"""The settings of the programs under fire: those of a server, with a corner of Redis of their own.

Two test runs may share one Redis; what one of them leaves there is named after its database and cleared by it.
"""

from typing import Any

from gate.schedule import BEAT_SCHEDULE
from gate.settings import *  # noqa: F403
from gate.settings import CACHES, CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES

CORNER = f"{DATABASES['default']['NAME']}:"
CACHES["default"]["KEY_PREFIX"] = CORNER
CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = CORNER


def _often(entry: dict[str, Any]) -> dict[str, Any]:
    """A round every two seconds, so that a test need not wait for the minute; the tasks are the same."""
    if not isinstance(entry["schedule"], float):
        return entry
    return entry | {"schedule": 2.0, "options": {"expires": 10}}


CELERY_BEAT_SCHEDULE = {name: _often(entry) for name, entry in BEAT_SCHEDULE.items()}
