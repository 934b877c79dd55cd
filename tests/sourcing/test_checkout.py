"""From cart to orders over HTTP: split per vendor, all or none, and nothing typed is lost."""

import re
from html import unescape

import pytest

from catalog import services as catalog
from catalog.models import PriceMark
from marketplace.budget.models import AccountCode
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.services import OrderItem
from marketplace.sourcing.models import CartItem
from tests import changes, factories
from tests.orders import stories
from tests.sourcing.test_cart import BACKEND, put


@pytest.fixture
def ani_at(client, world):
    """Ani, signed in."""
    client.force_login(world.ani, backend=BACKEND)
    return client


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)[1]


def filled(client, world, **fields) -> dict[str, str]:
    """Open checkout and fill it as Ani would."""
    answer = client.get("/keranjang/bayar/")
    assert answer.status_code == 200
    page = answer.content.decode()
    data = {
        "key": hidden(page, "key"),
        "seen": hidden(page, "seen"),
        "common-commitment_officer": world.budi.pk,
        "common-plan_package": world.package.pk,
        "common-account_code": world.account_code.pk,
        "common-delivery_address": "Jalan Contoh 1, lantai 2",
        "common-delivery_region": world.agency.region_id,
        "common-deliver_by": "",
    }
    for section, _form, _words in answer.context["page"].parts:
        data |= {
            f"{section.key}-title": f"Belanja {section.vendor.name}",
            f"{section.key}-freight_way": "fetched",
            f"{section.key}-uncompared": "Hanya toko ini yang menenun motif ini",
        }
    data |= fields
    if any(name.endswith("-freight_way") for name in fields):  # as the page does by itself
        again = client.post("/keranjang/bayar/", {**data, "recalculate": "1"})
        data["seen"] = hidden(again.content.decode(), "seen")
    return data


def named(world, rupiah: int) -> str:
    """How checkout calls the freight that Citra names for what lies in Ani's cart."""
    items = [
        OrderItem(item.sku_id, item.quantity, item.price_version_id, item.revision_id)
        for item in CartItem.objects.filter(sku__vendor=world.vendor)
    ]
    return stories.named(world, rupiah, world.vendor, items).key


def order_it(client, data):
    return client.post("/keranjang/bayar/", data)


def test_two_vendors_become_two_orders(ani_at, world):
    put(world, 2)
    other = factories.make_product(
        factories.make_vendor(), world.etalase, price_rupiah=30_000, stock=500
    )
    put(world, 120, other)

    answer = order_it(ani_at, filled(ani_at, world))

    assert (answer.status_code, answer["Location"]) == (302, "/pesanan/")
    orders = PurchaseOrder.objects.order_by("gross_rupiah")
    assert [order.gross_rupiah for order in orders] == [2_220_000, 3_996_000]
    for order in orders:
        assert order.plan_package == world.package
        assert order.account_code == world.account_code
        assert order.commitment_officer == world.budi
        assert order.delivery_address == "Jalan Contoh 1, lantai 2"
        assert order.status == "submitted"
    assert stories.stock_of(world.product) == (100, 2)
    assert stories.stock_of(other) == (500, 120)
    assert not CartItem.objects.exists()


def test_a_sole_package_is_chosen_for_all_and_differs_for_nobody(ani_at, world):
    put(world, 2)
    page = ani_at.get("/keranjang/bayar/").context["page"]
    ((_section, form, _words),) = page.parts
    assert page.common["plan_package"].value() == world.package.pk
    assert page.common["account_code"].value() == world.account_code.pk
    assert (form["plan_package"].value(), form.differs) == (None, False)


def test_one_order_is_shown_at_once_and_a_vendor_may_differ(ani_at, world):
    put(world, 2)
    bagus = factories.make_officer("Bagus", "commitment_officer", world.agency)
    key = f"{world.vendor.pk}-bela"
    data = filled(
        ani_at,
        world,
        **{
            f"{key}-commitment_officer": bagus.pk,
            f"{key}-freight_way": named(world, 50_000),
            f"{key}-note": "Pagi",
        },
    )
    answer = order_it(ani_at, data)
    order = PurchaseOrder.objects.get()
    assert answer["Location"] == f"/pesanan/{order.public_id}/"
    assert (order.commitment_officer, order.freight_rupiah, order.note) == (bagus, 50_000, "Pagi")


