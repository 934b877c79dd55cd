"""Which shop a target has become: by its NIB, by its NPWP, or by the invitation it answered."""

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from marketplace.core import blind_index, clock, locks
from vendors.models import HOLDS_NIB, Vendor
from vendors.pipeline import queries
from vendors.pipeline.models import Target, TargetList
from vendors.queries import covering_tenants

BATCH = 500


def match_targets(limit: int = BATCH) -> int:
    """Tie targets to the shops of their market with their NIB or NPWP; return how many.

    A NIB counts as soon as a draft names it, an NPWP once a verifier has it.
    """
    shops = Vendor.objects.all()
    known = Q(nib__in=shops.exclude(nib="").values("nib")) & ~Q(nib="")
    held = shops.filter(status__in=HOLDS_NIB).exclude(npwp_index="")
    known |= Q(npwp_index__in=held.values("npwp_index"))
    waiting = Target.objects.filter(known, vendor=None)
    by_market: dict[TargetList, list[Target]] = defaultdict(list)
    for row in waiting.select_related("list__tenant").order_by("pk")[:limit]:
        by_market[row.list].append(row)
    return sum(_match(one, rows) for one, rows in by_market.items())


def _match(target_list: TargetList, targets: list[Target]) -> int:
    by_nib = queries.shops_by_nib(target_list.tenant, {row.nib for row in targets})
    by_npwp = queries.shops_by_npwp(target_list.tenant, {row.npwp_index for row in targets})
    shops = ((row.pk, by_nib.get(row.nib) or by_npwp.get(row.npwp_index)) for row in targets)
    return _hold_and_tie({pk: shop for pk, shop in shops if shop})


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
