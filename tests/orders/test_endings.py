"""How an order ends before its goods leave: everything it held is free again."""

from datetime import timedelta

import pytest

from marketplace.core import clock, deadlines, outbox
from marketplace.core.errors import (
    InvalidTransition,
    NotAllowed,
    RuleViolation,
)
from marketplace.core.models import Deadline, OutboxEvent
from marketplace.notices.models import Notice
from marketplace.notices.services import post_message
from marketplace.orders import services
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.services.cancel import AlreadyReissued
from tests.orders import stories


def events() -> list[str]:
    return list(OutboxEvent.objects.order_by("pk").values_list("name", flat=True))


def leaves(world, order, status):
    order.refresh_from_db()
    assert order.status == status
    assert stories.stock_of(world.product) == (100, 0)
    assert stories.held_of(world.package) == 0
    assert not Deadline.objects.filter(subject_id=order.pk, closed_at=None).exists()
    assert events()[-1] == f"order.{status}"


def test_budi_rejects_and_everything_is_free_again(world):
    order = stories.submitted(world)
    services.reject_order(order_id=order.pk, reason="Tidak perlu", actor=world.budi)
    leaves(world, order, "rejected")


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_saying_no_needs_a_reason(world, reason):
    order = stories.submitted(world)
    for refuse in (services.reject_order, services.return_order):
        with pytest.raises(RuleViolation):
            refuse(order_id=order.pk, reason=reason, actor=world.budi)
    order.refresh_from_db()
    assert order.status == OrderStatus.SUBMITTED


def test_citra_accepts(world):
    order = stories.accepted(world)
    assert order.status == OrderStatus.ACCEPTED
    running = Deadline.objects.filter(subject_id=order.pk, closed_at=None)
    assert {one.kind.partition(".nudge")[0] for one in running} == {"order.delivery"}
    assert stories.stock_of(world.product) == (100, 2)


@pytest.mark.parametrize("name", ["ani", "budi", "dedi", "indra"])
def test_only_the_shops_owner_answers(world, name):
    order = stories.issued(world)
    for answer, more in ((services.accept_order, {}), (services.decline_order, {"reason": "x"})):
        with pytest.raises(NotAllowed):
            answer(order_id=order.pk, actor=getattr(world, name), **more)


def test_citra_declines_and_ani_issues_again(world):
    order = stories.issued(world)
    services.decline_order(order_id=order.pk, reason="Benang habis", actor=world.citra)
    leaves(world, order, "declined")

    again = services.reissue_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)
    assert again.reissue_of == order
    assert again.status == OrderStatus.SUBMITTED
    assert stories.stock_of(world.product) == (100, 2)
    with pytest.raises(AlreadyReissued):
        services.reissue_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)


def test_silence_past_the_deadline_expires_the_order(world):
    order = stories.issued(world)
    with clock.moved_to(clock.now() + timedelta(days=3, seconds=1)):
        deadlines.fire_due()
        leaves(world, order, "expired")
        again = services.reissue_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)
    assert again.reissue_of_id == order.pk


def test_the_deadline_does_nothing_before_its_time(world):
    order = stories.issued(world)
    with clock.moved_to(clock.now() + timedelta(days=2, hours=23)):
        deadlines.fire_due()
    order.refresh_from_db()
    assert order.status == OrderStatus.ISSUED


def test_an_answer_in_time_beats_the_clock(world):
    order = stories.accepted(world)
    with clock.moved_to(clock.now() + timedelta(days=9)):
        deadlines.fire_due()
    order.refresh_from_db()
    assert order.status == OrderStatus.ACCEPTED


def test_a_slow_review_loses_no_order(world):
    """One that takes longer than R-REVIEW-HOLD does: tests/orders/test_lapse.py."""
    order = stories.submitted(world)
    with clock.moved_to(clock.now() + timedelta(days=7)):
        deadlines.fire_due()
    order.refresh_from_db()
    assert order.status == OrderStatus.SUBMITTED


@pytest.mark.parametrize("begin", [stories.submitted, stories.returned])
def test_ani_cancels_before_approval(world, begin):
    order = begin(world)
    services.cancel_order(order_id=order.pk, reason="Salah barang", actor=world.ani)
    leaves(world, order, "cancelled")


