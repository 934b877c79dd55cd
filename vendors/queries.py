"""Reads: the queue, what is returned, who judges, which channels are open, the size class."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from marketplace.accounts.models import Region, RegionLevel, Role, Tenant, User
from marketplace.core import rulebook
from marketplace.core.models import AuditEvent, Deadline
from marketplace.core.money import rupiah
from marketplace.core.rule_codes import RuleCode
from marketplace.core.subjects import about
from vendors import policies, rules
from vendors.application import Figures
from vendors.channels import Channel
from vendors.models import (
    ChangeRequest,
    ChangeStatus,
    FieldReview,
    SizeClass,
    Vendor,
    VendorDocument,
    VendorMembership,
    VendorRole,
    VendorStatus,
)
from vendors.policies import VendorAct, ancestors

REVIEW_DEADLINE = "vendor.review"
REVEALED = "vendor.revealed"
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
    return rules.channels_for(rules.LegalForm(legal_form), rules.SizeClass(size_class))


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
        source=found[codes[0]].legal_source,
    )


def figures_of(vendor: Vendor) -> Figures:
    """Return the vendor's stored figures."""
    return Figures(
        has_full_book_year=vendor.has_full_book_year,
        capital_rupiah=vendor.capital_rupiah,
        annual_sales_rupiah=vendor.annual_sales_rupiah,
    )


def with_region(vendors: QuerySet[Vendor]) -> QuerySet[Vendor]:
    """Fetch the chain of regions in the same query, and the owner's name as ``owner_name``."""
    owner = _owners().filter(vendor=OuterRef("pk"))
    name = Coalesce(NullIf("user__name", Value("")), "user__email", output_field=CharField())
    return vendors.select_related("region__parent__parent").annotate(
        owner_name=Subquery(owner.values_list(name)[:1])
    )


def _owners() -> QuerySet[VendorMembership]:
    """Return who owns now, longest first: the first one represents the firm on paper."""
    return policies.active_memberships(VendorRole.OWNER).order_by("since", "pk")


def owner_of(vendor: Vendor) -> User | None:
    """Return the owner who represents the vendor on paper; a draft may have none."""
    held = _owners().filter(vendor=vendor).select_related("user").first()
    return held.user if held else None


def people_of(
    vendor: Vendor, as_: VendorRole | None = None, *, to: VendorAct | None = None
) -> QuerySet[User]:
    """Return whom ``acts_for`` allows, for notices: the owners and those of the role."""
    held = policies.active_memberships(as_, to=to).filter(vendor=vendor)
    return User.objects.filter(is_active=True, pk__in=held.values("user_id")).order_by("pk")


def ever_acted_for(vendor: Vendor) -> frozenset[int]:
    """Return the ids of all who act or acted for the vendor: whose words were the shop's."""
    return frozenset(vendor.memberships.values_list("user_id", flat=True))


def review_queue(user: User, status: str = VendorStatus.SUBMITTED) -> QuerySet[Vendor]:
    """Return the applications of one status this person may see, most urgent first."""
    clocks = Deadline.objects.filter(subject_type=Vendor._meta.label_lower)  # as its index begins
    due = clocks.filter(kind=REVIEW_DEADLINE, subject_id=OuterRef("pk"))
    queue = policies.reviewable_by(user).filter(status=status)
    return (
        with_region(queue)
        .annotate(due_at=Subquery(due.order_by("-pk").values("due_at")[:1]))
        .order_by("due_at", "submitted_at", "pk")
    )


def queue_counts(user: User) -> dict[str, int]:
    """Return how many applications stand in each status."""
    rows = policies.reviewable_by(user).values_list("status")
    return dict(rows.annotate(number=Count("pk")).order_by())


def shops_of(user: User, *, to: VendorAct | None = None) -> QuerySet[Vendor]:
    """Return the vendors a person acts for, in the order in which they came to them."""
    held = policies.active_memberships(to=to).filter(user=user, vendor=OuterRef("pk"))
    joined = Subquery(held.order_by("since").values("since")[:1])
    return with_region(policies.vendors_of(user, to=to)).order_by(joined, "pk")


def returned_fields(vendor: Vendor) -> dict[str, FieldReview]:
    """Return what the verifier wants repaired in the present round."""
    if vendor.status != VendorStatus.RETURNED:
        return {}
    rows = vendor.field_reviews.filter(ok=False, reviewed_at__gte=vendor.status_at)
    return {row.field: row for row in rows}


def last_reviews(vendor: Vendor) -> dict[str, FieldReview]:
    """Return the newest verdict on each field."""
    return {row.field: row for row in vendor.field_reviews.order_by("reviewed_at", "pk")}


def current_documents(vendor: Vendor) -> dict[str, VendorDocument]:
    """Return the papers that count now, by kind."""
    rows = vendor.documents.filter(replaced_at__isnull=True).select_related("file").order_by("pk")
    return {row.kind: row for row in rows}


def review_due_at(vendor: Vendor) -> Deadline | None:
    """Return the clock of the present review."""
    clocks = Deadline.objects.filter(kind=REVIEW_DEADLINE, subject_id=vendor.pk)
    return clocks.order_by("-pk").first()


def region(key: int) -> Region | None:
    """Return a region with the ones around it."""
    return Region.objects.select_related("parent__parent").filter(pk=key).first()


def pending_changes(user: User) -> QuerySet[ChangeRequest]:
    """Return the change requests that wait for this verifier, oldest first."""
    shops = policies.reviewable_by(user)
    waiting = ChangeRequest.objects.filter(status=ChangeStatus.PENDING, vendor__in=shops)
    return waiting.select_related("vendor__region__parent__parent").order_by("asked_at", "pk")


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
            is_active=True,
            memberships__active=True,
            memberships__role=Role.VENDOR_VERIFIER,
            memberships__tenant__in=covering_tenants(vendor.region),
        )
        .exclude(pk__in=people_of(vendor).values("pk"))
        .distinct()
        .order_by("pk")
    )


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
