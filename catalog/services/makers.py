"""The cooperative says which of its members make a listing's goods."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from catalog import policies
from catalog.maker_models import ALL_BP, ProductMaker
from catalog.models import Product
from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards
from marketplace.core.errors import RuleViolation
from marketplace.core.locks import lock_one, lock_shared
from marketplace.core.money import percent
from marketplace.core.policy import require
from vendors.members.models import CooperativeMember
from vendors.members.policies import has_members
from vendors.models import Vendor


@guards.use_case
def set_makers(*, product_id: int, shares: Mapping[int, int], actor: User) -> Product:
    """Say who makes the goods of a listing: basis points by member, the whole choice each time.

    What held before is ended, not changed: orders that were placed keep it. No review is needed,
    the change is on record. Raises: NotAllowed, RuleViolation for a member who is not the
    cooperative's or has left, and for shares beyond the whole.
    """
    vendor_id = Product.objects.values_list("vendor_id", flat=True).get(pk=product_id)
    vendor = lock_shared(Vendor, vendor_id)
    product = lock_one(Product, product_id)
    require(policies.can_trade(actor, product))
    require(has_members(vendor))
    _require_whole(shares)
    _require_own(vendor, shares)
    before = {maker.member_id: maker for maker in product.makers.filter(until=None)}
    gone = [maker.pk for key, maker in before.items() if shares.get(key) != maker.share_bp]
    now = clock.now()
    ProductMaker.objects.filter(pk__in=gone).update(until=now, ended_by=actor)
    new = [
        ProductMaker(
            product=product, member_id=key, vendor=vendor, share_bp=bp, since=now, set_by=actor
        )
        for key, bp in sorted(shares.items())
        if key not in before or before[key].pk in gone
    ]
    ProductMaker.objects.bulk_create(new)
    if gone or new:
        audit.record(
            "product.makers_set",
            actor=actor,
            subject=product,
            before={str(key): maker.share_bp for key, maker in before.items()},
            after={str(key): bp for key, bp in shares.items()},
        )
    return product


def _require_whole(shares: Mapping[int, int]) -> None:
    if any(not 0 < bp <= ALL_BP for bp in shares.values()):
        raise RuleViolation(_("The share of a maker is more than 0 and at most 100 percent."))
    total = sum(shares.values())
    if total > ALL_BP:
        raise RuleViolation(
            _("The shares of the makers are %(total)s together; at most 100 percent can be shared.")
            % {"total": percent(total)}
        )


def _require_own(vendor: Vendor, shares: Mapping[int, int]) -> None:
    own = CooperativeMember.objects.filter(vendor=vendor, until=None, pk__in=shares)
    if own.count() < len(shares):
        raise RuleViolation(
            _("Choose members of this cooperative who have not left. Reload the page.")
        )
