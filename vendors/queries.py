"""Reads: what is returned, who judges, which channels are open, the size class."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import CharField, Count, Min, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from marketplace.accounts.in_force import in_force
from marketplace.accounts.models import Region, RegionLevel, Role, Tenant, User
from marketplace.core import clock, rulebook
from marketplace.core.blind_index import indexes_of
from marketplace.core.calendar import local_day
from marketplace.core.models import AuditEvent, Deadline
from marketplace.core.money import rupiah
from marketplace.core.rule_codes import RuleCode
from marketplace.core.subjects import about
from vendors import channel_rules, policies, rules
from vendors.application import Figures
from vendors.channels import Channel
from vendors.models import (
    HOLDS_NIB,
    INDEXED,
    ChangeKind,
    ChangeRequest,
    ChangeStatus,
    FieldEntry,
    FieldReview,
    LegalForm,
    SizeClass,
    Vendor,
    VendorDocument,
    VendorMembership,
    VendorRole,
    VendorStatus,
)
from vendors.policies import VendorAct, ancestors
from vendors.requirements import papers_asked

Row = TypeVar("Row", bound=Model)
REVIEW_DEADLINE = "vendor.review"
SIZE_DEADLINE = "vendor.size"
REVEALED = "vendor.revealed"
MOST_TWINS = 5
_CAPITAL = (RuleCode.CAPITAL_MICRO, RuleCode.CAPITAL_SMALL, RuleCode.CAPITAL_MEDIUM)
_SALES = (RuleCode.SALES_MICRO, RuleCode.SALES_SMALL, RuleCode.SALES_MEDIUM)


def channels_of(vendor: Vendor) -> frozenset[Channel]:
    """Return the channels the vendor may sell in today; none unless approved."""
    return open_channels(vendor) if vendor.status == VendorStatus.APPROVED else frozenset()


def open_channels(vendor: Vendor) -> frozenset[Channel]:
    """Return the channels its legal form and size open, whatever the state of the application."""
    return channels_by(vendor.legal_form, vendor.size_class)


def channels_by(legal_form: str, size_class: str) -> frozenset[Channel]:
    """Return the channels of a legal form and size; none while either is unknown."""
    if not legal_form or not size_class:
        return frozenset()
    form, size = rules.LegalForm(legal_form), rules.SizeClass(size_class)
    return rules.channels_for(form, size, channel_rules.reach())


@dataclass(frozen=True, slots=True)
class SizeVerdict:
    """A size class with the numbers behind it; ``bound`` is the one compared with, in rupiah."""

    size: SizeClass
    figure_rupiah: int
    bound_rupiah: int
    by_sales: bool
    source: str

    def sentence(self) -> str:
        """Return the comparison in words and numbers."""
        within = self.size != SizeClass.NON_MSME
        template = (
            _("%(basis)s %(figure)s ≤ %(bound)s (%(source)s).")
            if within
            else _("%(basis)s %(figure)s > %(bound)s (%(source)s).")
        )
        return template % {
            "basis": _("Yearly sales") if self.by_sales else _("Capital"),
            "figure": rupiah(self.figure_rupiah),
            "bound": rupiah(self.bound_rupiah),
            "source": self.source,
        }


def size_verdict(figures: Figures, *, on: date) -> SizeVerdict | None:
    """Judge the size by the rulebook's bounds of that day (R-SIZE-1); None without a figure."""
    figure = figures.measured_rupiah
    if figure is None:
        return None
    codes = _SALES if figures.has_full_book_year else _CAPITAL
    found = rulebook.rule_values(*codes, on=on)
    bounds = rules.SizeBounds(*(found[code].value for code in codes))
    size = SizeClass(
        rules.size_class(
            capital_rupiah=figure,
            annual_sales_rupiah=figure,
            has_full_book_year=figures.has_full_book_year,
            capital_bounds=bounds,
            sales_bounds=bounds,
        )
    )
    return SizeVerdict(
        size=size,
        figure_rupiah=figure,
        bound_rupiah=getattr(bounds, size, bounds.medium),
        by_sales=figures.has_full_book_year,
        source=found[codes[0]].cited,
    )


def figures_of(vendor: Vendor) -> Figures:
    """Return the vendor's stored figures."""
    return Figures(
        has_full_book_year=vendor.has_full_book_year,
        capital_rupiah=vendor.capital_rupiah,
        annual_sales_rupiah=vendor.annual_sales_rupiah,
    )


def size_declared_at(vendor: Vendor) -> datetime:
    """Return when the size was stated last: by a declaration, else with the application.

    A verified shop has an approval. A declared class that a verifier refused does not count.
    """
    last = (
        vendor.size_declarations.exclude(change__status=ChangeStatus.REFUSED)
        .exclude(change__status=ChangeStatus.WITHDRAWN)
        .values_list("declared_at", flat=True)
        .first()
    )
    approved_at = vendor.approved_at or vendor.created_at
    return max(last, approved_at) if last else approved_at


