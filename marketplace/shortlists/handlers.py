"""Who is told that a kept search has found new goods."""

from django.urls import reverse

from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.notices.services import notify
from marketplace.shortlists.models import SavedSearch


@outbox.subscribe("saved_search.found", handler="shortlists.tell_owner")
def tell_owner(event: OutboxEvent) -> None:
    """Tell whoever keeps the search, unless they dropped it meanwhile."""
    found = SavedSearch.objects.select_related("owner").filter(pk=event.subject_id).first()
    if found is None or not found.alerts:
        return
    notify(
        event=event,
        recipients=[found.owner],
        kind=event.name,
        params={"search": found.name, "number": int(event.payload["number"])},
        url=reverse("saved_searches"),
    )
