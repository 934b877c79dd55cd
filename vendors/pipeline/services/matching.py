"""Which shop a target has become: by its NIB, by its NPWP, or by the invitation it answered."""

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction

from marketplace.core import blind_index, clock, locks
from vendors.models import Vendor
from vendors.pipeline import queries
from vendors.pipeline.models import Target, TargetList
from vendors.queries import covering_tenants

BATCH = 500


def match_targets(limit: int = BATCH) -> int:
    """Tell targets whose NIB a shop of their market has from now on; return how many were found."""
    waiting = Target.objects.filter(vendor=None).exclude(nib="")
    waiting = waiting.filter(nib__in=Vendor.objects.exclude(nib="").values("nib"))
    by_market: dict[TargetList, dict[int, str]] = defaultdict(dict)
    for row in waiting.select_related("list__tenant").order_by("pk")[:limit]:
        by_market[row.list][row.pk] = row.nib
    return sum(_match(one, nibs) for one, nibs in by_market.items())


def _match(target_list: TargetList, nibs: dict[int, str]) -> int:
    shops = queries.shops_by_nib(target_list.tenant, nibs.values())
    found = {pk: shops[nib] for pk, nib in nibs.items() if nib in shops}
    return _hold_and_tie(found)


def match_shop(vendor: Vendor) -> int:
    """Tie the targets of a shop's markets that have its NIB or NPWP; return how many.

    Called when the shop is handed in: from then on its numbers are checked by somebody. A draft
    that named the same NIB earlier lets go of it.
    """
    indexes = blind_index.indexes_of("npwp", queries.npwp_shape(vendor.npwp))
    markets = covering_tenants(vendor.region)
    rows = Target.objects.filter(list__tenant__in=markets)
    found = rows.filter(nib=vendor.nib) if vendor.nib else rows.none()
    found = found | rows.filter(npwp_index__in=indexes).exclude(npwp_index="")
    loose = [
        row.pk
        for row in found.exclude(vendor=vendor).select_related("vendor")
        if row.vendor is None or row.vendor.submitted_at is None
    ]
    return _hold_and_tie(dict.fromkeys(loose, vendor.pk))


@transaction.atomic
def _hold_and_tie(shops: dict[int, int]) -> int:
    return tie(locks.lock(Target, shops), shops)


def tie(targets: Collection[Target], shops: dict[int, int]) -> int:
    """Let locked targets be these shops; return how many."""
    for target in targets:
        target.vendor_id, target.changed_at = shops[target.pk], clock.now()
        target.save(update_fields=["vendor", "changed_at"])
    return len(targets)
