"""Files of many trucks: what rows say, what is found, what is filed, once."""

import sys
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from declarations.errors import WrongState
from declarations.models import Declaration
from declarations.operations import cancelling
from declarations.operations.examining import examine_for
from declarations.web.form import fields
from tests import given
from tests.given import NOON
from tests.workspace.sheets_of_trucks import as_csv, checked, filed, row, taken, worked
from workspace.bulk import telling
from workspace.bulk.columns import BY_PLACE, COLUMNS, GOODS, HEADER, ITEM, NOT_IN_A_ROW, TEMPLATE, VEHICLE, words
from workspace.folding import fold
from workspace.models import BulkEntry, BulkFile, BulkState, EntryState
from workspace.operations import bulk, bulk_work
from workspace.sheets import BadSheet
from workspace.tasks import sweep_bulk_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def haulier() -> User:
    return given.declarant()


def entries(file: BulkFile) -> list[BulkEntry]:
    return list(file.entries.order_by("position"))


def said(entry: BulkEntry) -> dict[str, tuple[int, str]]:
    """Where each finding of an entry stands."""
    return {told.code: (told.row, told.column) for told in telling.read(entry.findings)}


# Columns


def test_every_member_of_the_form_has_a_column():
    members = {
        (part, field.path)
        for part, listed in (
            (HEADER, fields.HEADER),
            (VEHICLE, fields.LISTS["vehicles"]),
            (GOODS, fields.GOODS),
            (ITEM, fields.ITEM),
        )
        for field in listed
    }
    assert set(BY_PLACE) == members - {(part, (name,)) for part, name in NOT_IN_A_ROW}
    assert {*TEMPLATE, "reason"} == set(COLUMNS)


def test_no_name_means_two_columns():
    names = [name for known in words().values() for name in {fold(name) for name in known}]
    assert len(names) == len(set(names))


# Rows


def test_a_row_says_what_the_same_declaration_says_through_the_api(haulier):
    document = given.body(consignments=[given.consignment(customs_regime=None)], delivery_method=None)
    goods, truck = document["consignments"][0], document["vehicles"][0]
    item = goods["items"][0]
    cells = row(
        plate=truck["plate"], customs_number=goods["customs_number"], expected_arrival="21/11/2026 13:00",
        plate_country="Việt Nam", direction="XUẤT KHẨU", cargo_kind="水果", gate="hữu nghị", driver_phone="987654321",
        own_weight_kg="15.000", cargo_weight_kg="18000", owner_address="Lạng Sơn", owner_phone="0912345678",
        hs_code="8106000", origin="VN", quantity="900", unit="CTN", goods_weight_kg="18,000", value="30000",
        currency="USD", special_plate="không",
    )  # fmt: skip
    (entry,) = entries(taken(cells, by=haulier))

    ours = examine_for(body=entry.document, by=haulier, at=NOON).document.as_json()
    assert ours == examine_for(body=document, by=haulier, at=NOON).document.as_json()
    assert item["description"] == ours["consignments"][0]["items"][0]["description"]


