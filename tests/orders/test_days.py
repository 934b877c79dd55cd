"""Meals on a day and chairs by the day: what Ani, Budi and Citra may and may not."""

import html
import io
import re
from datetime import date, time, timedelta

import pypdf
import pytest
from django.urls import reverse

from catalog import services as catalog
from catalog.day_rules import Days
from catalog.days import calendars
from catalog.models import Sku
from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.core.invariants import examine
from marketplace.documents import services as documents
from marketplace.fulfilment.services import ship_order
from marketplace.orders import approval_checks
from marketplace.orders.models import OrderLine, PurchaseOrder
from marketplace.orders.services import (
    accept_order,
    approve_order,
    cancel_order,
    change_quantities,
    decline_order,
    resubmit_order,
    return_order,
)
from tests import factories, stories
from tests.days import (
    EVENT,
    FRIDAY,
    LUNCH,
    MONDAY,
    NEXT_MONDAY,
    NOON,
    SATURDAY,
    THURSDAY,
    WEDNESDAY,
    book,
    item,
    on_that_monday,
    rent_chairs,
    serve_meals,
    that_monday,
)
from tests.sourcing.test_cart import BACKEND


@pytest.fixture
def world(db):
    """The cast on a Monday in November, with room in plan and purse for small things."""
    with that_monday() as made:
        yield made


def free(world, day, *, but=None):
    sku = Sku.objects.select_related("product").get(pk=world.sku.pk)
    return calendars([sku], world.agency.time_zone, but=but)[sku.pk].free(day)


def refuse(code, act):
    before = OrderLine.objects.count(), PurchaseOrder.objects.count()
    with pytest.raises(DomainError) as told:
        act()
    assert told.value.code == code
    assert (OrderLine.objects.count(), PurchaseOrder.objects.count()) == before
    return told.value


MEALS = [
    (60, None, "day_missing", "Kamis"),  # for which day? the next free one is named
    (60, Days(WEDNESDAY, hour=NOON), "", ""),  # two working days after Monday
    (60, Days(date(2026, 11, 10)), "day_too_soon", "Rabu, 11 November 2026"),
    (60, Days(date(2026, 11, 8)), "day_passed", "8 November 2026"),
    (101, LUNCH, "day_full", "101"),
    (60, Days(date(2027, 11, 12)), "day_too_far", "9 November 2027"),
    (60, Days(date(2027, 1, 4)), "wanted_too_late", "31 Desember 2026"),
    (60, EVENT, "day_not_asked", "satu hari"),
]


@pytest.mark.parametrize(("pieces", "days", "code", "said"), MEALS)
def test_meals_are_ordered_for_a_day_that_can_be_had(world, pieces, days, code, said):
    serve_meals(world)
    if code:
        refusal = refuse(code, lambda: book(world, pieces, days))
        assert said in refusal.message or days is None
        return
    line = book(world, pieces, days).lines.get()
    assert (line.wanted, line.quantity, line.pieces) == (days, pieces, pieces)


CHAIRS = [
    (40, EVENT, "", 120),
    (100, EVENT, "", 300),
    (101, EVENT, "day_full", 0),
    (40, Days(THURSDAY), "day_missing", 0),
    (40, Days(THURSDAY, WEDNESDAY), "days_reversed", 0),
    (40, Days(THURSDAY, SATURDAY, NOON), "day_not_asked", 0),
    (40, None, "day_missing", 0),
]


@pytest.mark.parametrize(("pieces", "days", "code", "units"), CHAIRS)
def test_chairs_are_rented_from_a_day_to_a_day(world, pieces, days, code, units):
    rent_chairs(world)
    if code:
        refuse(code, lambda: book(world, pieces, days))
        return
    line = book(world, pieces, days).lines.get()
    assert (line.quantity, line.pieces, line.total_rupiah) == (units, pieces, units * 20_000)
    world.sku.refresh_from_db()
    assert (world.sku.stock, world.sku.reserved) == (100, 0)


def test_goods_have_no_day(world):
    refuse("day_not_asked", lambda: book(world, 2, LUNCH))


