"""What the orders of a shop say about it, on its public page once enough of them do."""

from datetime import date

import pytest
from django.urls import reverse

from marketplace.core import clock
from marketplace.core.models import OutboxEvent
from marketplace.fulfilment import standing
from marketplace.fulfilment.handlers import count_standing
from tests import stories
from vendors.models import VendorStanding
from vendors.services import keep_standing
from vendors.standing import ENOUGH_ORDERS, shown_of


def day(number: int) -> date:
    return date(2026, 11, number)


def test_days_run_from_the_letter_to_the_receipt_and_the_last_day_is_in_time():
    walks = [(day(1), day(3), day(3)), (day(1), day(11), day(10)), (day(2), day(6), None)]
    assert standing.figures(walks) == {"counted": 3, "median_days": 4, "timed": 2, "on_time": 1}


def test_a_signed_handover_counts_the_orders_of_its_shop(world):
    today = clock.today(world.agency.time_zone)
    order = stories.claimed(world, deliver_by=today).order
    count_standing(OutboxEvent.objects.get(name="order.handed_over", subject_id=order.pk))
    kept = VendorStanding.objects.get(vendor=world.vendor)
    assert (kept.orders_done, kept.counted, kept.median_days) == (1, 1, 0)
    assert (kept.timed, kept.on_time) == (1, 1)
    assert standing.count_all() == 1


def test_what_is_not_handed_over_counts_for_nothing(world):
    stories.received(world)
    standing.count_anew(world.vendor.pk)
    assert not VendorStanding.objects.exists()


def keep(world, counted: int, timed: int, on_time: int) -> None:
    keep_standing(
        vendor_id=world.vendor.pk,
        orders_done=counted,
        counted=counted,
        median_days=6,
        timed=timed,
        on_time=on_time,
    )


@pytest.mark.parametrize(
    ("counted", "timed", "said"),
    [
        (ENOUGH_ORDERS - 1, 4, []),
        (ENOUGH_ORDERS, 4, ["6 hari"]),
        (ENOUGH_ORDERS, 5, ["6 hari", "80"]),
    ],
)
def test_a_shops_page_is_silent_until_enough_orders_speak(world, client, counted, timed, said):
    keep(world, counted, timed, on_time=4)
    page = client.get(reverse("shop_page", args=[world.vendor.slug])).content.decode()
    assert ("Pesanan selesai" in page) == bool(said)
    assert ("Diterima tepat waktu" in page) == (len(said) == 2)
    shown = shown_of(world.vendor)
    assert (shown is not None) == bool(said)
    for words in said:
        assert words in page


def test_the_page_names_nobody(world, client):
    keep(world, 9, 9, 9)
    page = client.get(reverse("shop_page", args=[world.vendor.slug])).content.decode()
    assert "Citra" not in page.split('id="toko"')[1].split("</section>")[0].replace(
        world.vendor.name, ""
    )
