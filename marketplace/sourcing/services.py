"""Fill the cart and check it out: one order per vendor, all or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from catalog import services as catalog
from catalog.dating import DAY_COLUMNS
from catalog.day_rules import Days
from catalog.days import calendars, require_days
from catalog.models import Sku
from catalog.prices import current_price_version
from catalog.queries import change_words, revision_changes
from catalog.terms import pieces_refusal
from marketplace.accounts.models import Agency, User
from marketplace.core import guards, idempotency, locks
from marketplace.core.errors import Conflict, DomainError, NotFoundError, OutOfStock
from marketplace.core.policy import require
from marketplace.core.seen import require_seen
from marketplace.orders.freight import FreightChoice
from marketplace.orders.models import FreightQuote
from marketplace.orders.policies import can_buy_from
from marketplace.orders.services import (
    Grounds,
    OrderDraft,
    OrderItem,
    ask_freight,
    place_orders,
)
from marketplace.orders.services.new_lines import ListingChanged
from marketplace.sourcing import policies, queries
from marketplace.sourcing.freights import freights_for
from marketplace.sourcing.item_reading import items_of
from marketplace.sourcing.lines import own_item, require_quantity, require_same_days, take_out
from marketplace.sourcing.models import Cart, CartItem
from vendors.channels import Channel


class CartChanged(Conflict):
    """The cart is no longer what the checkout page showed."""

    code = "cart_changed"


@dataclass(frozen=True)
class Terms:
    """What checkout asks for one vendor's order. ``freight``: by which way its goods come.

    ``reissue_of_id``: the order of another shop whose place it takes.
    """

    title: str
    commitment_officer_id: int
    plan_package_id: int
    account_code_id: int
    delivery_address: str
    delivery_region_id: int
    freight: FreightChoice
    deliver_by: date | None = None
    note: str = ""
    grounds: Grounds = field(default_factory=Grounds)
    reissue_of_id: int | None = None


@guards.use_case
def add_to_cart(
    *,
    actor: User,
    agency_id: int,
    sku_id: int,
    quantity: int,
    revision_id: int | None = None,
    wanted: Days | None = None,
) -> CartItem:
    """Put pieces into the officer's cart for an agency; what lies there already is added up.

    ``revision_id``: the revision the officer's page showed. ``wanted``: for which days; what is
    dated may come without, from a list, and waits in the cart for its day. Raises: NotAllowed,
    VendorNotEligible and NotForSale for goods nobody can buy, ListingChanged, OutOfStock,
    BelowMinimum, AboveMaximum, OtherDays, RuleViolation, and what ``require_days`` raises.
    """
    require(policies.can_fill(actor, agency_id))
    cart = Cart.objects.get_or_create(owner=actor, agency_id=agency_id)[0]
    locks.lock_one(Cart, cart.pk)
    sku = Sku.objects.select_related("product__etalase", "product__vendor").get(pk=sku_id)
    product = sku.product
    catalog.require_sellable(product.vendor, Channel(product.etalase.channel), sku)
    require(can_buy_from(actor, product.vendor))
    _require_as_seen(sku, revision_id)
    item = CartItem.objects.filter(cart=cart, sku=sku).first() or CartItem(cart=cart, sku=sku)
    require_quantity(quantity)
    days = wanted or item.wanted
    require_same_days(item, days, sku.title)
    _want(item, quantity + (item.pieces if item.pk else 0), days)
    item.chosen = True
    _confirm(item)
    return item


def _want(item: CartItem, pieces: int, wanted: Days | None) -> None:
    """Let an item, unsaved, be so many pieces for these days; units of a rental are both together.

    Without days nothing but the pieces is judged.
    """
    sku = item.sku
    if wanted is not None:
        known = calendars([sku], item.cart.agency.time_zone)
        require_days(sku, known, wanted, pieces)
    units = pieces * (wanted.number if wanted else 1)
    require_quantity(units)
    if (refusal := pieces_refusal(sku, pieces, wanted)) is not None:
        raise refusal
    _require_stock(sku, pieces)
    item.quantity, item.wanted = units, wanted


def _confirm(item: CartItem) -> None:
    """Save an item at the price and under the words that hold now."""
    version, revision_id = current_price_version(item.sku), item.sku.product.revision_id
    if version is None or revision_id is None:
        raise NotFoundError(_("These goods are not on sale at the moment. Choose other ones."))
    item.price_version, item.revision_id = version, revision_id
    item.save()


def _require_as_seen(sku: Sku, revision_id: int | None) -> None:
    """Refuse when other words were published since the officer's page was made."""
    if revision_id in {None, sku.product.revision_id}:
        return
    if not sku.product.revisions.filter(pk=revision_id).exists():
        return
    changed = revision_changes(revision_id, sku.product.revision_id, sku.pk)
    if changed:
        raise ListingChanged(
            _("“%(product)s” has changed: %(changes)s. Read it again, then put it in the cart.")
            % {"product": sku.title, "changes": change_words(changed)},
            sku_id=sku.pk,
        )


