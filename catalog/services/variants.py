"""Use-cases of the shop owner about what is sold: variants, their price and their stock."""

from collections.abc import Iterable, Sequence
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies, rules
from catalog.dating import Dating
from catalog.models import PriceMark, PriceVersion, Product, ProductStatus, Sku
from catalog.services.price_bounds import require_no_rise
from catalog.services.price_jumps import require_meant
from catalog.services.revisions import hand_in
from catalog.services.tier_bounds import require_no_tier_rise, require_tiers_fall
from catalog.tiers import ladder
from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards, outbox
from marketplace.core.bounds import MAX_PRICE_RUPIAH, MAX_STOCK
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.locks import lock_one, lock_shared
from marketplace.core.money import grouped, rupiah, unbroken
from marketplace.core.policy import require
from vendors.models import Vendor

MAX_VARIANTS = 60


class Variant(TypedDict, total=False):
    """What is sold. ``price_rupiah`` is net of PPN for one ``unit``; an empty code is made up."""

    code: str
    label: str
    unit: str
    weight_gram: int
    price_rupiah: int
    stock: int


def locked(sku_id: int) -> Sku:
    """Lock a variant behind its product and return both fresh."""
    product_id = Sku.objects.values_list("product_id", flat=True).get(pk=sku_id)
    product = lock_one(Product, product_id)
    sku = lock_one(Sku, sku_id)
    sku.product = product
    return sku


def new_variant(
    product: Product,
    *,
    actor: User,
    active: bool = True,
    confirmed: bool = False,
    **variant: Unpack[Variant],
) -> Sku:
    """Add a variant with its first price version. Raises: RuleViolation with its field.

    ``confirmed``: whether a price that jumps is meant.
    """
    require_numbers(variant.get("price_rupiah", 0), variant.get("stock", 0))
    others = list(product.skus.all())
    if len(others) >= MAX_VARIANTS:
        raise RuleViolation(
            _("A listing has at most %(most)s variants. Offer another listing.")
            % {"most": MAX_VARIANTS}
        )
    sku = Sku(product=product, vendor_id=product.vendor_id, active=active, **variant)
    sku.position = max((other.position for other in others), default=0) + 1
    sku.label = free_label(others, sku.label)
    sku.code = free_code(product, sku.code, others=others)
    sku.price_mark = mark_for(product, sku)
    require_meant(sku, last_rupiah=None, confirmed=confirmed)
    sku.save()
    add_price(sku, actor)
    return sku


def free_label(others: Iterable[Sku], label: str) -> str:
    """Return a label tidied. Raises: RuleViolation when another variant of the listing bears it."""
    tidy = rules.clean_query(label)[:60]
    if any(other.label.casefold() == tidy.casefold() for other in others):
        raise RuleViolation(
            _("Another variant of this listing is called “%(label)s”. Choose another name.")
            % {"label": tidy or "–"},
            field="label",
        )
    return tidy


def free_code(
    product: Product, code: str, *, others: Sequence[Sku], besides: Iterable[int] = ()
) -> str:
    """Return the seller's code, or one made up. Raises: RuleViolation when the shop uses it.

    ``others``: the variants of the listing so far; ``besides``: those whose own code it may be.
    """
    tidy = rules.clean_query(code)[:40]
    known = Sku.objects.filter(vendor=product.vendor_id).exclude(pk__in=besides)
    if not tidy:
        number = len(others) + 1
        while known.filter(code=f"{product.pk}-{number}").exists():
            number += 1
        return f"{product.pk}-{number}"
    if known.filter(code=tidy).exists():
        raise RuleViolation(
            _("Your shop uses the code %(code)s already. Each variant has its own.")
            % {"code": tidy},
            field="code",
        )
    return tidy


def mark_for(product: Product, sku: Sku, *, known: PriceMark | None = None) -> PriceMark:
    """Return the mark that a variant's price is compared with; ``known`` if it still is that."""
    is_rental = sku.dating == Dating.RENTAL
    key = rules.comparison_key(product.name, sku.unit, sku.label, is_rental=is_rental)
    tenant = product.etalase.tenant_id
    if known is not None and (known.tenant_id, known.key) == (tenant, key):
        return known
    return PriceMark.objects.get_or_create(tenant_id=tenant, key=key)[0]


def compare_anew(product: Product) -> None:
    """Point the variants of a listing whose words changed at the marks that fit them now."""
    for sku in product.skus.select_related("price_mark"):
        mark = mark_for(product, sku, known=sku.price_mark)
        if sku.price_mark_id != mark.pk:
            Sku.objects.filter(pk=sku.pk).update(price_mark=mark)


@transaction.atomic
def _compare_listing(product_id: int) -> None:
    compare_anew(lock_one(Product, product_id))


