"""Use-case of a shop: what bringing an order costs, and whether offices may fetch it."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from catalog import policies
from catalog.delivery import Rate, fetched_from, rates_of
from catalog.delivery_models import BANDS, MAX_DELIVERY_DAYS, DeliveryRate, PickUp
from marketplace.accounts.models import User
from marketplace.core import audit, guards
from marketplace.core.bounds import MAX_FREIGHT_RUPIAH
from marketplace.core.errors import RuleViolation
from marketplace.core.locks import lock_one
from marketplace.core.money import rupiah
from marketplace.core.policy import require
from vendors.models import Vendor


@guards.use_case
def set_delivery(*, vendor_id: int, rates: Collection[Rate], pick_up: bool, actor: User) -> bool:
    """Replace the table of a shop, and say whether offices may fetch its goods; whether it changed.

    Orders keep what they were placed at.

    Raises: NotAllowed, RuleViolation for a distance that is none of ``BANDS``, or an amount or
    number of days outside its bounds.
    """
    vendor = lock_one(Vendor, vendor_id)
    require(policies.can_list(actor, vendor))
    wanted = {rate.up_to_km: rate for rate in rates}
    for rate in wanted.values():
        _require_sane(rate)
    before = rates_of([vendor.pk]).get(vendor.pk, [])
    fetched = vendor.pk in fetched_from([vendor.pk])
    if sorted(before) == sorted(wanted.values()) and fetched == pick_up:
        return False
    if pick_up:
        PickUp.objects.get_or_create(vendor=vendor)
    else:
        PickUp.objects.filter(vendor=vendor).delete()
    DeliveryRate.objects.filter(vendor=vendor).delete()
    DeliveryRate.objects.bulk_create(
        DeliveryRate(
            vendor=vendor,
            up_to_km=rate.up_to_km,
            freight_rupiah=rate.rupiah,
            working_days=rate.working_days,
        )
        for rate in wanted.values()
    )
    audit.record(
        "vendor.delivery_rates_set",
        actor=actor,
        subject=vendor,
        before=[list(rate) for rate in before],
        after=[list(rate) for rate in sorted(wanted.values())],
        pick_up=pick_up,
    )
    return True


def _require_sane(rate: Rate) -> None:
    if rate.up_to_km not in BANDS:
        raise RuleViolation(_("There is no such distance. Reload the page."), field="up_to_km")
    if not 0 <= rate.rupiah <= MAX_FREIGHT_RUPIAH:
        raise RuleViolation(
            _("The freight of an order is %(most)s at most.")
            % {"most": rupiah(MAX_FREIGHT_RUPIAH)},
            field=f"rupiah_{rate.up_to_km}",
        )
    if rate.working_days is not None and not 0 <= rate.working_days <= MAX_DELIVERY_DAYS:
        raise RuleViolation(
            _("Delivery takes %(most)s working days at most.") % {"most": MAX_DELIVERY_DAYS},
            field=f"days_{rate.up_to_km}",
        )
