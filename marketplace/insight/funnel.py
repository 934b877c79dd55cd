"""How far the businesses of a market have come: counted by stage, region and list, and who waits.

Counted are the businesses of its target lists and the shops of its region that came by themselves.
A stage once reached stays counted (``vendors.pipeline.models.Milestone``), so that a shop that was
suspended later is still one that was verified.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Case, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from marketplace.accounts.models import Region, RegionLevel, Tenant
from marketplace.core.joined import read_rows
from vendors.models import Vendor
from vendors.pipeline.models import Milestone, Stage, Target, TargetList
from vendors.pipeline.rules import share_bp
from vendors.policies import in_regions

STAGES: Final = tuple(Stage)
RANK: Final = {stage: place for place, stage in enumerate(STAGES)}
PROVINCE, CITY = "listed_province", "listed_city"
_OWN: Final = "own"

# A business is a target (of several lists perhaps), the shop it became, or a shop without a target.
_COUNTED = """
WITH here AS (
    SELECT id FROM accounts_region WHERE id = %(region)s OR parent_id = %(region)s
    OR parent_id IN (SELECT id FROM accounts_region WHERE parent_id = %(region)s)
), people AS (
    SELECT t.vendor_id, coalesce('v' || t.vendor_id, 't' || t.person_key) AS who,
        t.region_id, t.list_id
    FROM pipeline_target t JOIN pipeline_targetlist l ON l.id = t.list_id
    WHERE l.tenant_id = %(tenant)s AND (%(list)s::bigint IS NULL OR l.id = %(list)s)
    UNION ALL
    SELECT v.id, 'v' || v.id, v.region_id, NULL FROM vendors_vendor v
    WHERE %(list)s::bigint IS NULL AND v.region_id IN (SELECT id FROM here) AND NOT EXISTS (
        SELECT 1 FROM pipeline_target t JOIN pipeline_targetlist l ON l.id = t.list_id
        WHERE t.vendor_id = v.id AND l.tenant_id = %(tenant)s)
), placed AS (
    SELECT p.*, CASE WHEN r.level = 'district' THEN r.parent_id ELSE r.id END AS place
    FROM people p JOIN accounts_region r ON r.id = p.region_id
    WHERE %(within)s::bigint IS NULL OR r.id = %(within)s OR r.parent_id = %(within)s
), reached AS (
    SELECT who, place, list_id, 'targeted' AS stage FROM placed WHERE list_id IS NOT NULL
    UNION ALL
    SELECT p.who, p.place, p.list_id, m.stage FROM placed p
    JOIN pipeline_milestone m ON m.vendor_id = p.vendor_id
    UNION ALL
    SELECT p.who, p.place, p.list_id,
        CASE WHEN r.level = 'province' THEN 'listed_province' ELSE 'listed_city' END
    FROM placed p JOIN pipeline_milestone m ON m.vendor_id = p.vendor_id AND m.stage = 'listed'
    JOIN accounts_tenant t ON t.id = m.tenant_id JOIN accounts_region r ON r.id = t.region_id
)
SELECT stage, list_id IS NOT NULL AS targeted, place, list_id, grouping(place) AS all_places,
    grouping(list_id) AS all_lists, count(DISTINCT who)
FROM reached
GROUP BY GROUPING SETS (
    (stage, (list_id IS NOT NULL)), (stage, place), (stage, list_id))