def compare_all_anew() -> int:
    """Point all variants at the marks that fit them now; return how many listings changed.

    Runs nightly before the marks are counted: what is compared with what follows the words of goods
    and the rule that reads them (``rules.comparison_key``).
    """
    skus = Sku.objects.order_by("pk").values_list(
        "product_id",
        "product__name",
        "unit",
        "label",
        "dating",
        "product__etalase__tenant",
        "price_mark__tenant",
        "price_mark__key",
    )
    stale = {
        product_id
        for product_id, name, unit, label, dating, tenant, known_in, known in skus.iterator(2_000)
        if (known_in, known)
        != (tenant, rules.comparison_key(name, unit, label, is_rental=dating == Dating.RENTAL))
    }
    for product_id in sorted(stale):
        _compare_listing(product_id)
    return len(stale)


def add_price(sku: Sku, actor: User) -> PriceVersion:
    """Keep the price and the tiers of a variant as the version that holds from now on."""
    return PriceVersion.objects.create(
        sku=sku,
        price_rupiah=sku.price_rupiah,
        tiers=sku.tiers,
        from_at=clock.now(),
        set_by=actor,
    )


def require_numbers(price_rupiah: int, stock: int) -> None:
    """Refuse numbers no variant may have. Raises: RuleViolation with its field."""
    if not 1 <= price_rupiah <= MAX_PRICE_RUPIAH:
        raise RuleViolation(
            _("A price is from Rp 1 to Rp 1 trillion for one unit. Check the zeros."),
            field="price_rupiah",
        )
    if not 0 <= stock <= MAX_STOCK:
        raise RuleViolation(
            _("Stock must be between 0 and %(most)s units.") % {"most": grouped(MAX_STOCK)},
            field="stock",
        )


@guards.use_case
def add_variant(
    *,
    product_id: int,
    actor: User,
    first_label: str = "",
    confirmed: bool = False,
    **variant: Unpack[Variant],
) -> Sku:
    """Offer the goods in one more size or kind; of a live listing it waits for publication.

    ``first_label`` names the only variant so far, which needed no name while it was alone.
    ``confirmed``: whether a price that jumps is meant.
    Raises: NotAllowed, RuleViolation, PriceJumps.
    """
    vendor_id = Product.objects.values_list("vendor_id", flat=True).get(pk=product_id)
    lock_shared(Vendor, vendor_id)
    product = lock_one(Product, product_id)
    live = product.status == ProductStatus.PUBLISHED
    require((policies.can_propose if live else policies.can_edit)(actor, product))
    if not rules.clean_query(variant.get("label", "")):
        raise RuleViolation(
            _("Say what is different about it: a size, a colour, a kind."), field="label"
        )
    names = _first_named(product, first_label)
    if not live:
        for sku_id, (label, _unit) in names.items():
            Sku.objects.filter(pk=sku_id).update(label=label)
    sku = new_variant(product, actor=actor, active=not live, confirmed=confirmed, **variant)
    audit.record("product.variant_added", actor=actor, subject=product, code=sku.code)
    if live:
        hand_in(product, actor=actor, variants=names)
    return sku


def _first_named(product: Product, first_label: str) -> dict[int, tuple[str, str]]:
    """Return label and unit of the nameless first variant, empty when it has a name."""
    first = product.skus.filter(label="").first()
    if first is None:
        return {}
    label = rules.clean_query(first_label)[:60]
    if not label:
        raise RuleViolation(
            _("Say first what the present variant is called, so that buyers can choose."),
            field="first_label",
        )
    return {first.pk: (label, first.unit)}


@guards.use_case
def update_variant(*, sku_id: int, actor: User, **variant: Unpack[Variant]) -> Sku:
    """Change code and weight at any time, label and unit while the listing is not live.

    New words of a live listing are handed in by ``propose_revision``. Raises: NotAllowed,
    RuleViolation.
    """
    sku = locked(sku_id)
    product = sku.product
    worded = any(variant.get(name, getattr(sku, name)) != getattr(sku, name) for name in WORDS)
    require((policies.can_edit if worded else policies.can_trade)(actor, product))
    changes: dict[str, Any] = {k: v for k, v in variant.items() if k in CHANGEABLE}
    others = list(product.skus.exclude(pk=sku.pk))
    if "code" in changes:
        code = changes["code"] or sku.code
        changes["code"] = free_code(product, code, others=others, besides=[sku.pk])
    if "label" in changes:
        changes["label"] = free_label(others, changes["label"])
        if not changes["label"] and others:
            raise RuleViolation(_("Each of several variants needs a name."), field="label")
    changed = sorted(name for name, value in changes.items() if getattr(sku, name) != value)
    for name in changed:
        setattr(sku, name, changes[name])
    if worded:
        sku.price_mark = mark_for(product, sku)
    sku.save(update_fields=[*changed, "price_mark"])
    if changed:
        audit.record(
            "product.variant_changed", actor=actor, subject=product, code=sku.code, fields=changed
        )
    return sku


