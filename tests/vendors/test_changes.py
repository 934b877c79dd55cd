"""A verified shop changes its details: asked by its owner, checked by a verifier, then used."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from marketplace.accounts.models import RegionLevel, Role
from marketplace.core import audit, guards, outbox
from marketplace.core.errors import Conflict, InvalidUpload, NotAllowed, RuleViolation
from marketplace.core.models import OutboxEvent
from marketplace.notices.models import Notice
from tests import changes, factories
from tests.vendors.changing import COLUMNS, NEW, WITH_PAPER, ask, of
from vendors import queries, services
from vendors.application import Account, Place
from vendors.models import ChangeKind, ChangeRequest, ChangeStatus, Vendor, VendorStatus
from vendors.services import NothingChanged


@pytest.mark.parametrize("kind", NEW)
def test_the_old_one_is_used_until_a_verifier_has_applied_the_new(world, kind):
    before = of(world.vendor, COLUMNS[kind])
    row = ask(world, kind)
    assert of(world.vendor, COLUMNS[kind]) == before
    changes.apply_change(row, world.joko)
    assert of(world.vendor, COLUMNS[kind]) == COLUMNS[kind] != before
    told = {line.action: line.actor for line in audit.trail(world.vendor)}
    assert told["vendor.change_asked"] == world.citra
    assert told.get("vendor.change_passed_on", told["vendor.change_applied"]) == world.joko


def test_an_address_moves_with_its_region(world):
    district = factories.make_region("Oebobo", RegionLevel.DISTRICT, parent=world.vendor.region)
    row = ask(world, ChangeKind.ADDRESS, Place("Jalan Baru 9", district.pk), upload=None)
    services.apply_change(request_id=row.pk, actor=world.joko)
    assert of(world.vendor, ("address", "region_id")) == {
        "address": "Jalan Baru 9",
        "region_id": district.pk,
    }


def test_an_address_where_no_government_hosts_a_market_is_refused(world):
    far = factories.make_region(parent=factories.make_region("Provinsi Jauh", RegionLevel.PROVINCE))
    with pytest.raises(RuleViolation):
        ask(world, ChangeKind.ADDRESS, Place("Jalan Jauh 1", far.pk))
    assert not ChangeRequest.objects.exists()


@pytest.mark.parametrize("kind", NEW)
def test_a_refused_change_leaves_everything(world, kind):
    before = of(world.vendor, COLUMNS[kind])
    row = ask(world, kind)
    services.refuse_change(request_id=row.pk, reason="Buku tabungan orang lain", actor=world.joko)
    assert of(world.vendor, COLUMNS[kind]) == before
    while outbox.relay():
        pass
    told = Notice.objects.filter(kind="vendor.change_refused", recipient=world.citra)
    assert {row.params["reason"] for row in told} == {"Buku tabungan orang lain"}
    with pytest.raises(Conflict):
        services.apply_change(request_id=row.pk, actor=world.joko)
    assert ask(world, kind).status == ChangeStatus.PENDING  # and may be asked again


@pytest.mark.parametrize("kind", NEW)
def test_one_waits_per_kind(world, kind):
    first = ask(world, kind)
    with pytest.raises(Conflict):
        ask(world, kind)
    for other in set(NEW) - {kind}:
        ask(world, other)
    services.withdraw_change(request_id=first.pk, actor=world.citra)
    ask(world, kind)


@pytest.mark.parametrize("kind", sorted(WITH_PAPER))
def test_what_a_paper_proves_needs_it(world, kind):
    with pytest.raises(services.InvalidField) as refused:
        ask(world, kind, upload=None)
    assert refused.value.details["field"] == "upload"
    with pytest.raises(InvalidUpload):
        ask(world, kind, upload=SimpleUploadedFile("bukti.pdf", b"MZ"))
    assert not ChangeRequest.objects.exists()


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (ChangeKind.ACCOUNT, Account("008", "12", "CITRA")),
        (ChangeKind.ACCOUNT, Account("008", "1234567890", " \u200b")),
        (ChangeKind.PHONE, "123"),
        (ChangeKind.NPWP, "abc"),
        (ChangeKind.ADDRESS, Place("Jalan 1", 0)),
    ],
)
def test_a_wrong_shape_is_refused_beside_its_field(world, kind, asked):
    with pytest.raises(services.InvalidField):
        ask(world, kind, asked)
    assert not ChangeRequest.objects.exists()


def test_what_is_on_record_is_no_change(world):
    with pytest.raises(NothingChanged):
        ask(world, ChangeKind.PKP, world.vendor.is_pkp)


@pytest.mark.parametrize("who", ["lina", "mira", "joko", "ani", "dedi", "kartika"])
def test_only_the_owner_asks(world, who):
    factories.hire(world)
    with pytest.raises(NotAllowed):
        ask(world, ChangeKind.PHONE, actor=getattr(world, who))


@pytest.mark.parametrize("who", ["citra", "lina", "ani", "indra", "kartika", "dedi"])
def test_only_a_verifier_of_the_region_decides(world, who):
    row = ask(world, ChangeKind.ACCOUNT)
    with pytest.raises(NotAllowed):
        services.apply_change(request_id=row.pk, actor=getattr(world, who))
    with pytest.raises(NotAllowed):
        services.refuse_change(request_id=row.pk, reason="x", actor=getattr(world, who))
    far = factories.make_tenant_officer("Sari", Role.VENDOR_VERIFIER, factories.make_tenant())
    with pytest.raises(NotAllowed):
        services.apply_change(request_id=row.pk, actor=far)
    assert of(world.vendor, ("bank_code",)) == {"bank_code": "014"}


@pytest.mark.parametrize("status", [VendorStatus.DRAFT, VendorStatus.REJECTED])
def test_only_a_verified_shop_asks(world, status):
    vendor = factories.make_vendor(world.citra, status=status, approved_by=world.joko)
    with pytest.raises(NotAllowed):
        services.ask_change(
            vendor_id=vendor.pk, kind="phone", asked="0812 0000 0000", actor=world.citra
        )


def test_a_new_npwp_replaces_the_paper_in_the_file(world):
    row = ask(world, ChangeKind.NPWP)
    changes.apply_change(row, world.joko)
    assert queries.current_documents(world.vendor)["npwp"].file == row.file


def test_no_number_leaves_in_events_notices_or_the_trail(world):
    row = ask(world, ChangeKind.ACCOUNT)
    changes.apply_change(row, world.joko)
    while outbox.relay():
        pass
    said = json.dumps(
        [
            *OutboxEvent.objects.values_list("payload", flat=True),
            *Notice.objects.values_list("params", flat=True),
            *(line.data for line in audit.trail(world.vendor)),
        ],
        default=str,
    )
    assert "1234567890" not in said
    raw = ChangeRequest.objects.extra(select={"raw": "values"}).values("raw").get()
    assert "1234567890" not in raw["raw"]
    assert Notice.objects.filter(recipient=world.joko).exists()
    assert Notice.objects.filter(recipient=world.citra).exists()


# ---- the database


@pytest.mark.parametrize("kind", COLUMNS)
def test_no_verified_column_changes_without_its_request(world, kind):
    vendors = Vendor.objects.filter(pk=world.vendor.pk)
    ask(world, kind)
    with pytest.raises(DatabaseError), transaction.atomic():
        vendors.update(**COLUMNS[kind])
    other = next(one for one in COLUMNS if one != kind)
    row = ChangeRequest.objects.get(kind=kind)
    changes.apply_change(row, world.joko)
    with pytest.raises(DatabaseError), transaction.atomic():
        vendors.update(**COLUMNS[other])


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Toko Lain"},
        {"legal_form": "cv"},
        {"nib": "8888888888888"},
        {"nik": "5371014507850001", "nik_index": "0" * 64},
        {"cooperative_number": "1234567890123456", "cooperative_number_index": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
@pytest.mark.parametrize("status", [VendorStatus.APPROVED, VendorStatus.SUSPENDED])
def test_who_a_verified_shop_is_stays(world, change, status):
    if status == VendorStatus.SUSPENDED:
        factories.suspend(world.vendor, by=world.joko)
    before = Vendor.objects.values().get(pk=world.vendor.pk)
    rename = guards.use_case(Vendor.objects.filter(pk=world.vendor.pk).update)
    with pytest.raises(Conflict, match="verifikator"):
        rename(**change)
    assert Vendor.objects.values().get(pk=world.vendor.pk) == before


@pytest.mark.parametrize("change", [{"kind": "phone"}, {"values": "{}"}, {"status": "refused"}])
def test_a_decided_request_stays_as_it_is(world, change):
    row = ask(world, ChangeKind.ACCOUNT)
    changes.apply_change(row, world.joko)
    rows = ChangeRequest.objects.filter(pk=row.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_a_change_that_was_let_through_names_who_asked_for_it(world):
    row = ask(world, ChangeKind.PHONE)
    assert not world.vendor.field_entries.exists()
    changes.apply_change(row, world.joko)
    assert world.vendor.field_entries.get(field="contact").entered_by == row.asked_by
