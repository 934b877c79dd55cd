"""Etalases, listings, variants and prices of the fixed cast; ``tests.factories`` hands them out."""

from datetime import date

from django.db import transaction

from catalog.models import (
    Etalase,
    PriceVersion,
    Product,
    ProductRevision,
    ProductStatus,
    RevisionStatus,
    Sku,
)
from catalog.open_to import OpenTo
from catalog.prices import lowest_of_late
from catalog.rise_models import PriceRise, RiseStatus
from marketplace.accounts.models import (
    Tenant,
)
from marketplace.core import clock
from tests.places import make_tenant
from tests.serials import new_serial
from vendors.models import (
    Vendor,
)
from vendors.queries import owner_of


def make_etalase(tenant: Tenant | None = None, channel: str = "bela", **fields) -> Etalase:
    """An open showcase that takes the goods of any shop unless said otherwise."""
    serial = new_serial()
    return Etalase.objects.create(
        tenant=tenant or make_tenant(),
        slug=fields.pop("slug", f"etalase-{serial}"),
        name=fields.pop("name", f"Kain {serial}"),
        channel=channel,
        opens_on=date(2025, 1, 1),
        open_to=fields.pop("open_to", OpenTo.ANYONE),
        **fields,
    )


OF_THE_SKU = frozenset(
    {"label", "code", "unit", "price_rupiah", "stock", "weight_gram", "price_mark"}
)
NEVER_HANDED_IN = frozenset({ProductStatus.DRAFT})


@transaction.atomic
def make_product(vendor: Vendor, etalase: Etalase | None = None, **fields) -> Product:
    """A published listing with one variant (see ``sku_of``) at one price."""
    serial = new_serial()
    values = {
        "name": f"Kain tenun ikat {serial}",
        "origin": vendor.region,
        "status": ProductStatus.PUBLISHED,
        "status_at": clock.now(),
        "published_at": clock.now(),
        "published_by": vendor.approved_by,
    }
    given = {name: value for name, value in fields.items() if name not in OF_THE_SKU}
    product = Product.objects.create(
        vendor=vendor, etalase=etalase or make_etalase(), **{**values, **given}
    )
    make_sku(product, **{n: v for n, v in fields.items() if n in OF_THE_SKU})
    if product.status not in NEVER_HANDED_IN:
        make_revision(product)
    return product


@transaction.atomic
def make_sku(product: Product, **fields) -> Sku:
    """A variant with one price version."""
    values = {
        "code": f"BRG-{new_serial()}",
        "unit": "lembar",
        "price_rupiah": 1_000_000,
        "stock": 100,
        "weight_gram": 500,
        "position": product.skus.count() + 1,
    }
    sku = Sku.objects.create(product=product, vendor=product.vendor, **{**values, **fields})
    _add_version(sku)
    return sku


def _add_version(sku: Sku) -> PriceVersion:
    return PriceVersion.objects.create(
        sku=sku,
        price_rupiah=sku.price_rupiah,
        from_at=clock.now(),
        set_by=owner_of(sku.product.vendor),
    )


@transaction.atomic
def make_price(sku: Sku, price_rupiah: int) -> PriceVersion:
    """A new price that holds from now on."""
    _accept_rise(sku, price_rupiah)
    sku.price_rupiah = price_rupiah
    sku.save(update_fields=["price_rupiah"])
    return _add_version(sku)


def _accept_rise(sku: Sku, price_rupiah: int) -> None:
    """Let a price that rises pass as one that a manager accepted."""
    low = lowest_of_late([sku.pk]).get(sku.pk, price_rupiah)
    if price_rupiah <= low:
        return
    rise = PriceRise.objects.create(
        sku=sku,
        old_rupiah=sku.price_rupiah,
        low_rupiah=low,
        price_rupiah=price_rupiah,
        reason="Bahan baku naik",
        proposed_by=owner_of(sku.product.vendor),
        proposed_at=clock.now(),
    )
    rise.status, rise.decided_at = RiseStatus.ACCEPTED, clock.now()
    rise.decided_by = sku.product.vendor.approved_by
    rise.save()


@transaction.atomic
def make_revision(product: Product) -> ProductRevision:
    """The revision a listing of this status must have: waiting, returned or published."""
    owner, reader = owner_of(product.vendor), product.vendor.approved_by
    revision = ProductRevision.objects.create(
        product=product,
        number=product.revisions.count() + 1,
        etalase=product.etalase,
        name=product.name,
        description=product.description,
        variants=[
            {"sku": sku.pk, "label": sku.label, "unit": sku.unit} for sku in product.skus.all()
        ],
        submitted_by=owner,
        submitted_at=clock.now(),
    )
    if product.status == ProductStatus.SUBMITTED:
        return revision
    returned = product.status == ProductStatus.RETURNED
    revision.status = RevisionStatus.RETURNED if returned else RevisionStatus.PUBLISHED
    revision.decided_by, revision.decided_at = reader, clock.now()
    revision.save()
    if not returned:
        product.revision = revision
        product.save(update_fields=["revision"])
    return revision


def sku_of(product: Product) -> Sku:
    """The first variant of a listing, fresh."""
    return product.skus.order_by("position")[0]