def test_rows_of_one_group_are_one_declaration(haulier):
    first = row(declaration="A", weight_of_something="x")
    second = row(declaration="A", customs_number=first["customs_number"], description="Thanh long")
    third = {"declaration": "A", "plate": second["plate"], "description": "Mít", "driver_name": "Người Khác"}
    alone = row()
    file = checked(first, alone, second, third, by=haulier)
    together, other = entries(file)

    document = together.document
    assert [truck["plate"] for truck in document["vehicles"]] == [first["plate"], second["plate"]]
    assert [truck["consignments"] for truck in document["vehicles"]] == [["A"], ["A"]]
    (goods,) = document["consignments"]
    assert [item["description"] for item in goods["items"]] == ["Sầu riêng tươi", "Thanh long", "Mít"]
    assert said(together)["rows_disagree"] == (5, "driver_name")
    assert (together.row_count, other.row_count, other.state) == (3, 1, EntryState.GOOD)


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"plate": "??"}, "bad_plate_vn", "plate"),
        ({"driver_id_number": "1"}, "bad_citizen_id", "driver_id_number"),
        ({"owner_tax_code": "0100005018"}, "bad_tax_code", "owner_tax_code"),
        ({"gate": "XX"}, "unknown_gate", "gate"),
        ({"direction": "up"}, "unknown_choice", "direction"),
        ({"expected_arrival": "soon"}, "bad_instant", "expected_arrival"),
        ({"own_weight_kg": "heavy"}, "wrong_type", "own_weight_kg"),
        ({"special_plate": "maybe"}, "wrong_type", "special_plate"),
        ({"description": "."}, "only_punctuation", "description"),
        ({"description": ""}, "required", "description"),
        ({"contact_name": ""}, "required", "contact_name"),
        ({"fee_class": ""}, "required", "fee_class"),
        ({"companion_id_number": "?"}, "bad_citizen_id", "companion_id_number"),
        ({"fee_payer_tax_code": "?"}, "bad_tax_code", "fee_payer_tax_code"),
        ({"hs_code": "x"}, "bad_hs_code", "hs_code"),
    ],
)
def test_a_fault_is_told_at_its_cell_in_every_language(haulier, cells, code, column):
    (entry,) = entries(checked(row(**cells), by=haulier))

    assert entry.state == EntryState.BAD
    assert said(entry) == {code: (2, column)}
    messages = set()
    for language in ("vi", "en", "zh-hans"):
        with override(language):
            (told,) = telling.read(entry.findings)
            messages.add((told.message, told.fix))
    assert len(messages) == 3


def test_a_plate_that_stands_twice_is_told_at_the_second(haulier):
    first = row(plate="29C-123.45")
    one, other = entries(checked(first, row(plate="29c 12345"), by=haulier))

    assert one.state == EntryState.GOOD
    assert (other.state, said(other)) == (EntryState.BAD, {"plate_twice_in_file": (3, "plate")})


# Filing, once


def test_good_rows_are_filed_and_bad_ones_stay(haulier):
    file = checked(row(), row(plate="?"), row(), by=haulier)
    assert (file.state, [entry.state for entry in entries(file)]) == (BulkState.CHECKED, ["good", "bad", "good"])
    assert not Declaration.objects.exists()

    file = filed(file, by=haulier)

    assert (file.state, [entry.state for entry in entries(file)]) == (BulkState.FILED, ["filed", "bad", "filed"])
    assert Declaration.objects.filter(organisation=haulier.organisation).count() == 2
    assert entries(file)[1].declaration is None


def test_the_same_file_twice_files_nothing_twice(haulier):
    data = as_csv([row(), row()])
    first = bulk.take(data=data, name="a.csv", by=haulier, at=NOON)
    filed(worked(first.file), by=haulier)

    again = bulk.take(data=data, name="b.csv", by=haulier, at=NOON)
    elsewhere = bulk.take(data=data, name="a.csv", by=given.declarant(), at=NOON)

    assert (again.file.pk, again.is_new) == (first.file.pk, False)
    assert elsewhere.is_new
    with pytest.raises(WrongState):
        bulk.order_filing(file_id=again.file.pk, by=haulier)
    with pytest.raises(WrongState):
        bulk.check_again(file_id=again.file.pk, by=haulier)
    assert Declaration.objects.count() == 2


def test_rows_filed_before_under_another_file_are_ordinary_conflicts(haulier):
    same = row()
    filed(checked(same, by=haulier), by=haulier)
    number = Declaration.objects.get().number

    file = checked(same, row(), by=haulier)

    entry, other = entries(file)
    assert said(entry)["vehicle_already_declared"] == (2, "plate")
    assert str(number) in " ".join(told.message for told in telling.read(entry.findings))
    assert other.state == EntryState.GOOD


def test_what_has_become_wrong_since_the_check_is_told_and_not_filed(haulier):
    late, taken_away = row(), row()
    file = checked(late, taken_away, by=haulier)
    other = given.filed(vehicles=[given.vehicle(plate=taken_away["plate"])])

    file = filed(file, by=haulier)

    assert [entry.state for entry in entries(file)] == ["filed", "bad"]
    assert said(entries(file)[1]) == {"vehicle_already_declared": (3, "plate")}
    assert str(other.number) not in str(entries(file)[1].findings)

    cancelling.cancel(declaration_id=other.pk, by=other.created_by, at=NOON, reason="x")
    file = worked(bulk.check_again(file_id=file.pk, by=haulier))
    assert [entry.state for entry in entries(file)] == ["filed", "good"]
    filed(file, by=haulier)
    assert Declaration.objects.filter(organisation=haulier.organisation).count() == 2


