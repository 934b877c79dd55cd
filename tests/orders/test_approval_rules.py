"""An agency's own rules: from which sum on, for which goods a second person approves."""

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from catalog.category_models import Category
from marketplace.accounts.models import Role
from marketplace.core import outbox
from marketplace.core.errors import Conflict, NotAllowed, RuleViolation
from marketplace.core.invariants import examine
from marketplace.core.models import AuditEvent
from marketplace.core.rule_entry import LegalAct
from marketplace.notices.models import Notice
from marketplace.orders import queries, seconding
from marketplace.orders.models import ApprovalRule, OrderStatus, SecondApproval
from marketplace.orders.own_rules.reading import binding
from marketplace.orders.seconding import SecondApprovalMissing, SecondApprovalNotOwed
from marketplace.orders.services import (
    approve_order,
    end_approval_rule,
    enter_approval_rule,
    second_approve,
    strike_lines,
)
from tests import days, factories
from tests.clients import signed_in
from tests.orders import stories
from tests.orders.approvals import ACT, entered, new_rule, standing, tomorrow
from tests.orders.placing import force
from tests.orders.test_bundle import taken

RULES = reverse("approval_rules")
GROSS = 2_220_000  # two units of Rp 1,000,000 with PPN


@pytest.fixture
def world(kept_world):
    return kept_world


@pytest.fixture
def sekar(world):
    return factories.make_officer("Sekar", Role.AGENCY_ADMIN, world.agency)


def asked_by_the_database(order) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT orders_rule_asks_second(o), orders_lacks_second(o.id)"
            " FROM orders_purchaseorder o WHERE id = %s",
            [order.pk],
        )
        asks, lacks = cursor.fetchone()
    assert asks is lacks
    return asks


def test_the_story_of_an_order_that_a_rule_of_the_agency_names(client, world):
    standing(world)
    order = stories.submitted(world)
    assert order.gross_rupiah == GROSS
    while outbox.relay():
        pass
    asked = Notice.objects.filter(kind="second_approval.asked")
    assert {notice.recipient for notice in asked} == {world.hadi}
    with pytest.raises(SecondApprovalMissing) as missing:
        approve_order(order_id=order.pk, actor=world.budi)
    said = missing.value.message.replace("\u00a0", " ")
    for words in ("2.000.000", "2.220.000", ACT.title, ACT.number, "Hadi"):
        assert words in said
    page = unescape(signed_in(world.budi).get(reverse("order_detail", args=[order.public_id])).text)
    for words in ("2.000.000", ACT.number, "Hadi"):
        assert words in page
    assert list(queries.waiting_for(world.hadi)) == [order]

    second_approve(order_id=order.pk, reason="Perlu untuk tamu", actor=world.hadi)
    assert SecondApproval.objects.get().total_rupiah == GROSS
    with pytest.raises(SecondApprovalNotOwed):
        second_approve(order_id=order.pk, reason="Sekali lagi", actor=world.hadi)
    assert approve_order(order_id=order.pk, actor=world.budi).status == OrderStatus.ISSUED
    assert {known.code: found for known, found in examine()}["I-06"] == 0
    read = signed_in(world.indra).get(reverse("order_detail", args=[order.public_id])).text
    assert "Perlu untuk tamu" in read
    assert ACT.number in read
    shop = signed_in(world.citra).get(reverse("order_detail", args=[order.public_id])).text
    assert "Perlu untuk tamu" not in shop
    assert ACT.number not in shop
    bundle = taken(client, order, world.indra)
    [name] = [one for one in bundle.namelist() if "aturan-persetujuan" in one]
    assert ACT.number in bundle.read(name).decode()


# From which sum on, of whose goods, from when until when counted from the order's day; binds?
BINDS = {
    "one rupiah less": (GROSS - 1, None, (-30, None), True),
    "exactly the sum": (GROSS, None, (-30, None), True),
    "one rupiah more": (GROSS + 1, None, (-30, None), False),
    "its goods at any sum": (0, "own", (-30, None), True),
    "its goods at the sum": (GROSS, "own", (-30, None), True),
    "its goods above": (GROSS + 1, "own", (-30, None), False),
    "other goods": (0, "other", (-30, None), False),
    "from this day on": (GROSS, None, (0, None), True),
    "until this day": (GROSS, None, (-30, 0), True),
    "until the day before": (GROSS, None, (-30, -1), False),
    "from the day after": (GROSS, None, (1, None), False),
}


