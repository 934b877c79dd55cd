"""Who is told of what happens at a counter: the person in whose name it happened."""

from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.notices import kinds
from marketplace.notices import services as notices
from vendors import queries as shop_queries
from vendors.acting import shop_url
from vendors.counter.models import CounterSession

kinds.register(
    "counter.confirmed",
    title=gettext_lazy("%(name)s: you confirmed your application at %(desk)s"),
    body=gettext_lazy(
        "An officer typed application %(number)s for you and you confirmed it. If it was not you, "
        "write to the helpdesk today: the verifier has not decided yet."
    ),
)
kinds.register(
    "counter.taken_up",
    title=gettext_lazy("%(name)s: your application is being continued at %(desk)s"),
    body=gettext_lazy(
        "An officer there said that you came and agreed, and can read and change application "
        "%(number)s today. If you did not, write to the helpdesk today."
    ),
)


@outbox.subscribe("counter.taken_up", handler="counter.tell_owner_at_once")
def tell_owner_at_once(event: OutboxEvent) -> None:
    """Tell the owner that an officer goes on with their application, in case they did not come."""
    session = CounterSession.objects.select_related("desk", "vendor").get(pk=event.subject_id)
    owner = shop_queries.owner_of(session.vendor) if session.vendor else None
    if owner is not None:
        _tell(event, session, owner)


@outbox.subscribe("counter.confirmed", handler="counter.tell_owner")
def tell_owner(event: OutboxEvent) -> None:
    """Tell the owner that their application was confirmed at a counter, in case it was not them."""
    rows = CounterSession.objects.select_related("desk", "vendor")
    session = rows.get(pk=event.subject_id)
    last = session.confirmations.select_related("owner").order_by("-pk").first()
    if last is not None:
        _tell(event, session, last.owner)


def _tell(event: OutboxEvent, session: CounterSession, owner: User) -> None:
    if session.vendor is None:
        return
    params = {
        "name": session.vendor.name,
        "number": session.vendor.number,
        "desk": session.desk.name,
    }
    url = shop_url("vendor_home", session.vendor)
    notices.notify(event=event, recipients=[owner], kind=event.name, params=params, url=url)
