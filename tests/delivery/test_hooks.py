"""The webhook of a report: what it says, that its signature can be checked, and what each answer means."""

import datetime as dt
import hashlib
import hmac
import json

import pytest

from contract import outgoing
from delivery import hooks
from delivery.carrying import Gone, Never, NotNow
from delivery.models import Sending, Subscription
from delivery.operations import owing, subscribing
from delivery.operations.sending import _made_ready
from reports.models import Form
from tests.contract.test_outgoing import receiver
from tests.delivery.having import EARLY, EVENING, HOOK, hook, published, reader

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_site(settings, tmp_path):
    settings.MEDIA_ROOT, settings.SITE_URL = tmp_path, "https://gate.example"
    settings.WEBHOOK_TO_LOOPBACK = True


def ready(url=HOOK, **changes):
    """A parcel for that receiver, and the secret that its reader was shown."""
    made = subscribing.subscribe(wish=hook(url=url, **changes), by=reader(), at=EARLY)
    published()
    owing.owe(at=EVENING)
    sending = Sending.objects.select_related("subscription__reader", "bulletin").get()
    return _made_ready(sending, at=EVENING), made.secret


def test_it_names_the_report_and_its_files_and_carries_no_figure():
    parcel, _secret = ready(forms=(Form.CSV,), language="vi")
    said = json.loads(hooks.body_of(parcel))
    sending = parcel.sending
    assert said == {
        "id": str(sending.key), "event": "bulletin.published", "test": False, "subscription": sending.subscription_id,
        "sending": sending.pk, "report": "day", "starts_on": "2026-11-21", "date": "2026-11-21", "revision": 1,
        "published_at": "2026-11-21T13:05:00Z", "gates": ["HN"], "language": "vi",
        "files": [{
            "form": "csv", "name": "bulletin-2026-11-21-r1.csv", "size_bytes": parcel.papers[0].file.size_bytes,
            "sha256": parcel.papers[0].file.sha256,
            "url": f"https://gate.example/api/v1/reports/sendings/{sending.pk}/files/csv",
        }],
        "page": "https://gate.example/reports/bulletins/2026-11-21/?revision=1",
    }  # fmt: skip
    assert hooks.body_of(parcel) == hooks.body_of(parcel)


def is_from_the_gate(secret: str, header: str, body: bytes, now: float) -> bool:
    """As docs/delivery.md tells a receiver to look."""
    said = dict(part.split("=", 1) for part in header.split(","))
    digest = hmac.new(secret.encode(), f"{said['t']}.".encode() + body, hashlib.sha256).hexdigest()
    return abs(now - int(said["t"])) <= 300 and hmac.compare_digest(digest, said["v1"])


def test_a_receiver_can_check_it_as_the_page_says():
    with receiver() as server:
        parcel, secret = ready(f"http://127.0.0.1:{server.server_port}/in?for=us")
        hooks.carrier(lambda: EVENING)(parcel)
    ((path, headers, body),) = server.taken
    assert (path, headers["Content-Type"]) == ("/in?for=us", "application/json")
    assert headers["Gate-Delivery"] == str(parcel.sending.key)
    assert is_from_the_gate(secret, headers["Gate-Signature"], body, EVENING.timestamp())
    assert not is_from_the_gate(secret, headers["Gate-Signature"], body + b" ", EVENING.timestamp())
    assert not is_from_the_gate("gwh_other", headers["Gate-Signature"], body, EVENING.timestamp())
    assert not is_from_the_gate(secret, headers["Gate-Signature"], body, EVENING.timestamp() + 301)


@pytest.mark.parametrize(
    ("status", "kind", "answer"),
    [
        (301, NotNow, "HTTP 301"), (400, NotNow, "HTTP 400"), (404, NotNow, "HTTP 404"), (429, NotNow, "HTTP 429"),
        (500, NotNow, "HTTP 500"), (410, Gone, ""),
    ],
)  # fmt: skip
def test_what_a_receiver_answers_means(status, kind, answer):
    with receiver(status=status) as server:
        parcel, _secret = ready(f"http://127.0.0.1:{server.server_port}/")
        with pytest.raises((NotNow, Never)) as refused:
            hooks.send(parcel, at=EVENING)
    assert refused.type is kind
    assert (refused.value.trouble, refused.value.answer) == ("gone" if kind is Gone else "refused", answer)
    assert len(server.taken) == 1


@pytest.mark.parametrize("why", outgoing.Why)
def test_why_nobody_answered_is_said(monkeypatch, why):
    parcel, _secret = ready()

    def silent(*_args, **_options):
        raise outgoing.NoAnswer(why)

    monkeypatch.setattr(outgoing, "post", silent)
    with pytest.raises(NotNow) as refused:
        hooks.send(parcel, at=EVENING)
    assert refused.value.trouble == why.value


def test_an_address_that_was_taken_while_trying_out_is_looked_at_again(settings):
    with receiver() as server:
        parcel, _secret = ready(f"http://127.0.0.1:{server.server_port}/")
        settings.WEBHOOK_TO_LOOPBACK = False
        with pytest.raises(NotNow) as refused:
            hooks.send(parcel, at=EVENING)
    assert refused.value.trouble == "not_public"
    assert server.taken == []


def test_nothing_is_signed_by_a_secret_that_nobody_has(settings):
    with receiver() as server:
        parcel, _secret = ready(f"http://127.0.0.1:{server.server_port}/")
        settings.WEBHOOK_KEY = b"another key of thirty-two bytes."
        with pytest.raises(Never) as refused:
            hooks.send(parcel, at=EVENING + dt.timedelta(days=1))
    assert refused.value.trouble == "key_changed"
    assert server.taken == []
    assert Subscription.objects.get().state == "active"