WORDS = ("label", "unit")
CHANGEABLE = frozenset({*WORDS, "code", "weight_gram"})


@guards.use_case
def switch_variant(*, sku_id: int, active: bool, actor: User) -> Sku:
    """Take one variant off sale or put it back. Raises: NotAllowed, RuleViolation."""
    sku = locked(sku_id)
    product = sku.product
    require(policies.can_trade(actor, product))
    if product.status == ProductStatus.PUBLISHED and product.revision is not None:
        if active and sku.pk not in product.revision.words.variants:
            raise RuleViolation(_("This variant was not published yet. Wait for the answer."))
        if not active and not product.skus.filter(active=True).exclude(pk=sku.pk).exists():
            raise RuleViolation(_("It is the last variant on sale. Take the listing down instead."))
    if sku.active != active:
        sku.active = active
        sku.save(update_fields=["active"])
        audit.record(
            "product.variant_switched", actor=actor, subject=product, code=sku.code, active=active
        )
    return sku


@guards.use_case
def change_price(
    *,
    sku_id: int,
    price_rupiah: int,
    actor: User,
    confirmed: bool = False,
    seen: int | None = None,
) -> Sku:
    """Set a new net price from now on; the old version stays (I-27). Same price: nothing happens.

    Its tiers stay as they are, each below the new price.

    ``confirmed``: whether a price that jumps is meant. ``seen``: the price that the person read
    before they typed another. Raises: NotAllowed, RuleViolation, PriceJumps, PriceRiseNeedsReview
    (then ``propose_price_rise``), Conflict when the price is not what was seen.
    """
    sku = locked(sku_id)
    require(policies.can_trade(actor, sku.product))
    require_numbers(price_rupiah, 0)
    before = sku.price_rupiah
    if price_rupiah == before:
        return sku
    if seen not in {None, before}:
        raise Conflict(
            _("The price became %(now)s meanwhile. Look at it, then save again if you mean it.")
            % {"now": unbroken(rupiah(before))},
            field="price_rupiah",
        )
    sku.price_rupiah = price_rupiah
    require_meant(sku, last_rupiah=before, confirmed=confirmed)
    if price_rupiah > before:  # what costs less than now does not rise, whatever it cost of late
        require_no_rise(sku, price_rupiah)
    require_no_tier_rise(sku, sku.steps)
    sku.price_rupiah = before
    return put_price(sku, price_rupiah, actor)


def put_price(sku: Sku, price_rupiah: int, actor: User) -> Sku:
    """Let a checked net price of a locked variant hold from now on, above its tiers.

    Raises: RuleViolation when a tier would not be cheaper.
    """
    require_tiers_fall(ladder(price_rupiah, sku.tiers), field="price_rupiah")
    before, sku.price_rupiah = sku.price_rupiah, price_rupiah
    sku.save(update_fields=["price_rupiah"])
    add_price(sku, actor)
    facts: dict[str, Any] = {"code": sku.code, "before": before, "after": price_rupiah}
    audit.record("product.price_changed", actor=actor, subject=sku.product, **facts)
    outbox.emit("product.price_changed", subject=sku.product, **facts)
    return sku


@guards.use_case
def set_stock(*, sku_id: int, stock: int, actor: User, seen: int | None = None) -> Sku:
    """Set the units on the shelf, those held by live orders included (I-01).

    ``seen``: how many the person read before they typed another number. Raises: NotAllowed,
    RuleViolation when fewer than already promised, Conflict when there are not as many as seen.
    """
    sku = locked(sku_id)
    require(policies.can_trade(actor, sku.product))
    require_numbers(1, stock)
    _require_shelf(sku, stock, seen)
    before, sku.stock = sku.stock, stock
    sku.save(update_fields=["stock"])
    if before != stock:
        audit.record(
            "product.stock_set",
            actor=actor,
            subject=sku.product,
            code=sku.code,
            before=before,
            after=stock,
        )
    return sku


def _require_shelf(sku: Sku, stock: int, seen: int | None) -> None:
    """Refuse another stock than was read, than days hold, or than is promised."""
    if seen not in {None, sku.stock} and stock != sku.stock:
        raise Conflict(
            _("Stock became %(now)s meanwhile. Look at it, then save again if you mean it.")
            % {"now": grouped(sku.stock)},
            field="stock",
        )
    if sku.is_dated and stock != sku.stock:
        raise RuleViolation(
            _(
                "“%(name)s” is booked by days: its stock is its capacity a day, %(now)s. Change "
                "that among its terms."
            )
            % {"name": sku.title, "now": grouped(sku.stock)},
            field="stock",
        )
    if stock < sku.reserved:
        raise RuleViolation(
            _(
                "%(reserved)s units are promised to live orders, so stock cannot be %(stock)s. "
                "Enter at least %(reserved)s."
            )
            % {"reserved": sku.reserved, "stock": stock},
            field="stock",
            reserved=sku.reserved,
        )