@pytest.mark.parametrize("begin", [stories.submitted, stories.issued, stories.accepted])
def test_budi_cancels_before_shipment(world, begin):
    order = begin(world)
    services.cancel_order(order_id=order.pk, reason="Acara batal", actor=world.budi)
    leaves(world, order, "cancelled")


def test_ani_cannot_cancel_after_approval(world):
    order = stories.issued(world)
    with pytest.raises(NotAllowed):
        services.cancel_order(order_id=order.pk, reason="x", actor=world.ani)


def test_somebody_who_lost_the_office_decides_nothing(world):
    order = stories.submitted(world)
    world.budi.memberships.update(active=False)
    world.budi = world.budi.__class__.objects.get(pk=world.budi.pk)
    for decide in (
        lambda: services.approve_order(order_id=order.pk, actor=world.budi),
        lambda: services.cancel_order(order_id=order.pk, reason="x", actor=world.budi),
    ):
        with pytest.raises(NotAllowed):
            decide()


STEPS = {
    "approve": (services.approve_order, "budi", {}, {"submitted"}),
    "return": (services.return_order, "budi", {"reason": "x"}, {"submitted"}),
    "reject": (services.reject_order, "budi", {"reason": "x"}, {"submitted"}),
    "accept": (services.accept_order, "citra", {}, {"issued"}),
    "decline": (services.decline_order, "citra", {"reason": "x"}, {"issued"}),
    "resubmit": (services.resubmit_order, "ani", {}, {"returned"}),
    "reissue": (services.reissue_order, "ani", {}, {"declined", "expired"}),
    "expire": (services.expire_order, None, {}, {"issued"}),
    "lapse": (services.lapse_order, None, {}, {"submitted"}),
}


def begin_in(world, status):
    order = {
        "submitted": stories.submitted,
        "returned": stories.returned,
        "issued": stories.issued,
        "accepted": stories.accepted,
    }.get(status, stories.issued)(world)
    if status == "rejected":
        order = stories.submitted(world)
        services.reject_order(order_id=order.pk, reason="x", actor=world.budi)
    if status == "declined":
        services.decline_order(order_id=order.pk, reason="x", actor=world.citra)
    if status == "cancelled":
        services.cancel_order(order_id=order.pk, reason="x", actor=world.budi)
    if status == "expired":
        services.expire_order(order_id=order.pk)
    return PurchaseOrder.objects.get(pk=order.pk)


@pytest.mark.parametrize(
    "status",
    ["submitted", "returned", "issued", "accepted", "rejected", "declined", "cancelled", "expired"],
)
@pytest.mark.parametrize("step", sorted(STEPS))
def test_each_step_exists_only_in_its_states(world, status, step):
    take, name, more, allowed = STEPS[step]
    order = begin_in(world, status)
    who = {"actor": getattr(world, name)} if name else {}
    if step in {"resubmit", "reissue"}:
        more = {"seen": stories.seen(order)}
    if status in allowed:
        take(order_id=order.pk, **who, **more)
        return
    with pytest.raises((InvalidTransition, NotAllowed)):
        take(order_id=order.pk, **who, **more)
    order.refresh_from_db()
    assert order.status == status


def test_each_step_is_told_to_exactly_the_people_concerned(world):
    order = stories.submitted(world)
    outbox.relay()
    assert told() == {("order.submitted", "Budi")}
    services.approve_order(order_id=order.pk, actor=world.budi)
    outbox.relay()
    assert told() - {("order.submitted", "Budi")} == {
        ("order.issued", "Ani"),
        ("order.issued", "Citra"),
    }


def test_whoever_cancels_is_not_told_of_it(world):
    order = stories.issued(world)
    services.cancel_order(order_id=order.pk, reason="Acara batal", actor=world.budi)
    outbox.relay()
    assert {name for kind, name in told() if kind == "order.cancelled"} == {"Ani", "Citra"}


@pytest.mark.parametrize(
    ("author", "others"), [("citra", {"Ani", "Budi"}), ("budi", {"Ani", "Citra"})]
)
def test_a_message_reaches_the_others_of_the_conversation(world, author, others):
    order = stories.issued(world)
    post_message(
        subject=order, author=getattr(world, author), author_line=author, text="Kirim Kamis?"
    )
    outbox.relay()
    assert {name for kind, name in told() if kind == "order.message"} == others


def told() -> set[tuple[str, str]]:
    return set(Notice.objects.filter(channel="inbox").values_list("kind", "recipient__name"))
