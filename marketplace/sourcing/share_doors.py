"""How an officer comes to goods that a colleague hands over: notices and tasks."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.notices import kinds
from marketplace.notices.models import Group
from marketplace.notices.services import notify
from marketplace.sourcing import policies, queries
from marketplace.sourcing.models import SharedCart
from marketplace.web import panels

LIMIT = 100
kinds.register(
    "cart.shared",
    title=gettext_lazy("%(person)s hands you goods to order: %(name)s"),
    body=gettext_lazy("Look at them, then put them into your cart or decline them."),
)
kinds.register(
    "cart.taken",
    title=gettext_lazy("%(person)s took your goods: %(name)s"),
    body=gettext_lazy("They lie in that person's cart now. Take them out of yours."),
)
kinds.register(
    "cart.declined",
    title=gettext_lazy("%(person)s declined your goods: %(name)s"),
    body=gettext_lazy("They still lie in your cart."),
)
kinds.register_optional(Group.LISTS, "cart.shared", "cart.taken", "cart.declined")


@outbox.subscribe(
    "cart.shared", "cart.taken", "cart.declined", handler="sourcing.tell_officers_of_shared_cart"
)
def tell_officers(event: OutboxEvent) -> None:
    """Tell who it was handed to, and then who handed it."""
    shared = SharedCart.objects.select_related("sent_by", "sent_to").get(pk=event.subject_id)
    doer, told = shared.sent_to, shared.sent_by
    if event.name == "cart.shared":
        doer, told = told, doer
    notify(
        event=event,
        recipients=[told],
        kind=event.name,
        params={"person": doer.name, "name": shared.name},
        url=reverse("shared_cart", args=[shared.public_id]),
    )


@panels.provide("tasks")
def shared_tasks(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Name what colleagues hand over, until it is taken or declined."""
    user = request.user
    if not isinstance(user, User) or not policies.can_shop(user):
        return []
    return [_task(shared) for shared in queries.shared_waiting(user)[:LIMIT]]


def _task(shared: SharedCart) -> panels.Task:
    return panels.Task(
        title=_("Goods handed over: %(name)s") % {"name": shared.name},
        detail=f"{shared.sent_by.name} · {shared.agency.name}",
        url=reverse("shared_cart", args=[shared.public_id]),
        action=_("Put into the cart"),
        does=reverse("shared_cart_take", args=[shared.public_id]),
        icon="shopping-cart",
        since=shared.sent_at,
    )
