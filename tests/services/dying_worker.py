"""gate.celery with traps: the process that works a task kills itself at the stage that a file names, once.

The test writes the stage into the file that DIES_AT names; the trap takes the file away and dies. So whoever works
after it passes there unharmed. The stages, in the order in which a report comes to its reader:

    order committed      the order is there and leased, nothing is counted
    bulletin counted     its row is written, the transaction is not committed
    bulletin committed   it is published, its order does not know it yet
    sending leased       the sending is taken, nothing is made
    bytes written        a file's bytes lie on the disk, no row speaks of them
    file there           all files are kept, nothing was said to anybody
    … accepted           the other side has taken it, the sending is not marked; `…` is the way

Used by tests/services/test_delivery.py alone; the program itself holds nothing of this.
"""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

from gate.celery import app

django.setup()

from delivery.operations import sending  # noqa: E402 - models need the setup
from reports import shelf  # noqa: E402
from reports.models import Bulletin, ReportOrder  # noqa: E402
from reports.operations import bulletins  # noqa: E402

__all__ = ["app"]

TRAP = Path(os.environ["DIES_AT"])


def reached(stage: str) -> None:
    """Die here, if this is the stage."""
    if TRAP.exists() and TRAP.read_text() == stage:
        TRAP.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def before(place: Any, name: str, stage: Callable[..., str]) -> None:
    """Set a trap at the entry of a function; `stage` says of its arguments which one it is."""
    function = getattr(place, name)

    def trapped(*args: Any, **kwargs: Any) -> Any:
        reached(stage(*args, **kwargs))
        return function(*args, **kwargs)

    setattr(place, name, trapped)


def after(place: Any, name: str, stage: str) -> None:
    """Set a trap at the return of a function that did something."""
    function = getattr(place, name)

    def trapped(*args: Any, **kwargs: Any) -> Any:
        answer = function(*args, **kwargs)
        if answer is not None or name == "save":
            reached(stage)
        return answer

    setattr(place, name, trapped)


before(bulletins, "figures_for", lambda **_: "order committed")
after(Bulletin, "save", "bulletin counted")
before(ReportOrder, "save", lambda order, **_: "bulletin committed" if order.bulletin_id else "")
after(sending, "_lease", "sending leased")
after(shelf, "keep", "bytes written")
after(sending, "_made_ready", "file there")
before(sending, "_sent", lambda row, **_: f"{row.subscription.way} accepted")