def test_a_day_that_is_full_names_what_is_left_and_the_next_free_day(world):
    serve_meals(world)
    book(world, 80, LUNCH)
    book(world, 60, Days(FRIDAY))
    catalog.close_days(
        vendor_id=world.vendor.pk, first=SATURDAY, last=date(2026, 11, 15), actor=world.citra
    )
    refusal = refuse("day_full", lambda: book(world, 50, Days(THURSDAY)))
    assert "20 dari 100" in refusal.message
    assert "Senin, 16 November 2026" in refusal.message  # Friday holds 40, the weekend is closed
    refusal = refuse("day_full", lambda: book(world, 1, Days(SATURDAY)))
    assert "tutup" in refusal.message
    catalog.open_day(vendor_id=world.vendor.pk, day=SATURDAY, actor=world.citra)
    assert book(world, 1, Days(SATURDAY)).status == "submitted"


def test_places_of_an_order_that_came_to_nothing_are_free_again(world):
    rent_chairs(world)
    first, second = book(world, 60, EVENT), book(world, 40, EVENT)
    assert [free(world, day) for day in EVENT] == [0, 0, 0]
    cancel_order(order_id=first.pk, reason="Acara batal", actor=world.ani)
    assert free(world, FRIDAY) == 60
    approve_order(order_id=second.pk, actor=world.budi)
    decline_order(order_id=second.pk, reason="Kursi rusak", actor=world.citra)
    assert free(world, FRIDAY) == 100
    assert book(world, 100, EVENT).status == "submitted"
    assert not [one for one, found in examine() if found]


def test_a_returned_order_gets_another_day_and_other_pieces(world):
    rent_chairs(world)
    order = book(world, 60, EVENT)
    line = order.lines.get()
    return_order(order_id=order.pk, reason="Acara diundur", actor=world.budi)
    assert free(world, THURSDAY) == 40  # it keeps its places meanwhile
    later = Days(NEXT_MONDAY, date(2026, 11, 17))
    change_quantities(
        order_id=order.pk, quantities={line.pk: 70 * 2}, days={line.pk: later}, actor=world.ani
    )
    assert (free(world, THURSDAY), free(world, NEXT_MONDAY)) == (100, 30)
    order.refresh_from_db()
    assert order.goods_rupiah == 140 * 20_000
    refuse(
        "day_full",
        lambda: change_quantities(
            order_id=order.pk, quantities={line.pk: 101 * 2}, actor=world.ani
        ),
    )
    resubmit_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)
    assert order.lines.get().wanted == later


def test_what_lies_behind_is_neither_handed_in_nor_approved(world):
    serve_meals(world)
    order, waiting, issued = (book(world, 10, LUNCH) for _each in range(3))
    approve_order(order_id=issued.pk, actor=world.budi)
    return_order(order_id=order.pk, reason="Periksa", actor=world.budi)
    with on_that_monday(13):
        refuse("day_passed", lambda: approve_order(order_id=waiting.pk, actor=world.budi))
        refuse("day_passed", lambda: accept_order(order_id=issued.pk, actor=world.citra))
        seen = stories.seen(order)
        refuse("day_passed", lambda: resubmit_order(order_id=order.pk, seen=seen, actor=world.ani))


def stopped(order, viewer) -> bool:
    """Whether the page of an order says that its days keep it from being approved."""
    found = approval_checks.checks(order, viewer)
    return any(one.state == "stop" and "sudah lewat" in one.detail for one in found)


def test_an_hour_of_today_that_has_passed_is_no_day_to_come(world):
    serve_meals(world, lead_days=0)  # it is eleven o'clock where the office is
    refusal = refuse("day_passed", lambda: book(world, 10, Days(MONDAY, hour=time(10, 30))))
    assert "10.30" in refusal.message
    noon = book(world, 10, Days(MONDAY, hour=NOON))
    approve_order(order_id=noon.pk, actor=world.budi)
    waits = book(world, 10, Days(MONDAY, hour=NOON))
    assert not stopped(waits, world.budi)
    with clock.moved_to(clock.now() + timedelta(hours=2)):
        refuse("day_passed", lambda: accept_order(order_id=noon.pk, actor=world.citra))
        refuse("day_passed", lambda: approve_order(order_id=waits.pk, actor=world.budi))
        assert stopped(waits, world.budi)  # and the page says so before


