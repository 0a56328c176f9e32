"""What is played: a gate, its lanes and hours, what arrives, how fast it goes, and what goes wrong. Read from TOML."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

MOST_DAYS: Final = 400
MOST_A_DAY: Final = 5_000
PACKAGED: Final = Path(__file__).parent / "scenarios"

Share = Annotated[float, Field(ge=0, le=1)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]


class ScenarioError(Exception):
    """A scenario that cannot be played; each line names the place in the file and what is wrong there."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Hours(_Part):
    """A stretch of a day in which the gate works, Hanoi time."""

    opens: Clock
    closes: Clock

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("a gate must open before it closes")
        return self

    @property
    def minutes(self) -> tuple[int, int]:
        """From and until, minutes after midnight."""
        return minutes_of(self.opens), minutes_of(self.closes)


class Lane(_Part):
    """A way through the gate. `per_hour`: trucks it lets in, on average, while somebody waits."""

    code: Annotated[str, Field(min_length=1, max_length=20)]
    per_hour: Annotated[float, Field(gt=0, le=600)]


class Arrivals(_Part):
    """What arrives. `by_hour` and `by_weekday` (Monday first) are weights; `spread` is how unlike two days are.

    Spread is the standard deviation of the logarithm. Of those with a window, `no_show` never come and `late` come
    after it and its grace. Of those that never come `late_cancel` give their place back, too late. Of those that come
    into what stands still, or into the two hours after it, `turn_around` go home.
    """

    a_day: Annotated[float, Field(gt=0, le=MOST_A_DAY)]
    by_hour: Annotated[tuple[Annotated[float, Field(ge=0)], ...], Field(min_length=24, max_length=24)]
    by_weekday: Annotated[tuple[Annotated[float, Field(ge=0)], ...], Field(min_length=7, max_length=7)] = (1.0,) * 7
    spread: Annotated[float, Field(ge=0, le=2)] = 0.15
    green: Share = 0.4
    booked: Share = 0.7
    no_show: Share = 0.06
    late: Share = 0.1
    late_cancel: Share = 0.3
    turn_around: Share = 0.3


class Service(_Part):
    """How fast it goes. `spread`: how unlike two trucks are (standard deviation through mean); `day_spread`: two days.

    `absent` of those called do not come: the lane loses `absent_minutes`, the truck goes back an hour.
    """

    spread: Annotated[float, Field(ge=0, le=3)] = 0.5
    day_spread: Annotated[float, Field(ge=0, le=1)] = 0.12
    inside_minutes: Annotated[float, Field(gt=0, le=10_000)] = 150.0
    inside_spread: Annotated[float, Field(ge=0, le=3)] = 0.5
    absent: Share = 0.02
    absent_minutes: Annotated[float, Field(ge=0, le=120)] = 2.0


class Incident(_Part):
    """The gate, a lane of it, or the system it works by, stands still. Days count from 1.

    `announced`: its end is known when it begins.
    """

    what: Literal["gate", "lane", "system"] = "lane"
    lane: str | None = None
    days: Annotated[tuple[Annotated[int, Field(ge=1, le=MOST_DAYS)], ...], Field(min_length=1)]
    begins: Clock
    ends: Clock
    announced: bool = False

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.begins >= self.ends:
            raise ValueError("an incident must begin before it ends")
        if (self.what == "lane") != (self.lane is not None):
            raise ValueError("an incident of a lane names it, another one names none")
        return self

    @property
    def minutes(self) -> tuple[int, int]:
        """From and until, minutes after midnight."""
        return minutes_of(self.begins), minutes_of(self.ends)


class Rush(_Part):
    """On these days (from 1) `factor` times as many arrive."""

    days: Annotated[tuple[Annotated[int, Field(ge=1, le=MOST_DAYS)], ...], Field(min_length=1)]
    factor: Annotated[float, Field(gt=0, le=20)]


class Scenario(_Part):
    """One side of a gate for some days."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    first: dt.date = dt.date(2026, 6, 1)
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)]
    hours: Annotated[tuple[Hours, ...], Field(max_length=4)] = ()
    yard: Annotated[int, Field(ge=1, le=10_000)] = 200
    green_in_a_row: Annotated[int, Field(ge=0, le=100)] = 3
    lanes: Annotated[tuple[Lane, ...], Field(min_length=1, max_length=50)]
    arrivals: Arrivals
    service: Service = Service()
    incidents: Annotated[tuple[Incident, ...], Field(max_length=500)] = ()
    rushes: Annotated[tuple[Rush, ...], Field(max_length=500)] = ()

    @model_validator(mode="after")
    def _names_what_is_there(self) -> Self:
        codes = [lane.code for lane in self.lanes]
        if len(set(codes)) < len(codes):
            raise ValueError("two lanes have one code")
        for incident in self.incidents:
            if incident.lane is not None and incident.lane not in codes:
                raise ValueError(f"there is no lane {incident.lane}")
        return self


def minutes_of(clock: str) -> int:
    """Minutes after midnight."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def packaged() -> dict[str, Path]:
    """The scenarios that come with the program, by name."""
    return {path.stem: path for path in sorted(PACKAGED.glob("*.toml"))}


def read(path: Path) -> Scenario:
    """A scenario from its file.

    :raises ScenarioError: it cannot be read, or something in it is wrong.
    """
    try:
        return parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError([f"{path}: cannot be read ({error.__class__.__name__})"]) from error


def parse(text: str) -> Scenario:
    """A scenario from TOML.

    :raises ScenarioError: something in it is wrong; all that is wrong is named.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([str(error)]) from error
    return validated(document)


def validated(document: dict[str, Any]) -> Scenario:
    """A scenario from its members.

    :raises ScenarioError: something in it is wrong; all that is wrong is named.
    """
    try:
        return Scenario.model_validate(document)
    except ValidationError as error:
        raise ScenarioError([_line(one["loc"], one["msg"]) for one in error.errors()]) from error


def _line(where: tuple[int | str, ...], what: str) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).lstrip(".")
    return f"{path or 'the whole'}: {what}"
