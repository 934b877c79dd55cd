"""Who is told of what happens to a proposal."""

from django.urls import reverse

from catalog.showcases.models import EtalaseProposal
from marketplace.accounts.models import Role
from marketplace.accounts.queries import tenant_officers
from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.notices.services import notify


@outbox.subscribe(
    "showcase.proposed",
    "showcase.returned",
    "showcase.rejected",
    "showcase.opened",
    "showcase.closed",
    handler="showcases.tell_managers",
)
def tell_managers(event: OutboxEvent) -> None:
    """Tell the catalogue managers of the market, except who did it."""
    proposal = EtalaseProposal.objects.select_related("tenant").get(pk=event.subject_id)
    managers = tenant_officers(proposal.tenant_id, Role.CATALOGUE_MANAGER)
    people = managers.exclude(pk=event.payload.get("actor_id"))
    notify(
        event=event,
        recipients=list(people),
        kind=event.name,
        params={
            "name": proposal.name,
            "market": proposal.tenant.name,
            "reason": str(event.payload.get("reason", "")),
        },
        url=reverse("showcase", args=[proposal.public_id]),
    )