def size_due_at(vendor: Vendor) -> datetime:
    """Return until when a verified shop declares its size again (R-SIZE-YEARLY)."""
    declared_at = size_declared_at(vendor)
    on = local_day(declared_at, vendor.time_zone)
    return declared_at + timedelta(days=rulebook.rule_in_force(RuleCode.SIZE_YEARLY, on=on).value)


def to_declare_size(vendors: QuerySet[Vendor]) -> list[tuple[Vendor, datetime]]:
    """Return the verified shops among these whose declaration is due soon or over, and when."""
    near = clock.now() + timedelta(days=max(rules.SIZE_REMINDED_BEFORE))
    waiting = ChangeRequest.objects.filter(kind=ChangeKind.SIZE, status=ChangeStatus.PENDING)
    verified = vendors.filter(status__in=policies.VERIFIED).exclude(
        pk__in=waiting.values("vendor_id")
    )
    due = ((vendor, size_due_at(vendor)) for vendor in verified)
    return [(vendor, due_at) for vendor, due_at in due if due_at <= near]


def with_region(vendors: QuerySet[Vendor]) -> QuerySet[Vendor]:
    """Fetch the chain of regions in the same query, and the owner's name as ``owner_name``."""
    return vendors.select_related("region__parent__parent").annotate(owner_name=owner_name())


def owner_name() -> Subquery:
    """Return the name of the owner who represents the vendor of the row, for a query."""
    name = Coalesce(NullIf("user__name", Value("")), "user__email", output_field=CharField())
    return Subquery(owners().filter(vendor=OuterRef("pk")).values_list(name)[:1])


def owners() -> QuerySet[VendorMembership]:
    """Return who owns now, longest first: the first one represents the firm on paper."""
    return policies.active_memberships(VendorRole.OWNER).order_by("since", "pk")


def owner_of(vendor: Vendor) -> User | None:
    """Return the owner who represents the vendor on paper; a draft may have none."""
    held = owners().filter(vendor=vendor).select_related("user").first()
    return held.user if held else None


def people_of(
    vendor: Vendor, as_: VendorRole | None = None, *, to: VendorAct | None = None
) -> QuerySet[User]:
    """Return whom ``acts_for`` allows, for notices: the owners and those of the role."""
    held = policies.active_memberships(as_, to=to).filter(vendor=vendor)
    return User.objects.filter(is_active=True, pk__in=held.values("user_id")).order_by("pk")


def longest_waiting(rows: QuerySet[Row], *, by: str) -> list[tuple[Row, int]]:
    """Return the oldest of these rows of each shop, and how many that shop has; in two queries.

    by: the way from a row to its shop.
    """
    counted = rows.order_by().values_list(by).annotate(Count("pk"), Min("pk"))
    numbers = {first: number for _shop, number, first in counted}
    return [(row, numbers[row.pk]) for row in rows.filter(pk__in=numbers).order_by("pk")]


def ever_acted_for(vendor: Vendor) -> frozenset[int]:
    """Return the ids of all who act or acted for the vendor: whose words were the shop's."""
    return frozenset(vendor.memberships.values_list("user_id", flat=True))


def shops_of(user: User, *, to: VendorAct | None = None) -> QuerySet[Vendor]:
    """Return the vendors a person acts for, in the order in which they came to them."""
    held = policies.active_memberships(to=to).filter(user=user, vendor=OuterRef("pk"))
    joined = Subquery(held.order_by("since").values("since")[:1])
    return with_region(policies.vendors_of(user, to=to)).order_by(joined, "pk")


def rejected_of(user: User) -> Vendor | None:
    """Return the application of a person that was rejected last, to begin anew from."""
    own = shops_of(user, to=VendorAct.APPLY).filter(status=VendorStatus.REJECTED)
    return own.order_by("-status_at").first()


def returned_fields(vendor: Vendor) -> dict[str, FieldReview]:
    """Return what the verifier wants repaired in the present round."""
    if vendor.status != VendorStatus.RETURNED:
        return {}
    rows = vendor.field_reviews.filter(ok=False, reviewed_at__gte=vendor.status_at)
    return {row.field: row for row in rows}


def last_reviews(vendor: Vendor) -> dict[str, FieldReview]:
    """Return the newest verdict on each field."""
    return {row.field: row for row in vendor.field_reviews.order_by("reviewed_at", "pk")}


def last_entries(vendor: Vendor) -> dict[str, FieldEntry]:
    """Return the newest writing of each field; a paper's does not count for its field."""
    rows = vendor.field_entries.filter(paper="").select_related("entered_by").order_by("pk")
    return {row.field: row for row in rows}


