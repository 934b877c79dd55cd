"""What an order costs: net lines, PPN, PPh 22 and the cap, by the rules of the order's day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from catalog.tax import TaxableLine, TaxBreakdown, TaxClass, compute_tax
from marketplace.core.errors import CapExceeded, RuleViolation
from marketplace.core.models import Rule
from marketplace.core.money import rupiah
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_in_force, rule_values
from marketplace.orders.bound_rules import VAT_RULES
from marketplace.orders.models import OrderTax, PurchaseOrder
from marketplace.orders.rules import cap_check
from vendors.channels import Channel
from vendors.models import Vendor


class AuthorityExceeded(RuleViolation):
    """The order is larger than a procurement officer may place."""

    code = "authority_exceeded"


@dataclass(frozen=True)
class Quote:
    """An order's amounts and the rules they were read from."""

    tax: TaxBreakdown
    rules: dict[RuleCode, Rule]


def quote(
    lines: Iterable[tuple[int, str]], *, freight_rupiah: int, vendor: Vendor, on: date
) -> Quote:
    """Price (net total, tax class) lines of one vendor for a day. Amounts in whole rupiah."""
    rules = rule_values(RuleCode.PPN, RuleCode.PPN_LUXURY, RuleCode.PPH22, on=on)
    tax = compute_tax(
        [TaxableLine(amount, TaxClass(tax_class)) for amount, tax_class in lines],
        freight_rupiah=freight_rupiah,
        is_pkp=vendor.is_pkp,
        vat_rate_bp=rules[RuleCode.PPN].value,
        luxury_rate_bp=rules[RuleCode.PPN_LUXURY].value,
        pph22_rate_bp=rules[RuleCode.PPH22].value,
    )
    return Quote(tax=tax, rules=rules)


def cap_rule(*, channel: str, on: date, tenant_slug: str) -> Rule | None:
    """Return the cap of a channel on a day; the local catalogue has none. Source: R-CAP-1."""
    if channel != Channel.BELA:
        return None
    return rule_in_force(RuleCode.CAP, on=on, channel=channel, tenant_slug=tenant_slug)


def require_within_cap(gross_rupiah: int, rule: Rule | None) -> None:
    """Refuse a gross above the cap, PPN and freight included; the cap itself is allowed.

    Raises: CapExceeded with the numbers and the next step. Source: R-CAP-1.
    """
    if rule is None:
        return
    check = cap_check(gross_rupiah, rule.value)
    if not check.within:
        raise CapExceeded(
            _(
                "The order is worth %(gross)s and passes the Bela Pengadaan cap of %(cap)s by "
                "%(over)s (rule %(rule)s). Reduce the quantity or use the local catalogue."
            )
            % {
                "gross": rupiah(gross_rupiah),
                "cap": rupiah(rule.value),
                "over": rupiah(check.over_rupiah),
                "rule": rule.code,
            },
            gross_rupiah=gross_rupiah,
            cap_rupiah=rule.value,
            rule=rule.code,
        )


def require_within_authority(
    gross_rupiah: int, channel: str, *, on: date, tenant_slug: str
) -> None:
    """Refuse a local-catalogue order above what a procurement officer may sign for.

    Raises: AuthorityExceeded. Source: R-PP-LIMIT (inclusive); `bela` is held by its own cap.
    """
    if channel != Channel.KATALOG_LOKAL:
        return
    rule = rule_in_force(RuleCode.PP_LIMIT, on=on, channel=channel, tenant_slug=tenant_slug)
    if gross_rupiah > rule.value:
        raise AuthorityExceeded(
            _(
                "The order is worth %(gross)s; a procurement officer may order up to %(limit)s "
                "(rule %(rule)s). Above it the procurement unit's working group decides."
            )
            % {"gross": rupiah(gross_rupiah), "limit": rupiah(rule.value), "rule": rule.code},
            gross_rupiah=gross_rupiah,
            rule=rule.code,
        )


def write_taxes(order: PurchaseOrder, priced: Quote) -> None:
    """Store each tax line with its base, rate and rule."""
    lines = [
        OrderTax(
            order=order,
            kind="vat",
            tax_class=line.tax_class.value,
            base_rupiah=line.base_rupiah,
            rate_bp=line.rate_bp,
            amount_rupiah=line.amount_rupiah,
            rule=priced.rules[VAT_RULES[line.tax_class]],
        )
        for line in priced.tax.vat_lines
    ]
    lines.append(
        OrderTax(
            order=order,
            kind="pph22",
            base_rupiah=priced.tax.pph22_base_rupiah,
            rate_bp=priced.tax.pph22_rate_bp,
            amount_rupiah=priced.tax.pph22_rupiah,
            rule=priced.rules[RuleCode.PPH22],
        )
    )
    OrderTax.objects.bulk_create(lines)


def vat_rates(order: PurchaseOrder) -> dict[str, int]:
    """Return the PPN rates that a saved order charges, in basis points by tax class."""
    return {tax.tax_class: tax.rate_bp for tax in order.taxes.all() if tax.kind == "vat"}


def apply(order: PurchaseOrder, tax: TaxBreakdown) -> None:
    """Copy the amounts onto the order (unsaved)."""
    order.goods_rupiah = tax.goods_rupiah
    order.freight_rupiah = tax.freight_rupiah
    order.vat_rupiah = tax.vat_rupiah
    order.gross_rupiah = tax.gross_rupiah
    order.pph22_rupiah = tax.pph22_rupiah