def test_a_returned_order_keeps_places_that_were_closed_or_lowered_since(world):
    serve_meals(world)
    order = book(world, 60, LUNCH)
    line = order.lines.get()
    return_order(order_id=order.pk, reason="Periksa", actor=world.budi)
    catalog.close_days(vendor_id=world.vendor.pk, first=THURSDAY, actor=world.citra)
    serve_meals(world, capacity_per_day=30)

    def change(pieces, days=LUNCH):
        change_quantities(
            order_id=order.pk, quantities={line.pk: pieces}, days={line.pk: days}, actor=world.ani
        )

    refuse("day_full", lambda: change(61))
    refuse("day_full", lambda: change(60, Days(FRIDAY)))
    change(50, Days(THURSDAY, hour=time(11)))
    resubmit_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)
    assert order.lines.get().wanted == Days(THURSDAY, hour=time(11))


def test_needed_by_is_no_earlier_than_what_takes_place(world):
    serve_meals(world)
    refuse("needed_before_wanted", lambda: book(world, 10, LUNCH, deliver_by=WEDNESDAY))
    assert book(world, 10, LUNCH, deliver_by=THURSDAY).deliver_by == THURSDAY


def test_the_letter_names_days_and_pieces_and_nothing_leaves_a_shelf(client, world):
    rent_chairs(world)
    order = book(world, 40, EVENT)
    approve_order(order_id=order.pk, actor=world.budi)
    data = documents.of(order).get().data
    assert data["lines"][0]["wanted"] == (
        "Kamis, 12 November 2026 sampai Sabtu, 14 November 2026: 40 × 3 hari"
    )
    assert "Kamis, 12 November 2026" in " ".join(data["terms"])
    client.force_login(world.citra, backend=BACKEND)
    shown = client.get(reverse("order_letter", args=[order.public_id])).content.decode()
    assert "Untuk Kamis, 12 November 2026" in shown
    paper = client.get(reverse("issued_document", args=[data["number"]])).content
    printed = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)
    assert "40 × 3 hari" in " ".join(printed.split())
    accept_order(order_id=order.pk, actor=world.citra)
    ship_order(order_id=order.pk, courier="Kurir sendiri", actor=world.citra)
    world.sku.refresh_from_db()
    assert (world.sku.stock, world.sku.reserved) == (100, 0)
    assert not [one for one, found in examine() if found]


def test_the_bast_names_the_days_as_the_letter_does(world):
    rent_chairs(world)
    order = stories.claimed(world, items=[item(world, 40, EVENT)]).order
    letter, bast = (documents.of(order).get(kind=kind).data for kind in ("surat-pesanan", "bast"))
    assert bast["lines"][0]["wanted"] == letter["lines"][0]["wanted"]


def test_goods_beside_meals_keep_their_usual_term(world):
    pens = factories.make_product(world.vendor, world.etalase, price_rupiah=20_000)
    serve_meals(world)
    both = [item(world, 10, LUNCH), stories.order_item(pens, 2)]
    order = stories.submitted(world, items=both)
    approve_order(order_id=order.pk, actor=world.budi)
    assert "Kamis, 12 November 2026" not in documents.of(order).get().data["terms"][0]


def test_meals_say_their_hour_in_the_zone_of_the_office(world):
    serve_meals(world)
    order = book(world, 40, LUNCH)
    approve_order(order_id=order.pk, actor=world.budi)
    assert (
        documents.of(order)
        .get()
        .data["lines"][0]["wanted"]
        .startswith("Kamis, 12 November 2026 pukul 12.00")
    )


def test_a_shop_dates_nothing_that_open_orders_hold_as_goods(world):
    stories.submitted(world, 2)
    with pytest.raises(DomainError) as told:
        serve_meals(world)
    assert told.value.details["field"] == "dating"
    with pytest.raises(DomainError) as told:
        serve_meals(world, capacity_per_day=None)
    assert told.value.details["field"] == "capacity_per_day"


def test_the_stock_of_what_is_booked_by_days_is_its_capacity(world):
    assert serve_meals(world).stock == 100
    assert serve_meals(world, capacity_per_day=30).stock == 30
    with pytest.raises(DomainError):
        catalog.set_stock(sku_id=world.sku.pk, stock=31, actor=world.citra)
    assert catalog.set_stock(sku_id=world.sku.pk, stock=30, actor=world.citra).stock == 30


