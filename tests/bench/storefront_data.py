"""The market that `bench storefront` reads: 5,000 live goods of 80 shops, and a year of orders.

Rows are made in bulk, past the use-cases: a measurement of pages needs their number, not their
story. The guards of orders and claims are off while the rows go in, as only the owner of this
throw-away database may do.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from catalog import rules
from catalog.models import (
    Etalase,
    PriceMark,
    PriceVersion,
    Product,
    ProductRevision,
    ProductStatus,
    RevisionStatus,
    Sku,
)
from catalog.open_to import OpenTo
from marketplace.accounts.models import Agency, Region, RegionLevel, Tenant, User
from marketplace.budget.models import AccountCode, BudgetLine, PackageLine, PlanPackage
from marketplace.core import clock
from marketplace.demo.etalases import ETALASES
from marketplace.fulfilment.models import Claim, ClaimStatus, Handover
from marketplace.orders.models import OrderStatus, PurchaseOrder
from tests.bench import database
from vendors.models import (
    LegalForm,
    SizeClass,
    Vendor,
    VendorMembership,
    VendorRole,
    VendorStatus,
)
from vendors.queries import channels_of

TENANTS, VENDORS, PRODUCTS, ORDERS = 5, 80, 5_000, 3_000
BATCH = 1_000
GOODS = ("Kopi arabika", "Teh kelor", "Kain tenun", "Sabun kelor", "Nasi kotak", "Kursi rotan")
KINDS = ("Bajawa", "Flores", "nila", "gedog", "halus", "pilihan", "kemasan baru", "desa")
SIZES = ("100 g", "250 g", "500 g", "1 kg", "30 cm", "10 lembar")
UNITS = ("bungkus", "lembar", "kotak", "buah")
GUARDED = (
    "orders_purchaseorder",
    "orders_statuschange",
    "fulfilment_handover",
    "fulfilment_claim",
)
GUARDED_GOODS = ("catalog_productrevision",)


@dataclass(frozen=True)
class Market:
    """What the pages are asked for: an etalase and a product that exist."""

    etalase_slug: str
    product_id: str


class Builder:
    """Makes the rows, the same ones for the same seed."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.now = clock.now()

    def build(self) -> Market:
        """Fill the empty database; returns where to look."""
        self.places = list(Region.objects.filter(level=RegionLevel.REGENCY).order_by("code")[:60])
        self.owners = self._owners()
        self.tenants = self._tenants()
        self.shops = self._shops()
        etalases = self._etalases()
        with guards_off(*GUARDED_GOODS), transaction.atomic():
            product = self._products(etalases)
        with guards_off(*GUARDED):
            self._orders()
        return Market(etalases[0].slug, str(product.public_id))

    def _owners(self) -> list[User]:
        """Each shop's owner, then the officer who decided about all of them."""
        names = [f"pemilik{number}" for number in range(VENDORS)] + ["katalog"]
        rows = [User(email=f"{name}@ukur.test", name=name) for name in names]
        return User.objects.bulk_create(rows)

    def _tenants(self) -> list[Tenant]:
        provinces = Region.objects.filter(level=RegionLevel.PROVINCE).order_by("code")[:TENANTS]
        rows = [Tenant(slug=f"pasar-{p.pk}", name=f"Pasar {p.name}", region=p) for p in provinces]
        return Tenant.objects.bulk_create(rows)

    def _shops(self) -> list[Vendor]:
        sizes = (SizeClass.MICRO, SizeClass.MICRO, SizeClass.SMALL, SizeClass.MEDIUM)
        forms = (LegalForm.INDIVIDUAL, LegalForm.CV, LegalForm.PT, LegalForm.COOPERATIVE)
        rows = [
            Vendor(
                number=f"PD-{number:06d}",
                slug=f"toko-{number}",
                name=f"Sanggar Usaha {number}",
                legal_form=forms[number % 7 % 4],
                nib=f"{9_100_000_000_000 + number}",
                size_class=sizes[number % 4],
                is_pkp=number % 3 == 0,
                region=self.places[number % len(self.places)],
                status=VendorStatus.APPROVED,
                status_at=self.now,
                approved_at=self.now - timedelta(days=number),
                approved_by=self.owners[-1],
                created_at=self.now,
            )
            for number in range(VENDORS)
        ]
        with transaction.atomic():
            shops = Vendor.objects.bulk_create(rows)
            VendorMembership.objects.bulk_create(
                VendorMembership(
                    vendor=shop, user=owner, role=VendorRole.OWNER, since=self.now, granted_by=owner
                )
                for shop, owner in zip(shops, self.owners, strict=False)
            )
        return shops

    def _etalases(self) -> list[Etalase]:
        rows = [
            Etalase(
                tenant=tenant,
                slug=f"{shelf.slug}-{tenant.pk}",
                name=shelf.name,
                icon=shelf.icon,
                channel=shelf.channel,
                opens_on=date(2025, 1, 1),
                open_to=OpenTo.ANYONE,
            )
            for tenant in self.tenants
            for shelf in ETALASES
        ]
        return Etalase.objects.bulk_create(rows)

    def _products(self, etalases: list[Etalase]) -> Product:
        """Make the goods, each with one variant; return one of them."""
        rows = [self._product(number, etalases) for number in range(PRODUCTS)]
        made = Product.objects.bulk_create(rows, batch_size=BATCH)
        marks: dict[tuple[int, str], PriceMark] = {}
        skus = [self._sku(product, marks) for product in made]
        PriceMark.objects.bulk_create(marks.values(), batch_size=BATCH)
        Sku.objects.bulk_create(skus, batch_size=BATCH)
        versions = [
            PriceVersion(
                sku=sku,
                price_rupiah=sku.price_rupiah * (100 - 3 * age) // 100,
                from_at=self.now - timedelta(days=90 * age),
                set_by=self.owners[self.shops.index(sku.vendor)],
            )
            for sku in skus
            for age in (2, 1, 0)
        ]
        PriceVersion.objects.bulk_create(versions, batch_size=BATCH)
        published = [self._revision(sku) for sku in skus]
        ProductRevision.objects.bulk_create(published, batch_size=BATCH)
        for revision in published:
            revision.product.revision = revision
        Product.objects.bulk_update(made, ["revision"], batch_size=BATCH)
        return made[0]

    def _product(self, number: int, etalases: list[Etalase]) -> Product:
        words = (self.chance.choice(GOODS), self.chance.choice(KINDS), self.chance.choice(SIZES))
        name = " ".join(words)
        vendor = self.chance.choice(self.shops)
        allowed = channels_of(vendor)
        etalase = self.chance.choice([one for one in etalases if one.channel in allowed])
        return Product(
            vendor=vendor,
            etalase=etalase,
            name=f"{name} {number}",
            description=f"{name} dari {vendor.name}, dibuat dengan tangan dan dikemas rapi.",
            origin=vendor.region,
            tkdn_percent=self.chance.choice((None, 35, 62, 78)),
            status=ProductStatus.PUBLISHED,
            status_at=self.now,
            published_at=self.now - timedelta(minutes=number),
            published_by=self.owners[-1],
        )

    def _sku(self, product: Product, marks: dict[tuple[int, str], PriceMark]) -> Sku:
        unit, price = self.chance.choice(UNITS), self.chance.randrange(20_000, 900_000, 500)
        key = (product.etalase.tenant_id, rules.comparison_key(product.name, unit))
        if key not in marks:
            marks[key] = self._mark(*key, price)
        return Sku(
            product=product,
            vendor=product.vendor,
            code=f"UKUR-{product.pk}",
            unit=unit,
            price_rupiah=price,
            stock=100,
            weight_gram=500,
            price_mark=marks[key],
        )

    def _revision(self, sku: Sku) -> ProductRevision:
        product = sku.product
        return ProductRevision(
            product=product,
            number=1,
            etalase=product.etalase,
            name=product.name,
            description=product.description,
            variants=[{"sku": sku.pk, "label": "", "unit": sku.unit}],
            status=RevisionStatus.PUBLISHED,
            submitted_by=self.owners[self.shops.index(product.vendor)],
            submitted_at=self.now,
            decided_by=self.owners[-1],
            decided_at=self.now,
        )

    def _mark(self, tenant_id: int, key: str, median: int) -> PriceMark:
        parts = {"low": 80, "q1": 92, "median": 100, "q3": 107, "high": 125}
        prices = {f"{name}_rupiah": median * part // 100 for name, part in parts.items()}
        paid = self.chance.randrange(60)
        return PriceMark(
            tenant_id=tenant_id,
            key=key,
            paid_count=paid,
            vendors=min(paid, 3),
            counted_at=self.now,
            **prices,
        )

    def _orders(self) -> None:
        agencies = self._agencies()
        packages = PlanPackage.objects.bulk_create(
            PlanPackage(
                agency=agency,
                rup_code=f"{70_000_000 + number}",
                name="Belanja bahan",
                fiscal_year=self.now.year,
                ceiling_rupiah=10**12,
            )
            for number, agency in enumerate(agencies)
        )
        account = AccountCode.objects.create(code="5.1.02.01.01.9999", name="Belanja ukur")
        self._book(packages, account)
        first_day = date(self.now.year, 1, 1)
        days = max((clock.today("Asia/Jakarta") - first_day).days, 1)
        made = PurchaseOrder.objects.bulk_create(
            (
                self._order(number, packages, account, first_day + timedelta(days=number % days))
                for number in range(ORDERS)
            ),
            batch_size=BATCH,
        )
        signed = Handover.objects.bulk_create(
            (self._handover(order) for order in made), batch_size=BATCH
        )
        Claim.objects.bulk_create((self._claim(part) for part in signed), batch_size=BATCH)

    def _book(self, packages: list[PlanPackage], account: AccountCode) -> None:
        """Book each package whole on a line of its agency."""
        lines = BudgetLine.objects.bulk_create(
            BudgetLine(
                agency=package.agency,
                fiscal_year=package.fiscal_year,
                account_code=account,
                sub_activity="Belanja ukur",
                ceiling_rupiah=package.ceiling_rupiah,
            )
            for package in packages
        )
        PackageLine.objects.bulk_create(
            PackageLine(
                package=package,
                budget_line=line,
                account_code=account,
                ceiling_rupiah=package.ceiling_rupiah,
            )
            for package, line in zip(packages, lines, strict=True)
        )

    def _agencies(self) -> list[Agency]:
        return Agency.objects.bulk_create(
            Agency(
                tenant=tenant,
                code=f"UKUR-{tenant.pk}-{number}",
                name=f"Dinas {number} (contoh)",
                region=tenant.region,
                address="Jalan Contoh 1",
            )
            for tenant in self.tenants
            for number in range(6)
        )

    def _order(
        self, number: int, packages: list[PlanPackage], account: AccountCode, day: date
    ) -> PurchaseOrder:
        package = packages[number % len(packages)]
        goods = self.chance.randrange(500_000, 40_000_000, 1_000)
        return PurchaseOrder(
            number=f"UKUR-{number:06d}",
            title="Belanja bahan",
            agency=package.agency,
            vendor=self.shops[number % VENDORS],
            channel="katalog_lokal",
            ordered_on=day,
            goods_rupiah=goods,
            vat_rupiah=0,
            gross_rupiah=goods,
            pph22_rupiah=0,
            created_by=self.owners[0],
            procurement_officer=self.owners[0],
            commitment_officer=self.owners[1],
            approved_by=self.owners[1],
            plan_package=package,
            account_code=account,
            delivery_address="Jalan Contoh 1",
            delivery_region=package.agency.region,
            status=OrderStatus.ISSUED if number % 5 == 0 else OrderStatus.SETTLED,
            status_at=self.now,
            created_at=self.now,
        )

    def _handover(self, order: PurchaseOrder) -> Handover:
        signed = {"buyer_signed_at": self.now, "vendor_signed_at": self.now}
        return Handover(
            order=order,
            number=f"B-{order.number}",
            buyer_signed_by=self.owners[1],
            vendor_signed_by=self.owners[0],
            **signed,
        )

    def _claim(self, handover: Handover) -> Claim:
        order = handover.order
        settled = order.status == OrderStatus.SETTLED
        opened: datetime = self.now - timedelta(hours=self.chance.randrange(200, 900))
        return Claim(
            order=order,
            handover=handover,
            number=f"T-{order.number}",
            goods_rupiah=order.goods_rupiah,
            amount_rupiah=order.gross_rupiah,
            vat_rupiah=0,
            pph22_rupiah=0,
            status=ClaimStatus.SETTLED if settled else ClaimStatus.OPEN,
            opened_at=opened,
            settled_at=opened + timedelta(hours=self.chance.randrange(20, 200)),
        )


@contextmanager
def guards_off(*tables: str) -> Iterator[None]:
    """Let rows in that no use-case made; the owner puts the guards back afterwards."""
    database.run_as_owner(*(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables))
    try:
        yield
    finally:
        database.run_as_owner(*(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables))


def build(chance: random.Random) -> Market:
    """Fill the empty database of this run and let the planner know its size."""
    market = Builder(chance).build()
    database.run_as_owner("ANALYZE")
    return market
