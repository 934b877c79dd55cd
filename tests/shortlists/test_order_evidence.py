"""A stored comparison under an order: chosen at checkout, counted, read by the PPK, frozen."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from marketplace.orders.evidence import ForeignEvidence, evidence_for, others_in
from marketplace.orders.models import OrderComparison, OrderEvidence, PurchaseOrder
from marketplace.shortlists import services
from tests.goods import make_etalase, make_product, sku_of
from tests.orders import stories
from tests.sourcing.test_cart import BACKEND, put
from tests.sourcing.test_checkout import filled, order_it


def store(world, skus, actor=None, agency=None):
    person = actor or world.ani
    services.empty_comparison(actor=person)
    services.compare(sku_ids=[sku.pk for sku in skus], actor=person)
    return services.store_comparison(
        agency_id=(agency or world.agency).pk, title="Kertas", actor=person
    )


@pytest.fixture
def stored(world, offers):
    return store(world, offers[:3])


def section_of(sku) -> str:
    return f"{sku.vendor_id}-bela"


def test_its_offers_of_others_count_as_compared_and_the_ppk_reads_it(
    world, ani_at, offers, stored, client
):
    put(world, 1, product=offers[0].product)
    key = section_of(offers[0])
    data = filled(ani_at, world, **{f"{key}-uncompared": ""})
    assert order_it(ani_at, data).status_code == 422
    assert order_it(ani_at, {**data, f"{key}-evidence": stored.pk}).status_code == 302
    order = PurchaseOrder.objects.get()
    assert order.evidence.get().comparison == stored
    compared = OrderComparison.objects.filter(order=order).order_by("price_rupiah")
    assert [row.name for row in compared] == [sku.title for sku in offers[1:3]]
    address = reverse("stored_comparison", args=[stored.public_id])
    client.force_login(world.budi, backend=BACKEND)
    page = client.get(reverse("order_detail", args=[order.public_id])).content.decode()
    assert address in page
    assert client.get(address).status_code == 200


def test_unrelated_goods_and_those_not_on_sale_are_no_offers_to_compare(world, offers):
    cloth = make_product(offers[1].vendor, make_etalase(world.agency.tenant), name="Kain seragam")
    gone = offers[2]
    keys = [sku.pk for sku in (offers[0], sku_of(cloth), gone, offers[3])]
    services.compare(sku_ids=keys, actor=world.ani)
    gone.active = False
    gone.save(update_fields=["active"])
    mixed = services.store_comparison(agency_id=world.agency.pk, title="Campur", actor=world.ani)
    assert len(mixed.offers) == 4
    found = others_in(mixed, [offers[0]], vendor_id=offers[0].vendor_id, but=[])
    assert [one["sku"] for one in found] == [offers[3].pk]
    named = others_in(mixed, [offers[0]], vendor_id=offers[0].vendor_id, but=[offers[3].pk])
    assert named == []


def test_one_of_other_goods_or_another_agency_is_not_offered_nor_taken(world, ani_at, offers):
    other = store(world, offers[3:5])
    foreign = store(world, offers[:2], world.dedi, world.dedi.memberships.get().agency)
    put(world, 1, product=offers[0].product)
    assert "-evidence" not in ani_at.get("/keranjang/bayar/").content.decode()
    for one in (other, foreign):
        with pytest.raises(ForeignEvidence) as refused:
            evidence_for(one.pk, agency_id=world.agency.pk, goods=[offers[0].pk])
        assert refused.value.details["field"] == "evidence"
    order_it(ani_at, filled(ani_at, world, **{f"{section_of(offers[0])}-evidence": foreign.pk}))
    assert PurchaseOrder.objects.exists()
    assert not OrderEvidence.objects.exists()


def test_the_database_refuses_the_evidence_of_another_agency(world, offers):
    foreign = store(world, offers[:2], world.dedi, world.dedi.memberships.get().agency)
    order = stories.returned(world)
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        OrderEvidence.objects.create(
            order=order, comparison=foreign, attached_by=world.ani, attached_at=foreign.made_at
        )
    assert refused.value.__cause__.diag.constraint_name == "evidence_of_the_agency"


def test_nobody_puts_another_one_under_an_order_later(world, ani_at, offers, stored):
    put(world, 1, product=offers[0].product)
    data = filled(ani_at, world, **{f"{section_of(offers[0])}-evidence": stored.pk})
    order_it(ani_at, data)
    order = PurchaseOrder.objects.get()
    for change in (
        lambda: OrderEvidence.objects.create(
            order=order, comparison=stored, attached_by=world.ani, attached_at=stored.made_at
        ),
        lambda: order.evidence.update(comparison=stored),
        lambda: order.evidence.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
