"""Goods whose licences do not hold are not ordered: not faster than a revocation, not by SQL."""

from django.db import transaction

from catalog.licence_models import ProductLicence
from marketplace.orders.models import PurchaseOrder
from tests import licences
from tests.orders import stories
from tests.orders.test_together import at_once
from vendors.licences import services
from vendors.licences.models import Licence


def name_on(product, licence: Licence) -> None:
    ProductLicence.objects.create(product=product, licence=licence, vendor=product.vendor)


def test_a_revocation_and_orders_at_once_leave_one_truth(committed_world):
    """Whoever revokes sees, under the shop's lock, every order that will ever be."""
    world = committed_world
    with transaction.atomic():
        licence = licences.make_licence(world.vendor, "pirt")
        name_on(world.product, licence)
    seen: list[int] = []

    @transaction.atomic
    def revoke() -> None:
        services.revoke_licence(licence_id=licence.pk, reason="Dicabut.", actor=world.joko)
        seen.append(PurchaseOrder.objects.filter(vendor=world.vendor).count())

    outcomes = at_once(
        revoke,
        *[lambda: stories.submitted(world, quantity=1)] * 5,
    )
    ordered = PurchaseOrder.objects.filter(vendor=world.vendor).count()
    assert [ordered] == seen
    assert outcomes.count("licence_missing") == 5 - ordered


def test_what_was_ordered_goes_on_when_its_licence_is_revoked_later(world):
    licence = licences.make_licence(world.vendor, "pirt")
    name_on(world.product, licence)
    order = stories.issued(world)
    services.revoke_licence(licence_id=licence.pk, reason="Dicabut.", actor=world.joko)
    order.refresh_from_db()
    assert order.status == "issued"
