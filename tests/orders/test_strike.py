"""The PPK strikes lines with a reason each and keeps the rest of the order."""

import pytest
from django.urls import reverse
from django.utils import translation

from marketplace.core import outbox
from marketplace.core.errors import DomainError
from marketplace.core.invariants import examine
from marketplace.documents import services as documents
from marketplace.notices.models import Notice
from marketplace.orders.models import (
    OrderLine,
    OrderLineMaker,
    OrderStatus,
    PurchaseOrder,
    StruckLine,
)
from marketplace.orders.services import (
    approve_order,
    cancel_order,
    decline_order,
    reissue_order,
    return_order,
    strike_lines,
)
from tests import cooperatives, factories
from tests.orders import stories
from tests.orders.placing import everything
from tests.orders.test_line_makers import name_makers
from tests.orders.test_together import at_once
from tests.raw_sql import refused
from tests.stories import order_item, step_path

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WHY = "Sudah ada di gudang"


def of_two(world, **fields) -> PurchaseOrder:
    """Two cloths and three bags, one of which Budi does not want."""
    bags = factories.make_product(
        world.vendor, world.etalase, name="Tas anyam", price_rupiah=200_000
    )
    items = [order_item(world.product, 2), order_item(bags, 3)]
    return stories.submitted(world, items=items, **fields)


def lines_of(order) -> dict[str, OrderLine]:
    return {line.name: line for line in order.lines.all()}


def strike_bags(world, order, actor=None) -> PurchaseOrder:
    line = lines_of(order)["Tas anyam"]
    return strike_lines(order_id=order.pk, reasons={line.pk: WHY}, actor=actor or world.budi)


def test_sums_taxes_stock_and_plan_money_follow_at_once(world):
    order = of_two(world)
    bags = lines_of(order)["Tas anyam"].sku
    before = (order.gross_rupiah, stories.held_of(world.package))
    assert before == (2_886_000, 2_886_000)
    after = strike_bags(world, order)
    assert (after.status, after.goods_rupiah, after.gross_rupiah) == (
        OrderStatus.SUBMITTED,
        2_000_000,
        2_220_000,
    )
    assert [(tax.kind, tax.amount_rupiah) for tax in after.taxes.order_by("kind")] == [
        ("pph22", after.pph22_rupiah),
        ("vat", 220_000),
    ]
    assert stories.held_of(world.package) == 2_220_000
    bags.refresh_from_db()
    assert (bags.reserved, stories.stock_of(world.product)[1]) == (0, 2)
    row = StruckLine.objects.get()
    assert (row.name, row.quantity, row.total_rupiah, row.reason, row.struck_by) == (
        "Tas anyam",
        3,
        600_000,
        WHY,
        world.budi,
    )
    assert {known.code: found for known, found in examine()}["I-04"] == 0


def test_the_rest_is_approved_and_no_paper_names_what_was_struck(client, world):
    order = of_two(world)
    strike_bags(world, order)
    outbox.relay()
    told = Notice.objects.filter(kind="order.lines_struck", channel="inbox")
    assert [notice.recipient for notice in told] == [world.ani]
    approve_order(order_id=order.pk, actor=world.budi)
    letter = documents.of(order).get()
    assert [line["amount_rupiah"] for line in letter.data["lines"]] == [2_000_000]
    assert letter.data["gross_rupiah"] == 2_220_000
    for name, reads in (("ani", True), ("budi", True), ("indra", True), ("citra", False)):
        client.force_login(getattr(world, name), backend=BACKEND)
        page = client.get(reverse("order_detail", args=[order.public_id])).content.decode()
        assert (WHY in page, "Tas anyam" in page) == (reads, reads), name


def test_the_ppk_types_a_reason_beside_the_line(client, world):
    order = of_two(world)
    line = lines_of(order)["Tas anyam"]
    client.force_login(world.budi, backend=BACKEND)
    asked = client.get(step_path(order, "strike")).content.decode()
    assert f'name="line-{line.pk}"' in asked
    empty = client.post(step_path(order, "strike"), {f"line-{line.pk}": " "})
    assert empty.status_code == 422
    everywhere = {f"line-{one.pk}": WHY for one in order.lines.all()}
    all_of_it = client.post(step_path(order, "strike"), everywhere)
    assert all_of_it.status_code == 422
    assert WHY in all_of_it.content.decode()  # what was typed stays
    assert order.lines.count() == 2
    answer = client.post(step_path(order, "strike"), {f"line-{line.pk}": WHY})
    assert answer.status_code == 303
    assert order.lines.count() == 1
    page = client.get(reverse("order_detail", args=[order.public_id])).content.decode()
    assert step_path(order, "approve") in page
    assert step_path(order, "strike") not in page  # the last line stays


@pytest.mark.parametrize("name", ["ani", "citra", "eka", "hadi", "indra", "kartika"])
def test_only_the_ppk_of_the_order_strikes(world, name):
    order = of_two(world)
    before = everything()
    with pytest.raises(DomainError) as raised:
        strike_bags(world, order, actor=getattr(world, name))
    assert (raised.value.code, everything()) == ("not_allowed", before)


def returned(world, order):
    return_order(order_id=order.pk, reason="Periksa", actor=world.budi)


def issued(world, order):
    approve_order(order_id=order.pk, actor=world.budi)


def cancelled(world, order):
    cancel_order(order_id=order.pk, reason="Batal", actor=world.ani)


@pytest.mark.parametrize("go_on", [returned, issued, cancelled])
def test_nothing_is_struck_from_an_order_that_does_not_wait(world, go_on):
    order = of_two(world)
    go_on(world, order)
    before = everything()
    with pytest.raises(DomainError) as raised:
        strike_bags(world, order)
    assert (raised.value.code, everything()) == ("invalid_transition", before)