def test_vector_7_exactly_the_cap_is_accepted(ani_at, world):
    put(world, 1, factories.make_product(world.vendor, world.etalase, price_rupiah=45_045_045))
    assert order_it(ani_at, filled(ani_at, world)).status_code == 302
    assert PurchaseOrder.objects.get().gross_rupiah == 50_000_000


def test_vector_8_one_rupiah_more_is_refused_with_the_rule(ani_at, world):
    put(world, 1, factories.make_product(world.vendor, world.etalase, price_rupiah=45_045_046))
    answer = order_it(ani_at, filled(ani_at, world))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "R-CAP-1" in text
    assert "50.000.001" in text
    assert not PurchaseOrder.objects.exists()
    assert CartItem.objects.count() == 1


def test_vector_9_freight_is_taxed(ani_at, world):
    put(world, 1, factories.make_product(world.vendor, world.etalase, price_rupiah=40_000_000))
    data = filled(ani_at, world, **{f"{world.vendor.pk}-bela-freight_way": named(world, 500_000)})
    assert order_it(ani_at, data).status_code == 302
    order = PurchaseOrder.objects.get()
    assert (order.gross_rupiah, order.pph22_rupiah) == (44_955_000, 202_500)


def test_the_totals_follow_the_freight_before_anything_is_ordered(ani_at, world):
    put(world, 1, factories.make_product(world.vendor, world.etalase, price_rupiah=40_000_000))
    way = named(world, 500_000)
    data = filled(ani_at, world, **{f"{world.vendor.pk}-bela-freight_way": way, "recalculate": "1"})
    answer = order_it(ani_at, data)
    assert answer.status_code == 200
    assert "44.955.000" in answer.content.decode()
    assert not PurchaseOrder.objects.exists()


def test_a_refusal_stands_beside_its_vendor_and_keeps_everything_typed(ani_at, world):
    put(world, 2)
    dear = factories.make_product(factories.make_vendor(), world.etalase, price_rupiah=60_000_000)
    put(world, 1, dear)
    key = f"{world.vendor.pk}-bela"
    data = filled(ani_at, world, **{f"{key}-note": "Titip di satpam"})
    answer = order_it(ani_at, data)
    assert answer.status_code == 422
    refusals = {section.vendor.pk: words for section, _form, words in answer.context["page"].parts}
    assert refusals[world.vendor.pk] == ""
    assert "R-CAP-1" in refusals[dear.vendor_id]
    assert "Titip di satpam" in answer.content.decode()
    assert not PurchaseOrder.objects.exists()
    assert stories.stock_of(world.product) == (100, 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("common-commitment_officer", ""),
        ("common-plan_package", ""),
        ("common-account_code", "999999"),
        ("common-delivery_address", "  "),
        ("common-deliver_by", "2020-01-01"),
        ("common-deliver_by", "besok"),
        ("common-deliver_by", "2126-12-01"),
        ("common-deliver_by", "9999-12-31"),
        ("{key}-uncompared", " "),
        ("{key}-uncompared", "x" * 501),
        ("{key}-title", ""),
        ("{key}-freight_way", ""),
        ("{key}-freight_way", "table"),
        ("{key}-freight_way", "quote-1"),
        ("{key}-freight_way", "500000"),
        ("{key}-note", "x" * 501),
    ],
)
def test_bad_input_is_told_at_its_field_and_changes_nothing(ani_at, world, field, value):
    put(world, 2)
    name = field.format(key=f"{world.vendor.pk}-bela")
    answer = order_it(ani_at, filled(ani_at, world, **{name: value}))
    assert answer.status_code == 422
    assert f'id="id_{name}_error"' in answer.content.decode()
    assert "Belanja " + world.vendor.name in answer.content.decode() or name.endswith("title")
    assert not PurchaseOrder.objects.exists()


def test_ani_is_never_offered_as_her_own_reviewer(ani_at, world):
    factories.give_role(world.ani, "commitment_officer", world.agency)
    factories.add_second_step(world.ani)
    ani_at.force_login(world.ani)
    put(world, 2)
    answer = order_it(ani_at, filled(ani_at, world, **{"common-commitment_officer": world.ani.pk}))
    assert answer.status_code == 422
    assert not PurchaseOrder.objects.exists()


def test_another_agencys_package_cannot_be_chosen(ani_at, world):
    put(world, 2)
    foreign = factories.make_package(factories.make_agency(world.agency.tenant))
    answer = order_it(ani_at, filled(ani_at, world, **{"common-plan_package": foreign.pk}))
    assert answer.status_code == 422


