"""Etalases in the making of one province: opened by two people, studied, returned, proposed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from catalog.category_models import Category
from catalog.open_to import OpenTo
from catalog.showcases import services
from catalog.showcases.models import EtalaseProposal
from marketplace.accounts.models import Tenant, User
from marketplace.core import clock
from marketplace.core.calendar import HOME_ZONE
from marketplace.demo import tenants as people
from vendors.channels import Channel

MARKET: Final = "jatim"
OPENED: Final = "Alat dan bahan pertanian"
# Planned etalases of construction work, of which the first two are studied.
PLANNED: Final = (
    "Pekerjaan konstruksi jalan dan jembatan",
    "Pekerjaan konstruksi bangunan gedung negara",
    "Pekerjaan konstruksi bangunan pendidikan",
    "Pekerjaan konstruksi pemeliharaan bangunan gedung",
)
RETURNED: Final = "Perlengkapan upacara"
GROUNDS: Final = "Beberapa dinas membelinya tiap tahun dan belum punya tempat membandingkan harga."
SPECIFICATION: Final = "Cangkul dan sabit baja tempa, gagang kayu keras, garansi ganti satu bulan."
PRICES: Final = (
    ("Cangkul baja tempa", "buah", 85_000, "Toko tani di Jombang (contoh)"),
    ("Cangkul baja tempa", "buah", 92_000, "Pandai besi di Nganjuk (contoh)"),
    ("Cangkul baja tempa", "buah", 88_000, "Kontrak dinas tahun lalu (contoh)"),
    ("Sabit bergerigi", "buah", 38_000, "Toko tani di Jombang (contoh)"),
)


def load_showcases(now: datetime) -> None:
    """Let the two catalogue managers of the province work through the weeks before now."""
    tenant = Tenant.objects.get(slug=MARKET)
    staff = [one for one in people.tenant(MARKET).staff if one.role == "catalogue_manager"]
    first, second = (User.objects.get(email=one.email) for one in staff)
    with clock.moved_to(now - timedelta(days=50)):
        tools = _propose(tenant, OPENED, "bahan-bangunan", first)
        returned = _propose(tenant, RETURNED, "cendera-mata", first)
    with clock.moved_to(now - timedelta(days=44)):
        services.begin_study(proposal_id=tools.pk, actor=second)
        reason = "Sebutkan dinas mana yang membeli dan kapan."
        services.return_proposal(proposal_id=returned.pk, reason=reason, actor=second)
    with clock.moved_to(now - timedelta(days=31)):
        _study(tools, second)
        services.open_etalase(proposal_id=tools.pk, actor=second)
    with clock.moved_to(now - timedelta(days=12)):
        plans = [_propose(tenant, name, "pekerjaan-konstruksi", second) for name in PLANNED]
    with clock.moved_to(now - timedelta(days=5)):
        for proposal in plans[:2]:
            services.begin_study(proposal_id=proposal.pk, actor=first)


def _propose(tenant: Tenant, name: str, category: str, actor: User) -> EtalaseProposal:
    today = clock.today(HOME_ZONE)
    return services.propose(
        tenant_id=tenant.pk,
        actor=actor,
        name=name,
        category_id=Category.objects.get(code=category).pk,
        channel=Channel.KATALOG_LOKAL,
        region_id=None,
        open_to=OpenTo.RESIDENTS,
        opens_on=today,
        closes_on=date(today.year + 2, 12, 31),
        grounds=GROUNDS,
    )


def _study(proposal: EtalaseProposal, actor: User) -> None:
    for goods, unit, price, source in PRICES:
        services.add_price(
            proposal_id=proposal.pk,
            actor=actor,
            goods=goods,
            unit=unit,
            price_rupiah=price,
            source=source,
            surveyed_on=clock.today(HOME_ZONE),
        )
    services.write_specification(proposal_id=proposal.pk, text=SPECIFICATION, actor=actor)
