"""What happens to the lines that lie in a cart: chosen or left, noted, taken out and put back.

Every use-case holds the cart first, as checkout does, so that none slips in between.
"""

from collections.abc import Collection

from django.utils.translation import gettext as _

from catalog import services as catalog
from catalog.day_rules import Days
from marketplace.accounts.models import User
from marketplace.core import clock, guards, locks
from marketplace.core.bounds import MAX_QUANTITY
from marketplace.core.errors import Conflict, NotFoundError, RuleViolation
from marketplace.core.money import grouped
from marketplace.core.policy import require
from marketplace.orders.models import LINE_NOTE_MAX
from marketplace.orders.policies import can_buy_from
from marketplace.sourcing import policies, queries
from marketplace.sourcing.models import Cart, CartItem, Line, RemovedItem, SharedCart
from vendors.channels import Channel


class LineGone(Conflict):
    """A line is not in the cart any more: another page took it out or ordered it."""

    code = "line_gone"


class NothingToPutBack(Conflict):
    """Nothing was taken out of the cart lately, or it is back already."""

    code = "nothing_to_put_back"


class OtherDays(RuleViolation):
    """The same lies in the cart already, for other days."""

    code = "other_days"


class NoteTooLong(RuleViolation):
    """Two notes on the same goods do not fit into one."""

    code = "note_too_long"


def own_cart(actor: User, agency_id: int) -> Cart:
    """Lock and return the person's cart for an agency. Raises: NotAllowed, LineGone without one."""
    require(policies.can_fill(actor, agency_id))
    found = Cart.objects.filter(owner=actor, agency_id=agency_id).values_list("pk", flat=True)
    if not found:
        raise _gone()
    return locks.lock_one(Cart, found[0])


def own_item(actor: User, item_id: int) -> CartItem:
    """Lock and return a line of the person's own cart. Raises: NotFoundError, NotAllowed."""
    found = CartItem.objects.filter(pk=item_id, cart__owner=actor).values_list("cart_id", flat=True)
    if not found:
        raise _not_found()
    cart = locks.lock_one(Cart, found[0])
    require(policies.can_fill(actor, cart.agency_id))
    try:
        return locks.lock_one(CartItem, item_id)
    except CartItem.DoesNotExist as gone:
        raise _not_found() from gone


def _not_found() -> NotFoundError:
    return NotFoundError(_("This is not in your cart any more. Reload the page."))


def _gone() -> LineGone:
    return LineGone(
        _("Something you chose is not in your cart any more. Below is the cart as it is now.")
    )


def require_quantity(quantity: int) -> None:
    """Refuse units beyond what one line holds. Raises: RuleViolation."""
    if not 1 <= quantity <= MAX_QUANTITY:
        raise RuleViolation(
            _("The quantity must be between 1 and %(most)s units.")
            % {"most": grouped(MAX_QUANTITY)}
        )


def require_same_days(item: Line, days: Days | None, name: str) -> None:
    """Refuse a line that is wanted for other days than these. Raises: OtherDays."""
    if item.wanted not in {None, days}:
        raise OtherDays(
            _(
                "“%(name)s” lies in your cart for another day already. Change the day there, or "
                "order it first."
            )
            % {"name": name},
            field="wanted_on",
            sku_id=item.sku_id,
        )


@guards.use_case
def choose(*, actor: User, agency_id: int, item_ids: Collection[int], chosen: bool) -> None:
    """Choose lines of the person's cart for the next checkout, or leave them; all or none.

    Raises: NotAllowed, LineGone.
    """
    cart = own_cart(actor, agency_id)
    mine = set(cart.items.values_list("pk", flat=True))
    if not item_ids or not mine.issuperset(item_ids):
        raise _gone()
    for item in locks.lock(CartItem, item_ids):
        item.chosen = chosen
        item.save(update_fields=["chosen"])


@guards.use_case
def write_note(*, actor: User, item_id: int, note: str) -> None:
    """Say what the shop is told of a line; an empty text says nothing.

    Raises: NotFoundError, NotAllowed, NoteTooLong.
    """
    item = own_item(actor, item_id)
    item.note = _fitting(note)
    item.save(update_fields=["note"])


@guards.use_case
def tell(*, actor: User, item_id: int, note: str, shared: SharedCart | None) -> None:
    """Add to a line what its asker says of it; the first asker stays.

    Raises: NotFoundError, NotAllowed, NoteTooLong.
    """
    item = own_item(actor, item_id)
    item.note = _joined(item.note, note)
    item.shared = item.shared or shared
    item.save(update_fields=["note", "shared"])


def _joined(first: str, second: str) -> str:
    if not second or second in first:
        return first
    return _fitting(f"{first}; {second}" if first else second)


def _fitting(note: str) -> str:
    if len(note) > LINE_NOTE_MAX:
        raise NoteTooLong(
            _("A note on goods has at most %(most)s characters. Shorten it.")
            % {"most": LINE_NOTE_MAX},
            field="note",
        )
    return note


@guards.use_case
def take_out(*, actor: User, item_id: int) -> None:
    """Take a line out of the cart; until the next one is, it can be put back for a while.

    Raises: NotFoundError, NotAllowed.
    """
    item = own_item(actor, item_id)
    RemovedItem.objects.filter(cart=item.cart_id).delete()
    RemovedItem.objects.create(cart_id=item.cart_id, removed_at=clock.now(), **item.copied())
    item.delete()


@guards.use_case
def put_back(*, actor: User, agency_id: int) -> CartItem:
    """Put the line that was taken out last back, as it was; more of the same is added up.

    Price and words stay those that the person saw. Raises: NotAllowed, VendorNotEligible,
    NotForSale and LicenceMissing for goods nobody can buy any more, NothingToPutBack, OtherDays,
    NoteTooLong, RuleViolation.
    """
    cart = own_cart(actor, agency_id)
    removed = queries.removed_from(cart)
    if removed is None:
        raise NothingToPutBack(
            _("There is nothing to put back any more. Look the goods up and put them in anew.")
        )
    sku = removed.sku
    product = sku.product
    catalog.require_sellable(product.vendor, Channel(product.etalase.channel), sku)
    require(can_buy_from(actor, product.vendor))
    item = CartItem.objects.filter(cart=cart, sku=sku).first()
    if item is None:
        item = CartItem(cart=cart, **removed.copied())
    else:
        days, pieces = item.wanted or removed.wanted, item.pieces + removed.pieces
        require_same_days(removed, days, sku.title)
        item.wanted, item.quantity = days, pieces * (days.number if days else 1)
        require_quantity(item.quantity)
        item.note = _joined(item.note, removed.note)
    item.save()
    removed.delete()
    return item
