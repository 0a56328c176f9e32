"""Hauliers and officers at the API, each with a log of what he was told.

A step counts as acknowledged when its answer came whole, and as nothing at all otherwise. Whoever got no answer sends
the same bytes under the same Idempotency-Key again: some at once, some only when all is calm.
"""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple

from accounts.models import Agency
from declarations.procedures import AGENCY_OF, FEE_CHECKS
from tests import given
from tests.accounts import people
from tests.services.serving import HEADERS

DONE = frozenset({200, 201, 202})
ATTEMPTS_AT_ONCE = 5
_numbers = count(1)


class Answer(NamedTuple):
    """An answer that came whole."""

    status: int
    content: bytes
    replayed: bool

    @property
    def body(self) -> Any:
        return json.loads(self.content)


class Request(NamedTuple):
    """One POST, which may be sent any number of times."""

    path: str
    bearer: dict[str, str]
    body: bytes
    key: str

    def send(self, port: int, **headers: str) -> Answer | None:
        """Send it; None when no answer came, or only half of one."""
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        manners = {**HEADERS, "Content-Type": "application/json", "Idempotency-Key": self.key}
        try:
            line.request("POST", f"/api/v1/{self.path}", self.body, {**manners, **self.bearer, **headers})
            response = line.getresponse()
            content = response.read()  # fewer bytes than Content-Length says are an IncompleteRead
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()
        assert response.getheader("Content-Length") is not None, "half an answer would pass for a whole one"
        return Answer(response.status, content, response.getheader("Idempotency-Replayed") == "true")


@dataclass
class Staff:
    """The keys of those who send: a company's, one officer's of every agency, and a second border guard's."""

    haulier: dict[str, str]
    officers: dict[str, dict[str, str]]
    rival: dict[str, str]

    @classmethod
    def hired(cls) -> "Staff":
        """New people with new keys."""
        return cls(
            haulier=people.bearer(given.declarant()),
            officers={agency: people.bearer(user) for agency, user in given.officers().items()},
            rival=people.bearer(given.officer(Agency.BORDER_GUARD)),
        )


@dataclass
class Truck:
    """One export, from filing to exit, and what was acknowledged of it."""

    staff: Staff
    at: datetime
    reference: str = field(default_factory=lambda: f"load-{next(_numbers)}")
    number: str = ""
    acknowledged: dict[str, tuple[Request, Answer]] = field(default_factory=dict)
    cut_off: int = 0
    surprises: list[Answer] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        document = given.body(at=self.at, client_reference=self.reference)
        self.filing = Request("declarations", self.staff.haulier, json.dumps(document).encode(), self.reference)

    @property
    def confirmed(self) -> list[str]:
        """The checks whose confirmation was acknowledged."""
        return [step for step in self.acknowledged if step in given.EXPORT_WAY]

    def steps(self) -> Iterator[tuple[str, Request]]:
        """The whole way: filing, then every check in turn, the medical one held and released before."""
        yield "file", self.filing
        for code in given.EXPORT_WAY:
            if code == "medical":
                yield "hold", self.move(code, "hold", {"reason": "A second look"})
                yield "release", self.move(code, "release", {})
            yield code, self.payment() if code in FEE_CHECKS else self.move(code, "confirm", {})

    def work(self, port: int, *, attempts: int, enough: threading.Event | None = None) -> bool:
        """Do what is still to be done, up to the first step that stays without an answer; True when all is done."""
        for step, request in self.steps():
            if step in self.acknowledged:
                continue
            if enough and enough.is_set():
                return False
            answer = self._ask(port, request, attempts)
            if answer is None:
                return False
            self.acknowledge(step, request, answer)
            if step == "bg_arrival":
                self._try_the_same_as_rival(port)
        return True

    def acknowledge(self, step: str, request: Request, answer: Answer) -> None:
        """Remember what was promised."""
        self.acknowledged[step] = (request, answer)
        if step == "file":
            filed = answer.body
            (vehicle,) = filed["vehicles"]
            (fee,) = vehicle["fees"]
            self.ids = {check["code"]: check["id"] for check in [*filed["checks"], *vehicle["checks"]]}
            self.ids["fee"], self.number = fee["id"], filed["number"]

    def move(self, code: str, move: str, body: dict[str, str]) -> Request:
        """A move of one of its checks by the agency whose check it is."""
        return self._by(AGENCY_OF[code], f"checks/{self.ids[code]}/{move}", body)

    def payment(self) -> Request:
        """The gate centre takes the fee."""
        return self._by(Agency.GATE_CENTRE, f"fees/{self.ids['fee']}/paid", {"method": "cash"})

    def _by(self, agency: str, path: str, body: dict[str, str]) -> Request:
        key = f"{self.reference} {path}"
        return Request(path, self.staff.officers[agency], json.dumps(body).encode(), key)

    def _ask(self, port: int, request: Request, attempts: int) -> Answer | None:
        for _attempt in range(attempts):
            answer = request.send(port)
            if answer is not None and answer.status in DONE:
                return answer
            if answer is None:
                self.cut_off += 1
            elif answer.body["code"] != "idempotency_in_progress":  # the killed one's transaction still stands
                self.surprises.append(answer)
                return None
            time.sleep(0.2)
        return None

    def _try_the_same_as_rival(self, port: int) -> None:
        """Another border guard, with a key of his own, confirms the arrival too: he must be told that he is late."""
        confirmation = self.move("bg_arrival", "confirm", {})
        answer = confirmation._replace(bearer=self.staff.rival).send(port)
        if answer is not None and (answer.status, answer.body["code"]) != (409, "already_confirmed"):
            self.surprises.append(answer)


class Haulier(threading.Thread):
    """Sends one truck after the other until told to stop. A patient one leaves what got no answer for later."""

    def __init__(self, staff: Staff, port: int, at: datetime, *, patient: bool) -> None:
        super().__init__(daemon=True)
        self.staff, self.port, self.at, self.patient = staff, port, at, patient
        self.trucks: list[Truck] = []
        self.enough = threading.Event()

    def run(self) -> None:
        """File and work trucks, each as far as it goes."""
        while not self.enough.is_set():
            truck = Truck(self.staff, self.at)
            self.trucks.append(truck)
            truck.work(self.port, attempts=1 if self.patient else ATTEMPTS_AT_ONCE, enough=self.enough)

    def stop(self) -> list[Truck]:
        """Stop after the request at work; all trucks of this haulier."""
        self.enough.set()
        self.join(120)
        assert not self.is_alive()
        return self.trucks