@guards.use_case
def change_quantity(*, actor: User, item_id: int, quantity: int) -> None:
    """Set the pieces of an item; 0 takes it out (``lines.take_out``).

    Raises: NotFoundError, NotAllowed, OutOfStock, BelowMinimum, AboveMaximum, RuleViolation, and
    what ``require_days`` raises.
    """
    if quantity == 0:
        take_out(actor=actor, item_id=item_id)
        return
    item = own_item(actor, item_id)
    require_quantity(quantity)
    _want(item, quantity, item.wanted)
    item.save(update_fields=["quantity"])


@guards.use_case
def change_days(*, actor: User, item_id: int, wanted: Days | None) -> None:
    """Say for which days an item is wanted; its pieces stay, units of a rental follow.

    None takes the days off. Raises: NotAllowed, BelowMinimum, AboveMaximum, and what
    ``require_days`` raises.
    """
    item = own_item(actor, item_id)
    _want(item, item.pieces, wanted)
    item.save(update_fields=["quantity", *DAY_COLUMNS])


@guards.use_case
def confirm_offer(*, actor: User, item_id: int) -> None:
    """Accept price and words that hold now for an item (I-27).

    Raises: NotAllowed, NotFoundError.
    """
    _confirm(own_item(actor, item_id))


def _require_stock(sku: Sku, wanted: int) -> None:
    if wanted > sku.available:
        raise OutOfStock(
            _("“%(product)s” has %(left)s %(unit)s left, not %(wanted)s. Take fewer.")
            % {
                "product": sku.title,
                "left": sku.available,
                "unit": sku.unit,
                "wanted": wanted,
            },
            sku_id=sku.pk,
        )


def checkout(
    *, actor: User, cart_id: int, terms: Mapping[str, Terms], seen: str, key: str, request: object
) -> list[str]:
    """Order what is chosen in a cart, one order per section; return the orders' public ids.

    What is not chosen stays there.

    ``terms`` by section key, ``seen`` what the page showed (``queries.seen``), ``key`` and
    ``request`` make a repeated press harmless (I-08). Raises: everything ``place_orders`` raises,
    with the section's key in ``details["section"]``, CartChanged, KeyReused.
    """
    result: list[str] = idempotency.once(
        actor_id=actor.pk,
        key=key,
        request=request,
        do=lambda: order_chosen(actor, cart_id, terms, seen),
    )
    return result


@guards.use_case
def order_chosen(actor: User, cart_id: int, terms: Mapping[str, Terms], seen: str) -> list[str]:
    """Order as ``checkout`` does, for whoever makes a repeated press harmless on their own."""
    cart = locks.lock_one(Cart, cart_id)
    if cart.owner_id != actor.pk:
        raise CartChanged(
            _("Your cart was changed elsewhere. Look at it again and order once more.")
        )
    agency = Agency.objects.select_related("tenant", "region").get(pk=cart.agency_id)
    chosen = {key: (one.freight, one.delivery_region_id) for key, one in terms.items()}
    items = items_of(cart, only_chosen=True)
    priced = freights_for(queries.goods_of(items), chosen, agency)
    found = queries.sections(items, agency, priced)
    require_seen(seen, queries.facts(found), CartChanged)
    if {section.key for section in found} != set(terms):
        raise CartChanged(
            _("Your cart was changed elsewhere. Look at it again and order once more.")
        )
    drafts = [_draft(section, terms[section.key]) for section in found]
    try:
        orders = place_orders(agency_id=cart.agency_id, drafts=drafts, actor=actor)
    except DomainError as refused:
        refused.details["section"] = _section_of(refused, found)
        raise
    cart.items.filter(pk__in=[line.item.pk for one in found for line in one.lines]).delete()
    return [str(order.public_id) for order in orders]


def ask_for_freight(
    *, actor: User, cart_id: int, section: str, region_id: int, address: str
) -> FreightQuote:
    """Ask the shop of a section of the cart what bringing its goods to a place costs.

    Raises: CartChanged, and what ``ask_freight`` raises; with the section's key in
    ``details["section"]``.
    """
    cart = Cart.objects.get(pk=cart_id)
    goods = queries.goods_of(items_of(cart, only_chosen=True)).get(section)
    if cart.owner_id != actor.pk or not goods:
        raise CartChanged(
            _("Your cart was changed elsewhere. Look at it again and order once more.")
        )
    try:
        return ask_freight(
            agency_id=cart.agency_id,
            vendor_id=goods[0][0].vendor_id,
            region_id=region_id,
            address=address,
            goods={sku.pk: units for sku, units in goods},
            actor=actor,
        )
    except DomainError as refused:
        refused.details["section"] = section
        raise


def _draft(section: queries.Section, terms: Terms) -> OrderDraft:
    return OrderDraft(
        vendor_id=section.vendor.pk,
        items=[
            OrderItem(
                sku_id=line.item.sku_id,
                quantity=line.item.quantity,
                price_version_id=line.item.price_version_id,
                revision_id=line.item.revision_id,
                wanted=line.item.wanted,
                note=line.item.note,
            )
            for line in section.lines
        ],
        **vars(terms),
    )


def _section_of(refused: DomainError, found: Sequence[queries.Section]) -> str:
    """Name the section a refusal is about: by the draft's place, or by the goods it names."""
    place = refused.details.get("draft")
    if isinstance(place, int):
        return found[place].key
    sku = refused.details.get("sku_id")
    for section in found:
        if any(line.item.sku_id == sku for line in section.lines):
            return section.key
    return ""