@pytest.mark.parametrize(("least", "goods", "dates", "binds"), BINDS.values(), ids=BINDS)
def test_python_and_database_bind_the_same_orders(world, least, goods, dates, binds):
    kinds = {
        name: Category.objects.create(code=f"uji-{name}", name=f"Uji {name}")
        for name in ("own", "other")
    }
    today = tomorrow(world) - timedelta(days=1)
    first, last = (None if at is None else today + timedelta(days=at) for at in dates)
    standing(world, from_rupiah=least, category=kinds.get(goods), valid_from=first, valid_to=last)
    shelf = factories.make_etalase(world.agency.tenant, category=kinds["own"])
    order = stories.submitted(world, product=factories.make_product(world.vendor, shelf))
    assert order.gross_rupiah == GROSS
    assert bool(binding(order)) is binds
    assert asked_by_the_database(order) is binds
    assert seconding.owes_second(world.hadi, order) is binds
    if binds:
        with pytest.raises(SecondApprovalMissing):
            force(order, "status = 'approved', approved_by_id = commitment_officer_id")


def test_goods_count_as_they_were_listed_when_they_were_ordered(world):
    kinds = [Category.objects.create(code=f"uji-{n}", name=f"Uji {n}") for n in range(2)]
    standing(world, from_rupiah=0, category=kinds[0])
    shelves = [factories.make_etalase(world.agency.tenant, category=kind) for kind in kinds]
    goods = factories.make_product(world.vendor, shelves[0])
    order = stories.submitted(world, product=goods)
    with transaction.atomic():
        goods.etalase = shelves[1]
        factories.make_revision(goods)
        goods.save(update_fields=["etalase"])
    assert asked_by_the_database(order)
    assert binding(order)
    assert not binding(stories.submitted(world, product=goods))


def test_an_order_without_a_cap_is_bound_and_a_struck_line_frees_it(world):
    standing(world, from_rupiah=GROSS + 1)
    shelf = factories.make_etalase(world.agency.tenant, channel="katalog_lokal")
    goods = [factories.make_product(world.vendor, shelf) for _ in range(2)]
    items = [stories.order_item(goods[0], 2), stories.order_item(goods[1], 1)]
    order = stories.submitted(world, items=items)
    assert order.cap_rupiah is None
    with pytest.raises(SecondApprovalMissing):
        approve_order(order_id=order.pk, actor=world.budi)
    line = order.lines.get(quantity=1)
    strike_lines(order_id=order.pk, reasons={line.pk: "Tidak perlu"}, actor=world.budi)
    assert approve_order(order_id=order.pk, actor=world.budi).status == OrderStatus.ISSUED


def test_another_agency_is_not_bound(world):
    standing(world, agency=factories.make_agency(world.agency.tenant), from_rupiah=1)
    order = stories.submitted(world)
    assert not asked_by_the_database(order)
    assert approve_order(order_id=order.pk, actor=world.budi).status == OrderStatus.ISSUED


@pytest.mark.django_db
def test_a_rule_begins_tomorrow_and_touches_no_order_handed_in_before():
    with days.that_monday() as world:
        sekar = factories.make_officer("Sekar", Role.AGENCY_ADMIN, world.agency)
        rule = entered(world, sekar, from_rupiah=1)
        before = stories.submitted(world)
    with days.on_that_monday(10):
        assert not binding(before)
        assert approve_order(order_id=before.pk, actor=world.budi).status == OrderStatus.ISSUED
        bound = stories.submitted(world)
        assert asked_by_the_database(bound)
        end_approval_rule(rule_id=rule.pk, last_day=rule.valid_from, reason="Keliru", actor=sekar)
        with pytest.raises(SecondApprovalMissing):  # the rule of its day stays
            approve_order(order_id=bound.pk, actor=world.budi)
    with days.on_that_monday(11):
        assert not asked_by_the_database(stories.submitted(world))
    done = AuditEvent.objects.filter(action__startswith="approval_rule.").order_by("pk")
    assert list(done.values_list("action", "reason")) == [
        ("approval_rule.entered", "Kendali"),
        ("approval_rule.ended", "Keliru"),
    ]


def wrong(world):
    """What Sekar may type wrongly, and the field that says so."""
    right = new_rule(world)
    foreign = Category.objects.create(
        code="uji-asing", name="Uji asing", tenant=factories.make_tenant()
    )
    return [
        (replace(right, valid_from=tomorrow(world) - timedelta(days=1)), "valid_from"),
        (replace(right, valid_to=tomorrow(world) - timedelta(days=1)), "valid_to"),
        (replace(right, act=LegalAct(" ", "1", ACT.day)), "act_title"),
        (replace(right, act=LegalAct("SK", " ", ACT.day)), "act_number"),
        (replace(right, from_rupiah=0), "from_rupiah"),
        (replace(right, from_rupiah=-1), "from_rupiah"),
        (replace(right, from_rupiah=10**15), "from_rupiah"),
        (replace(right, category_id=foreign.pk), "category"),
    ]


