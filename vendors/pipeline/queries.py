"""Reads: lists with their figures, targets found again by their numbers, regions, invitations."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from marketplace.accounts.models import Agency, Region, Tenant, User
from marketplace.core import blind_index
from vendors.invitation_queries import standing
from vendors.invitation_rules import InvitationState, typed_code
from vendors.models import HOLDS_NIB, Vendor, VendorStatus
from vendors.pipeline import policies, rules
from vendors.pipeline.models import (
    ImportRow,
    RowVerdict,
    ShopInvitation,
    Target,
    TargetImport,
    TargetList,
    undecided,
)
from vendors.policies import in_regions
from vendors.region_words import finder_of, regions_within

# Who got how far with an invitation, as a list is filtered.
FILTERS = {
    "": Q(),
    "baru": Q(vendor=None, invitations=None),
    "diundang": Q(vendor=None, invitations__isnull=False),
    "bergabung": Q(vendor__isnull=False),
}


def lists_of(user: User) -> QuerySet[TargetList]:
    """Return the lists a person reads, with how many targets each has and how many joined."""
    rows = policies.visible_to(user).annotate(
        number=Count("targets"), joined=Count("targets", filter=Q(targets__vendor__isnull=False))
    )
    return rows.order_by("-year", "name", "pk")


def targets_of(target_list: TargetList, *, words: str = "", state: str = "") -> QuerySet[Target]:
    """Return the targets of a list by region and name; words: of the business's name or NIB."""
    rows = target_list.targets.filter(FILTERS.get(state, Q())).distinct()
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(nib=words))
    rows = rows.select_related("region__parent", "vendor").prefetch_related("invitations")
    return rows.order_by("region__name", "name", "pk")


def agencies_of(tenants: Iterable[Tenant]) -> QuerySet[Agency]:
    """Return the offices that may run a list of these markets."""
    return Agency.objects.filter(tenant__in=tenants).select_related("tenant").order_by("name")


# ---- regions


def regions_of(tenant: Tenant) -> list[Region]:
    """Return every kabupaten, kota and kecamatan of a market, its own region included."""
    return regions_within(tenant.region_id)


def region_finder(tenant: Tenant) -> dict[str, int | None]:
    """Return the key of a region by its label, code and name in small letters.

    None for a name that several regions of the market have.
    """
    return finder_of(regions_of(tenant))


# ---- targets found again


@dataclass(slots=True)
class Finder:
    """Finds the targets of a list by NIB, then NPWP, then name, phone and region."""

    by_nib: dict[str, Target]
    by_npwp: dict[str, Target]
    by_person: dict[str, Target]

    @classmethod
    def of(cls, target_list: TargetList, rows: Iterable[dict[str, str]]) -> "Finder":
        """Fetch the targets that these rows may mean, in one query."""
        values = list(rows)
        nibs = {row["nib"] for row in values if row["nib"]}
        npwps = {one for row in values for one in blind_index.indexes_of("npwp", row["npwp"])}
        persons = {one for row in values for one in person_keys(row)}
        either = Q(nib__in=nibs) | Q(npwp_index__in=npwps) | Q(person_key__in=persons)
        found = list(target_list.targets.filter(either))
        return cls(
            {one.nib: one for one in found if one.nib},
            {one.npwp_index: one for one in found if one.npwp_index},
            {one.person_key: one for one in found},
        )

    def matches(self, row: dict[str, str]) -> list[Target]:
        """Return whom this row means, the surest first; two are a contradiction."""
        npwps = blind_index.indexes_of("npwp", row["npwp"])
        found = [self.by_nib.get(row["nib"])] if row["nib"] else []
        found += [self.by_npwp.get(one) for one in npwps]
        sure = list(dict.fromkeys(one for one in found if one))
        if sure:
            return sure
        likely = [self.by_person.get(one) for one in person_keys(row)]
        return [one for one in likely if one and not _contradicts(one, row)][:1]


def _contradicts(target: Target, row: dict[str, str]) -> bool:
    """Whether a namesake has another number: then it is another business."""
    return bool(target.nib and row["nib"] and target.nib != row["nib"])


def person_keys(row: dict[str, str]) -> list[str]:
    """Return every index under which a business without numbers may stand."""
    if not row.get("region_id"):
        return []
    who = rules.person_of(row["name"], row["phone"], int(row["region_id"]))
    return blind_index.indexes_of("target", who)


def npwp_shape(npwp: str) -> str:
    """Return an NPWP in the one shape that is indexed: the sixteen digits of now."""
    return f"0{npwp}" if len(npwp) == rules.NPWP_DIGITS else npwp


