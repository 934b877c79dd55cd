"""Two offers compared or a reason (R-CMP-2); a reason above the fair band (R-FAIR-BAND)."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from catalog.models import PriceMark, Sku
from marketplace.core import clock
from marketplace.core.rule_codes import RuleCode
from marketplace.orders.models import OrderComparison, OrderReason, PurchaseOrder
from marketplace.orders.services import Grounds, approve_order, change_quantities, resubmit_order
from marketplace.orders.services.grounds import ReasonMissing
from marketplace.orders.unmet import unmet
from tests import factories
from tests.orders import stories

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def others(world):
    """Two offers of the same etalase from other shops, and one that stands elsewhere."""
    here = [
        factories.make_product(factories.make_vendor(), world.etalase, price_rupiah=price)
        for price in (900_000, 1_100_000)
    ]
    elsewhere = factories.make_product(factories.make_vendor(), factories.make_etalase())
    return [factories.sku_of(product).pk for product in (*here, elsewhere)]


def paid(world, median, count=5, vendors=3):
    """What others paid for the goods, with PPN."""
    mark = PriceMark.objects.create(
        tenant=world.agency.tenant,
        key="kain",
        paid_count=count,
        vendors=min(vendors, count),
        median_rupiah=median,
    )
    Sku.objects.filter(pk=world.sku.pk).update(price_mark=mark)
    return mark


def test_two_compared_offers_are_stored_with_their_prices(world, others):
    order = stories.submitted(world, grounds=Grounds(compared=others[:2]))
    stored = order.comparisons.order_by("price_rupiah")
    assert [(row.offer_id, row.price_rupiah) for row in stored] == [
        (others[0], 999_000),
        (others[1], 1_221_000),
    ]
    assert not order.reasons.exists()


@pytest.mark.parametrize(
    "case", ["none", "one", "one twice", "own shop", "another etalase", "gone"]
)
def test_what_is_no_comparison_needs_a_reason(world, others, case):
    own = factories.sku_of(factories.make_product(world.vendor, world.etalase)).pk
    compared = {
        "none": (),
        "one": others[:1],
        "one twice": [others[0], others[0]],
        "own shop": [others[0], own],
        "another etalase": [others[0], others[2]],
        "gone": others[:2],
    }[case]
    if case == "gone":
        Sku.objects.filter(pk=others[1]).update(active=False)
    with pytest.raises(ReasonMissing) as refused:
        stories.submitted(world, grounds=Grounds(compared=compared, uncompared=" \u200b "))
    assert "R-CMP-2" in refused.value.message
    assert not PurchaseOrder.objects.exists()
    said = Grounds(compared=compared, uncompared="Hanya dua toko yang menjual")
    order = stories.submitted(world, grounds=said)
    assert order.reasons.get().code == RuleCode.COMPARE


# A unit costs 1,110,000 with PPN; the band is 10 % above the median.
@pytest.mark.parametrize(
    ("median", "count", "vendors", "owed"),
    [
        (1_009_091, 5, 3, False),  # exactly 10,00 %
        (1_008_000, 5, 3, True),
        (1_008_000, 4, 3, False),  # too few payments prove nothing (R-PAID-MIN)
        (1_008_000, 50, 2, False),  # nor do payments to too few shops (R-PAID-VENDORS)
        (1_110_000, 5, 3, False),
        (2_000_000, 5, 3, False),
    ],
)
def test_a_reason_is_owed_above_the_band_and_not_at_it(world, median, count, vendors, owed):
    paid(world, median, count, vendors)
    if not owed:
        assert not stories.submitted(world).reasons.filter(code=RuleCode.FAIR_BAND).exists()
        return
    with pytest.raises(ReasonMissing) as refused:
        stories.submitted(world)
    assert refused.value.details["field"] == f"dear-{world.sku.pk}"
    said = Grounds(uncompared="Satu-satunya", dear={world.sku.pk: "Pewarna alam"})
    reason = stories.submitted(world, grounds=said).reasons.get(code=RuleCode.FAIR_BAND)
    assert (reason.text, reason.sku_id) == ("Pewarna alam", world.sku.pk)
    assert (reason.price_rupiah, reason.median_rupiah, reason.paid_count) == (1_110_000, median, 5)


def test_edit_and_resubmit_ask_too_and_what_was_said_stays(world):
    order = stories.returned(world)
    paid(world, 500_000)
    line = order.lines.get()
    doors = (
        lambda **more: change_quantities(
            order_id=order.pk, quantities={line.pk: 3}, actor=world.ani, **more
        ),
        lambda **more: resubmit_order(
            order_id=order.pk, seen=stories.seen(order), actor=world.ani, **more
        ),
    )
    for door in doors:
        with pytest.raises(ReasonMissing):
            door()
    doors[0](grounds=Grounds(dear={world.sku.pk: "Pewarna alam"}))
    doors[1](grounds=Grounds(dear={world.sku.pk: "Pewarna alam, tenun tangan"}))
    texts = order.reasons.filter(code=RuleCode.FAIR_BAND).values_list("text", flat=True)
    assert list(texts) == ["Pewarna alam", "Pewarna alam, tenun tangan"]
    assert approve_order(order_id=order.pk, actor=world.budi).status == "issued"


def test_a_median_that_fell_after_placing_asks_the_ppk_and_not_the_officer(world):
    order = stories.submitted(world)
    paid(world, 500_000)
    (missed,) = unmet(order)
    why = {missed.key: "Harga saat dipesan wajar"}
    assert approve_order(order_id=order.pk, reasons=why, actor=world.budi).status == "issued"


def test_ppk_and_auditor_read_reasons_on_the_page_and_by_program_the_shop_does_not(
    client, world, others
):
    paid(world, 500_000)
    said = Grounds(
        compared=others[:1], uncompared="Toko lain jauh", dear={world.sku.pk: "Tenun tangan"}
    )
    order = stories.issued(world, grounds=said)
    for name, reads in (("budi", True), ("indra", True), ("citra", False)):
        client.force_login(getattr(world, name), backend=BACKEND)
        page = client.get(reverse("order_detail", args=[order.public_id])).content.decode()
        shown = client.get(reverse("api_order-detail", args=[order.public_id])).json()
        for words in ("Toko lain jauh", "Tenun tangan"):
            assert (words in page) == reads, (name, words)
        assert len(shown["reasons"]) == (2 if reads else 0)
        assert len(shown["comparisons"]) == (1 if reads else 0)


NO_RIGHT, FROZEN = "permission denied for table", "the reasons of order .* are frozen"
FORGED = {
    "rewrite a reason": (
        "UPDATE orders_orderreason SET text = 'lain' WHERE order_id = %(order)s",
        f"{NO_RIGHT} orders_orderreason",
    ),
    "drop a reason": (
        "DELETE FROM orders_orderreason WHERE order_id = %(order)s",
        f"{NO_RIGHT} orders_orderreason",
    ),
    "drop a comparison": (
        "DELETE FROM orders_ordercomparison WHERE order_id = %(order)s",
        f"{NO_RIGHT} orders_ordercomparison",
    ),
    "add a reason later": (
        "INSERT INTO orders_orderreason (order_id, code, rule_id, text, written_by_id, written_at)"
        " SELECT order_id, code, rule_id, 'nanti', written_by_id, %(now)s"
        " FROM orders_orderreason WHERE order_id = %(order)s",
        FROZEN,
    ),
    "add a comparison later": (
        "INSERT INTO orders_ordercomparison (order_id, offer_id, vendor_id, name, unit,"
        " price_rupiah, compared_by_id, compared_at) SELECT order_id, offer_id + 1, vendor_id,"
        " name, unit, 1, compared_by_id, %(now)s"
        " FROM orders_ordercomparison WHERE order_id = %(order)s",
        FROZEN,
    ),
}


@pytest.mark.parametrize(("statement", "words"), FORGED.values(), ids=FORGED)
def test_what_was_said_is_only_added_and_only_while_with_its_officer(
    world, others, statement, words
):
    """Past all our code: no right to it, or a trigger."""
    said = Grounds(compared=others[:1], uncompared="Toko lain jauh")
    order = stories.issued(world, grounds=said)
    before = list(OrderReason.objects.values()), list(OrderComparison.objects.values())
    with (
        pytest.raises(DatabaseError, match=words),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, {"order": order.pk, "now": clock.now()})
    assert (list(OrderReason.objects.values()), list(OrderComparison.objects.values())) == before
