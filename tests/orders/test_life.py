"""The life of an order, told with the cast: what happens, and what does not."""

import pytest

from marketplace.core.errors import (
    BudgetExceeded,
    CapExceeded,
    NotAllowed,
    OutOfStock,
    RuleViolation,
    VendorNotEligible,
)
from marketplace.core.models import AuditEvent, Deadline, OutboxEvent
from marketplace.documents import services as documents
from marketplace.documents.models import IssuedDocument
from marketplace.orders import services
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.services.new_lines import PriceChanged
from tests import changes, factories
from tests.orders import stories
from tests.stories import order_item


def events() -> list[str]:
    return list(OutboxEvent.objects.order_by("pk").values_list("name", flat=True))


def test_ani_orders_and_stock_and_plan_money_are_held(world):
    order = stories.submitted(world, quantity=2)

    assert order.status == OrderStatus.SUBMITTED
    assert order.gross_rupiah == 2_220_000
    assert stories.stock_of(world.product) == (100, 2)
    assert stories.held_of(world.package) == 2_220_000
    assert [change.to_status for change in order.status_changes.all()] == ["draft", "submitted"]
    assert Deadline.objects.filter(
        kind="order.review", subject_id=order.pk, closed_at=None
    ).exists()
    assert not IssuedDocument.objects.exists()


@pytest.mark.parametrize(
    ("net", "gross"),
    [(45_045_045, 50_000_000), (45_045_044, 49_999_999)],
)
def test_an_order_up_to_the_cap_is_accepted(world, net, gross):
    product = factories.make_product(world.vendor, world.etalase, price_rupiah=net)
    order = stories.submitted(world, product=product, quantity=1)
    assert order.gross_rupiah == gross
    assert order.cap_rupiah == 50_000_000


def test_one_rupiah_above_the_cap_is_refused_with_the_rule_and_the_numbers(world):
    product = factories.make_product(world.vendor, world.etalase, price_rupiah=45_045_046)
    with pytest.raises(CapExceeded) as refused:
        stories.submitted(world, product=product, quantity=1)
    assert refused.value.details["gross_rupiah"] == 50_000_001
    assert refused.value.details["rule"] == "R-CAP-1"
    assert "50.000.001" in refused.value.message


def test_freight_counts_into_base_and_gross(world):
    product = factories.make_product(world.vendor, world.etalase, price_rupiah=40_000_000)
    order = stories.submitted(world, product=product, quantity=1, freight_rupiah=500_000)
    assert (order.vat_rupiah, order.pph22_rupiah, order.gross_rupiah) == (
        4_455_000,
        202_500,
        44_955_000,
    )


def test_the_local_catalogue_has_no_cap(world):
    vendor = factories.make_vendor(size_class="medium")
    etalase = factories.make_etalase(world.agency.tenant, channel="katalog_lokal")
    product = factories.make_product(vendor, etalase, price_rupiah=90_000_000)
    order = stories.submitted(world, product=product, quantity=1)
    assert order.cap_rupiah is None
    assert order.number.startswith("LOKAL-")


def refused_and_nothing_held(world, error, **fields):
    with pytest.raises(error) as refused:
        stories.submitted(world, **fields)
    assert not PurchaseOrder.objects.exists()
    assert stories.stock_of(world.product)[1] == 0
    assert stories.held_of(world.package) == 0
    return refused.value


def test_more_than_the_plan_has_left_is_refused(world):
    factories.set_ceiling(world.package, 2_000_000)
    refusal = refused_and_nothing_held(world, BudgetExceeded)
    assert world.package.rup_code in refusal.message


def test_more_than_the_shop_has_is_refused(world):
    refused_and_nothing_held(world, OutOfStock, quantity=101)


def test_a_suspended_vendor_sells_nothing(world):
    factories.suspend(world.vendor)
    refused_and_nothing_held(world, VendorNotEligible)


def test_a_medium_firm_may_not_sell_in_bela(world):
    changes.outgrow(world.vendor)
    refused_and_nothing_held(world, VendorNotEligible)


def test_a_price_changed_meanwhile_must_be_confirmed(world):
    item = order_item(world.product, 1)
    factories.make_price(world.sku, 1_500_000)
    refused_and_nothing_held(world, PriceChanged, items=[item])


def test_ani_cannot_name_herself_or_an_outsider_as_reviewer(world):
    refused_and_nothing_held(world, RuleViolation, commitment_officer_id=world.dedi.pk)
    factories.give_role(world.ani, "commitment_officer", world.agency)
    world.ani = world.ani.__class__.objects.get(pk=world.ani.pk)
    refused_and_nothing_held(world, RuleViolation, commitment_officer_id=world.ani.pk)


