"""The letter of a report: in whose language, with which files, under which name, and what a mail server's no means."""

import datetime as dt
import smtplib

import pytest
from django.core import mail as outbox
from django.utils.translation import override

from delivery import letters
from delivery.carrying import Never, NobodyThere, NotNow, Parcel
from delivery.models import Sending
from delivery.operations import owing
from delivery.operations.sending import _made_ready
from delivery.words import Report, Way
from reports.models import Form
from reports.operations import files
from reports.operations.periods import make_period
from reports.periods import Period
from tests.delivery.having import EVENING, MINUTE, Corrected, published, reader, subscribed, wish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_site(settings, tmp_path):
    settings.MEDIA_ROOT, settings.SITE_URL = tmp_path, "https://gate.example"


def parcel(to=None, by=None, *, test=False) -> Parcel:
    """What is handed to the carrier, of a day that is published."""
    row = subscribed(by, to=to)
    published()
    if test:
        owing.ask_for_last(subscription_id=row.pk, by=row.reader, at=EVENING)
    else:
        owing.owe(at=EVENING)
    sending = Sending.objects.select_related("subscription__reader", "bulletin").order_by("-pk")[0]
    return _made_ready(sending, at=EVENING)


@pytest.mark.parametrize(
    ("language", "says"), [("en", "Bulletin of 21/11/2026"), ("vi", "Bản tin ngày 21/11/2026"), ("zh-hans", "2026")]
)
def test_it_speaks_the_language_of_the_subscription_and_leads_to_the_page(language, says):
    ready = parcel(wish(language=language))
    with override("vi" if language == "en" else "en"):
        message = letters.compose(ready, "reader@example.vn")
    assert says in message.subject
    html = str(message.alternatives[0][0])
    for text in (str(message.body), html):
        assert "https://gate.example/reports/bulletins/2026-11-21/?revision=1" in text
        assert f"https://gate.example/reports/subscriptions/{ready.sending.subscription_id}/" in text
        assert "bulletin-2026-11-21-r1.csv" in text
        assert "21/11/2026 20:05" in text
    assert f'<html lang="{language}">' in html


def test_the_files_are_attached_byte_for_byte():
    ready = parcel(wish(forms=(Form.CSV, Form.TXT, Form.JSON, Form.XLSX)))
    message = letters.compose(ready, "reader@example.vn").message()
    parts = {str(part.get_filename()): part for part in message.walk() if part.get_filename()}
    kinds = {name.rpartition(".")[2]: part.get_content_type() for name, part in parts.items()}
    assert kinds == {
        "csv": "text/csv", "txt": "text/plain", "json": "application/json",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }  # fmt: skip
    for paper in ready.papers:
        with files.open_file(paper.file) as opened:
            assert parts[paper.name].get_payload(decode=True) == opened.read()


def test_sent_twice_it_is_the_same_letter_and_another_sending_is_another():
    first = parcel()
    again, other = letters.compose(first, "x@example.vn"), letters.compose(parcel(), "x@example.vn")
    name = f"<report.{first.sending.key}@gate.example>"
    assert letters.compose(first, "x@example.vn").extra_headers["Message-ID"] == name
    assert again.extra_headers["Message-ID"] == name != other.extra_headers["Message-ID"]
    assert again.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_link_carries_no_file():
    message = letters.compose(parcel(wish(way=Way.LINK, forms=())), "reader@example.vn")
    assert message.attachments == []
    assert "too large" not in str(message.body)


def test_what_is_too_large_for_a_letter_is_left_on_the_page(monkeypatch):
    ready = parcel()
    monkeypatch.setattr(letters, "MOST_ATTACHED", ready.papers[0].size_bytes - 1)
    message = letters.compose(ready, "reader@example.vn")
    assert message.attachments == []
    assert "The files are too large for a letter" in str(message.body)
    assert "bulletin-2026-11-21-r1.csv" not in str(message.body)


def test_a_correction_says_that_it_is_one():
    subscribed()
    Corrected().again()
    owing.owe(at=EVENING + 11 * MINUTE)
    sending = Sending.objects.select_related("subscription__reader", "bulletin").get()
    message = letters.compose(_made_ready(sending, at=EVENING), "reader@example.vn")
    assert message.subject == "Bulletin of 21/11/2026: correction 1"
    assert "This is revision 2" in str(message.body)


def test_a_week_comes_as_a_day_does():
    subscribed(to=wish(report=Report.WEEK))
    sunday = EVENING + dt.timedelta(days=1)
    for back in range(7):
        published(sunday.date() - dt.timedelta(days=back), at=sunday)
    make_period(period=Period("week", dt.date(2026, 11, 16), dt.date(2026, 11, 22)), at=sunday)
    assert owing.owe(at=sunday) == 1
    sending = Sending.objects.select_related("subscription__reader", "bulletin").get()
    ready = _made_ready(sending, at=sunday)
    assert [paper.name for paper in ready.papers] == ["bulletin-week-2026-11-16-2026-11-22-r1.csv"]
    message = letters.compose(ready, "reader@example.vn")
    assert message.subject == "Weekly bulletin 16/11/2026 – 22/11/2026"
    assert "https://gate.example/reports/periods/" in str(message.body)


def test_one_that_was_asked_for_says_so():
    assert "You asked for this letter" in str(letters.compose(parcel(test=True), "reader@example.vn").body)


def test_it_goes_to_the_reader_s_address_as_it_is_now():
    by = reader()
    ready = parcel(by=by)
    ready.sending.subscription.reader.email = "new@example.vn"
    letters.send(ready)
    assert [message.to for message in outbox.outbox] == [["new@example.vn"]]


def test_nobody_is_written_to_without_an_address():
    ready = parcel()
    ready.sending.subscription.reader.email = ""
    with pytest.raises(Never) as refused:
        letters.send(ready)
    assert refused.value.trouble == "no_address"
    assert outbox.outbox == []


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (smtplib.SMTPRecipientsRefused({"x": (550, b"no such user")}), Never, ("refused", "550 no such user")),
        (smtplib.SMTPRecipientsRefused({"x": (451, b"greylisted")}), NotNow, ("refused", "451 greylisted")),
        (smtplib.SMTPDataError(452, b"disk full"), NotNow, ("refused", "452 disk full")),
        (smtplib.SMTPAuthenticationError(535, b"no"), NobodyThere, ("unanswered", "535 no")),
        (ConnectionRefusedError(), NobodyThere, ("unanswered", "ConnectionRefusedError")),
    ],
)
def test_what_a_mail_server_answers_means(monkeypatch, answer, kind, said):
    ready = parcel()

    def refuse(*_):
        raise answer

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    with pytest.raises(NotNow if kind is NobodyThere else kind) as refused:
        letters.send(ready)
    assert refused.type is kind
    assert (refused.value.trouble, refused.value.answer) == said
