"""Use-cases of the shop owner: offer goods, change them, set price and stock."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from catalog import photos, policies, rules
from catalog.models import PriceMark, PriceVersion, Product, ProductStatus
from marketplace.accounts.models import User
from marketplace.core import audit, clock, outbox
from marketplace.core.errors import RuleViolation
from marketplace.core.fields import MAX_RUPIAH
from marketplace.core.locks import lock_one, lock_shared
from marketplace.core.policy import require
from vendors.models import Vendor

MAX_STOCK = 1_000_000_000
if TYPE_CHECKING:
    Upload = UploadedFile[Any]
else:
    Upload = UploadedFile


class Listing(TypedDict, total=False):
    """The words and facts of a listing. ``price_rupiah`` is net of PPN, ``weight_gram`` grams."""

    etalase_id: int
    name: str
    unit: str
    price_rupiah: int
    stock: int
    description: str
    tax_class: str
    weight_gram: int
    origin_id: int | None
    is_domestic: bool
    tkdn_percent: Decimal | None
    photo_alt: str


NOT_WORDS = frozenset({"price_rupiah", "stock"})


@transaction.atomic
def create_product(
    *, vendor_id: int, actor: User, photo: Upload | None = None, **listing: Unpack[Listing]
) -> Product:
    """Start a draft listing with its first price version.

    Raises: NotAllowed, RuleViolation, InvalidUpload.
    """
    vendor = lock_shared(Vendor, vendor_id)
    require(policies.can_list(actor, vendor))
    _check_numbers(listing.get("price_rupiah", 0), listing.get("stock", 0))
    product = Product(vendor=vendor, status=ProductStatus.DRAFT, status_at=clock.now(), **listing)
    if photo is not None:
        product.photo = photos.store_photo(photo)
    product.price_mark = _mark_for(product)
    product.save()
    _add_price(product, actor)
    audit.record("product.created", actor=actor, subject=product, name=product.name)
    return product


def update_product(
    *, product_id: int, actor: User, photo: Upload | None = None, **listing: Unpack[Listing]
) -> Product:
    """Change a listing that is not live; price and stock have their own use-cases.

    Raises: NotAllowed, RuleViolation, InvalidUpload.
    """
    stored = photos.store_photo(photo) if photo is not None else ""
    with transaction.atomic():
        product = lock_one(Product, product_id)
        require(policies.can_edit(actor, product))
        changes: dict[str, Any] = {k: v for k, v in listing.items() if k not in NOT_WORDS}
        if stored:
            changes["photo"] = stored
        changed = [name for name, value in changes.items() if getattr(product, name) != value]
        for name in changed:
            setattr(product, name, changes[name])
        product.price_mark = _mark_for(product)
        fields = [name.removesuffix("_id") for name in changed]
        product.save(update_fields=[*fields, "price_mark"])
        if changed:
            audit.record("product.changed", actor=actor, subject=product, fields=sorted(changed))
        return product


@transaction.atomic
def save_drawn_photo(product: Product, svg: str) -> Product:
    """Give a listing a picture drawn by our own code. Raises: InvalidUpload."""
    product.photo = photos.store_drawing(svg)
    product.save(update_fields=["photo"])
    return product


def _mark_for(product: Product) -> PriceMark:
    key = rules.comparison_key(product.name, product.unit)
    tenant = product.etalase.tenant_id
    return PriceMark.objects.get_or_create(tenant_id=tenant, key=key)[0]


def _add_price(product: Product, actor: User) -> PriceVersion:
    return PriceVersion.objects.create(
        product=product,
        price_rupiah=product.price_rupiah,
        from_at=clock.now(),
        set_by=actor,
    )


def _check_numbers(price_rupiah: int, stock: int) -> None:
    if not 1 <= price_rupiah <= MAX_RUPIAH:
        raise RuleViolation(_("The price must be at least Rp 1."), field="price_rupiah")
    if not 0 <= stock <= MAX_STOCK:
        raise RuleViolation(
            _("Stock must be between 0 and %(most)s units.") % {"most": MAX_STOCK}, field="stock"
        )


@transaction.atomic
def change_price(*, product_id: int, price_rupiah: int, actor: User) -> Product:
    """Set a new net price from now on; the old version stays (I-27). Same price: nothing happens.

    Raises: NotAllowed, RuleViolation.
    """
    product = lock_one(Product, product_id)
    require(policies.can_trade(actor, product))
    _check_numbers(price_rupiah, 0)
    before = product.price_rupiah
    if price_rupiah == before:
        return product
    product.price_rupiah = price_rupiah
    product.save(update_fields=["price_rupiah"])
    _add_price(product, actor)
    audit.record(
        "product.price_changed", actor=actor, subject=product, before=before, after=price_rupiah
    )
    outbox.emit("product.price_changed", subject=product, before=before, after=price_rupiah)
    return product


@transaction.atomic
def set_stock(*, product_id: int, stock: int, actor: User) -> Product:
    """Set the units on the shelf, those held by live orders included (I-01).

    Raises: NotAllowed, RuleViolation when fewer than already promised.
    """
    product = lock_one(Product, product_id)
    require(policies.can_trade(actor, product))
    _check_numbers(1, stock)
    if stock < product.reserved:
        raise RuleViolation(
            _(
                "%(reserved)s units are promised to live orders, so stock cannot be %(stock)s. "
                "Enter at least %(reserved)s."
            )
            % {"reserved": product.reserved, "stock": stock},
            field="stock",
            reserved=product.reserved,
        )
    before, product.stock = product.stock, stock
    product.save(update_fields=["stock"])
    if before != stock:
        audit.record("product.stock_set", actor=actor, subject=product, before=before, after=stock)
    return product