def test_too_little_money_in_the_plan_is_refused(ani_at, world):
    factories.set_ceiling(world.package, 1_000_000)
    put(world, 2)
    answer = order_it(ani_at, filled(ani_at, world))
    assert answer.status_code == 422
    assert world.package.rup_code in answer.content.decode()


def test_accounts_are_those_of_the_packages_and_a_wrong_pair_is_refused_beside_its_field(
    ani_at, world
):
    put(world, 2)
    meals = AccountCode.objects.get(code="5.1.02.01.01.0052")
    other = factories.make_package(
        world.agency, line=factories.make_line(world.agency, 500_000_000, account=meals)
    )
    page = ani_at.get("/keranjang/bayar/").content.decode()
    choices = re.search(r'<select name="common-account_code".*?</select>', page, re.DOTALL)[0]
    assert choices.count("<optgroup") == 2
    assert choices.count("<option") == 3  # nothing yet, and one account of each package
    assert str(other) in unescape(choices)
    answer = order_it(ani_at, filled(ani_at, world, **{"common-account_code": meals.pk}))
    assert answer.status_code == 422
    assert world.account_code.code in answer.context["page"].common.errors["account_code"][0]
    assert not PurchaseOrder.objects.exists()
    section = f"{world.vendor.pk}-bela-account_code"  # differs for one vendor only
    answer = order_it(ani_at, filled(ani_at, world, **{section: meals.pk}))
    ((_section, form, _words),) = answer.context["page"].parts
    assert (answer.status_code, list(form.errors)) == (422, ["account_code"])


def test_a_cart_changed_in_another_window_is_shown_again_first(ani_at, world):
    item = put(world, 2)
    data = filled(ani_at, world)
    item.quantity = 50
    item.save()
    answer = order_it(ani_at, data)
    assert answer.status_code == 409
    assert not PurchaseOrder.objects.exists()
    again = {**data, "seen": hidden(answer.content.decode(), "seen")}
    assert order_it(ani_at, again).status_code == 422  # 50 units now pass the cap


def test_a_price_changed_during_checkout_is_refused(ani_at, world):
    put(world, 2)
    data = filled(ani_at, world)
    factories.make_price(world.sku, 900_000)
    answer = order_it(ani_at, data)
    assert answer.status_code == 409
    assert world.product.name in answer.content.decode()
    assert not PurchaseOrder.objects.exists()


def save(thing, **fields) -> None:
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save(update_fields=list(fields))


def other_words(world) -> None:
    """The catalogue manager publishes another name and another unit."""
    catalog.propose_revision(
        product_id=world.product.pk,
        actor=world.citra,
        name="Kain cap",
        description="",
        etalase_id=world.etalase.pk,
        variants={world.sku.pk: ("", "potong")},
    )
    catalog.publish_product(product_id=world.product.pk, actor=world.kartika)


# What checkout shows → how it changes, and what is then named
SHOWN = {
    "price": (lambda w: factories.make_price(w.sku, 900_000), "Rp 1.000.000 → Rp 900.000"),
    "words": (other_words, "→ Kain cap"),
    "tax class": (lambda w: save(w.product, tax_class="exempt"), "11 % → 0 %"),
    "sum": (lambda w: save(w.product, tax_class="exempt"), "Rp 2.220.000 → Rp 2.000.000"),
    "PKP": (lambda w: changes.change_verified(w.vendor, "pkp", asked=False), "PKP → bukan PKP"),
    "vendor state": (lambda w: factories.suspend(w.vendor), "→ Ditangguhkan"),
    "on sale": (lambda w: save(w.sku, active=False), "dijual → tidak dijual"),
    "units": (lambda w: CartItem.objects.update(quantity=3), "2 → 3"),
}


@pytest.mark.parametrize("what", list(SHOWN))
def test_what_changes_after_it_was_shown_is_named_and_nothing_is_ordered(ani_at, world, what):
    put(world, 2)
    data = filled(ani_at, world)
    change, named = SHOWN[what]
    change(world)
    answer = order_it(ani_at, {**data, f"{world.vendor.pk}-bela-note": "Titip di satpam"})
    text = unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")
    assert answer.status_code == 409
    assert named in text
    assert "Titip di satpam" in text
    assert not PurchaseOrder.objects.exists()
    assert CartItem.objects.count() == 1


