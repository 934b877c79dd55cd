"""Where a story about a complaint begins: Eka finds two of three cloths torn."""

from typing import Any

from marketplace.fulfilment.models import Complaint, ComplaintStatus
from marketplace.fulfilment.services import (
    agree_to_answer,
    answer_complaint,
    decide_complaint,
    disagree_with_answer,
    dispute_order,
    escalate_complaint,
    receive_order,
)
from marketplace.orders.models import PurchaseOrder
from tests import factories, stories
from tests.factories import World

TORN = "Dua lembar sobek di lipatan."
PROMISE = "Kami antar gantinya hari Senin."
NO = "Gantinya diperlukan besok."
WHY = "Sobek sudah ada sebelum dikirim."


def opened(world: World, **what: Any) -> PurchaseOrder:
    """Three cloths came, Eka complains about two of them."""
    order = stories.shipped(world, 3)
    units = {"units": {order.lines.get().pk: 2}, "kind": "damaged"}
    return dispute_order(order_id=order.pk, reason=TORN, actor=world.eka, **{**units, **what})


def answered(world: World, remedy: str = "replace") -> PurchaseOrder:
    """Citra says how she meets it."""
    order = opened(world)
    return answer_complaint(order_id=order.pk, remedy=remedy, reason=PROMISE, actor=world.citra)


def disagreed(world: World, remedy: str = "replace") -> PurchaseOrder:
    """Budi does not agree."""
    return disagree_with_answer(order_id=answered(world, remedy).pk, reason=NO, actor=world.budi)


def escalated(world: World) -> PurchaseOrder:
    """Citra asks Indra to decide."""
    return escalate_complaint(order_id=disagreed(world).pk, reason=WHY, actor=world.citra)


def agreed(world: World, remedy: str = "replace") -> PurchaseOrder:
    """Budi agrees."""
    return agree_to_answer(order_id=answered(world, remedy).pk, actor=world.budi)


def decided(world: World, remedy: str = "as_is") -> PurchaseOrder:
    """Indra has decided."""
    order = escalated(world)
    return decide_complaint(order_id=order.pk, remedy=remedy, reason=WHY, actor=world.indra)


def staged_complaint(world: World) -> Complaint:
    """A complaint with a photo whose answer was not agreed to, closed by counting all of it."""
    order = opened(world, photos=[factories.make_photo("sobek.png")])
    answer_complaint(order_id=order.pk, remedy="replace", reason=PROMISE, actor=world.citra)
    disagree_with_answer(order_id=order.pk, reason=NO, actor=world.budi)
    counted = dict(order.lines.values_list("pk", "quantity"))
    receive_order(order_id=order.pk, accepted=counted, actor=world.eka)
    return order.complaints.get()


BUILD = {
    ComplaintStatus.OPEN: opened,
    ComplaintStatus.ANSWERED: answered,
    ComplaintStatus.DISAGREED: disagreed,
    ComplaintStatus.ESCALATED: escalated,
    ComplaintStatus.AGREED: agreed,
    ComplaintStatus.DECIDED: decided,
}


def stands(order: PurchaseOrder) -> tuple[str, int]:
    """Where the last complaint of an order stands, and how much was said."""
    complaint = Complaint.objects.filter(order=order).latest("pk")
    return complaint.status, complaint.steps.count()


def state_of(order: PurchaseOrder) -> str:
    """Where the order stands now."""
    return PurchaseOrder.objects.get(pk=order.pk).status