def test_another_agencys_package_is_refused(world):
    foreign = factories.make_package(factories.make_agency(world.agency.tenant))
    refused_and_nothing_held(world, RuleViolation, plan_package_id=foreign.pk)


@pytest.mark.parametrize("name", ["budi", "citra", "dedi", "eka", "gita", "indra", "joko"])
def test_only_a_procurement_officer_of_the_agency_orders(world, name):
    with pytest.raises(NotAllowed):
        services.place_orders(
            agency_id=world.agency.pk, drafts=[stories.draft(world)], actor=getattr(world, name)
        )


def test_all_orders_of_a_checkout_or_none(world):
    other = factories.make_product(factories.make_vendor(), world.etalase, price_rupiah=60_000_000)
    with pytest.raises(CapExceeded) as refused:
        services.place_orders(
            agency_id=world.agency.pk,
            drafts=[stories.draft(world), stories.draft(world, product=other, quantity=1)],
            actor=world.ani,
        )
    assert refused.value.details["draft"] == 1
    assert not PurchaseOrder.objects.exists()
    assert stories.stock_of(world.product) == (100, 0)


def test_budi_approves_and_the_letter_is_issued(world):
    order = stories.issued(world)

    assert order.status == OrderStatus.ISSUED
    assert order.approved_by == world.budi
    letter = documents.of(order).get()
    assert letter.kind == "surat-pesanan"
    assert letter.data["amount_in_words"] == "dua juta dua ratus dua puluh ribu rupiah"
    open_clocks = Deadline.objects.filter(subject_id=order.pk, closed_at=None)
    reminders = open_clocks.exclude(kind="order.accept").order_by("due_at")
    assert open_clocks.filter(kind="order.accept").exists()
    assert [row.kind for row in reminders] == ["order.accept.nudge-50", "order.accept.nudge-80"]
    assert events()[-2:] == ["order.approved", "order.issued"]
    assert AuditEvent.objects.filter(action="order.issued", actor=world.budi).exists()


@pytest.mark.parametrize("name", ["ani", "citra", "dedi", "eka", "hadi", "indra"])
def test_only_the_named_reviewer_approves(world, name):
    order = stories.submitted(world)
    with pytest.raises(NotAllowed):
        services.approve_order(order_id=order.pk, actor=getattr(world, name))
    order.refresh_from_db()
    assert order.status == OrderStatus.SUBMITTED
    assert not IssuedDocument.objects.exists()


def test_a_second_ppk_of_the_agency_is_not_the_named_one(world):
    order = stories.submitted(world)
    other = factories.make_officer("Bagus", "commitment_officer", world.agency)
    with pytest.raises(NotAllowed) as refused:
        services.approve_order(order_id=order.pk, actor=other)
    assert "Budi" in refused.value.message


def test_budi_returns_and_everything_stays_held(world):
    order = stories.returned(world)
    assert (order.status, order.status_reason) == (OrderStatus.RETURNED, "Jumlahnya kurang")
    assert stories.stock_of(world.product) == (100, 2)
    assert stories.held_of(world.package) == 2_220_000
    assert not Deadline.objects.filter(subject_id=order.pk, closed_at=None).exists()


def test_ani_repairs_a_returned_order(world):
    order = stories.returned(world)
    line = order.lines.get()
    services.change_quantities(order_id=order.pk, quantities={line.pk: 5}, actor=world.ani)
    services.resubmit_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)
    order.refresh_from_db()
    assert (order.status, order.gross_rupiah) == (OrderStatus.SUBMITTED, 5_550_000)
    assert stories.stock_of(world.product) == (100, 5)
    assert stories.held_of(world.package) == 5_550_000


def test_a_repair_past_the_cap_changes_nothing(world):
    order = stories.returned(world)
    line = order.lines.get()
    with pytest.raises(CapExceeded):
        services.change_quantities(order_id=order.pk, quantities={line.pk: 50}, actor=world.ani)
    order.refresh_from_db()
    assert order.gross_rupiah == 2_220_000
    assert stories.stock_of(world.product) == (100, 2)


def test_an_order_with_budi_cannot_be_changed(world):
    order = stories.submitted(world)
    with pytest.raises(NotAllowed):
        services.change_quantities(
            order_id=order.pk, quantities={order.lines.get().pk: 1}, actor=world.ani
        )
