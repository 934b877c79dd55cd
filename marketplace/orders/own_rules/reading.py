"""Which of an agency's own rules ask for a second approval of an order, and who keeps them.

The database's twin of ``binding`` is ``orders_rule_asks_second`` (0048_approval_rule_guards).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from catalog.category_models import Category
from marketplace.accounts.models import Agency, Role, User
from marketplace.core import moments
from marketplace.core.money import rupiah
from marketplace.core.policy import ALLOW, Verdict, deny
from marketplace.orders.models import ApprovalRule, OrderLine, PurchaseOrder
from marketplace.orders.rules import rule_binds

READERS = (Role.AGENCY_ADMIN, Role.BUDGET_AUTHORITY)


def can_keep(user: User, agency_id: int | None) -> Verdict:
    """The administrator of the agency."""
    if agency_id is not None and user.has_role(Role.AGENCY_ADMIN, agency_id):
        return ALLOW
    return deny(_("Only the administrator of the agency keeps its approval rules."))


def read_by(user: User) -> QuerySet[Agency]:
    """Return the agencies whose rules this person reads: its administrators and authorities."""
    rows = Agency.objects.filter(pk__in=user.agencies_as(*READERS))
    return rows.select_related("region", "tenant").order_by("name", "pk")


def visible_to(user: User) -> QuerySet[ApprovalRule]:
    """Return the rules this person reads, the newest first."""
    rows = ApprovalRule.objects.filter(agency__in=read_by(user))
    return rows.select_related("agency", "category", "entered_by").order_by("-valid_from", "-pk")


def categories_for(agency: Agency) -> QuerySet[Category]:
    """Return the categories whose goods an agency of the market may name in a rule."""
    return Category.objects.filter(Q(tenant__isnull=True) | Q(tenant=agency.tenant_id))


def rules_on(agency_id: int, day: date) -> list[ApprovalRule]:
    """Return the rules that an agency has on a day, in one query."""
    rows = ApprovalRule.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day), agency=agency_id, valid_from__lte=day
    )
    return list(rows.select_related("category"))


def asking(
    rules: Iterable[ApprovalRule], *, gross_rupiah: int, categories: Collection[int | None]
) -> list[ApprovalRule]:
    """Return those of a day's rules that bind an order of so much with goods of these categories.

    ``gross_rupiah``: PPN and freight included.
    """
    return [
        one
        for one in rules
        if rule_binds(one.from_rupiah, one.category_id, gross_rupiah, categories)
    ]


def binding(order: PurchaseOrder) -> list[ApprovalRule]:
    """Return the rules of its day by which an order needs a second approval.

    Its goods are of the category in which they were listed when they were ordered.
    """
    rules = rules_on(order.agency_id, order.ordered_on)
    if not rules:
        return []
    lines = OrderLine.objects.filter(order=order)
    kinds = set(lines.values_list("revision__etalase__category", flat=True))
    return asking(rules, gross_rupiah=order.gross_rupiah, categories=kinds)


def words(rule: ApprovalRule) -> str:
    """Say which orders a rule asks a second approval of, and by which act."""
    said = {
        "sum": rupiah(rule.from_rupiah),
        "goods": rule.category,
        "act": f"{rule.act_title} {rule.act_number}, {moments.day(rule.act_date)}",
    }
    if rule.category is None:
        return _("Orders of %(sum)s or more need a second approval (%(act)s).") % said
    if not rule.from_rupiah:
        return _("Orders with goods of “%(goods)s” need a second approval (%(act)s).") % said
    return (
        _("Orders of %(sum)s or more with goods of “%(goods)s” need a second approval (%(act)s).")
        % said
    )


def all_words(rules: Sequence[ApprovalRule], gross_rupiah: int) -> str:
    """Say it of the rules that bind an order of so much, and what the order costs."""
    costs = _("This order costs %(sum)s.") % {"sum": rupiah(gross_rupiah)}
    return " ".join([*(words(one) for one in rules), costs])