def test_what_cannot_be_a_rule_is_refused_and_nothing_is_stored(world, sekar):
    for new, field in wrong(world):
        with pytest.raises(RuleViolation) as refused:
            enter_approval_rule(agency_id=world.agency.pk, new=new, reason="Uji", actor=sekar)
        assert refused.value.details["field"] == field
    with pytest.raises(RuleViolation) as refused:
        enter_approval_rule(agency_id=world.agency.pk, new=new_rule(world), reason=" ", actor=sekar)
    assert refused.value.details["field"] == "reason"
    assert not ApprovalRule.objects.exists()
    rule = entered(world, sekar)
    with pytest.raises(Conflict):
        entered(world, sekar)
    entered(world, sekar, from_rupiah=rule.from_rupiah + 1)
    day = rule.valid_from
    for last, error in ((day - timedelta(days=1), RuleViolation), (day, None), (day, Conflict)):
        ending = {"rule_id": rule.pk, "last_day": last, "reason": "Uji", "actor": sekar}
        if error is None:
            assert end_approval_rule(**ending).valid_to == last
            continue
        with pytest.raises(error):
            end_approval_rule(**ending)


@pytest.mark.parametrize("name", ["ani", "budi", "hadi", "indra", "kartika", "dedi", "operator"])
def test_only_the_administrator_of_the_agency_keeps_its_rules(world, sekar, name):
    rule = entered(world, sekar)
    person = factories.make_operator() if name == "operator" else getattr(world, name)
    with pytest.raises(NotAllowed):
        entered(world, person, from_rupiah=1)
    with pytest.raises(NotAllowed):
        end_approval_rule(rule_id=rule.pk, last_day=rule.valid_from, reason="Uji", actor=person)
    assert list(ApprovalRule.objects.values_list("valid_to", flat=True)) == [None]


def test_the_database_keeps_a_rule_as_it_was_entered(world, sekar):
    rule = entered(world, sekar)
    stories.submitted(world)
    today = tomorrow(world) - timedelta(days=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        standing(world, from_rupiah=1, valid_from=today)  # over an order that is there
    for change in ("SET from_rupiah = 1", "SET valid_from = valid_from - 1"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE orders_approvalrule {change}")
    foreign = Category.objects.create(
        code="uji-asing", name="Uji asing", tenant=factories.make_tenant()
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        standing(world, category=foreign, valid_from=tomorrow(world))
    with pytest.raises(DatabaseError), transaction.atomic():
        rule.delete()


def test_sekar_enters_and_ends_a_rule_by_clicks_and_hadi_reads_it(world, sekar):
    browser = signed_in(sekar)
    assert RULES in browser.get(reverse("account")).text
    door = reverse("approval_rule_new", args=[world.agency.pk])
    assert door in browser.get(RULES).text
    typed = {
        "from_rupiah": "25.000.000",
        "category": "",
        "valid_from": tomorrow(world).isoformat(),
        "act_title": ACT.title,
        "act_number": ACT.number,
        "act_date": ACT.day.isoformat(),
        "reason": "Kendali belanja besar",
    }
    early = {**typed, "valid_from": (tomorrow(world) - timedelta(days=1)).isoformat()}
    for sent in ({**typed, "from_rupiah": ""}, {**typed, "from_rupiah": "x"}, early):
        refused = browser.post(door, sent)
        assert (refused.status_code, "Kendali belanja besar" in refused.text) == (422, True)
    assert not ApprovalRule.objects.exists()
    assert browser.post(door, typed).status_code == 302
    rule = ApprovalRule.objects.get()
    assert (rule.from_rupiah, rule.category, rule.entered_by) == (25_000_000, None, sekar)
    assert browser.post(door, typed).status_code == 409
    end = reverse("approval_rule_end", args=[rule.pk])
    read = signed_in(world.hadi).get(RULES).text
    assert ACT.number in read
    assert end not in read
    assert end in browser.get(RULES).text
    last = {"valid_to": rule.valid_from.isoformat(), "reason": "Diganti"}
    assert browser.post(end, {**last, "reason": ""}).status_code == 422
    assert browser.post(end, last).status_code == 302
    assert signed_in(world.ani).get(RULES).status_code == 403
    assert end not in browser.get(RULES).text


def test_many_rules_cost_the_list_no_more_queries(world, sekar, django_assert_max_num_queries):
    for least in range(1, 9):
        entered(world, sekar, from_rupiah=least)
    browser = signed_in(sekar)
    browser.get(RULES)
    with django_assert_max_num_queries(14):
        browser.get(RULES)
