"""One case, one training and one ticket, for the walks through the whole site."""

from typing import Any

from tests.vendors.support.conftest import next_week, question
from vendors.support import services


def make_help(world: Any) -> dict[str, Any]:
    """Return what Citra's shop asks of its office: help, a seat's training, an answer."""
    tenant, vendor = world.agency.tenant, world.vendor
    return {
        "case": services.open_case(vendor_id=vendor.pk, topic="halal", actor=world.citra),
        "training": services.announce_training(
            tenant_id=tenant.pk, new=next_week(), actor=world.joko
        ),
        "ticket": services.open_ticket(
            question=question(tenant, vendor_id=vendor.pk), actor=world.citra
        ),
    }