def current_documents(vendor: Vendor) -> dict[str, VendorDocument]:
    """Return the papers that count now, by kind; what the legal form is not asked for does not."""
    rows = vendor.documents.filter(replaced_at__isnull=True, kind__in=papers_asked(vendor))
    return {row.kind: row for row in rows.select_related("file__owner").order_by("pk")}


def holders_of(name: str, value: str) -> QuerySet[Vendor]:
    """Return the shops that hold a number: handed in or verified. ``name``: its column."""
    found = _with_number(name, value).filter(status__in=HOLDS_NIB)
    return found.filter(legal_form=LegalForm.INDIVIDUAL) if name == "nik" else found


def _with_number(name: str, value: str) -> QuerySet[Vendor]:
    if name not in INDEXED:
        return Vendor.objects.filter(**{name: value})
    return Vendor.objects.filter(**{f"{name}_index__in": indexes_of(name, value)})


def twins(vendor: Vendor) -> dict[str, list[Vendor]]:
    """Return the other shops with the same number, whatever their state, by the number's column."""
    numbers = {name: getattr(vendor, name) for name in ("nib", *INDEXED)}
    found = {
        name: list(_with_number(name, value).exclude(pk=vendor.pk).order_by("pk")[:MOST_TWINS])
        for name, value in numbers.items()
        if value
    }
    return {name: shops for name, shops in found.items() if shops}


def review_due_at(vendor: Vendor) -> Deadline | None:
    """Return the clock of the present review."""
    clocks = Deadline.objects.filter(kind=REVIEW_DEADLINE, subject_id=vendor.pk)
    return clocks.order_by("-pk").first()


def region(key: int) -> Region | None:
    """Return a region with the ones around it."""
    return Region.objects.select_related("parent__parent").filter(pk=key).first()


def changes_of(vendor: Vendor, status: str = "") -> QuerySet[ChangeRequest]:
    """Return a shop's change requests, newest first; of one status where it is named."""
    rows = vendor.change_requests.filter(status=status) if status else vendor.change_requests.all()
    return rows.order_by("-pk")


def applied_changes(vendor: Vendor) -> dict[str, ChangeRequest]:
    """Return the newest applied request of each kind: the verdict that counts for what it names."""
    rows = vendor.change_requests.filter(status=ChangeStatus.APPLIED).order_by("decided_at", "pk")
    return {row.kind: row for row in rows}


def members(vendor: Vendor) -> QuerySet[VendorMembership]:
    """Return who acts for a shop now and in which role, longest first."""
    held = policies.active_memberships().filter(vendor=vendor)
    return held.select_related("user", "vendor").order_by("since", "pk")


def lacks_owner(vendor: Vendor) -> bool:
    """Say whether no owner of the shop can sign in any more."""
    return not people_of(vendor, VendorRole.OWNER).exists()


def former_members(vendor: Vendor) -> QuerySet[VendorMembership]:
    """Return the roles that ended, last first."""
    return vendor.memberships.filter(until__isnull=False).select_related("user").order_by("-until")


def covering_tenants(region: Region | None) -> QuerySet[Tenant]:
    """Return the tenants whose region holds this one."""
    return Tenant.objects.filter(region_id__in=ancestors(region))


def verifiers_for(vendor: Vendor) -> QuerySet[User]:
    """Return the people who may judge this vendor."""
    return (
        User.objects.filter(
            in_force("memberships__"),
            is_active=True,
            memberships__role=Role.VENDOR_VERIFIER,
            memberships__tenant__in=covering_tenants(vendor.region),
        )
        .exclude(pk__in=people_of(vendor).values("pk"))
        .exclude(pk__in=vendor.field_entries.values("entered_by_id"))
        .distinct()
        .order_by("pk")
    )


def operators_for(vendor: Vendor) -> QuerySet[User]:
    """Return the operators who do not act for this vendor."""
    operators = User.objects.filter(is_active=True, is_staff=True)
    return operators.exclude(pk__in=people_of(vendor).values("pk")).order_by("pk")


def reveals_by(user: User, vendor: Vendor) -> Counter[str]:
    """Count how often this person opened each masked field of this vendor."""
    rows = about(AuditEvent.objects.all(), vendor).filter(action=REVEALED, actor=user)
    return Counter(rows.values_list("data__field", flat=True))


def provinces() -> QuerySet[Region]:
    """Return every province by name."""
    return Region.objects.filter(level=RegionLevel.PROVINCE)


def regions_in(parent_id: int | None) -> QuerySet[Region]:
    """Return the regions directly inside another."""
    return Region.objects.filter(parent_id=parent_id) if parent_id else Region.objects.none()