def test_a_freight_whose_sum_was_not_shown_is_shown_first(ani_at, world):
    put(world, 2)
    key, data = f"{world.vendor.pk}-bela-freight_way", filled(ani_at, world)
    data[key] = named(world, 50_000)
    answer = order_it(ani_at, data)
    text = unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")
    assert (answer.status_code, PurchaseOrder.objects.count()) == (409, 0)
    assert "Rp 0 → Rp 50.000" in text
    assert "Rp 2.220.000 → Rp 2.275.500" in text
    again = {**data, "seen": hidden(answer.content.decode(), "seen")}
    assert order_it(ani_at, again).status_code == 302
    assert PurchaseOrder.objects.get().gross_rupiah == 2_275_500


def test_a_recalculation_hides_no_change(ani_at, world):
    put(world, 2)
    data = filled(ani_at, world)
    changes.change_verified(world.vendor, "pkp", asked=False)
    again = order_it(ani_at, {**data, "recalculate": "1"})
    kept = {**data, "seen": hidden(again.content.decode(), "seen")}
    answer = order_it(ani_at, kept)
    assert answer.status_code == 409
    assert "PKP → bukan PKP" in answer.content.decode()


def test_a_price_that_went_and_came_back_is_no_change(ani_at, world):
    put(world, 2)
    data = filled(ani_at, world)
    factories.make_price(world.sku, 900_000)
    factories.make_price(world.sku, 1_000_000)
    assert order_it(ani_at, data).status_code == 302
    assert ani_at.get("/keranjang/").status_code == 200
    assert PurchaseOrder.objects.get().gross_rupiah == 2_220_000


@pytest.mark.parametrize("seen", ["", "made up", "a:b:c"])
def test_who_has_seen_nothing_orders_nothing(ani_at, world, seen):
    put(world, 2)
    assert order_it(ani_at, {**filled(ani_at, world), "seen": seen}).status_code == 409
    assert not PurchaseOrder.objects.exists()


def test_two_offers_are_ticked_or_a_reason_is_written(ani_at, world):
    put(world, 2)
    offers = [
        factories.sku_of(factories.make_product(factories.make_vendor(), world.etalase)).pk
        for _ in range(2)
    ]
    key = f"{world.vendor.pk}-bela"
    data = filled(ani_at, world, **{f"{key}-uncompared": ""})
    for compared in ([], offers[:1], ["x"], [world.sku.pk]):
        answer = order_it(ani_at, {**data, f"{key}-compared": compared})
        assert answer.status_code == 422
        assert not PurchaseOrder.objects.exists()
    assert "R-CMP-2" in order_it(ani_at, data).content.decode()
    assert order_it(ani_at, {**data, f"{key}-compared": offers}).status_code == 302
    assert PurchaseOrder.objects.get().comparisons.count() == 2


def test_goods_above_the_fair_band_ask_for_a_reason_and_keep_it(ani_at, world):
    mark = PriceMark.objects.create(
        tenant=world.agency.tenant, key="kain", paid_count=5, vendors=3, median_rupiah=500_000
    )
    save(world.sku, price_mark=mark)
    put(world, 2)
    name = f"{world.vendor.pk}-bela-dear-{world.sku.pk}"
    data = filled(ani_at, world)
    answer = order_it(ani_at, data)
    assert answer.status_code == 422
    assert f'id="id_{name}_error"' in answer.content.decode()
    assert "R-FAIR-BAND" in answer.content.decode()
    assert order_it(ani_at, {**data, name: "Tenun tangan"}).status_code == 302
    assert PurchaseOrder.objects.get().reasons.get(sku=world.sku).text == "Tenun tangan"


def test_a_vendor_suspended_during_checkout_sells_nothing(ani_at, world):
    put(world, 2)
    data = filled(ani_at, world)
    factories.suspend(world.vendor)
    answer = order_it(ani_at, data)
    assert answer.status_code == 409
    again = {**data, "seen": hidden(answer.content.decode(), "seen")}
    assert order_it(ani_at, again).status_code == 422
    assert not PurchaseOrder.objects.exists()
    assert stories.stock_of(world.product) == (100, 0)


def test_an_empty_cart_has_no_checkout(ani_at, world):
    assert ani_at.get("/keranjang/bayar/")["Location"] == "/keranjang/"
