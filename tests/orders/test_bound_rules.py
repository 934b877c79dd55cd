"""An order stores the rules of its day, and nothing entered later reaches it."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from marketplace.core import clock, laws
from marketplace.core.errors import CapExceeded
from marketplace.core.models import Deadline, Rule
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rule_entry import EAST, LegalAct, NewRule, enter_rule
from marketplace.orders.models import OrderRule, PurchaseOrder
from marketplace.orders.pricing import AuthorityExceeded
from tests import factories, stories

ACT = LegalAct("Peraturan Wali Kota", "12/2026", date(2026, 1, 5))
ALWAYS = {
    *("R-PPH22-1", "R-FEE-1", "R-MDR-MICRO", "R-MDR-OTHER", "R-MDR-FREE", "R-METERAI"),
    *("R-METERAI-MIN", "R-SP-ACCEPT", "R-APPROVE-SLA", "R-DELIVER", "R-PAYOUT-SLA", "R-LATE-1"),
    *("R-SPLIT-7", "R-CMP-2", "R-NEEDED-MAX"),
}


def own_rule(world, code, value, channel=""):
    """A rule of the tenant's own, in force since yesterday; the platform may enter such a one."""
    new = NewRule(
        code=code,
        value=value,
        valid_from=clock.today(EAST) - timedelta(days=2),
        channel=channel,
        tenant_slug=world.agency.tenant.slug,
        act=ACT,
    )
    return enter_rule(new, actor=None, reason="Perwali 12/2026")


def test_an_order_stores_every_rule_that_bound_it(world):
    order = stories.submitted(world, 2)
    stored = {bound.code: bound for bound in order.rules.select_related("rule")}
    assert set(stored) == ALWAYS | {"R-CAP-1", "R-PPN-1"}
    assert all(bound.value == bound.rule.value for bound in stored.values())
    assert stored["R-CAP-1"].rule == order.rule


def test_the_local_catalogue_is_bound_by_the_officers_authority(world):
    owner = factories.make_user("Melati")
    vendor = factories.make_vendor(owner, is_pkp=False, size_class="medium")
    shelf = factories.make_etalase(world.agency.tenant, channel="katalog_lokal")
    product = factories.make_product(vendor, shelf, price_rupiah=90_000_000)
    order = stories.submitted(world, quantity=1, product=product)
    assert set(order.rules.values_list("code", flat=True)) == ALWAYS | {"R-PP-LIMIT"}
    own_rule(factories.make_world(), RuleCode.PP_LIMIT, 50_000_000)  # another tenant's
    own = own_rule_of_fresh_tenant(RuleCode.PP_LIMIT, 80_000_000)
    shelf = factories.make_etalase(own.agency.tenant, channel="katalog_lokal")
    product = factories.make_product(vendor, shelf, price_rupiah=90_000_000)
    with pytest.raises(AuthorityExceeded):
        stories.submitted(own, quantity=1, product=product)


def own_rule_of_fresh_tenant(code, value, channel=""):
    fresh = factories.make_world()
    own_rule(fresh, code, value, channel)
    return fresh


def test_a_tenants_lower_cap_binds_its_orders(world):
    rule = own_rule(world, RuleCode.CAP, 2_000_000, "bela")
    with pytest.raises(CapExceeded) as refused:
        stories.submitted(world, 2)
    assert refused.value.details["cap_rupiah"] == 2_000_000
    assert not PurchaseOrder.objects.exists()
    order = stories.submitted(world, 1)
    assert (order.rule, order.cap_rupiah) == (rule, 2_000_000)


def test_a_tenants_shorter_term_turns_the_vendors_clock(world):
    own_rule(world, RuleCode.ACCEPT, 1)
    order = stories.issued(world, 1)
    running = Deadline.objects.get(kind="order.accept", subject_id=order.pk)
    assert running.due_at - order.status_changes.last().changed_at <= timedelta(days=1, minutes=1)
    assert OrderRule.objects.get(order=order, code=RuleCode.ACCEPT).value == 1


def test_the_page_names_the_rules_with_their_sources(world, client):
    order = stories.submitted(world, 1)
    client.force_login(world.budi)
    text = client.get(f"/pesanan/{order.public_id}/").content.decode()
    for bound in order.rules.select_related("rule"):
        assert bound.code in text
    with translation.override("id"):
        assert laws.cited(Rule.objects.get(code=RuleCode.LATE).legal_source) in text