def test_an_entry_is_filed_by_the_first_who_comes(haulier):
    file = checked(row(), by=haulier)
    (entry,) = entries(file)
    asked = {"entry_id": entry.pk, "by": haulier, "company_id": haulier.organisation_id, "at": NOON}

    assert [bulk_work.file_entry(**asked), bulk_work.file_entry(**asked)] == [True, False]
    assert Declaration.objects.count() == 1


def test_whoever_may_file_no_more_files_nothing(haulier):
    file = bulk.order_filing(file_id=checked(row(), by=haulier).pk, by=haulier)
    User.objects.filter(pk=haulier.pk).update(is_active=False)

    file = worked(file)

    assert (file.state, said(entries(file)[0])) == (BulkState.FILED, {"not_allowed": (2, "")})
    assert not Declaration.objects.exists()


# The queue of files


def test_files_take_turns_and_a_dead_workers_file_is_taken_over(haulier):
    first, second = taken(row(), by=haulier), taken(row(), by=given.declarant())

    assert bulk_work.lease(at=NOON) == first.pk
    assert bulk_work.lease(at=NOON) == second.pk
    assert bulk_work.lease(at=NOON) is None
    bulk_work.release(file_id=first.pk, at=NOON)
    assert bulk_work.lease(at=NOON) == first.pk

    assert bulk_work.lease(at=NOON + bulk_work.LEASE) == first.pk
    assert bulk_work.lease(at=NOON + bulk_work.LEASE) == second.pk


def test_a_company_has_a_few_files_at_work_at_most(haulier):
    for _ in range(bulk.MOST_AT_WORK):
        last = taken(row(), by=haulier)
    with pytest.raises(bulk.TooManyFiles):
        taken(row(), by=haulier)
    assert BulkFile.objects.count() == bulk.MOST_AT_WORK
    taken(row(), by=given.declarant())

    worked(last)
    taken(row(), by=haulier)


# What cannot be read


@pytest.mark.parametrize(
    "data",
    [b"", b"\0\1\2", b"PK\x03\x04 no workbook", b"a,b\n1,2\n", b"plate,gate\n", b"\xd0\xcf\x11\xe0 old",
     as_csv([{"plate": "x", "gate": "HN"}] * 2_001), as_csv([{"plate": "x", "gate": "HN", "declaration": "example"}])],
    ids=["empty", "binary", "not a workbook", "other columns", "no rows", "old excel", "too many", "only the example"],
)  # fmt: skip
def test_what_is_no_file_of_trucks_is_refused_and_kept_nowhere(haulier, data):
    with pytest.raises(BadSheet):
        bulk.take(data=data, name="x", by=haulier, at=NOON)
    assert not BulkFile.objects.exists()


def test_bytes_of_which_no_row_speaks_are_swept_after_a_day(haulier, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    assert sweep_bulk_bytes() == 0  # nobody has sent anything yet
    at = timezone.now()
    standing = taken(row(), by=haulier)
    monkeypatch.setattr(BulkFile, "save", lambda *_args, **_more: sys.exit("killed"))
    with pytest.raises(SystemExit):
        taken(row(), by=haulier)
    monkeypatch.undo()
    lying = sorted(place.name for place in (tmp_path / bulk.FOLDER).iterdir())
    assert len(lying) == 2

    assert bulk.sweep(at=at + bulk.LEFT_ALONE - timedelta(hours=1)) == 0
    with time_machine.travel(at + bulk.LEFT_ALONE + timedelta(hours=1)):
        assert (sweep_bulk_bytes(), sweep_bulk_bytes()) == (1, 0)
    assert [f"{bulk.FOLDER}/{place.name}" for place in (tmp_path / bulk.FOLDER).iterdir()] == [standing.stored_as]
