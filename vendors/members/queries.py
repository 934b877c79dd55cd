"""Reads: the members of a cooperative, by number; whose NIK stands elsewhere too."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from marketplace.accounts.models import Region, RegionLevel
from marketplace.core import blind_index
from vendors.members.models import CooperativeMember, MemberSheet
from vendors.models import HOLDS_NIB, Vendor
from vendors.region_words import regions_within


def members_of(
    vendor: Vendor, *, words: str = "", left: bool = False
) -> QuerySet[CooperativeMember]:
    """Return the members of a cooperative by name; words: of name, number or goods.

    left: those who have left, instead of those who belong to it.
    """
    rows = CooperativeMember.objects.filter(vendor=vendor, until__isnull=not left)
    if words:
        rows = rows.filter(
            Q(name__icontains=words) | Q(number__iexact=words) | Q(makes__icontains=words)
        )
    return rows.select_related("region__parent").order_by("name", "pk")


@dataclass(frozen=True)
class Numbers:
    """How many belong to a cooperative, how many of them may be named in public, how many left."""

    active: int
    public: int
    left: int


def numbers_of(vendor: Vendor) -> Numbers:
    """Count the members of a cooperative."""
    active = Q(until__isnull=True)
    found = CooperativeMember.objects.filter(vendor=vendor).aggregate(
        active=Count("pk", filter=active),
        public=Count("pk", filter=active & Q(named_in_public=True)),
        left=Count("pk", filter=~active),
    )
    return Numbers(**found)


def holders_in(vendor: Vendor, nik: str) -> QuerySet[CooperativeMember]:
    """Return who of a cooperative has a NIK now."""
    known = blind_index.indexes_of("nik", nik)
    return CooperativeMember.objects.filter(vendor=vendor, until=None, nik_index__in=known)


def known_elsewhere(members: Iterable[CooperativeMember]) -> set[int]:
    """Return which members' NIK is also that of a shop or of a member of another cooperative.

    For verifiers alone: nobody else may learn who is known here. In two queries.
    """
    by_index: dict[str, list[CooperativeMember]] = {}
    for member in members:
        for index in blind_index.indexes_of("nik", member.nik):
            by_index.setdefault(index, []).append(member)
    if not by_index:
        return set()
    shops = Vendor.objects.filter(nik_index__in=by_index, status__in=HOLDS_NIB)
    others = CooperativeMember.objects.filter(nik_index__in=by_index, until=None)
    held = [
        *shops.values_list("nik_index", "pk").order_by(),
        *others.values_list("nik_index", "vendor_id").order_by(),
    ]
    return {
        member.pk
        for index, vendor_id in held
        for member in by_index[index]
        if member.vendor_id != vendor_id
    }


def open_sheet(vendor: Vendor) -> MemberSheet | None:
    """Return the sheet that waits for somebody to take it in."""
    return MemberSheet.objects.filter(vendor=vendor, taken_at=None, put_aside_at=None).first()


def rows_of(sheet: MemberSheet) -> list[dict[str, Any]]:
    """Return the rows of a sheet as they were read; none once it is decided."""
    return list(json.loads(sheet.rows)) if sheet.rows else []


# ---- regions


def province_of(vendor: Vendor) -> Region | None:
    """Return the province a cooperative works in: where its members may live."""
    region = vendor.region
    while region is not None and region.level != RegionLevel.PROVINCE and region.parent:
        region = region.parent
    return region


def regions_for(vendor: Vendor) -> list[Region]:
    """Return the kabupaten, kota and kecamatan of the cooperative's province."""
    province = province_of(vendor)
    return regions_within(province.pk) if province else []


def by_number(vendor: Vendor, numbers: Collection[str]) -> dict[str, CooperativeMember]:
    """Return members by their number, those who have left included."""
    rows = CooperativeMember.objects.filter(vendor=vendor, number__in=numbers)
    return {member.number: member for member in rows}
