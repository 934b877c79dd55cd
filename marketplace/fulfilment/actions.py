"""What the order page and the task list offer of a delivery."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import panels
from marketplace.fulfilment import policies, queries
from marketplace.fulfilment.forms import DisputeForm, ReceiveForm, ShipForm, SignForm
from marketplace.fulfilment.models import Handover
from marketplace.orders.models import OrderStatus, PurchaseOrder

LIMIT = 50
SHIPPABLE = frozenset({OrderStatus.ACCEPTED, OrderStatus.SHIPPED})
COUNTABLE = frozenset({OrderStatus.SHIPPED, OrderStatus.DISPUTED})
SIGNABLE = frozenset({OrderStatus.SHIPPED, OrderStatus.RECEIVED})
DISPUTABLE = frozenset({OrderStatus.SHIPPED, OrderStatus.RECEIVED})


@panels.provide("order.actions")
def order_actions(request: HttpRequest, order: PurchaseOrder) -> list[panels.Action]:
    """Return the delivery steps this person may take now; each address also works by itself."""
    user = request.user
    if not isinstance(user, User):
        return []
    found: list[panels.Action] = []
    if order.status in SHIPPABLE and policies.can_ship(user, order) and queries.owes_goods(order):
        found.append(_ship(order))
    if policies.can_receive(user, order):
        found.extend(_for_the_receiver(order))
    if order.status in SIGNABLE and (handover := _lacking_signature(user, order)):
        found.append(_sign(order, handover))
    return found


def _for_the_receiver(order: PurchaseOrder) -> list[panels.Action]:
    found: list[panels.Action] = []
    if order.status in COUNTABLE and queries.has_uncounted(order):
        found.append(_receive(order))
    if order.status in DISPUTABLE:
        found.append(_dispute(order))
    return found


def _lacking_signature(user: User, order: PurchaseOrder) -> Handover | None:
    for_buyer = bool(policies.can_sign_for_buyer(user, order))
    if not for_buyer and not policies.can_sign_for_vendor(user, order):
        return None
    return queries.to_be_signed(order, by_buyer=for_buyer)


def _ship(order: PurchaseOrder) -> panels.Action:
    return panels.Action(
        label=_("Send the goods"),
        url=reverse("order_ship", args=[order.public_id]),
        icon="truck",
        order=10,
        sentence=_("Who brings the goods?"),
        dialog_template="fulfilment/fields.html",
        context={"form": ShipForm(order=order, auto_id="ship_%s")},
    )


def _receive(order: PurchaseOrder) -> panels.Action:
    return panels.Action(
        label=_("Record goods"),
        url=reverse("order_receive", args=[order.public_id]),
        icon="package-check",
        order=10,
        sentence=_("How many arrived in good order?"),
        dialog_template="fulfilment/fields.html",
        context={"form": ReceiveForm(order=order, auto_id="receive_%s"), "multipart": True},
    )


def _dispute(order: PurchaseOrder) -> panels.Action:
    return panels.Action(
        label=_("Complain"),
        url=reverse("order_dispute", args=[order.public_id]),
        icon="message-square-warning",
        style="ghost",
        order=90,
        sentence=_("Report a problem with the goods?"),
        dialog_template="fulfilment/fields.html",
        context={"form": DisputeForm(auto_id="dispute_%s")},
    )


def _sign(order: PurchaseOrder, handover: Handover) -> panels.Action:
    return panels.Action(
        label=_("Sign the BAST"),
        url=reverse("order_sign", args=[order.public_id]),
        icon="pen-line",
        order=10,
        sentence=_("Sign the BAST of %(number)s?") % {"number": order.number},
        dialog_template="fulfilment/sign_words.html",
        context={
            "form": SignForm(initial={"handover": handover.pk}, auto_id="sign_%s"),
            "handover": handover,
        },
    )


@panels.provide("order.panels")
def delivery_panel(_request: HttpRequest, order: PurchaseOrder) -> list[panels.Panel]:
    """Return courier, count, photo and signatures once the goods are on their way."""
    delivery = queries.delivery_of(order)
    if not delivery.shipments:
        return []
    context = {"order": order, "delivery": delivery, "zone": order.agency.time_zone}
    return [panels.Panel("fulfilment/delivery.html", context, order=20)]


@panels.provide("order.timeline")
def parts_on_the_timeline(_request: HttpRequest, order: PurchaseOrder) -> list[dict[str, Any]]:
    """Return the shipments and signed handovers that are no step of the whole order."""
    return [
        {
            "icon": "truck",
            "title": _("A further part sent"),
            "who": f"{shipment.shipped_by}, {_('vendor')}",
            "when": shipment.shipped_at,
        }
        for shipment in queries.later_shipments(order)
    ] + [
        {
            "icon": "file-check",
            "title": _("%(number)s signed for a part") % {"number": handover.number},
            "who": f"{handover.buyer_signed_by}, {handover.vendor_signed_by}",
            "when": max(filter(None, (handover.buyer_signed_at, handover.vendor_signed_at))),
        }
        for handover in queries.partial_handovers(order)
    ]


@panels.provide("tasks")
def delivery_tasks(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Return what waits for this person about goods: to count, to sign, to repair."""
    user = request.user
    if not isinstance(user, User):
        return []
    return [
        *_tasks(
            queries.to_receive(user)[:LIMIT], _("Count the goods"), _("Record"), "package-check"
        ),
        *_tasks(queries.to_ship(user)[:LIMIT], _("Send the rest"), _("Send"), "truck"),
        *_tasks(queries.to_sign(user)[:LIMIT], _("Sign the BAST"), _("Sign"), "pen-line"),
        *_tasks(
            queries.to_repair(user)[:LIMIT],
            _("Answer the complaint"),
            _("Look"),
            "message-square-warning",
        ),
    ]


def _tasks(orders: Iterable[PurchaseOrder], what: str, button: str, icon: str) -> list[panels.Task]:
    return [
        panels.Task(
            title=f"{what}: {order.title}",
            detail=f"{order.number} · {order.vendor.name}",
            url=reverse("order_detail", args=[order.public_id]),
            action=button,
            icon=icon,
            since=order.status_at,
            amount_rupiah=order.gross_rupiah,
        )
        for order in orders
    ]