def test_two_days_are_counted_by_themselves_and_a_shop_may_lower_what_a_day_holds(world):
    rent_chairs(world)
    book(world, 60, Days(THURSDAY, FRIDAY))
    book(world, 60, Days(SATURDAY, SATURDAY + timedelta(days=1)))
    rent_chairs(world, capacity_per_day=50)
    assert free(world, FRIDAY) == 0
    refuse("day_full", lambda: book(world, 1, Days(FRIDAY, FRIDAY)))


def shown_seal(answer):
    """What a page says it has shown."""
    return html.unescape(re.search(r'name="seen" value="([^"]+)"', answer.content.decode())[1])


@pytest.fixture
def desk(client, world):
    """Ani at her desk."""
    client.force_login(world.ani, backend=BACKEND)
    return client


def test_a_declined_rental_is_issued_again_for_other_days(desk, world):
    rent_chairs(world)
    order = book(world, 40, EVENT)
    approve_order(order_id=order.pk, actor=world.budi)
    decline_order(order_id=order.pk, reason="Kursi dipakai", actor=world.citra)
    line, address = order.lines.get(), stories.step_path(order, "reissue")
    with on_that_monday(13):
        desk.force_login(world.ani, backend=BACKEND)
        typed = {"seen": stories.seen(order), "uncompared": "Hanya toko ini"}
        text = desk.get(address).content.decode()
        assert f'name="line-{line.pk}-wanted_on"' in text
        typed |= {f"line-{line.pk}-wanted_on": str(THURSDAY)}
        typed |= {f"line-{line.pk}-wanted_until": str(SATURDAY)}
        answer = desk.post(address, typed)
        assert answer.status_code == 422
        assert "yang sudah lewat" in answer.content.decode()
        typed[f"line-{line.pk}-wanted_on"] = str(NEXT_MONDAY)
        typed[f"line-{line.pk}-wanted_until"] = str(NEXT_MONDAY)
        answer = desk.post(address, typed)
        assert answer.status_code == 409  # 40 pieces for one day instead of three: another sum
        assert not PurchaseOrder.objects.filter(reissue_of=order).exists()
        typed["seen"] = shown_seal(answer)
        assert desk.post(address, typed).status_code == 303
    again = PurchaseOrder.objects.get(reissue_of=order).lines.get()
    assert (again.wanted, again.quantity) == (Days(NEXT_MONDAY, NEXT_MONDAY), 40)


def test_goods_that_became_dated_are_issued_again_for_a_day(desk, world):
    order = stories.submitted(world, 2)
    approve_order(order_id=order.pk, actor=world.budi)
    decline_order(order_id=order.pk, reason="Habis", actor=world.citra)
    rent_chairs(world)
    line, address = order.lines.get(), stories.step_path(order, "reissue")
    typed = {"seen": stories.seen(order), "uncompared": "Hanya toko ini"}
    assert desk.post(address, typed).status_code == 422
    typed |= {f"line-{line.pk}-wanted_on": str(FRIDAY)}
    typed |= {f"line-{line.pk}-wanted_until": str(SATURDAY)}
    answer = desk.post(address, typed)
    assert answer.status_code == 409
    typed["seen"] = shown_seal(answer)
    assert desk.post(address, typed).status_code == 303
    again = PurchaseOrder.objects.get(reissue_of=order).lines.get()
    assert (again.wanted, again.pieces, again.quantity) == (Days(FRIDAY, SATURDAY), 2, 4)


def test_ani_repairs_days_beside_their_goods_and_budi_reads_them(desk, world):
    rent_chairs(world)
    order = book(world, 40, EVENT)
    return_order(order_id=order.pk, reason="Diundur", actor=world.budi)
    line, address = order.lines.get(), reverse("order_edit", args=[order.public_id])
    name = f"line-{line.pk}"
    typed = {name: "101", f"{name}-wanted_on": str(FRIDAY), f"{name}-wanted_until": str(FRIDAY)}
    answer = desk.post(address, typed)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "tersisa 100 dari 100" in text
    assert 'value="101"' in text
    typed[name] = "30"
    assert desk.post(address, typed).status_code == 303
    assert order.lines.get().wanted == Days(FRIDAY, FRIDAY)
    resubmit_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)
    desk.force_login(world.budi, backend=BACKEND)
    text = desk.get(reverse("order_detail", args=[order.public_id])).content.decode()
    assert "30 × 1 hari" in text
    assert "ditahan untuk Anda" in text
