"""Who can exist, and what a role opens."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from rest_framework.exceptions import NotAuthenticated

from accounts.acting import acting_user
from accounts.models import Organisation, User
from accounts.roles import MODULES, PERMISSIONS, SCOPES, Agency, Role
from accounts.tax_codes import normal_tax_code, validate_tax_code
from tests.accounts import people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("agency", ["", "customs", "zoo"])
@pytest.mark.parametrize("with_company", [True, False])
@pytest.mark.parametrize("province_wide", [True, False])
@pytest.mark.parametrize("role", [*Role.values, "king", ""])
def test_the_database_takes_only_people_who_make_sense(role, agency, with_company, province_wide):
    company = people.organisation() if with_company else None
    makes_sense = (
        role in Role.values
        and (agency == "customs") == (role == "officer")
        and (agency == "zoo") is False
        and with_company == (role == "declarant")
        and (not province_wide or role == "manager")
    )

    try:
        with transaction.atomic():
            User.objects.create_user(
                "somebody", role=role, agency=agency, organisation=company, province_wide=province_wide
            )
    except IntegrityError:
        assert not makes_sense
    else:
        assert makes_sense


def test_names_that_differ_in_case_are_one():
    people.officer("Quan.A")

    assert User.objects.get_by_natural_key("QUAN.a").username == "quan.a"
    with pytest.raises(IntegrityError), transaction.atomic():
        people.officer("QUAN.A")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(username=name, role="officer", agency="yard") for name in ("Y", "y")])


def test_the_agencies_are_the_nine_of_the_gate():
    assert set(Agency.values) == {
        "border_guard", "customs", "medical", "plant", "animal", "transport", "gate_centre", "yard", "traffic_police",
    }  # fmt: skip


@pytest.mark.parametrize("table", [SCOPES, PERMISSIONS, MODULES])
def test_every_role_stands_in_every_table(table):
    assert set(table) == set(Role.values)


@pytest.mark.parametrize(
    ("role", "staff", "scopes"),
    [
        ("declarant", False, {"declarations:read", "declarations:write"}),
        ("officer", True, {"queues:read", "checks:write"}),
        ("manager", True, {"reports:read", "reports:write"}),
        ("administrator", True, set()),
    ],
)
def test_what_a_role_opens(role, staff, scopes):
    user = people.of_role(role)

    assert (user.is_staff, set(user.scopes)) == (staff, scopes)
    assert [user.is_declarant, user.is_officer, user.is_manager, user.is_administrator] == [
        role == one for one in ("declarant", "officer", "manager", "administrator")
    ]


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("verb", ["view", "add", "change", "delete"])
def test_nobody_holds_a_permission_on_a_dossier(role, verb):
    user = people.of_role(role)

    for model in ("declaration", "vehicle", "check", "event", "fee"):
        assert not user.has_perm(f"declarations.{verb}_{model}")


@pytest.mark.parametrize("role", Role.values)
def test_only_administrators_hold_permissions_on_accounts_and_nobody_deletes_them(role):
    user = people.of_role(role)

    for model in ("user", "organisation", "apikey"):
        assert user.has_perms([f"accounts.{verb}_{model}" for verb in ("view", "add", "change")]) == (
            role == "administrator"
        )
        assert not user.has_perm(f"accounts.delete_{model}")


def test_a_switched_off_administrator_holds_nothing():
    user = people.administrator(is_active=False)

    assert not user.has_perm("accounts.view_user")
    assert not user.has_module_perms("accounts")


def test_createsuperuser_makes_an_administrator_and_no_superuser():
    made = User.objects.create_superuser("Chief", "a long password 1", full_name="Chief")

    assert made.is_administrator
    assert made.check_password("a long password 1")
    assert not hasattr(made, "is_superuser")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0100005019", "0100005019"),
        (" 0100 005 019 ", "0100005019"),
        ("0100005019-001", "0100005019-001"),
        ("0100005019001", "0100005019-001"),
        ("012345678901", "012345678901"),
        ("0100005018", None),
        ("010000501", None),
        ("0100005019-0001", None),
        ("٠١٠٠٠٠٥٠١٩", None),
        ("0100005019\n-001x", None),
        ("", None),
        (".", None),
        ("1" * 5000, None),
    ],
)
def test_tax_codes(typed, stored):
    assert normal_tax_code(typed) == stored
    if stored is None:
        with pytest.raises(ValidationError):
            validate_tax_code(typed)
    else:
        validate_tax_code(typed)


def test_one_tax_code_is_one_organisation():
    people.organisation(tax_code="0100005019")

    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(name="Another", tax_code="0100005019")


def test_the_acting_user_is_one_of_ours_or_nobody():
    request = RequestFactory().get("/")
    request.user = people.officer()
    assert acting_user(request).username == "officer"

    request.user = AnonymousUser()
    with pytest.raises(NotAuthenticated):
        acting_user(request)