def shops_by_nib(tenant: Tenant, nibs: Collection[str]) -> dict[str, int]:
    """Return the shop of each NIB: one that holds it, else the oldest draft that names it."""
    rows = Vendor.objects.filter(_in_market(tenant), nib__in=nibs)
    known = rows.exclude(status=VendorStatus.REJECTED).values_list("status", "nib", "pk")
    surest_last = sorted(known, key=lambda row: (row[0] in HOLDS_NIB, -row[2]))
    return {nib: pk for _status, nib, pk in surest_last}


def shops_by_npwp(tenant: Tenant, indexes: Collection[str]) -> dict[str, int]:
    """Return the shop that a verifier has, or has verified, by the index of its NPWP."""
    rows = Vendor.objects.filter(
        _in_market(tenant), npwp_index__in=set(indexes) - {""}, status__in=HOLDS_NIB
    )
    return dict(rows.order_by("-pk").values_list("npwp_index", "pk"))


def _in_market(tenant: Tenant) -> Q:
    """Select the shops of a market's region, and drafts that have not named theirs."""
    return in_regions([tenant.region_id]) | Q(region=None)


# ---- sheets that were sent


def open_import(target_list: TargetList) -> TargetImport | None:
    """Return the sheet that is being looked at or taken in."""
    return target_list.imports.filter(finished_at=None, cancelled_at=None).first()


def state_of(sheet: TargetImport) -> rules.ImportState:
    """Say where an import stands."""
    return rules.state_of(
        started=sheet.started_at, finished=sheet.finished_at, cancelled=sheet.cancelled_at
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows of a sheet there are of each verdict, and how many are taken in."""

    counts: dict[str, int]
    done: int

    @property
    def to_do(self) -> int:
        """Rows that change something."""
        return self.counts.get(RowVerdict.NEW, 0) + self.counts.get(RowVerdict.CHANGED, 0)

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.counts.values())

    @property
    def percent(self) -> int:
        """How much is done, in whole per cent."""
        return self.done * 100 // self.to_do if self.to_do else 100


def progress_of(sheet: TargetImport) -> Progress:
    """Count the rows of a sheet."""
    rows = sheet.rows.values_list("verdict").annotate(
        number=Count("pk"), done=Count("pk", filter=Q(done_at__isnull=False))
    )
    found = list(rows.order_by())
    return Progress({row[0]: row[1] for row in found}, sum(row[2] for row in found))


def said_of(row: ImportRow) -> dict[str, str]:
    """Return the cells of a row as they were read; nothing once they are forgotten."""
    values: dict[str, Any] = json.loads(row.said) if row.said else {}
    return {column: str(value) for column, value in values.items()}


# ---- invitations


def digest_of(code: str) -> str:
    """Return what is stored of a code, keyed as that of other invitations is."""
    return salted_hmac("pipeline.shop_invitation", code, algorithm="sha256").hexdigest()


def by_code(typed: str) -> ShopInvitation | None:
    """Return the invitation of a code as it was typed; None where there is none."""
    rows = ShopInvitation.objects.select_related(
        "target__list__tenant__region", "target__list__agency", "target__region", "accepted_by"
    )
    found = rows.filter(code_hash=digest_of(typed_code(typed))).first()
    return found if found is not None and opens(typed, found) else None


def opens(typed: str, invitation: ShopInvitation) -> bool:
    """Say whether a code is the one that this invitation has now; takes as long either way."""
    return constant_time_compare(invitation.code_hash, digest_of(typed_code(typed)))


def invitation_state(invitation: ShopInvitation) -> InvitationState:
    """Say where an invitation stands now; the office stands behind it, whoever sent it."""
    return standing(invitation, inviter_manages=True)


def newest_invitation(target: Target) -> ShopInvitation | None:
    """Return the last invitation of a target; reads what was fetched before, if it was."""
    return max(target.invitations.all(), key=lambda row: row.pk, default=None)


def never_invited(target_list: TargetList) -> QuerySet[Target]:
    """Return the targets that have neither a shop nor ever had an invitation."""
    rows = target_list.targets.filter(vendor=None, invitations=None)
    return rows.select_related("region__parent").order_by("region__name", "name", "pk")


def on_open_paper(target_list: TargetList) -> QuerySet[Target]:
    """Return the targets whose printed invitation waits for an answer, or has expired."""
    waiting = ShopInvitation.objects.filter(undecided(), by_mail=False, target__list=target_list)
    rows = target_list.targets.filter(vendor=None, pk__in=waiting.values("target"))
    return rows.select_related("region__parent").order_by("region__name", "name", "pk")
