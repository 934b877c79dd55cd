"""From the vendor's door to the second signature, and the complaint in between."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.core import files
from marketplace.core.errors import InvalidTransition, InvalidUpload, NotAllowed, RuleViolation
from marketplace.core.models import OutboxEvent
from marketplace.core.outbox import relay
from marketplace.documents import services as documents
from marketplace.fulfilment.models import Claim, ClaimStatus, Handover, Receipt, Shipment
from marketplace.fulfilment.services import (
    dispute_order,
    receive_order,
    ship_order,
    sign_handover,
)
from marketplace.notices.models import Notice
from marketplace.orders.models import OrderStatus
from marketplace.orders.services import accept_order
from tests import stories
from tests.factories import give_role, make_officer
from tests.trust.files import sheets

PDF = sheets.pdf()


def counted(order, **changes):
    """What Eka counts: everything, but for the changes made by line name."""
    return {line.pk: changes.get(line.name, line.quantity) for line in order.lines.all()}


@pytest.fixture
def accepted(world):
    order = stories.issued(world)
    return accept_order(order_id=order.pk, actor=world.citra)


def test_shipping_turns_the_reservation_into_a_withdrawal(world, accepted):
    ship_order(order_id=accepted.pk, courier=" JNE ", tracking=" 77 ", actor=world.citra)
    world.sku.refresh_from_db()
    assert (world.sku.stock, world.sku.reserved) == (98, 0)
    assert Shipment.objects.values_list("courier", "tracking").get() == ("JNE", "77")


@pytest.mark.parametrize("courier", ["", "   "])
def test_goods_travel_with_somebody(world, accepted, courier):
    with pytest.raises(RuleViolation):
        ship_order(order_id=accepted.pk, courier=courier, actor=world.citra)
    accepted.refresh_from_db()
    assert accepted.status == OrderStatus.ACCEPTED


def test_a_very_long_courier_is_cut_and_not_an_error(world, accepted):
    ship_order(order_id=accepted.pk, courier="K" * 900, tracking="9" * 900, actor=world.citra)
    assert len(Shipment.objects.get().courier) == 80


@pytest.mark.parametrize("who", ["ani", "budi", "dedi", "eka", "fajar", "indra"])
def test_only_the_shop_owner_ships(world, accepted, who):
    with pytest.raises(NotAllowed):
        ship_order(order_id=accepted.pk, courier="JNE", actor=getattr(world, who))
    assert not Shipment.objects.exists()


@pytest.mark.parametrize("who", ["ani", "budi", "citra", "dedi", "fajar", "gita", "indra"])
def test_only_the_receiving_officer_counts(world, who):
    order = stories.shipped(world)
    with pytest.raises(NotAllowed):
        receive_order(order_id=order.pk, accepted=counted(order), actor=getattr(world, who))
    assert not Receipt.objects.exists()


def test_whoever_ordered_does_not_also_receive(world):
    order = stories.shipped(world)
    give_role(order.created_by, "activity_officer", world.agency)
    ani = type(world.ani).objects.get(pk=world.ani.pk)
    with pytest.raises(NotAllowed):
        receive_order(order_id=order.pk, accepted=counted(order), actor=ani)


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_count_of_nothing_or_of_too_much_is_refused_and_changes_nothing(world, number):
    order = stories.shipped(world)
    line = order.lines.get()
    with pytest.raises(RuleViolation) as refused:
        receive_order(order_id=order.pk, accepted={line.pk: number}, actor=world.eka)
    assert refused.value.details["line"] == line.pk
    order.refresh_from_db()
    assert order.status == OrderStatus.SHIPPED


def test_goods_nobody_counted_are_not_received(world):
    order = stories.shipped(world)
    with pytest.raises(RuleViolation):
        receive_order(order_id=order.pk, accepted={}, actor=world.eka)


def test_a_photo_is_read_by_whoever_sees_the_order_and_by_nobody_else(world):
    order = stories.shipped(world)
    photo = SimpleUploadedFile("barang.pdf", PDF)
    receive_order(
        order_id=order.pk, accepted=counted(order), actor=world.eka, photo=photo, note="Utuh"
    )
    kept = Receipt.objects.get().photo
    readers = {
        name: bool(files.can_read(getattr(world, name), kept))
        for name in ("ani", "budi", "citra", "eka", "gita", "indra", "dedi", "joko")
    }
    assert readers == {
        "ani": True, "budi": True, "citra": True, "eka": True, "gita": True, "indra": True,
        "dedi": False, "joko": False,
    }  # fmt: skip


def test_a_false_photo_stops_the_receipt(world):
    order = stories.shipped(world)
    with pytest.raises(InvalidUpload):
        receive_order(
            order_id=order.pk,
            accepted=counted(order),
            actor=world.eka,
            photo=SimpleUploadedFile("barang.jpg", b"<html>"),
        )
    order.refresh_from_db()
    assert order.status == OrderStatus.SHIPPED


def test_the_second_signature_issues_the_bast_and_opens_the_claim(world):
    order = stories.received(world)
    sign_handover(order_id=order.pk, actor=world.citra)
    assert not Claim.objects.exists()
    sign_handover(order_id=order.pk, actor=world.budi)
    order.refresh_from_db()
    claim = Claim.objects.get()
    assert order.status == OrderStatus.HANDED_OVER
    assert (claim.status, claim.amount_rupiah, claim.vat_rupiah, claim.pph22_rupiah) == (
        ClaimStatus.OPEN,
        order.gross_rupiah,
        order.vat_rupiah,
        order.pph22_rupiah,
    )
    bast = documents.of(order).get(kind="bast")
    assert bast.data["receiver"]["name"] == str(world.budi)
    assert bast.data["purchase_letter_number"].startswith("SP-")


@pytest.mark.parametrize("who", ["ani", "dedi", "eka", "fajar", "gita", "indra"])
def test_nobody_else_signs(world, who):
    order = stories.received(world)
    with pytest.raises(NotAllowed):
        sign_handover(order_id=order.pk, actor=getattr(world, who))


def test_another_ppk_does_not_sign_for_the_one_who_approved(world):
    order = stories.received(world)
    other = make_officer("Made", "commitment_officer", world.agency)
    with pytest.raises(NotAllowed):
        sign_handover(order_id=order.pk, actor=other)


def test_nobody_signs_twice_or_before_the_count(world):
    early = stories.shipped(world)
    with pytest.raises(InvalidTransition):
        sign_handover(order_id=early.pk, actor=world.budi)
    order = stories.received(world)
    sign_handover(order_id=order.pk, actor=world.budi)
    with pytest.raises(InvalidTransition):
        sign_handover(order_id=order.pk, actor=world.budi)
    assert not Claim.objects.exists()


def test_a_complaint_is_told_to_those_concerned_and_repaired(world):
    order = stories.shipped(world)
    with pytest.raises(RuleViolation):
        dispute_order(order_id=order.pk, reason="  ", actor=world.eka)
    dispute_order(order_id=order.pk, reason="Satu lembar sobek", actor=world.eka)
    assert OutboxEvent.objects.filter(name="order.disputed").exists()
    relay(500)
    told = Notice.objects.filter(kind="order.disputed").values_list("recipient__name", flat=True)
    assert set(told) == {"Ani", "Budi", "Citra"}
    receive_order(order_id=order.pk, accepted=counted(order), actor=world.eka)
    order.refresh_from_db()
    assert order.status == OrderStatus.RECEIVED


def test_goods_counted_again_after_a_complaint_need_fresh_signatures(world):
    order = stories.received(world)
    sign_handover(order_id=order.pk, actor=world.budi)
    dispute_order(order_id=order.pk, reason="Cacat tersembunyi", actor=world.eka)
    receive_order(order_id=order.pk, accepted=counted(order), actor=world.eka, note="Diganti")
    first, again = Handover.objects.order_by("pk")
    assert first.buyer_signed_at is not None, "what was signed stays on record"
    assert (first.withdrawn_at is None, again.withdrawn_at) == (False, None)
    assert (again.buyer_signed_at, again.receipts.get().note) == (None, "Diganti")
    sign_handover(order_id=order.pk, actor=world.citra)
    assert not Claim.objects.exists()
    sign_handover(order_id=order.pk, actor=world.budi)
    assert Claim.objects.count() == 1
