"""Buffets of the demo that are booked for a day."""

from catalog.closed_day_models import ClosedDay
from marketplace.core import clock
from marketplace.demo.load.days import KITCHENS, date_meals
from tests import factories


def test_a_few_kitchens_take_buffets_for_days_and_close_one(world):
    for number in range(KITCHENS + 2):
        shop = factories.make_vendor()
        buffet = factories.make_product(shop, world.etalase, name=f"Prasmanan rapat {number}")
        sku = factories.sku_of(buffet)
        sku.capacity_per_day = 60
        if number == 0:
            sku.reserved = 1
        sku.save()
    date_meals(clock.now())
    dated = type(sku).objects.exclude(dating="none")
    assert set(dated.values_list("dating", "stock", "lead_days")) == {("day", 60, 3)}
    assert dated.count() == KITCHENS
    assert not dated.filter(reserved=1).exists()
    assert ClosedDay.objects.count() == KITCHENS