"""


@dataclass(frozen=True)
class Scope:
    """Which businesses are counted: of a market, perhaps of one list or one region of it."""

    tenant: Tenant
    list: TargetList | None = None
    region: Region | None = None


@dataclass(frozen=True)
class Count:
    """One stage: who reached it from a list and by themselves; shares in basis points."""

    stage: Stage
    targeted: int
    own: int
    of_targets_bp: int | None
    of_before_bp: int | None

    @property
    def all(self) -> int:
        """Everybody who reached it."""
        return self.targeted + self.own


@dataclass
class Funnel:
    """The stages of a scope, the same per region and per list; who is live, by level of market."""

    counts: list[Count]
    by_region: list[tuple[Region, list[tuple[str, int]]]] = field(default_factory=list)
    by_list: list[tuple[TargetList, list[tuple[str, int]]]] = field(default_factory=list)
    live_province: int = 0
    live_city: int = 0


def funnel(scope: Scope) -> Funnel:
    """Count a scope in one query, and name its regions and lists in two more."""
    total: dict[str, dict[bool, int]] = defaultdict(lambda: {True: 0, False: 0})
    places: dict[int, dict[str, int]] = defaultdict(dict)
    lists: dict[int, dict[str, int]] = defaultdict(dict)
    for stage, targeted, place, list_id, all_places, all_lists, number in _rows(scope):
        if not all_places:
            places[place][stage] = number
        elif not all_lists:
            if list_id is not None:
                lists[list_id][stage] = number
        else:
            total[stage][targeted] = number
    return Funnel(
        counts=_counts(total),
        by_region=[
            (row, _along(places[row.pk]))
            for row in Region.objects.filter(pk__in=places).order_by("name")
        ],
        by_list=[
            (row, _along(lists[row.pk]))
            for row in TargetList.objects.filter(pk__in=lists).select_related("agency")
        ],
        live_province=sum(total[PROVINCE].values()),
        live_city=sum(total[CITY].values()),
    )


def _rows(scope: Scope) -> list[tuple[Any, ...]]:
    params = {
        "tenant": scope.tenant.pk,
        "region": scope.tenant.region_id,
        "list": scope.list.pk if scope.list else None,
        "within": scope.region.pk if scope.region else None,
    }
    return read_rows(_COUNTED, params)


def _along(found: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(str(stage.label), found.get(stage, 0)) for stage in STAGES]


def _counts(total: Mapping[str, Mapping[bool, int]]) -> list[Count]:
    counts: list[Count] = []
    targets = total[Stage.TARGETED][True]
    for stage in STAGES:
        targeted, own = total[stage][True], total[stage][False]
        before = counts[-1] if counts else None
        # Whoever came by themselves was no target: the second stage is compared with targets alone.
        base = before.all if before and before.stage != Stage.TARGETED else targets
        part = targeted if stage in {Stage.TARGETED, Stage.REGISTERED} else targeted + own
        counts.append(
            Count(stage, targeted, own, share_bp(targeted, targets), share_bp(part, base))
        )
    return counts


# ---- who stands where


def _within(scope: Scope, prefix: str = "region") -> Q:
    if scope.region is None:
        return Q()
    return Q(**{prefix: scope.region}) | Q(**{f"{prefix}__parent": scope.region})


def _furthest() -> Subquery:
    """Return the rank of the last stage that the shop of a row has reached."""
    ranked = Case(
        *(When(stage=stage, then=Value(rank)) for stage, rank in RANK.items()),
        output_field=IntegerField(),
    )
    own = Milestone.objects.filter(vendor=OuterRef("shop")).order_by().values("vendor")
    return Subquery(own.annotate(rank=Max(ranked)).values("rank"))


def targets_at(scope: Scope, stage: Stage) -> QuerySet[Target]:
    """Return the targets whose furthest stage this is, each business once, by name."""
    rows = Target.objects.filter(_within(scope), list__tenant=scope.tenant)
    if scope.list is not None:
        rows = rows.filter(list=scope.list)
    first = rows.filter(person_key=OuterRef("person_key")).order_by("pk").values("pk")[:1]
    if scope.list is None:
        rows = rows.filter(pk=Subquery(first))
    rows = rows.annotate(shop=Coalesce("vendor_id", 0)).annotate(rank=Coalesce(_furthest(), 0))
    rows = rows.filter(rank=RANK[stage]).select_related("region__parent", "vendor__region", "list")
    return rows.prefetch_related("invitations").order_by("name", "pk")


def shops_at(scope: Scope, stage: Stage) -> QuerySet[Vendor]:
    """Return the shops without a target whose furthest stage this is, by name."""
    if scope.list is not None or stage == Stage.TARGETED:
        return Vendor.objects.none()
    known = Target.objects.filter(list__tenant=scope.tenant, vendor__isnull=False)
    rows = Vendor.objects.filter(in_regions([scope.tenant.region_id]), _within(scope))
    rows = rows.exclude(pk__in=known.values("vendor"))
    rows = rows.annotate(shop=Coalesce("pk", 0)).annotate(rank=Coalesce(_furthest(), 0))
    rows = rows.filter(rank=RANK[stage])
    return rows.select_related("region__parent").order_by("name", "pk")


def lists_of(tenant: Tenant) -> QuerySet[TargetList]:
    """Return the lists of a market, to choose from."""
    return TargetList.objects.filter(tenant=tenant).select_related("agency")


def regions_of(tenant: Tenant) -> QuerySet[Region]:
    """Return the kabupaten and kota of a market, or the kecamatan of a city's, to choose from."""
    return Region.objects.filter(parent=tenant.region).exclude(level=RegionLevel.PROVINCE)
