"""One number, one shop: refused without a word of whose it is, seen by the verifier, no oracle."""

import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from django.urls import reverse

from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.core.models import AuditEvent
from tests import factories
from tests.vendors.conftest import NIB, NIK, NPWP, business, fill_in, save_business
from vendors import queries, services
from vendors.application import Identity, Numbers
from vendors.models import Vendor
from vendors.services.duplicates import MOST_TAKEN

OWN_NIB, OWN_NPWP, OWN_NIK = "1234000567802", "0016090524017000", "5371014507850011"


@pytest.fixture
def maria(db):
    """Another shop owner."""
    return factories.make_user("Maria")


@pytest.fixture
def draft(maria, submitted):
    """Maria's draft, while Lili's shop waits for the verifier."""
    return services.begin_application(identity=Identity("Tenun Maria", "individual"), actor=maria)


def numbers(**fields) -> Numbers:
    return Numbers(**{"nib": OWN_NIB, "npwp": OWN_NPWP, "nik": OWN_NIK, **fields})


@pytest.mark.parametrize(
    ("name", "number"), [("nib", NIB), ("npwp", NPWP), ("npwp", NPWP[1:]), ("nik", NIK)]
)
def test_a_number_that_another_shop_holds_is_refused_without_a_name(
    draft, maria, submitted, name, number
):
    with pytest.raises(services.NumberTaken) as refused:
        services.save_numbers(vendor_id=draft.pk, numbers=numbers(**{name: number}), actor=maria)
    assert refused.value.details["field"] == name
    assert submitted.name not in refused.value.message
    draft.refresh_from_db()
    assert (draft.nib, draft.npwp, draft.nik) == ("", "", "")
    [line] = AuditEvent.objects.filter(action="vendor.number_taken")
    assert (line.actor, line.data) == (maria, {"field": name})


def test_two_cooperatives_have_two_numbers(lili, district, maria):
    same = {"legal_form": "cooperative", "cooperative_number": "3171000000000012"}
    first = fill_in(lili, district, **same)
    services.submit_application(vendor_id=first.pk, actor=lili)
    second = services.begin_application(identity=Identity("Lain", "cooperative"), actor=maria)
    taken = Numbers(OWN_NIB, OWN_NPWP, cooperative_number="3171000000000012")
    with pytest.raises(services.NumberTaken) as refused:
        services.save_numbers(vendor_id=second.pk, numbers=taken, actor=maria)
    assert refused.value.details["field"] == "cooperative_number"


def test_a_draft_or_a_rejected_application_holds_no_number(filled, lili, maria):
    draft = services.begin_application(identity=Identity("Maria", "individual"), actor=maria)
    same = Numbers(NIB, NPWP, NIK)
    assert services.save_numbers(vendor_id=draft.pk, numbers=same, actor=maria).nik == NIK


def test_who_hands_in_first_holds_the_numbers(filled, lili, maria, district):
    other = fill_in(maria, district, name="Tenun Maria", nib=OWN_NIB, npwp="")
    services.submit_application(vendor_id=other.pk, actor=maria)
    with pytest.raises(services.NumberTaken) as refused:
        services.submit_application(vendor_id=filled.pk, actor=lili)
    assert refused.value.details["field"] == "nik"
    filled.refresh_from_db()
    assert filled.status == "draft"


def test_after_a_few_numbers_of_others_none_is_compared_any_more(draft, maria):
    for _ in range(MOST_TAKEN):
        with pytest.raises(services.NumberTaken):
            services.save_numbers(vendor_id=draft.pk, numbers=numbers(nib=NIB), actor=maria)
    for tried in (numbers(nib=NIB), numbers()):
        with pytest.raises(services.TooManyTries):
            services.save_numbers(vendor_id=draft.pk, numbers=tried, actor=maria)
    draft.refresh_from_db()
    assert draft.nib == ""
    assert AuditEvent.objects.filter(action="vendor.number_taken").count() == MOST_TAKEN
    with clock.moved_to(clock.now() + timedelta(days=1, minutes=1)):
        saved = services.save_numbers(vendor_id=draft.pk, numbers=numbers(), actor=maria)
    assert saved.nib == OWN_NIB


def test_an_index_of_an_older_key_is_found_too(draft, maria):
    with (
        override_settings(INDEX_KEYS=["yang-baru", *settings.INDEX_KEYS]),
        pytest.raises(services.NumberTaken),
    ):
        services.save_numbers(vendor_id=draft.pk, numbers=numbers(nik=NIK), actor=maria)


def test_the_verifier_sees_which_shop_in_the_region_has_the_same(
    client, submitted, maria, joko, district
):
    other = factories.make_vendor(maria, status="rejected", nib=NIB, region=district)
    client.force_login(joko)
    page = client.get(reverse("vendor_review", args=[submitted.public_id]))
    row = next(row for row in page.context["rows"] if row.name == "nib")
    assert row.check == "warn"
    assert other.number in row.note


def test_a_shop_elsewhere_is_not_named(client, submitted, maria, joko):
    other = factories.make_vendor(maria, status="rejected", nib=NIB)
    client.force_login(joko)
    page = client.get(reverse("vendor_review", args=[submitted.public_id])).content.decode()
    assert other.number not in page
    assert other.name not in page


@pytest.mark.parametrize("number", ["npwp", "nik", "cooperative_number"])
def test_the_database_stores_no_number_without_its_index(filled, number):
    for values in ({number: "0013121660091000", f"{number}_index": ""},
                   {number: "", f"{number}_index": "a" * 64}):  # fmt: skip
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            Vendor.objects.filter(pk=filled.pk).update(**values)
        assert f"vendor_{number}_has_its_index" in str(refused.value)


def test_two_who_hand_in_at_once_make_one_holder(committed_db):
    """Two drafts with one NPWP: whoever waits for the other finds the number taken."""
    world = factories.make_world()
    regency = factories.make_region("Kabupaten Sikka", parent=world.agency.tenant.region)
    shops = []
    for turn in range(2):
        owner = factories.make_user(f"Pemilik{turn}")
        shop = fill_in(owner, factories.make_region("Nita", "district", parent=regency),
                       name=f"Kios {turn}", nib=f"123400056780{turn}",
                       nik=f"537101450785000{turn + 1}")  # fmt: skip
        shops.append((shop, owner))
    start, outcomes = threading.Barrier(2), []

    def hand_in(shop, owner):
        start.wait()
        try:
            services.submit_application(vendor_id=shop.pk, actor=owner)
            outcomes.append("submitted")
        except DomainError as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=hand_in, args=pair) for pair in shops]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) in [["conflict", "submitted"], ["number_taken", "submitted"]]
    assert queries.holders_of("npwp", NPWP).count() == 1


def test_the_own_numbers_are_saved_again_without_a_word(filled, lili):
    before = AuditEvent.objects.filter(action="vendor.number_taken").count()
    save_business(vendor_id=filled.pk, business=business(), actor=lili)
    assert AuditEvent.objects.filter(action="vendor.number_taken").count() == before
