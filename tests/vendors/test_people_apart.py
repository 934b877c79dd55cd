"""Nobody reviews, buys, receives or pays where they sell: who joins a shop stays apart from it."""

import pytest
from django.db import transaction

from catalog import policies as catalog
from marketplace.accounts.models import Role
from marketplace.core.errors import DomainError, NotAllowed
from marketplace.fulfilment import policies as delivery
from marketplace.fulfilment.services import ship_order, sign_handover
from marketplace.orders import policies as orders
from marketplace.orders import services as ordering
from marketplace.orders.models import PurchaseOrder
from payments import policies as money
from tests import factories, stories
from tests.vendors.conftest import role_of
from vendors import policies, queries, services
from vendors.models import VendorRole

STAFF, FINANCE = VendorRole.STAFF, VendorRole.FINANCE


def test_somebody_of_the_shop_neither_reviews_it_nor_its_goods(crew):
    tenant = crew.agency.tenant
    nina = factories.make_tenant_officer("Nina", "vendor_verifier", tenant)
    oscar = factories.make_tenant_officer("Oscar", "catalogue_manager", tenant)
    for user in (nina, oscar):
        factories.join(crew.vendor, user, STAFF)
    assert not policies.can_review(nina, crew.vendor)
    assert nina not in queries.verifiers_for(crew.vendor)
    assert crew.vendor not in policies.reviewable_by(nina)
    assert not catalog.can_review(oscar, crew.product)


def test_an_officer_of_the_shop_buys_nothing_there_but_elsewhere(crew):
    other = factories.make_product(factories.make_vendor(), crew.etalase)
    factories.join(crew.vendor, crew.ani, FINANCE)
    with pytest.raises(NotAllowed, match="bertindak"):
        stories.submitted(crew, 1)
    assert stories.submitted(crew, 1, product=other).status == "submitted"


def test_a_ppk_of_the_shop_is_not_named_and_does_not_approve(crew):
    order = stories.submitted(crew, 1)
    factories.join(crew.vendor, crew.budi, STAFF)
    with pytest.raises(DomainError, match="PPK"):
        stories.submitted(crew, 1)
    for step in (ordering.approve_order, ordering.reject_order):
        more = {} if step is ordering.approve_order else {"reason": "Tidak perlu"}
        with pytest.raises(NotAllowed):
            step(order_id=order.pk, actor=crew.budi, **more)
    assert ordering.cancel_order(order_id=order.pk, reason="PPK lain", actor=crew.ani)


def test_who_joins_after_ordering_stops_at_every_later_door(crew):
    waiting, returned = stories.submitted(crew, 1), stories.submitted(crew, 1)
    ordering.return_order(order_id=returned.pk, reason="Kurangi", actor=crew.budi)
    declined = stories.issued(crew, 1)
    ordering.decline_order(order_id=declined.pk, reason="Habis", actor=crew.citra)
    factories.join(crew.vendor, crew.ani, STAFF)
    line = returned.lines.get().pk
    for door in (
        lambda: ordering.approve_order(order_id=waiting.pk, actor=crew.budi),
        lambda: ordering.change_quantities(
            order_id=returned.pk, quantities={line: 2}, actor=crew.ani
        ),
        lambda: ordering.resubmit_order(
            order_id=returned.pk, seen=stories.seen(returned), actor=crew.ani
        ),
        lambda: ordering.reissue_order(
            order_id=declined.pk, seen=stories.seen(declined), actor=crew.ani
        ),
    ):
        with pytest.raises(NotAllowed):
            door()
    assert ordering.reject_order(order_id=waiting.pk, reason="Tidak netral", actor=crew.budi)


def test_who_joins_later_neither_receives_nor_signs_nor_pays_for_the_agency(crew):
    claim = stories.claimed(crew, 1)
    order = claim.order
    for user in (crew.eka, crew.budi, crew.fajar):
        factories.join(crew.vendor, user, STAFF)
    assert not delivery.can_receive(crew.eka, order)
    assert not delivery.can_sign_for_buyer(crew.budi, order)
    assert not money.can_pay(crew.fajar, claim)


def test_who_did_a_part_for_the_agency_does_none_for_the_shop(crew):
    order = stories.received(crew, 1)
    for user in (crew.ani, crew.budi, crew.eka):
        factories.join(crew.vendor, user, STAFF)
        assert not delivery.can_sign_for_vendor(user, order)
        assert not PurchaseOrder.objects.filter(delivery.to_sign(user)).exists()
        with pytest.raises(NotAllowed):
            sign_handover(order_id=order.pk, actor=user)
    for user in (crew.ani, crew.budi):
        assert not orders.can_answer(user, order)
        assert not PurchaseOrder.objects.filter(orders.to_answer(user)).exists()
    assert delivery.can_sign_for_vendor(crew.lina, order)
    assert PurchaseOrder.objects.filter(delivery.to_sign(crew.lina)).exists()


def test_who_sent_the_goods_does_not_count_them_for_the_agency_later(crew):
    order = stories.issued(crew, 1)
    ordering.accept_order(order_id=order.pk, actor=crew.lina)
    ship_order(order_id=order.pk, courier="JNE", actor=crew.lina)
    services.end_membership(membership_id=role_of(crew.lina, crew.vendor).pk, actor=crew.citra)
    factories.give_role(crew.lina, Role.ACTIVITY_OFFICER, crew.agency)
    assert not delivery.can_receive(crew.lina, order)
    assert not PurchaseOrder.objects.filter(delivery.to_receive(crew.lina)).exists()
    assert delivery.can_receive(crew.eka, order)


@pytest.mark.parametrize("who", ["ani", "budi"])
def test_the_database_refuses_an_order_from_ones_own_shop(crew, who, monkeypatch):
    """With the policy switched off the row itself is refused, by name."""
    factories.join(crew.vendor, getattr(crew, who), STAFF)
    monkeypatch.setattr(orders, "can_buy_from", lambda *_: orders.ALLOW)
    monkeypatch.setattr(
        "marketplace.orders.services.placeable.acts_for", lambda *_: orders.deny("")
    )
    with pytest.raises(DomainError), transaction.atomic():
        stories.submitted(crew, 1)
    assert not PurchaseOrder.objects.exists()


def test_the_cart_refuses_the_shop_one_acts_for(crew, client):
    factories.join(crew.vendor, crew.ani, STAFF)
    client.force_login(crew.ani)
    page = client.get(f"/produk/{crew.product.public_id}/")
    assert not page.context["can_buy"]
    chosen = {"sku": crew.sku.public_id, "revision": crew.product.revision_id, "quantity": "1"}
    answer = client.post("/keranjang/tambah/", chosen)
    assert answer.status_code == 403
