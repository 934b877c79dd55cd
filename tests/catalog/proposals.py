"""Etalases in the making, as far as a test wants them; every step by its use-case."""

from datetime import timedelta

from catalog.category_models import Category
from catalog.open_to import OpenTo
from catalog.showcases import services
from catalog.showcases.models import EtalaseProposal
from marketplace.accounts.models import Role, Tenant, User
from marketplace.core import clock
from marketplace.core.calendar import HOME_ZONE
from tests import factories
from vendors.channels import Channel

SOURCES = ("Toko Maju, Kupang", "Pasar Oebobo", "Kontrak Dinas Pendidikan 2025")
SPECIFICATION = "Tenun tangan, benang katun, lebar paling sedikit 60 cm, tidak luntur."


def words(**changed) -> services.Proposed:
    today = clock.today(HOME_ZONE)
    values = {
        "name": "Tenun ikat",
        "category_id": Category.objects.get(code="kain").pk,
        "channel": Channel.BELA,
        "region_id": None,
        "open_to": OpenTo.RESIDENTS,
        "opens_on": today,
        "closes_on": today + timedelta(days=365),
        "grounds": "Dinas membeli seragam tenun tiap tahun dan tidak punya tempat membandingkan.",
    }
    return {**values, **changed}


def proposed(by: User, tenant: Tenant, **changed) -> EtalaseProposal:
    return services.propose(tenant_id=tenant.pk, actor=by, **words(**changed))


def studied(by: User, tenant: Tenant, *, prices: int = 3, specified: bool = True, **changed):
    """A proposal whose study runs, with so many prices of different sources."""
    proposal = proposed(by, tenant, **changed)
    services.begin_study(proposal_id=proposal.pk, actor=by)
    for number in range(prices):
        services.add_price(
            proposal_id=proposal.pk,
            actor=by,
            goods="Kain tenun 2,5 m",
            unit="lembar",
            price_rupiah=400_000 + number,
            source=SOURCES[number],
            surveyed_on=clock.today(HOME_ZONE),
        )
    if specified:
        services.write_specification(proposal_id=proposal.pk, text=SPECIFICATION, actor=by)
    proposal.refresh_from_db()
    return proposal


def colleague(tenant: Tenant) -> User:
    """Kurnia, who manages the catalogue of the same market."""
    return factories.make_tenant_officer("Kurnia", Role.CATALOGUE_MANAGER, tenant)
