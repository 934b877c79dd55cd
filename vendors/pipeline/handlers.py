"""A shop that is handed in is found among the targets of its markets."""

from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from vendors.models import Vendor
from vendors.pipeline import services


@outbox.subscribe("vendor.submitted", "vendor.approved", handler="pipeline.match_shop")
def match_shop(event: OutboxEvent) -> None:
    """Tie the targets that have the numbers of this shop."""
    shops = Vendor.objects.select_related("region__parent__parent")
    services.match_shop(shops.get(pk=event.subject_id))
