"""Two at once: owners who take each other's role, approvals of one tax code, one invitation, one code of an app."""

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Application, Consent, Letter, LetterKind, Organisation, User
from accounts.operations import applying, colleagues, consenting, inviting, mailing, second_factor
from tests import given
from tests.accounts.people import tax_code_of
from tests.concurrency.racing import race
from tests.given import NOON

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite one writer is alone anyway"),
    pytest.mark.django_db(transaction=True),
]


def test_two_owners_who_demote_each_other_leave_one():
    company = given.organisation()
    one, two = given.declarant(of=company), given.declarant(of=company)

    outcomes = race(
        lambda: colleagues.change_role(user_id=two.pk, company_role="viewer", by=one),
        lambda: colleagues.change_role(user_id=one.pk, company_role="viewer", by=two),
    )

    assert sorted(outcomes) == ["done", "not_owner"]
    assert User.objects.filter(organisation=company, company_role="owner").count() == 1


def test_two_owners_who_step_down_at_once_leave_one():
    company = given.organisation()
    owners = [given.declarant(of=company) for _n in range(2)]

    outcomes = race(*(lambda o=o: colleagues.change_role(user_id=o.pk, company_role="viewer", by=o) for o in owners))

    assert sorted(outcomes) == ["done", "last_owner"]


def test_of_applications_with_one_tax_code_one_is_approved():
    rows = []
    for n in range(4):
        who = applying.Applicant("Mẫu", "4999000045", "Mẫu", f"x{n}@mau.example", "0912345678", "pw", "vi")
        row = applying.apply(applicant=who, at=NOON)
        assert row is not None
        rows.append(applying.confirm_address(application_id=row.pk, at=NOON).pk)

    outcomes = race(*(lambda pk=pk: applying.approve(application_id=pk, by=None, at=NOON) for pk in rows))

    assert sorted(outcomes) == ["done"] + ["tax_code_taken"] * 3
    assert Organisation.objects.filter(tax_code="4999000045").count() == 1
    assert Application.objects.filter(state="approved").count() == 1
    assert Letter.objects.filter(kind=LetterKind.APPROVED).count() == 1


def test_an_invitation_is_taken_up_once_and_not_after_it_is_taken_back():
    owner = given.declarant()
    asked = inviting.invite(email="x@mau.example", company_role="viewer", by=owner, at=NOON)
    person: dict[str, Any] = {"full_name": "Mẫu", "phone": "", "password": "pw", "language": "vi", "at": NOON}

    outcomes = race(
        *(lambda: inviting.accept(invitation_id=asked.pk, **person) for _n in range(3)),
        lambda: inviting.take_back(invitation_id=asked.pk, by=owner, at=NOON),
    )

    assert sorted(outcomes) == ["done"] + ["link_over"] * 3
    asked.refresh_from_db()
    assert User.objects.filter(username="x@mau.example").count() == int(asked.accepted_at is not None)


def test_a_consent_given_many_times_at_once_stands_once():
    owner, agent = given.declarant(), given.declarant()
    code = tax_code_of(agent)
    outcomes = race(*(lambda: consenting.consent(agent_tax_code=code, by=owner, at=NOON) for _n in range(4)))
    assert outcomes == ["done"] * 4
    assert Consent.objects.count() == 1


def test_a_code_opens_to_one_of_two():
    user = given.declarant()
    with time_machine.travel(NOON, tick=False) as clock:
        device = second_factor.begin(user=user)
        second_factor.confirm(user=user, code=f"{totp(device.bin_key):06d}")
        clock.shift(31)
        code = f"{totp(TOTPDevice.objects.get().bin_key):06d}"
        outcomes = race(*(lambda: second_factor.verify(user=user, code=code) for _n in range(4)))
    assert sorted(outcomes) == ["done"] + ["wrong_code"] * 3


def test_two_workers_send_a_letter_once(mailoutbox):
    user = given.declarant(email="x@mau.example")
    for _n in range(6):
        mailing.owe(LetterKind.RESET, user=user, at=NOON)
    at = timezone.now()
    race(*(lambda: mailing.send_due(at=at) for _n in range(3)))
    assert len(mailoutbox) == 6
    assert Letter.objects.filter(sent_at=at).count() == 6
