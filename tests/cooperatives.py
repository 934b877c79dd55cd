"""A cooperative of the cast: Citra's shop as Koperasi Tenun, with members who make its goods."""

from collections.abc import Sequence
from datetime import date

from tests import factories
from vendors.members import services
from vendors.members.models import CooperativeMember
from vendors.models import LegalForm, Vendor

NAMES = ("Yuliana Tefa", "Marten Nubatonis", "Yosefina Bria")
CONSENT = date(2026, 1, 10)


def make_cooperative(world: factories.World) -> Vendor:
    """Citra's shop becomes a cooperative."""
    vendor = world.vendor
    vendor.legal_form, vendor.name = LegalForm.COOPERATIVE, "Koperasi Tenun (contoh)"
    vendor.save(update_fields=["legal_form", "name"])
    return vendor


def facts(number: str = "A-001", name: str = NAMES[0], **fields) -> services.MemberFacts:
    """What the cooperative says of a member."""
    values = {"makes": "Tenun ikat", "since": date(2020, 3, 5), "consent_on": CONSENT}
    return services.MemberFacts(**{"number": number, "name": name, **values, **fields})


def add_member(world: factories.World, number: str = "A-001", **fields) -> CooperativeMember:
    """A member who lives where the shop is."""
    fields.setdefault("region_id", world.vendor.region_id)
    return services.add_member(
        vendor_id=world.vendor.pk, facts=facts(number, **fields), actor=world.citra
    )


def add_members(world: factories.World, names: Sequence[str] = NAMES) -> list[CooperativeMember]:
    """Several members, numbered."""
    return [
        add_member(world, f"A-{place:03d}", name=name) for place, name in enumerate(names, start=1)
    ]
