"""Every rule of placing an order, asked again at every step that lets it go further."""

from collections.abc import Collection, Iterable
from datetime import date

from django.utils.translation import gettext as _

from catalog import services as catalog
from catalog.models import Product, Sku
from catalog.policies import look_up_hidden
from marketplace.accounts.models import Role
from marketplace.accounts.programme import require_part
from marketplace.accounts.queries import officers_of
from marketplace.budget.models import AccountCode, BudgetLine, PlanPackage
from marketplace.budget.services import AccountNotOfPackage, Booked, require_room
from marketplace.core import clock, locks, moments
from marketplace.core.errors import RuleViolation
from marketplace.core.locks import Locked, Mode
from marketplace.core.policy import require
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_in_force
from marketplace.orders import policies, pricing
from marketplace.orders.models import OrderLine, PurchaseOrder
from marketplace.orders.rules import last_day_of_need
from marketplace.orders.services.days import require_not_passed
from marketplace.orders.splitting import hold_pair_of
from vendors.channels import Channel
from vendors.models import Vendor
from vendors.policies import acts_for


class InvalidReviewer(RuleViolation):
    """The named PPK is none of the agency, wrote the order, or acts for the vendor (I-26)."""

    code = "invalid_reviewer"


class InvalidPlan(RuleViolation):
    """The plan package or the account is not one this order may be charged to (I-25)."""

    code = "invalid_plan"


class NeededByPassed(RuleViolation):
    """The day by which the goods are needed lies behind us."""

    code = "needed_by_passed"


class NeededByTooFar(RuleViolation):
    """The day by which the goods are needed lies too far ahead, or in another fiscal year."""

    code = "needed_by_too_far"


class FiscalYearClosed(RuleViolation):
    """The fiscal year in which the order was written has ended at the agency."""

    code = "fiscal_year_closed"


def hold_for_placing(
    *, vendors: Iterable[int], skus: Collection[int], packages: Iterable[int]
) -> Locked:
    """Lock whatever the rules of placing read, so that it stays true until the step commits."""
    goods = list(Sku.objects.filter(pk__in=skus).order_by().values_list("pk", "product_id"))
    known = PlanPackage.objects.filter(pk__in=list(packages))
    drawn_on = BudgetLine.objects.filter(parts__package__in=known).order_by()
    return locks.lock_all(
        (Vendor, vendors, Mode.NO_KEY_UPDATE),
        (Product, [product for _sku, product in goods], Mode.SHARE),
        (Sku, [sku for sku, _product in goods], Mode.NO_KEY_UPDATE),
        (PlanPackage, known.values_list("pk", flat=True), Mode.UPDATE),
        (BudgetLine, drawn_on.values_list("pk", flat=True), Mode.UPDATE),
    )


def lock_for_placing(order_id: int, *, packages: Iterable[int] = ()) -> PurchaseOrder:
    """Lock an order and then whatever the rules of placing read of it; its pair before both.

    ``packages``: those it may move to, locked with its own.
    """
    hold_pair_of(order_id)
    order = locks.lock_one(PurchaseOrder, order_id)
    order.vendor = hold_for_placing(
        vendors=[order.vendor_id],
        skus=list(order.lines.values_list("sku_id", flat=True)),
        packages=[order.plan_package_id, *packages],
    ).of(Vendor)[order.vendor_id]
    return order


def require_placeable(order: PurchaseOrder, lines: Iterable[OrderLine] | None = None) -> Booked:
    """Refuse an order that could not be placed as it is, whichever step it is about to take.

    Returns where its money is, or would be, held.
    Asked at place, edit, resubmit, approve and reissue; the triggers ``order_guard`` and
    ``order_buyers`` ask the same of ``submitted`` and ``approved``. What it reads is locked.
    ``lines``: those of an order that is not saved yet. Raises: NotAllowed, OutsideProgramme,
    VendorNotEligible, NotForSale, LicenceMissing, InvalidReviewer, InvalidPlan,
    AccountNotOfPackage, FiscalYearClosed, NeededByPassed, NeededByTooFar, DayPassed, CapExceeded,
    AuthorityExceeded, BudgetExceeded.
    """
    if lines is None:
        lines = order.lines.select_related("sku__product__etalase").prefetch_related(
            "sku__product__licences"
        )
    _require_people(order)
    require_part(order.agency, on=clock.today(order.agency.time_zone))
    lines = list(lines)
    look_up_hidden(line.sku.product for line in lines)
    for line in lines:
        catalog.require_sellable(order.vendor, Channel(order.channel), line.sku)
    _require_day(order)
    require_not_passed(order, lines)
    _require_plan(order)
    pricing.require_within_cap(order.gross_rupiah, order.rule)
    pricing.require_within_authority(
        order.gross_rupiah,
        order.channel,
        on=order.ordered_on,
        tenant_slug=order.agency.tenant.slug,
    )
    return _require_room(order)


