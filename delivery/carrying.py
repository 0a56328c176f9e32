"""What a sending carries, and what comes of carrying it when it does not arrive."""

from typing import NamedTuple

from delivery.models import Sending
from delivery.papers import Paper
from delivery.words import Trouble


class Parcel(NamedTuple):
    """A report ready to go, to somebody whose right to it was asked a moment ago."""

    sending: Sending
    gates: list[str]
    papers: list[Paper]


class NotSent(Exception):
    """It was not taken. `answer` is what the other side said, or the codes that it is about."""

    def __init__(self, trouble: Trouble, answer: str = "") -> None:
        super().__init__(trouble.value)
        self.trouble, self.answer = trouble, answer


class NotNow(NotSent):
    """It may be later: try again."""


class NobodyThere(NotNow):
    """Nobody answers there: what goes the same way need not be tried in this round."""


class Never(NotSent):
    """It never will be, as things stand."""


class Gone(Never):
    """The receiver wants nothing any more."""

    def __init__(self) -> None:
        super().__init__(Trouble.GONE)
