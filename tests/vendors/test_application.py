"""Lili applies: step by step, refused where the law says so, repaired where it was returned."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from marketplace.core import audit, clock
from marketplace.core.errors import Conflict, DomainError, RuleViolation
from marketplace.core.models import Deadline, OutboxEvent
from marketplace.notices.models import Channel as By
from marketplace.notices.models import Notice
from tests import factories
from tests.vendors.conftest import (
    NIB,
    account,
    begin_with_business,
    business,
    fill_in,
    pdf,
    read_papers,
    save_business,
)
from vendors import queries, services
from vendors.application import Figures, Place
from vendors.channels import Channel
from vendors.models import Vendor, VendorDocument, VendorStatus

BILLION = 1_000_000_000


def actions(vendor):
    return list(audit.trail(vendor).values_list("action", flat=True))


def test_lili_begins_and_gets_a_number_and_an_address(lili):
    with clock.moved_to(datetime(2026, 6, 1, tzinfo=UTC)):
        vendor = services.start_application(name="Tenun  Lili ", actor=lili)
    assert (vendor.name, vendor.slug, vendor.status) == ("Tenun Lili", "tenun-lili", "draft")
    assert vendor.number.startswith("PD-2026-")
    assert len(vendor.number) == len("PD-2026-000731")
    assert actions(vendor) == ["vendor.started"]


def test_two_shops_of_one_name_have_two_addresses(lili):
    services.start_application(name="Tenun Lili", actor=lili)
    other = services.start_application(name="Tenun Lili", actor=factories.make_user("Maria"))
    assert other.slug == "tenun-lili-2"


def test_a_name_without_latin_letters_still_has_an_address(lili):
    assert services.start_application(name="ꦠꦼꦤꦸꦤ꧀", actor=lili).slug == "toko"


def test_a_name_in_letters_that_only_look_like_ours_is_refused(client, lili):
    """A second "Sanggar Tenun", spelled with a Cyrillic T, would be read as the first."""
    client.force_login(lili)
    typed = {"name": "Sanggar \u0422enun", "legal_form": "cv"}
    answer = client.post(reverse("vendor_step", args=["usaha"]), typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "huruf yang hanya mirip a sampai z" in page
    assert typed["name"] in page
    assert not queries.shops_of(lili).exists()


def test_nobody_begins_twice(lili):
    services.start_application(name="Tenun Lili", actor=lili)
    with pytest.raises(Conflict):
        services.start_application(name="Lagi", actor=lili)
    assert queries.shops_of(lili).count() == 1


def test_an_officer_cannot_sell_to_the_office(ani):
    with pytest.raises(DomainError) as refused:
        services.start_application(name="Toko Ani", actor=ani)
    assert refused.value.code == "not_allowed"
    assert not queries.shops_of(ani).exists()


def test_a_refused_first_step_leaves_no_draft_behind(lili):
    with pytest.raises(services.InvalidField):
        begin_with_business(business=business(nib="123"), actor=lili)
    assert not queries.shops_of(lili).exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"nib": "12345"}, "nib"),
        ({"npwp": "12"}, "npwp"),
        ({"nik": ""}, "nik"),
        ({"kbli_codes": ()}, "kbli_codes"),
        ({"kbli_codes": ("1391",)}, "kbli_codes"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"legal_form": "firma"}, "legal_form"),
    ],
)
def test_a_wrong_number_is_refused_by_name_and_changes_nothing(filled, lili, wrong, field):
    before = Vendor.objects.values().get(pk=filled.pk)
    with pytest.raises(services.InvalidField) as refused:
        save_business(vendor_id=filled.pk, business=business(**wrong), actor=lili)
    assert refused.value.details["field"] == field
    assert Vendor.objects.values().get(pk=filled.pk) == before


def test_a_cooperative_needs_no_nik(filled, lili):
    changed = business(legal_form="cooperative", cooperative_number="3171000000000012")
    vendor = save_business(vendor_id=filled.pk, business=changed, actor=lili)
    assert (vendor.nik, vendor.nik_index) == ("", "")
    assert vendor.cooperative_number == "3171000000000012"


def test_one_nib_belongs_to_one_shop(submitted):
    maria = factories.make_user("Maria")
    with pytest.raises(services.InvalidField) as refused:
        begin_with_business(business=business(name="Palsu"), actor=maria)
    assert refused.value.details["field"] == "nib"
    assert not queries.shops_of(maria).exists()


def test_the_database_refuses_a_second_nib_too(submitted):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_vendor(nib=NIB)


def test_an_unfinished_draft_locks_nobody_out(filled, district):
    """Both write the same NIB; the first to hand it in holds it until the verifier has decided."""
    maria = factories.make_user("Maria")
    other = fill_in(maria, district, name="Tenun Maria")
    services.submit_application(vendor_id=other.pk, actor=maria)
    lili = queries.owner_of(filled)
    with pytest.raises(services.InvalidField) as refused:
        services.submit_application(vendor_id=filled.pk, actor=lili)
    assert refused.value.details["field"] == "nib"
    filled.refresh_from_db()
    assert filled.status == VendorStatus.DRAFT


@pytest.mark.parametrize(
    ("figures", "size"),
    [
        (Figures(False, capital_rupiah=0), "micro"),
        (Figures(False, capital_rupiah=BILLION), "micro"),
        (Figures(False, capital_rupiah=BILLION + 1), "small"),
        (Figures(False, capital_rupiah=5 * BILLION), "small"),
        (Figures(False, capital_rupiah=10 * BILLION), "medium"),
        (Figures(True, annual_sales_rupiah=2 * BILLION), "micro"),
        (Figures(True, annual_sales_rupiah=15 * BILLION), "small"),
        (Figures(True, annual_sales_rupiah=15 * BILLION + 1), "medium"),
        (Figures(True, annual_sales_rupiah=50 * BILLION), "medium"),
    ],
)
def test_the_size_class_follows_from_the_one_figure_that_counts(filled, lili, figures, size):
    vendor = services.save_size(vendor_id=filled.pk, figures=figures, actor=lili)
    assert vendor.size_class == size
    assert (vendor.capital_rupiah is None) == figures.has_full_book_year


def test_a_firm_beyond_medium_is_refused_with_the_numbers(filled, lili):
    too_large = Figures(True, annual_sales_rupiah=50 * BILLION + 1)
    with pytest.raises(RuleViolation) as refused:
        services.save_size(vendor_id=filled.pk, figures=too_large, actor=lili)
    assert refused.value.details["rule"] == "R-SIZE-1"
    assert "50.000.000.001" in refused.value.message
    assert "50.000.000.000" in refused.value.message
    filled.refresh_from_db()
    assert filled.size_class == "micro"


def test_a_cooperative_of_any_size_may_join_bela(filled, lili):
    cooperative = business(legal_form="cooperative", cooperative_number="3171000000000012")
    save_business(vendor_id=filled.pk, business=cooperative, actor=lili)
    huge = Figures(True, annual_sales_rupiah=900 * BILLION)
    vendor = services.save_size(vendor_id=filled.pk, figures=huge, actor=lili)
    assert queries.open_channels(vendor) == frozenset(Channel)
    with pytest.raises(RuleViolation):  # and cannot become a company of that size afterwards
        save_business(vendor_id=filled.pk, business=business(legal_form="pt", nik=""), actor=lili)


def test_a_medium_firm_may_join_the_local_catalogue_only(filled, lili):
    medium = Figures(False, capital_rupiah=10 * BILLION)
    vendor = services.save_size(vendor_id=filled.pk, figures=medium, actor=lili)
    assert queries.open_channels(vendor) == {Channel.KATALOG_LOKAL}


def test_a_channel_is_open_only_while_the_shop_is_approved(approved, joko):
    assert queries.channels_of(approved) == frozenset(Channel)
    factories.suspend(approved, by=joko)
    assert queries.channels_of(approved) == frozenset()


def test_the_address_goes_down_to_the_smallest_region_known(filled, lili, district):
    place = Place("Jalan Raya 7", district.parent_id)
    with pytest.raises(services.InvalidField) as refused:
        services.save_address(vendor_id=filled.pk, place=place, actor=lili)
    assert refused.value.details["field"] == "region"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"account_number": "12 34"}, "account_number"),
        ({"bank_code": "2"}, "bank_code"),
        ({"account_holder": ""}, "account_holder"),
    ],
)
def test_a_wrong_account_is_refused_by_name(filled, lili, wrong, field):
    with pytest.raises(services.InvalidField) as refused:
        services.save_bank(vendor_id=filled.pk, account=account(**wrong), actor=lili)
    assert refused.value.details["field"] == field


def test_a_wrong_telephone_number_is_refused(filled, lili):
    with pytest.raises(services.InvalidField) as refused:
        services.save_contact(vendor_id=filled.pk, phone="nol delapan", actor=lili)
    assert refused.value.details["field"] == "phone"


def test_personal_numbers_are_unreadable_in_the_tables(filled):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT npwp, nik, account_number FROM vendors_vendor WHERE id = %s", [filled.pk]
        )
        raw = cursor.fetchone()
    for column, stored in zip(("npwp", "nik", "account_number"), raw, strict=True):
        assert getattr(filled, column) not in stored


def test_a_newer_paper_replaces_the_older_and_keeps_it(filled, lili):
    services.attach_document(
        vendor_id=filled.pk, kind="nib", upload=factories.make_photo("baru.png"), actor=lili
    )
    papers = VendorDocument.objects.filter(vendor=filled, kind="nib")
    assert papers.count() == 2
    assert queries.current_documents(filled)["nib"].file.name == "baru.jpg"


def test_what_is_not_a_paper_is_refused(filled, lili):
    upload = pdf("virus.exe")
    upload.file.seek(0)
    upload.file.write(b"MZ")
    upload.file.seek(0)
    with pytest.raises(DomainError) as refused:
        services.attach_document(vendor_id=filled.pk, kind="nib", upload=upload, actor=lili)
    assert refused.value.code == "invalid_upload"
    assert VendorDocument.objects.filter(vendor=filled, kind="nib").count() == 1


def test_an_unfinished_application_is_not_submitted(lili):
    vendor = begin_with_business(business=business(), actor=lili)
    with pytest.raises(services.Unfinished) as refused:
        services.submit_application(vendor_id=vendor.pk, actor=lili)
    assert list(refused.value.details["missing"]) == [
        *("ukuran", "alamat", "kontak", "rekening", "dokumen")
    ]
    vendor.refresh_from_db()
    assert vendor.status == VendorStatus.DRAFT


def test_a_region_without_a_market_is_named(lili):
    vendor = fill_in(lili, factories.make_region("Jauh", parent=factories.make_region("Pulau")))
    with pytest.raises(RuleViolation) as refused:
        services.submit_application(vendor_id=vendor.pk, actor=lili)
    assert "Jauh" in refused.value.message


def test_submitting_starts_the_clock_and_tells_exactly_the_verifiers(
    filled, lili, joko, indra, stranger, relayed
):
    friday = datetime(2026, 12, 4, 3, 0, tzinfo=UTC)
    with clock.moved_to(friday):
        services.submit_application(vendor_id=filled.pk, actor=lili)
    due = Deadline.objects.get(kind=queries.REVIEW_DEADLINE, closed_at__isnull=True).due_at
    assert due.date().isoformat() == "2026-12-09"  # three working days, over the weekend
    relayed()
    told = Notice.objects.filter(kind="vendor.submitted", channel=By.INBOX)
    assert [notice.recipient for notice in told] == [joko]
    assert told.get().url == f"/verifikasi/{filled.public_id}/"
    assert actions(filled).count("vendor.submitted") == 1


def test_nothing_can_be_changed_while_the_verifier_reads(submitted, lili):
    for attempt in (
        lambda: save_business(vendor_id=submitted.pk, business=business(), actor=lili),
        lambda: services.attach_document(
            vendor_id=submitted.pk, kind="nib", upload=factories.make_photo(), actor=lili
        ),
        lambda: services.submit_application(vendor_id=submitted.pk, actor=lili),
    ):
        with pytest.raises(DomainError) as refused:
            attempt()
        assert refused.value.code == "not_allowed"
    assert OutboxEvent.objects.filter(name="vendor.submitted").count() == 1


def test_lili_repairs_just_what_was_returned(returned, lili, joko):
    with pytest.raises(services.FieldLocked):
        save_business(vendor_id=returned.pk, business=business(name="Nama Lain"), actor=lili)
    with pytest.raises(services.FieldLocked):
        services.save_bank(
            vendor_id=returned.pk, account=account(account_number="9876543210"), actor=lili
        )
    with pytest.raises(services.FieldLocked):
        services.attach_document(
            vendor_id=returned.pk, kind="nib", upload=factories.make_photo(), actor=lili
        )
    with pytest.raises(services.Unfinished):
        services.submit_application(vendor_id=returned.pk, actor=lili)
    vendor = Vendor.objects.get(pk=returned.pk)
    assert (vendor.name, vendor.account_number) == ("Tenun Lili", "1234567890")

    repaired = business(npwp="0016090524017000")
    save_business(vendor_id=returned.pk, business=repaired, actor=lili)
    vendor = services.submit_application(vendor_id=returned.pk, actor=lili)
    assert (vendor.status, vendor.npwp) == (VendorStatus.SUBMITTED, "0016090524017000")
    read_papers(vendor, joko)
    assert services.approve_application(vendor_id=vendor.pk, actor=joko).approved_by == joko


def test_a_new_photo_alone_repairs_the_field_too(returned, lili):
    services.attach_document(vendor_id=returned.pk, kind="npwp", upload=pdf(), actor=lili)
    vendor = services.submit_application(vendor_id=returned.pk, actor=lili)
    assert vendor.status == VendorStatus.SUBMITTED
