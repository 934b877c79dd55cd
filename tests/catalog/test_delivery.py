"""What bringing goods costs: the shop's own table, seen by the office beside the goods."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from catalog import services
from catalog.delivery import Rate, rate_for
from catalog.delivery_models import DeliveryRate
from catalog.models import Product
from marketplace.accounts.models import Region
from marketplace.core.errors import NotAllowed, RuleViolation
from marketplace.core.models import AuditEvent
from tests.sourcing.test_cart import put

TABLE = [Rate(0, 0, 1), Rate(100, 50_000, 2), Rate(1_000, 400_000, None)]
PAGE = reverse("delivery_rates")
KUPANG, BELU = "53.71", "53.04"


@pytest.fixture
def kupang(world):
    """Ani's office in Kota Kupang; Citra's goods come from Belu."""
    world.agency.region = Region.objects.get(code=KUPANG)
    world.agency.save(update_fields=["region"])
    belu = Region.objects.get(code=BELU)
    Product.objects.filter(pk=world.product.pk).update(origin=belu)
    return world


def set_rates(world, rates, actor) -> bool:
    return services.set_delivery(vendor_id=world.vendor.pk, rates=rates, pick_up=False, actor=actor)


@pytest.mark.parametrize(
    ("kilometres", "rupiah"),
    [
        (0, 0),
        (1, 50_000),
        (100, 50_000),
        (101, 400_000),
        (1_000, 400_000),
        (1_001, None),
        (None, None),
    ],
)
def test_the_nearest_distance_that_holds_the_way_counts(kilometres, rupiah):
    found = rate_for(TABLE, kilometres)
    assert (found.rupiah if found else None) == rupiah


def test_no_table_says_nothing():
    assert rate_for([], 0) is None


def goods_page(client, world) -> str:
    answer = client.get(reverse("product_page", args=[world.product.public_id]), {"jml": "2"})
    return " ".join(strip_tags(answer.content.decode()).replace("\u00a0", " ").split())


def test_citra_says_what_delivery_costs_and_ani_reads_it(kupang, client):
    world = kupang
    client.force_login(world.ani)
    assert "tanya toko" in goods_page(client, world).lower()
    client.force_login(world.citra)
    assert "Ongkos kirim" in client.get(reverse("vendor_products")).content.decode()
    saved = client.post(PAGE, {"rupiah_0": "25.000", "days_0": "1", "rupiah_6000": "100.000"})
    # Belu lies some 150 km from Kupang: the second row counts.
    assert saved.status_code == 302
    assert DeliveryRate.objects.count() == 2
    client.force_login(world.ani)
    page = goods_page(client, world)
    assert "Rp 111.000 per pesanan ke Kota Kupang" in page  # she is PKP
    assert "Rp 2.331.000 untuk 2" in page


def test_nothing_else_is_saved_than_what_holds(world, client):
    client.force_login(world.citra)
    for typed in (
        {"rupiah_0": "seribu"},
        {"rupiah_0": "-1"},
        {"rupiah_0": "9.000.000.000"},
        {"days_25": "2"},
        {"rupiah_25": "1.000", "days_25": "61"},
    ):
        answer = client.post(PAGE, typed)
        assert answer.status_code == 422
        for text in typed.values():
            assert f'value="{text}"' in answer.content.decode()
    assert not DeliveryRate.objects.exists()


def test_only_the_shops_people_set_its_table(world):
    for person in (world.ani, world.kartika):
        with pytest.raises(NotAllowed):
            set_rates(world, TABLE, person)
    for wrong in (Rate(7, 1, None), Rate(0, -1, None), Rate(0, 1, 61)):
        with pytest.raises(RuleViolation):
            set_rates(world, [wrong], world.citra)
    assert not DeliveryRate.objects.exists()


def test_a_table_is_written_once_and_in_the_trail(world):
    def save() -> bool:
        return set_rates(world, TABLE, world.citra)

    assert save()
    assert not save()
    event = AuditEvent.objects.get(action="vendor.delivery_rates_set")
    assert event.data["after"] == [list(rate) for rate in TABLE]


def test_checkout_begins_with_the_freight_of_the_table(kupang, client):
    world = kupang
    set_rates(world, [Rate(6_000, 75_000, 3)], world.citra)
    put(world, 1)
    client.force_login(world.ani)
    page = client.get("/keranjang/bayar/")
    ((section, form, _words),) = page.context["page"].parts
    assert form["freight_way"].value() == "table"
    assert section.tax.freight_rupiah == 75_000
