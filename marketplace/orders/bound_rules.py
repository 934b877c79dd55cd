"""The rules that bound an order on its day: written once at placing, read ever after."""

from django.db.models import prefetch_related_objects

from catalog.tax import TaxBreakdown, TaxClass
from marketplace.core.rule_codes import MEANINGS, RuleCode
from marketplace.core.rulebook import rule_values
from marketplace.orders.models import OrderRule, PurchaseOrder
from vendors.channels import Channel

VAT_RULES = {TaxClass.PPN: RuleCode.PPN, TaxClass.LUXURY: RuleCode.PPN_LUXURY}


def bind_rules(order: PurchaseOrder, tax: TaxBreakdown) -> None:
    """Store each rule that binds a draft, the strictest of its tenant, channel and day.

    Raises: RuleMissing.
    """
    binding = [
        code for code, meaning in MEANINGS.items() if meaning.binds_orders and _binds(code, order)
    ]
    charged = {VAT_RULES[line.tax_class] for line in tax.vat_lines}
    binding = [code for code in binding if code not in VAT_RULES.values() or code in charged]
    found = rule_values(
        *binding,
        on=order.ordered_on,
        channel=order.channel,
        tenant_slug=order.agency.tenant.slug,
    )
    OrderRule.objects.bulk_create(
        OrderRule(order=order, rule=found[code], code=code, value=found[code].value)
        for code in binding
    )


def _binds(code: RuleCode, order: PurchaseOrder) -> bool:
    """The cap is Bela's, the officer's authority the local catalogue's; the others bind both."""
    if code == RuleCode.CAP:
        return order.rule_id is not None
    return code != RuleCode.PP_LIMIT or order.channel == Channel.KATALOG_LOKAL


def rules_of(order: PurchaseOrder) -> list[OrderRule]:
    """Return the stored rules of an order with their rows; read once for each loaded order."""
    prefetch_related_objects([order], "rules__rule")
    return list(order.rules.all())


def bound_rule(order: PurchaseOrder, code: RuleCode) -> OrderRule:
    """Return the stored rule of that code. Raises: LookupError when it did not bind the order."""
    for bound in rules_of(order):
        if bound.code == code:
            return bound
    raise LookupError(f"rule {code} did not bind order {order.number}")