def _require_people(order: PurchaseOrder) -> None:
    require(policies.can_buy_from(order.created_by, order.vendor))
    reviewers = officers_of(order.agency_id, Role.COMMITMENT_OFFICER)
    officer = reviewers.filter(pk=order.commitment_officer_id).first()
    if officer is None:
        raise InvalidReviewer(_("Choose a commitment officer (PPK) of your own agency."))
    if officer.pk == order.created_by_id:
        raise InvalidReviewer(_("You cannot review your own order. Name another PPK."))
    if acts_for(officer, order.vendor):
        raise InvalidReviewer(
            _("%(name)s acts for %(vendor)s and cannot approve its orders. Name another PPK.")
            % {"name": officer, "vendor": order.vendor}
        )


def _require_plan(order: PurchaseOrder) -> None:
    package = PlanPackage.objects.filter(pk=order.plan_package_id, agency=order.agency_id).first()
    if package is None:
        raise InvalidPlan(_("Choose a plan package (RUP) of your own agency."))
    if package.fiscal_year != order.ordered_on.year:
        raise InvalidPlan(
            _(
                "Package %(code)s belongs to the fiscal year %(year)s, the order to %(day)s. "
                "Order the goods anew from the catalogue under a package of that year."
            )
            % {"code": package.rup_code, "year": package.fiscal_year, "day": order.ordered_on.year}
        )


def _require_room(order: PurchaseOrder) -> Booked:
    try:
        return require_room(
            package_id=order.plan_package_id,
            account_code_id=order.account_code_id,
            order_ref=order.public_id,
            amount_rupiah=order.gross_rupiah,
        )
    except AccountNotOfPackage:
        if not AccountCode.objects.filter(pk=order.account_code_id).exists():
            words = _("Choose the account code that pays for the order.")
            raise InvalidPlan(words) from None
        raise


def require_running_year(order: PurchaseOrder, today: date) -> None:
    """Refuse to go further with an order of a fiscal year that has ended where its agency is.

    Raises: FiscalYearClosed.
    """
    if order.ordered_on.year != today.year:
        raise FiscalYearClosed(
            _(
                "Order %(number)s is of the fiscal year %(year)s, which has ended. It binds nobody "
                "any more: cancel, reject or decline it; the agency orders anew under a package of "
                "%(today)s."
            )
            % {"number": order.number, "year": order.ordered_on.year, "today": today.year}
        )


def _require_day(order: PurchaseOrder) -> None:
    today = clock.today(order.agency.time_zone)
    require_running_year(order, today)
    if order.deliver_by is None:
        return
    require_day_of_need(
        order.deliver_by, today=today, ordered_on=order.ordered_on, tenant=order.agency.tenant.slug
    )


def require_day_of_need(day: date, *, today: date, ordered_on: date, tenant: str) -> None:
    """Refuse a day of need that has passed or lies too far ahead of the day of the order.

    Raises: NeededByPassed, NeededByTooFar. Source: R-NEEDED-MAX; the order's fiscal year.
    """
    if day < today:
        raise NeededByPassed(
            _("The goods were needed by %(day)s, which has passed. Choose a later day.")
            % {"day": moments.day(day)},
            field="deliver_by",
        )
    rule = rule_in_force(RuleCode.NEEDED_WITHIN, on=ordered_on, tenant_slug=tenant)
    last = last_day_of_need(ordered_on, rule.value)
    if day > last:
        raise NeededByTooFar(
            _(
                "The goods would be needed by %(day)s. The latest day is %(last)s: within "
                "%(days)s days (rule %(rule)s) and the fiscal year %(year)s. What is needed later "
                "is ordered later."
            )
            % {
                "day": moments.day(day),
                "last": moments.day(last),
                "days": rule.value,
                "rule": rule.code,
                "year": ordered_on.year,
            },
            field="deliver_by",
        )
