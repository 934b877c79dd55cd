"""A verified shop changes its details: asked by its owner, checked by a verifier, then used."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from marketplace.accounts.models import RegionLevel, Role
from marketplace.core import audit, guards, outbox
from marketplace.core.errors import Conflict, InvalidUpload, NotAllowed, RuleViolation
from marketplace.core.models import OutboxEvent
from marketplace.notices.models import Notice
from marketplace.web import panels
from tests import changes, factories
from tests.clients import signed_in
from tests.factories import make_photo
from vendors import queries, services
from vendors.application import Account, Place
from vendors.models import ChangeKind, ChangeRequest, ChangeStatus, Vendor, VendorStatus
from vendors.services import NothingChanged

NEW = {
    ChangeKind.ACCOUNT: Account("008", "123 456 7890", "CITRA CONTOH"),
    ChangeKind.PHONE: "0812-3456-7890",
    ChangeKind.NPWP: "09.254.294.3-407.000",
    ChangeKind.PKP: False,
}
COLUMNS = {
    ChangeKind.ACCOUNT: {"bank_code": "008", "account_number": "1234567890"},
    ChangeKind.PHONE: {"phone": "+6281234567890"},
    ChangeKind.NPWP: {"npwp": "0092542943407000"},
    ChangeKind.PKP: {"is_pkp": False},
}
WITH_PAPER = {ChangeKind.ACCOUNT, ChangeKind.NPWP, ChangeKind.PKP}


def ask(world, kind, asked=None, actor=None, upload="ours"):
    return services.ask_change(
        vendor_id=world.vendor.pk,
        kind=kind,
        asked=NEW[kind] if asked is None else asked,
        actor=actor or world.citra,
        upload=make_photo("bukti.png") if upload == "ours" else upload,
    )


def of(vendor, columns):
    stored = Vendor.objects.get(pk=vendor.pk)
    return {column: getattr(stored, column) for column in columns}


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


# ---- pages


def test_the_owner_asks_and_the_verifier_applies_by_page(world, rf):
    owner, verifier = signed_in(world.citra), signed_in(world.joko)
    home = owner.get(reverse("vendor_home"))
    assert reverse("vendor_changes") in home.text
    page = reverse("vendor_change", args=["rekening"])
    assert page in owner.get(reverse("vendor_changes")).text
    typed = {"bank_code": "008", "account_number": "abc", "account_holder": "Citra Contoh"}
    refused = owner.post(page, {**typed, "upload": make_photo("buku.png")})
    assert refused.status_code == 422
    assert "Citra Contoh" in refused.text
    sent = owner.post(
        page, {**typed, "account_number": "1234567890", "upload": make_photo("buku.png")}
    )
    assert sent.status_code == 302, sent.text
    row = ChangeRequest.objects.get()
    address = reverse("change_review", args=[row.public_id])
    request = rf.get("/")
    request.user = world.joko
    assert address in [task.url for task in panels.collect("tasks", request)]
    assert address in verifier.get(reverse("vendor_review", args=[world.vendor.public_id])).text
    shown = verifier.get(address)
    assert "1234567890" not in shown.text
    paper = reverse("private_file", args=[row.file.public_id])
    assert paper in shown.text
    assert verifier.get(paper).status_code == 200
    assert "1234567890" in verifier.post(address, {"act": "reveal"}).text
    assert verifier.post(address, {"act": "refuse", "reason": ""}).status_code == 422
    early = verifier.post(address, {"act": "apply", "compared": "1"})
    assert early.status_code == 422
    passed_on = verifier.post(address, {"act": "pass_on", "compared": "1"})
    assert passed_on.status_code == 302
    operator = factories.make_operator()
    second, request.user = signed_in(operator), operator
    assert address in [task.url for task in panels.collect("tasks", request)]
    unread = second.post(address, {"act": "apply", "compared": "1"})
    assert unread.status_code == 422
    assert second.get(paper).status_code == 200
    applied = second.post(address, {"act": "apply", "compared": "1"})
    assert applied.status_code == 302
    assert of(world.vendor, ("account_number",)) == {"account_number": "1234567890"}


def test_the_auditor_finds_a_change_while_it_waits_and_afterwards(world):
    row = ask(world, ChangeKind.PHONE, upload=None)
    address = reverse("change_review", args=[row.public_id])
    queue, shop = reverse("vendor_queue"), reverse("vendor_review", args=[world.vendor.public_id])
    auditor = signed_in(world.indra)
    assert address in auditor.get(queue).text
    assert 'name="act"' not in auditor.get(address).text
    services.apply_change(request_id=row.pk, actor=world.joko)
    assert address not in auditor.get(queue).text
    assert address in auditor.get(shop).text


@pytest.mark.parametrize("word", ["rekening", "telepon", "alamat", "npwp", "pkp"])
def test_every_kind_has_its_page(world, word):
    page = signed_in(world.citra).get(reverse("vendor_change", args=[word]))
    assert page.status_code == 200
    empty = signed_in(world.citra).post(reverse("vendor_change", args=[word]), {"act": "send"})
    assert empty.status_code == 422


def test_an_address_is_asked_by_page(world):
    district = factories.make_region("Oebobo", RegionLevel.DISTRICT, parent=world.vendor.region)
    typed = {
        "province": world.vendor.region.parent_id,
        "regency": world.vendor.region_id,
        "district": district.pk,
        "address": "Jalan Baru 9",
    }
    browser = signed_in(world.citra)
    page = reverse("vendor_change", args=["alamat"])
    assert "Jalan Baru 9" in browser.post(page, {**typed, "act": "choose"}).text
    assert browser.post(page, typed).status_code == 302
    assert json.loads(ChangeRequest.objects.get().values)["region_id"] == district.pk


@pytest.mark.parametrize("word", ["alamat", "telepon"])
def test_a_choice_swaps_the_regions_of_an_address_alone(world, word):
    page = reverse("vendor_change", args=[word])
    answer = signed_in(world.citra).post(page, {"act": "choose"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert ("<html" not in answer.text) == (word == "alamat")
    assert ('id="wilayah"' in answer.text) == (word == "alamat")


def test_a_rejected_applicant_applies_anew(world):
    maria = factories.make_user("Maria")
    factories.make_vendor(
        maria, status=VendorStatus.REJECTED, nib="1234000567891", name="Batik Maria"
    )
    browser = signed_in(maria)
    home = browser.get(reverse("vendor_home"))
    assert reverse("vendor_apply") in home.text
    step = browser.get(reverse("vendor_apply"), follow=True)
    assert "Batik Maria" in step.text
    typed = {"name": "Batik Maria", "legal_form": "individual"}
    answer = browser.post(reverse("vendor_step", args=["usaha"]), typed)
    assert answer.status_code == 302, answer.text
    assert list(queries.shops_of(maria).values_list("status", flat=True)) == ["rejected", "draft"]
    numbers = browser.get(reverse("vendor_step", args=["nomor"]))
    assert "1234000567891" in numbers.text  # what was typed before need not be typed again
    again = signed_in(maria)  # a later session, in which the rejected shop is the first one
    for page in (reverse("vendor_step", args=["ukuran"]), reverse("vendor_summary")):
        assert again.get(page).status_code == 200, page


def test_what_was_exchanged_stays_on_record_with_who_and_when(world):
    before = world.vendor.account_number[-4:]
    row = ask(world, ChangeKind.ACCOUNT)
    changes.apply_change(row, world.joko)
    auditor, address = signed_in(world.indra), reverse("change_review", args=[row.public_id])
    file = auditor.get(reverse("vendor_review", args=[world.vendor.public_id])).text
    assert file.count(address) == 2  # beside the field it changed, and among the changes
    page = auditor.get(address).text
    assert before in page
    assert "7890" in page
    assert "Citra" in page
    assert "Joko" in page


def test_what_stood_there_is_unreadable_in_a_dump_and_cannot_be_rewritten(world):
    row = ask(world, ChangeKind.ACCOUNT)
    assert row.former_columns["account_number"] == world.vendor.account_number
    stored = ChangeRequest.objects.extra(select={"raw": "before"}).values_list("raw").get()[0]
    assert world.vendor.account_number not in stored
    with pytest.raises(DatabaseError), transaction.atomic():
        ChangeRequest.objects.filter(pk=row.pk).update(before="")


def test_a_holder_of_another_name_is_applied_only_by_who_says_they_compared(world):
    row = ask(world, ChangeKind.ACCOUNT, Account("008", "1234567890", "Orang Lain"))
    browser, address = signed_in(world.joko), reverse("change_review", args=[row.public_id])
    assert 'name="compared"' in browser.get(address).text
    browser.get(reverse("private_file", args=[row.file.public_id]))
    assert browser.post(address, {"act": "pass_on"}).status_code == 422
    assert browser.post(address, {"act": "pass_on", "compared": "1"}).status_code == 302
    second = signed_in(factories.make_operator())
    second.get(reverse("private_file", args=[row.file.public_id]))
    assert second.post(address, {"act": "apply"}).status_code == 422
    assert of(world.vendor, ("account_number",)) != {"account_number": "1234567890"}
    assert second.post(address, {"act": "apply", "compared": "1"}).status_code == 302
    assert of(world.vendor, ("account_number",)) == {"account_number": "1234567890"}


def test_a_reason_typed_too_late_is_kept_and_a_press_without_a_choice_is_answered(world):
    row = ask(world, ChangeKind.PHONE, upload=None)
    browser, address = signed_in(world.joko), reverse("change_review", args=[row.public_id])
    nothing = browser.post(address, {"act": "zzz"})
    assert nothing.status_code == 422
    services.withdraw_change(request_id=row.pk, actor=world.citra)
    late = browser.post(address, {"act": "refuse", "reason": "Nomor ini milik orang lain"})
    assert late.status_code == 409
    assert "Nomor ini milik orang lain" in late.text


def test_the_owner_hears_at_once_of_a_change_in_their_own_language(world):
    world.citra.language = "en"
    world.citra.save()
    ask(world, ChangeKind.PHONE, upload=None)
    while outbox.relay():
        pass
    told = Notice.objects.filter(recipient=world.citra, kind="vendor.change_begun")
    assert {notice.params["what"] for notice in told} == {"Phone"}
    to_verifier = Notice.objects.filter(recipient=world.joko, kind="vendor.change_asked")
    assert {notice.params["what"] for notice in to_verifier} == {"Telepon"}


def test_a_change_that_was_let_through_names_who_asked_for_it(world):
    row = ask(world, ChangeKind.PHONE)
    assert not world.vendor.field_entries.exists()
    changes.apply_change(row, world.joko)
    assert world.vendor.field_entries.get(field="contact").entered_by == row.asked_by
