"""How far a shop has come is written down by what happens, once, and never changed."""

import pytest
from django.db import DatabaseError, connection, transaction

from catalog.models import ProductStatus
from catalog.services import publish_product
from marketplace.core import outbox
from marketplace.core.errors import RuleViolation
from tests import factories, stories
from tests.vendors.conftest import begin_with_business, business, save_business
from tests.vendors.pipeline.targets import row, take_in, xlsx
from vendors import services as vendors
from vendors.models import Vendor
from vendors.pipeline import services
from vendors.pipeline.models import Milestone, Stage, Target


def stages(vendor) -> list[str]:
    rows = Milestone.objects.filter(vendor=vendor).order_by("reached_at", "pk")
    return list(rows.values_list("stage", flat=True))


def test_an_application_leaves_its_marks_on_the_way(lili, approved):
    rows = dict(Milestone.objects.filter(vendor=approved).values_list("stage", "reached_at"))
    assert set(rows) == {Stage.REGISTERED, Stage.IN_ENTRY, Stage.VERIFIED}
    assert rows[Stage.REGISTERED] == approved.created_at
    assert rows[Stage.VERIFIED] == approved.approved_at


def test_a_draft_that_nobody_wrote_into_is_only_registered(lili):
    vendor = vendors.start_application(name="Tenun Lili", actor=lili)
    assert stages(vendor) == [Stage.REGISTERED]
    save_business(vendor_id=vendor.pk, business=business(), actor=lili)
    assert stages(vendor) == [Stage.REGISTERED, Stage.IN_ENTRY]


def test_a_listing_tells_its_market_and_channel_once(world, kartika):
    for _listing in range(2):
        product = factories.make_product(
            world.vendor, world.etalase, status=ProductStatus.SUBMITTED
        )
        publish_product(product_id=product.pk, actor=kartika)
    outbox.relay(500)
    listed = Milestone.objects.get(vendor=world.vendor, stage=Stage.LISTED)
    assert (listed.tenant, listed.channel) == (world.etalase.tenant, "bela")


def test_the_first_accepted_order_and_the_next_are_told_apart(world):
    stories.issued(world)
    outbox.relay(500)
    assert Stage.FIRST_ORDER not in stages(world.vendor), "not accepted yet"
    stories.shipped(world)
    outbox.relay(500)
    assert Stage.FIRST_ORDER in stages(world.vendor)
    assert Stage.REPEAT not in stages(world.vendor)
    for _order in range(2):
        stories.shipped(world)
    outbox.relay(500)
    assert stages(world.vendor).count(Stage.REPEAT) == 1


def test_nobody_tells_a_stage_that_the_database_writes(world):
    for stage in (Stage.VERIFIED, Stage.TARGETED):
        with pytest.raises(RuleViolation):
            services.record_milestone(
                vendor_id=world.vendor.pk, stage=stage, at=world.vendor.created_at
            )


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE pipeline_milestone SET reached_at = now()",
        "DELETE FROM pipeline_milestone",
        "INSERT INTO pipeline_milestone (vendor_id, stage, channel, reached_at)"
        " SELECT vendor_id, 'listed', '', now() FROM pipeline_milestone LIMIT 1",
        "INSERT INTO pipeline_milestone (vendor_id, stage, channel, reached_at)"
        " SELECT vendor_id, 'verified', '', now() FROM pipeline_milestone"
        " WHERE stage = 'verified' LIMIT 1",
    ],
)
def test_milestones_are_evidence(world, change):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


# ---- which shop a target became


def test_a_shop_that_comes_by_itself_is_found_by_its_nib(programme, joko, lili, district):
    take_in(programme, xlsx([row(1, nib="1234000567891"), row(2)]), joko)
    vendor = begin_with_business(business=business(), actor=lili)
    assert services.match_targets() == 1
    assert services.match_targets() == 0
    assert Target.objects.get(vendor=vendor).nib == "1234000567891"


def test_a_shop_that_is_handed_in_is_found_by_its_npwp(programme, joko, submitted, relayed):
    take_in(programme, xlsx([row(1, nib="", npwp="0013121660091000"), row(2)]), joko)
    services.match_shop(submitted)
    assert Target.objects.get(vendor=submitted).name == "Tenun Sasaran 1"


def test_an_import_finds_shops_that_are_there_by_npwp_once_a_verifier_has_it(
    programme, joko, filled, relayed
):
    owner = filled.memberships.get().user
    take_in(programme, xlsx([row(1, nib="", npwp="0013121660091000"), row(2)]), joko)
    assert services.match_targets() == 0, "nobody has looked at the number of a draft"
    vendors.submit_application(vendor_id=filled.pk, actor=owner)
    assert services.match_targets() == 1
    assert Target.objects.get(vendor=filled).name == "Tenun Sasaran 1"


def test_who_hands_in_wins_over_a_draft_that_named_the_same_nib(
    programme, joko, lili, district, filled
):
    from tests.vendors.conftest import fill_in  # noqa: PLC0415

    take_in(programme, xlsx([row(1, nib="1234000567891")]), joko)
    services.match_targets()
    assert Target.objects.get().vendor == filled
    typed = {"npwp": "0999000000010000", "nik": "5371014507850077"}
    second = fill_in(factories.make_user("Yuli"), district, **typed)
    vendors.submit_application(vendor_id=second.pk, actor=second.memberships.get().user)
    outbox.relay(500)
    assert Target.objects.get().vendor == second


def test_a_shop_of_another_province_is_no_match(programme, joko):
    factories.make_vendor(nib="7000000000001")
    take_in(programme, xlsx([row(1)]), joko)
    assert services.match_targets() == 0
    assert Target.objects.get().vendor is None


# ---- what an older release left


def test_shops_of_before_get_the_milestones_of_their_history(world, approved):
    """The migrations that look back say the same as what was written on the way."""
    from importlib import import_module  # noqa: PLC0415

    stories.shipped(world)
    stories.shipped(world)
    outbox.relay(500)
    services.record_milestone(
        vendor_id=world.vendor.pk,
        stage=Stage.LISTED,
        at=world.product.revision.decided_at,
        tenant_id=world.etalase.tenant_id,
        channel=world.etalase.channel,
    )
    key = ("vendor_id", "stage", "tenant_id", "channel")
    known = set(Milestone.objects.values_list(*key))
    for module in (
        "vendors.pipeline.migrations.0003_milestones_so_far",
        "catalog.migrations.0009_listed_milestones",
        "marketplace.orders.migrations.0013_order_milestones",
    ):
        words = import_module(module).FORWARD
        with connection.cursor() as cursor:
            cursor.execute(words)
            assert cursor.rowcount == 0, module
            cursor.execute(words.replace("ON CONFLICT DO NOTHING", "").split("\n", 2)[2])
            told = cursor.fetchall()
        assert told
    assert set(Milestone.objects.values_list(*key)) == known
    assert Vendor.objects.count() == 2


@pytest.fixture
def kartika(world):
    """The catalogue manager."""
    return world.kartika
