"""Programs buy from the cart to the review and back, by the use-cases of the pages."""

import uuid

import pytest
from django.core import mail
from rest_framework.test import APIClient

from marketplace.fulfilment.models import Receipt, ReceiptCheck
from marketplace.negotiation.paper import RECORD
from marketplace.notices.models import Message
from marketplace.orders.models import FreightQuote, OrderStatus, PurchaseOrder, StruckLine
from marketplace.sourcing.models import CartItem, SharedAnswer
from tests import factories, stories
from tests.api.doors import checkout, common, letter, offer, place, section, today

UNCOMPARED = {"uncompared": "Hanya toko ini yang menenun motif ini"}


class Program:
    """Asks as one person, each time under a new key."""

    def __init__(self, person):
        self.client = APIClient()
        self.client.force_authenticate(person)

    def get(self, address):
        answer = self.client.get(f"/api/v1/{address}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def send(self, address, body=None, *, method="post", status=200):
        answer = getattr(self.client, method)(
            f"/api/v1/{address}",
            body or {},
            format="json",
            headers={"Idempotency-Key": uuid.uuid4().hex},
        )
        assert answer.status_code == status, answer.content
        return answer.json()


@pytest.fixture
def ani(shelf):
    return Program(shelf.ani)


@pytest.fixture
def budi(shelf):
    return Program(shelf.budi)


@pytest.fixture
def citra(shelf):
    return Program(shelf.citra)


def cart(stage):
    return f"carts/{stage.agency.pk}"


def looked(ani, stage, body):
    return ani.send(f"{cart(stage)}/look/", {k: v for k, v in body.items() if k != "seen"})


def ordered(ani, stage, **changes):
    """What Ani orders of her cart, after a look at what it would be."""
    body = checkout(stage, **changes)
    seen = looked(ani, stage, body)["seen"]
    answer = ani.send(f"{cart(stage)}/checkout/", {**body, "seen": seen}, status=201)
    return PurchaseOrder.objects.get(public_id=answer["orders"][0])


def test_a_cart_is_filled_changed_and_ordered(shelf, ani):
    items = f"{cart(shelf)}/items"
    found = ani.get(f"{cart(shelf)}/")
    assert [line["quantity"] for line in found["sections"][0]["lines"]] == [2, 2]
    line = f"{items}/{shelf.in_cart.public_id}"
    ani.send(f"{line}/", {"quantity": 3, "note": "Warna nila"}, method="patch")
    ani.send(f"{items}/{shelf.sku.public_id}/", {"chosen": False}, method="patch")
    look = looked(ani, shelf, checkout(shelf))
    assert look["gross_rupiah"] == look["sections"][0]["gross_rupiah"]
    assert look["sections"][0]["goods_rupiah"] == 3_000_000
    asks = {one["name"]: one for one in look["asks"]}
    assert {one["label"] for one in asks["commitment_officer"]["choices"]} == {"Budi"}
    ways = next(one for one in look["sections"][0]["asks"] if one["name"] == "freight_way")
    assert "fetched" in {one["value"] for one in ways["choices"]}
    order = ordered(ani, shelf)
    assert (order.status, order.lines.get().quantity) == (OrderStatus.SUBMITTED, 3)
    assert order.lines.get().note == "Warna nila"
    assert CartItem.objects.get(cart__owner=shelf.ani).sku_id == shelf.sku.pk


def test_what_changed_since_the_look_is_named_and_not_ordered(shelf, ani):
    body = checkout(shelf)
    seen = looked(ani, shelf, body)["seen"]
    line = f"{cart(shelf)}/items/{shelf.in_cart.public_id}/"
    ani.send(line, {"quantity": 4}, method="patch")
    before = PurchaseOrder.objects.count()
    refused = ani.send(f"{cart(shelf)}/checkout/", {**body, "seen": seen}, status=409)
    assert refused["code"] == "cart_changed"
    assert PurchaseOrder.objects.count() == before


def test_what_is_no_identifier_or_no_day_is_said_by_field(shelf, ani):
    body = {"sku": "KAIN-1", "quantity": 1.5, "wanted_on": "besok"}
    wrong = ani.send(f"{cart(shelf)}/items/", body, status=400)["errors"]
    assert wrong["sku"] == ["Kirim pengenal seperti yang dibaca."]
    assert wrong["wanted_on"] == ["Kirim tanggal sebagai YYYY-MM-DD."]
    assert set(wrong) == {"sku", "quantity", "wanted_on"}
    assert CartItem.objects.filter(cart__owner=shelf.ani).count() == 2


def test_what_checkout_lacks_is_said_by_field_and_section(shelf, ani):
    body = {"sections": {section(shelf): {"title": "Kain"}}}
    seen = looked(ani, shelf, body)["seen"]
    refused = ani.send(f"{cart(shelf)}/checkout/", {**body, "seen": seen}, status=400)
    assert set(refused["errors"]) >= {"commitment_officer", section(shelf)}
    assert "freight_way" in refused["errors"][section(shelf)]


def test_taken_out_put_back_confirmed(shelf, ani):
    line = f"{cart(shelf)}/items/{shelf.in_cart.public_id}"
    found = ani.send(f"{line}/", method="delete")
    assert found["removed"] == str(shelf.in_cart.public_id)
    assert len(ani.send(f"{cart(shelf)}/put-back/")["sections"][0]["lines"]) == 2
    assert ani.send(f"{cart(shelf)}/put-back/", status=409)["code"] == "nothing_to_put_back"
    assert not ani.send(f"{line}/confirm/")["sections"][0]["needs_attention"]


def test_of_several_changes_all_happen_or_none(shelf, ani):
    line = f"{cart(shelf)}/items/{shelf.in_cart.public_id}/"
    wrong = {"note": "Warna nila", "quantity": 999_999}
    ani.send(line, wrong, method="patch", status=422)
    item = CartItem.objects.get(cart__owner=shelf.ani, sku=shelf.in_cart)
    assert (item.note, item.quantity) == ("", 2)


def test_bimas_goods_are_taken_and_a_list_fills_the_cart(shelf, ani):
    one = f"shared-carts/{shelf.shared.public_id}"
    assert ani.get(f"{one}/")["is_taken"] is None
    taken = ani.send(f"{one}/take/")
    assert (taken["is_taken"], [line["problem"] for line in taken["lines"]]) == (True, [""])
    assert ani.send(f"{one}/decline/", status=409)["code"] == "invalid_transition"
    assert SharedAnswer.objects.get(shared=shelf.shared).is_taken
    filled = ani.send(f"{cart(shelf)}/fill/", {"saved_list": str(shelf.saved_list.public_id)})
    assert len(filled["lines"]) == 2
    ani.send(f"{cart(shelf)}/fill/", {}, status=400)


def test_a_shop_names_the_freight_and_the_order_takes_it(shelf, ani, citra):
    asked = ani.send(f"{cart(shelf)}/freight-requests/", place(shelf), status=201)
    assert asked["status"] == "waiting"
    again = ani.send(f"{cart(shelf)}/freight-requests/", place(shelf), status=409)
    assert again["code"] == "freight_asked_already"
    said = {"freight_rupiah": 75_000, "working_days": 2, "valid_until": today(shelf, 3)}
    answered = citra.send(f"freight-requests/{asked['public_id']}/answer/", said)
    assert (answered["status"], answered["freight_rupiah"]) == ("answered", 75_000)
    quote = FreightQuote.objects.get(public_id=asked["public_id"])
    parts = checkout(shelf)["sections"]
    parts[section(shelf)]["freight_way"] = f"quote-{quote.pk}"
    address = {"delivery_address": "Jalan Contoh 9"}
    assert ordered(ani, shelf, sections=parts, **address).freight_rupiah == 75_000


def test_prices_are_negotiated_and_ordered_at(shelf, ani, citra):
    opened = ani.send(f"{cart(shelf)}/negotiations/", offer(shelf), status=201)
    row = f"negotiations/{opened['public_id']}"
    prices = {str(line["id"]): 950_000 for line in opened["lines"]}
    wrong = citra.send(
        f"{row}/counter/", {"seen": 1, "prices": {}, "freight_rupiah": 0}, status=422
    )
    assert wrong["code"] == "rule_violation"
    citra.send(f"{row}/counter/", {"seen": 1, "prices": prices, "freight_rupiah": 0})
    late = ani.send(f"{row}/accept/", {"seen": 1}, status=409)
    assert late["code"] == "negotiation_answered"
    agreed = ani.send(f"{row}/accept/", {"seen": 2})
    assert (agreed["status"], len(agreed["rounds"])) == ("agreed", 3)
    look = looked(ani, shelf, checkout(shelf))
    ways = next(one for one in look["sections"][0]["asks"] if one["name"] == "freight_way")
    [way] = [one["value"] for one in ways["choices"] if one["value"].startswith("agreed")]
    parts = checkout(shelf)["sections"]
    parts[section(shelf)]["freight_way"] = way
    order = ordered(ani, shelf, sections=parts, delivery_address="Jalan Contoh 9")
    assert {line.unit_price_rupiah for line in order.lines.all()} == {950_000}
    papers = {one["kind"]: one for one in ani.get("papers/")["results"]}
    answer = ani.client.get(papers[RECORD]["file"])
    assert (answer["Content-Type"], answer.content[:4]) == ("application/pdf", b"%PDF")


def test_what_was_returned_is_repaired_and_struck(shelf, ani, budi):
    order = f"orders/{shelf.returned.public_id}"
    asks = ani.get(f"{order}/repair/")
    assert "lines" in asks["open_parts"]
    first, second = shelf.returned.lines.order_by("pk")
    ani.send(f"{order}/lines/", {"lines": {str(first.pk): {"quantity": 5}}})
    changed = ani.send(f"{order}/repair/", {"delivery_address": "Jalan El Tari 52"})
    assert [line["quantity"] for line in changed["lines"]] == [5, 2]
    same = ani.send(f"{order}/repair/", {"delivery_address": "Jalan El Tari 52"}, status=422)
    assert same["code"] == "nothing_repaired"
    [step] = [one for one in ani.get(f"{order}/steps/")["steps"] if one["key"] == "resubmit"]
    seen = next(one["value"] for one in step["asks"] if one["name"] == "seen")
    shown = ani.get(f"{order}/")["revival"]["seen"]
    assert seen in {"", shown}
    assert ani.send(f"{order}/resubmit/", {"seen": shown})["status"] == "submitted"
    keys = {one["key"]: one for one in budi.get(f"{order}/steps/")["steps"]}
    assert {"approve", "strike", "return", "reject"} <= set(keys)
    names = {one["name"] for one in keys["strike"]["asks"]}
    assert names == {f"line-{first.pk}", f"line-{second.pk}"}
    nothing = budi.send(f"{order}/strike/", {}, status=422)
    assert nothing["code"] == "nothing_struck"
    reasons = {str(second.pk): "Sudah ada di gudang"}
    left = budi.send(f"{order}/strike/", {"lines": reasons})
    assert [line["id"] for line in left["lines"]] == [first.pk]
    assert StruckLine.objects.get().reason == "Sudah ada di gudang"


def test_only_the_named_parts_are_open_after_a_return(shelf, ani, budi):
    order = ordered(ani, shelf)
    said = {"reason": "Alamatnya salah", "parts": ["address"]}
    budi.send(f"orders/{order.public_id}/return/", said)
    line = order.lines.order_by("pk")[0]
    body = {"lines": {str(line.pk): {"quantity": 9}}}
    locked = ani.send(f"orders/{order.public_id}/lines/", body, status=422)
    assert locked["code"] == "part_locked"
    assert ani.get(f"orders/{order.public_id}/repair/")["open_parts"] == ["address"]
    line.refresh_from_db()
    assert line.quantity == 2


def test_a_declined_order_goes_to_another_shop(shelf, ani):
    shop = factories.make_vendor(approved_by=shelf.joko, region=shelf.vendor.region)
    factories.make_product(shop, shelf.etalase, price_rupiah=1_050_000)
    CartItem.objects.filter(cart__owner=shelf.ani).update(chosen=False)
    declined = f"orders/{shelf.declined.public_id}"
    [line] = ani.get(f"{declined}/other-offers/")["lines"]
    chosen = next(one for one in line["offers"] if one["vendor"] == shop.name)
    bought = {"sku": chosen["sku"], "quantity": line["pieces"]}
    ani.send(f"{cart(shelf)}/items/", bought, status=201)
    part = {
        "title": "Kain untuk tamu",
        "freight_way": "fetched",
        "reasons": UNCOMPARED,
        "replaces": str(shelf.declined.public_id),
    }
    order = ordered(ani, shelf, sections={f"{shop.pk}-bela": part})
    assert (order.vendor, order.reissue_of_id) == (shop, shelf.declined.pk)
    again = {**common(shelf), "sections": {f"{shop.pk}-bela": part}, "seen": "x"}
    ani.send(f"{cart(shelf)}/checkout/", again, status=404)


def test_eka_is_on_leave_and_bima_stands_in(shelf):
    eka, sekar = Program(shelf.eka), Program(shelf.sekar)
    role = eka.get(f"roles/{shelf.seat.pk}/")
    assert str(shelf.bima.pk) in {one["value"] for one in role["colleagues"]}
    body = letter(shelf, person=shelf.bima.pk, reason="Cuti tahunan")
    made = eka.send(f"roles/{shelf.seat.pk}/stand-in/", body, status=201)
    assert (made["person"], made["state"], made["stands_in_for"]) == ("Bima", "stands_in", "Eka")
    twice = sekar.send(f"roles/{shelf.seat.pk}/stand-in/", body, status=409)
    assert twice["code"] == "conflict"
    back = eka.send(f"roles/{made['id']}/end/", {"reason": "Kembali lebih awal"})
    assert back["id"] == made["id"]
    assert made["id"] not in {one["id"] for one in sekar.get("roles/")["results"]}
    assert not mail.outbox


def test_the_plan_is_found_by_words_and_a_line_is_written(shelf, ani):
    code = shelf.package.rup_code
    assert [one["rup_code"] for one in ani.get(f"plan-packages/?q={code}")["results"]] == [code]
    assert ani.get("plan-packages/?q=tidak-ada-yang-begini")["results"] == []
    [part] = ani.get(f"plan-packages/{code}/")["parts"]
    assert part["account"] == shelf.account_code.pk
    assert ani.get("budget-lines/")["results"]
    order = f"orders/{shelf.order.public_id}/messages"
    ani.send(f"{order}/", {"text": "Lewat pintu belakang."}, status=201)
    assert [one["text"] for one in ani.get(f"{order}/")["results"]] == ["Lewat pintu belakang."]
    assert Message.objects.get().author == shelf.ani


def test_goods_are_counted_by_program_with_what_was_looked_at(kept_world):
    world = kept_world
    order = stories.shipped(world, 2)
    eka, door = Program(world.eka), f"orders/{order.public_id}"
    [step] = [one for one in eka.get(f"{door}/steps/")["steps"] if one["key"] == "receive"]
    line = order.lines.get()
    check = next(one["name"] for one in step["asks"] if one["name"].startswith("check-"))
    owed = eka.send(f"{door}/receive/", {}, status=400)
    assert f"line-{line.pk}" in str(owed)
    more = eka.send(f"{door}/receive/", {"lines": {str(line.pk): "3"}}, status=422)
    assert more["code"] == "rule_violation"
    assert not Receipt.objects.exists()
    body = {
        "lines": {str(line.pk): "2"},
        "checks": [check],
        "remarks": {str(line.pk): "Warna sesuai contoh"},
        "note": "Dihitung di gudang",
    }
    assert eka.send(f"{door}/receive/", body)["status"] == OrderStatus.RECEIVED
    counted = Receipt.objects.get()
    assert ReceiptCheck.objects.filter(is_met=True).count() == 1
    assert (counted.note, counted.lines.get().note) == (body["note"], "Warna sesuai contoh")
    assert counted.lines.get().accepted_quantity == 2