SAID = {
    "nothing_struck": lambda lines: {lines["Tas anyam"].pk: " "},
    "all_struck": lambda lines: {line.pk: WHY for line in lines.values()},
    "rule_violation": lambda lines: {lines["Tas anyam"].pk: WHY, 0: WHY},
}


@pytest.mark.parametrize("code", list(SAID))
def test_a_refused_strike_changes_nothing(world, code):
    order = of_two(world)
    before = everything()
    with pytest.raises(DomainError) as raised:
        strike_lines(order_id=order.pk, reasons=SAID[code](lines_of(order)), actor=world.budi)
    assert (raised.value.code, everything()) == (code, before)
    assert not StruckLine.objects.exists()


def test_goods_that_left_the_market_are_struck_and_the_rest_goes_on(world):
    order = of_two(world)
    bags = lines_of(order)["Tas anyam"].sku
    type(bags).objects.filter(pk=bags.pk).update(active=False)
    with pytest.raises(DomainError) as raised:
        approve_order(order_id=order.pk, actor=world.budi)
    assert raised.value.code == "not_for_sale"
    strike_bags(world, order)
    assert approve_order(order_id=order.pk, actor=world.budi).status == OrderStatus.ISSUED


def test_the_freight_stays_and_what_was_struck_comes_back_no_more(world):
    order = of_two(world, freight_rupiah=50_000)
    after = strike_bags(world, order)
    assert (after.freight_rupiah, after.gross_rupiah) == (50_000, 2_275_500)
    approve_order(order_id=order.pk, actor=world.budi)
    decline_order(order_id=order.pk, reason="Habis", actor=world.citra)
    again = reissue_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)
    assert list(lines_of(again)) == [world.product.name]


def test_the_makers_of_a_struck_line_go_with_it(world):
    cooperatives.make_cooperative(world)
    found = cooperatives.add_members(world)
    bags = factories.make_product(
        world.vendor, world.etalase, name="Tas anyam", price_rupiah=200_000
    )
    name_makers(world, {found[0]: 10_000}, product=bags)
    name_makers(world, {found[1]: 10_000})
    items = [order_item(world.product, 2), order_item(bags, 3)]
    order = stories.submitted(world, items=items)
    strike_bags(world, order)
    left = OrderLineMaker.objects.filter(line__order=order)
    assert [maker.member for maker in left] == [found[1]]


def test_strike_and_cancel_at_once_leave_one_truth(committed_world):
    world = committed_world
    order = of_two(world)
    outcomes = at_once(
        lambda: strike_bags(world, order),
        lambda: cancel_order(order_id=order.pk, reason="Batal", actor=world.ani),
    )
    order.refresh_from_db()
    assert outcomes in (["done", "done"], ["done", "invalid_transition"])
    assert order.status == OrderStatus.CANCELLED  # after a strike it can be cancelled as well
    assert stories.held_of(world.package) == 0
    assert stories.stock_of(world.product)[1] == 0
    assert {known.code for known, found in examine() if found} == set()


def test_strike_and_approve_at_once_leave_one_letter_of_what_was_approved(committed_world):
    world = committed_world
    order = of_two(world)
    outcomes = at_once(
        lambda: strike_bags(world, order),
        lambda: approve_order(order_id=order.pk, actor=world.budi),
    )
    order.refresh_from_db()
    assert outcomes in (["done", "done"], ["done", "invalid_transition"])
    assert documents.of(order).get().data["gross_rupiah"] == order.gross_rupiah
    assert stories.held_of(world.package) == order.gross_rupiah
    assert (StruckLine.objects.count(), order.lines.count()) in {(1, 1), (0, 2)}


COLUMNS = "order_id, sku_id, name, code, unit, quantity, unit_price_rupiah, total_rupiah"
STRUCK = (
    f"INSERT INTO orders_struckline ({COLUMNS}, reason, struck_by_id, struck_at, txid) "  # noqa: S608
    f"SELECT {COLUMNS}, %s, %s::bigint, now(), 0 FROM orders_orderline WHERE id = %s"
)


def test_the_database_knows_no_other_way(world):
    order = of_two(world)
    line = lines_of(order)["Tas anyam"]
    mine, theirs = (WHY, world.budi.pk, line.pk), (WHY, world.ani.pk, line.pk)
    assert refused(STRUCK, *theirs) == "struck_line_by_its_reviewer"
    assert refused(STRUCK, *mine) == "struck_line_is_gone"  # the line must go in the same breath
    away = "; DELETE FROM orders_orderline WHERE id = %s"
    assert refused(STRUCK + away, *mine, line.pk) == "order_totals"
    others = "; DELETE FROM orders_orderline WHERE order_id = %s"
    assert refused(STRUCK + others, *mine, order.pk) == "order_lines_frozen"
    dearer = "; UPDATE orders_purchaseorder SET pph22_rupiah = 0 WHERE id = %s"
    assert refused(STRUCK + dearer, *mine, order.pk) == "order_amounts_frozen"
    return_order(order_id=order.pk, reason="Periksa", actor=world.budi)
    assert refused(STRUCK, *mine) == "struck_line_of_a_waiting_order"


def test_the_sentences_say_what_to_do(world):
    order = of_two(world)
    everywhere = {line.pk: WHY for line in order.lines.all()}
    with translation.override("en"), pytest.raises(DomainError) as raised:
        strike_lines(order_id=order.pk, reasons=everywhere, actor=world.budi)
    assert "reject the order" in raised.value.message
