"""Rules are entered by the operator, with a reason and a source, and never rewritten."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from marketplace.core import audit, clock, rulebook
from marketplace.core.errors import Conflict, NotAllowed, RuleViolation
from marketplace.core.models import AuditEvent, Rule
from marketplace.core.money import BASIS_POINTS as BP
from marketplace.core.rule_codes import MEANINGS, RuleCode
from marketplace.core.rule_entry import EAST, NATIONAL, LegalAct, NewRule, end_rule, enter_rule
from marketplace.core.rulebook import RuleMissing, rule_in_force
from tests import factories

ACT = LegalAct("Peraturan Wali Kota", "12/2026", date(2026, 1, 5), "Pasal 4")


@pytest.fixture
def operator(world):
    """Who keeps the rulebook."""
    return factories.make_operator("Oki")


@pytest.fixture
def tomorrow():
    """The first day on which a rule may begin."""
    return clock.today(EAST) + timedelta(days=1)


def own(world, day, value=30_000_000, **changed):
    """The tenant's own cap."""
    asked = {
        "code": RuleCode.CAP,
        "value": value,
        "valid_from": day,
        "channel": "bela",
        "tenant_slug": world.agency.tenant.slug,
        "act": ACT,
    }
    return NewRule(**{**asked, **changed})


def cap(world, day, tenant=True):
    slug = world.agency.tenant.slug if tenant else ""
    return rule_in_force(RuleCode.CAP, on=day, channel="bela", tenant_slug=slug).value


def test_a_tenants_stricter_cap_holds_for_it_alone_from_its_day_on(world, operator, tomorrow):
    rule = enter_rule(own(world, tomorrow), actor=operator, reason="Perwali baru")
    today = tomorrow - timedelta(days=1)
    assert (cap(world, today), cap(world, tomorrow)) == (50_000_000, 30_000_000)
    assert cap(world, tomorrow, tenant=False) == 50_000_000
    assert rule.legal_source == "Peraturan Wali Kota 12/2026 (2026-01-05), Pasal 4"
    line = audit.trail(rule).get()
    assert (line.action, line.actor, line.reason) == ("rule.entered", operator, "Perwali baru")
    assert line.data["act"]["number"] == "12/2026"


def test_a_stricter_general_rule_wins_over_a_tenants_older_one(world, operator, tomorrow):
    enter_rule(own(world, tomorrow), actor=operator, reason="Perwali baru")
    general = NewRule(
        code=RuleCode.CAP,
        value=25_000_000,
        valid_from=tomorrow + timedelta(days=30),
        channel="bela",
        legal_source="Perpres baru",
    )
    enter_rule(general, actor=operator, reason="Perpres baru")
    assert cap(world, tomorrow) == 30_000_000
    assert cap(world, general.valid_from) == 25_000_000
    before = Rule.objects.get(code=RuleCode.CAP, tenant_slug="", value=50_000_000)
    assert before.valid_to == general.valid_from - timedelta(days=1)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"value": 50_000_000}, "value"),
        ({"value": 60_000_000}, "value"),
        ({"act": None}, "act_title"),
        ({"act": LegalAct("Perwali", " ", date(2026, 1, 5))}, "act_title"),
        ({"tenant_slug": "tidak-ada"}, "tenant_slug"),
        ({"code": RuleCode.PPN, "channel": "", "value": 1_000}, "code"),
        ({"channel": "toko"}, "channel"),
        ({"value": -1}, "value"),
        ({"valid_from": date(2026, 1, 6)}, "valid_from"),
        ({"valid_to": date(2026, 1, 6)}, "valid_to"),
        ({"tenant_slug": "", "legal_source": " "}, "legal_source"),
    ],
    ids=str,
)
def test_what_may_not_be_entered_is_refused_beside_its_field(
    world, operator, tomorrow, changed, field
):
    before = Rule.objects.count()
    with pytest.raises(RuleViolation) as refused:
        enter_rule(own(world, tomorrow, **changed), actor=operator, reason="Coba")
    assert refused.value.details["field"] == field
    assert Rule.objects.count() == before


@pytest.mark.parametrize(
    ("code", "value"),
    [
        (RuleCode.CAP, 0),
        (RuleCode.PP_LIMIT, 0),
        (RuleCode.CAP, 2**53 + 1),
        (RuleCode.PPN, 10_001),
        (RuleCode.FEE, 2_001),
        (RuleCode.MDR_OTHER, 2_001),
        (RuleCode.PPH22, 2_001),
        (RuleCode.ACCEPT, 0),
        (RuleCode.ACCEPT, 3_651),
        (RuleCode.DELIVER, 251),
        (RuleCode.PAID_WINDOW, 99_999_999_999),
        (RuleCode.PAID_MINIMUM, 0),
    ],
)
def test_a_value_that_nobody_can_mean_is_refused(world, operator, tomorrow, code, value):
    typed = NewRule(code=code, value=value, valid_from=tomorrow, legal_source="Salah ketik")
    with pytest.raises(RuleViolation) as refused:
        enter_rule(typed, actor=operator, reason="Coba")
    assert refused.value.details["field"] == "value"


def test_only_what_is_read_by_channel_is_entered_for_one(world, operator, tomorrow):
    free = NewRule(
        code=RuleCode.PPN, value=0, valid_from=tomorrow, channel="bela", legal_source="x"
    )
    with pytest.raises(RuleViolation) as refused:
        enter_rule(free, actor=operator, reason="Coba")
    assert refused.value.details["field"] == "channel"


def test_the_strictest_values_together_leave_the_vendor_something():
    """Whatever of them is entered, a charged claim can be shared out."""
    most = {code: MEANINGS[code].bounds.most for code in (RuleCode.PPH22, RuleCode.FEE)}
    mdr = MEANINGS[RuleCode.MDR_OTHER].bounds.most
    gross = BP + MEANINGS[RuleCode.PPN].bounds.most
    assert sum(most.values()) + mdr * gross // BP < BP


def test_a_longer_window_is_the_stricter_one(world, operator, tomorrow):
    window = {"code": RuleCode.SPLIT_WINDOW, "channel": ""}
    with pytest.raises(RuleViolation):
        enter_rule(own(world, tomorrow, value=6, **window), actor=operator, reason="Coba")
    enter_rule(own(world, tomorrow, value=14, **window), actor=operator, reason="Perwali")
    slug = world.agency.tenant.slug
    assert rule_in_force(RuleCode.SPLIT_WINDOW, on=tomorrow, tenant_slug=slug).value == 14


def test_only_the_operator_keeps_the_rulebook_and_says_why(world, operator, tomorrow):
    rule = Rule.objects.get(code=RuleCode.CAP)
    for person in (world.budi, factories.make_user("Staf", is_staff=True)):
        with pytest.raises(NotAllowed):
            enter_rule(own(world, tomorrow), actor=person, reason="Coba")
        with pytest.raises(NotAllowed):
            end_rule(rule_id=rule.pk, last_day=tomorrow, actor=person, reason="Coba")
    with pytest.raises(RuleViolation):
        enter_rule(own(world, tomorrow), actor=operator, reason=" ")


def test_a_rule_is_ended_once_and_not_in_the_past(world, operator, tomorrow):
    rule = enter_rule(own(world, tomorrow), actor=operator, reason="Perwali")
    with pytest.raises(RuleViolation):
        end_rule(
            rule_id=rule.pk, last_day=tomorrow - timedelta(days=1), actor=operator, reason="Salah"
        )
    end_rule(rule_id=rule.pk, last_day=tomorrow, actor=operator, reason="Dicabut")
    assert cap(world, tomorrow + timedelta(days=1)) == 50_000_000
    with pytest.raises(Conflict):
        end_rule(rule_id=rule.pk, last_day=tomorrow, actor=operator, reason="Lagi")
    assert [line.action for line in audit.trail(rule)] == ["rule.entered", "rule.ended"]


def test_two_rules_never_hold_on_one_day(world, operator, tomorrow):
    later = own(world, tomorrow + timedelta(days=9))
    enter_rule(later, actor=operator, reason="Perwali")
    with pytest.raises(Conflict):
        enter_rule(own(world, tomorrow), actor=operator, reason="Perwali lain")
    until = tomorrow + timedelta(days=8)
    enter_rule(own(world, tomorrow, valid_to=until), actor=operator, reason="Sementara")


def test_no_value_is_ever_rewritten(world):
    with pytest.raises(DatabaseError), transaction.atomic():
        Rule.objects.filter(code=RuleCode.CAP).update(value=1)


def test_a_day_without_a_rule_is_said_with_the_rule(db):
    with pytest.raises(RuleMissing) as refused:
        rule_in_force(RuleCode.LATE, on=date(1999, 1, 1))
    assert "R-LATE-1" in refused.value.message


def test_the_national_rules_are_there_after_migrate_and_loading_again_adds_none(db, capsys):
    rules = Rule.objects.count()
    lines = AuditEvent.objects.filter(action="rule.entered", actor=None).count()
    assert rules == lines == len(NATIONAL.read_text(encoding="utf-8").splitlines()) - 1
    call_command("load_rulebook")
    assert capsys.readouterr().out == "rules entered: 0\nholidays entered: 0\n"
    assert Rule.objects.count() == rules


# ---- the admin's page

NEW = "/admin/core/rule/add/"
TYPED = {"code": "R-CAP-1", "channel": "bela", "value": "30000000", "valid_to": ""}


def typed(world, day, **changed):
    act = {"act_title": "Perwali", "act_number": "12/2026", "act_date": "2026-01-05"}
    slug = world.agency.tenant.slug
    return {**TYPED, "valid_from": day.isoformat(), "tenant_slug": slug, **act, **changed}


@pytest.fixture
def desk(client, operator):
    """The operator's browser."""
    client.force_login(operator)
    return client


def test_the_admin_enters_and_ends_by_the_use_case(world, desk, operator, tomorrow):
    asked = typed(world, tomorrow, reason="Perwali baru")
    assert desk.post(NEW, asked).status_code == 302
    rule = Rule.objects.get(tenant_slug=world.agency.tenant.slug)
    assert (rule.value, rule.entered_by) == (30_000_000, operator)
    address = f"/admin/core/rule/{rule.pk}/change/"
    past = desk.post(address, {"valid_to": "2020-01-01", "reason": "Salah"})
    assert past.status_code == 200
    ended = desk.post(address, {"valid_to": tomorrow.isoformat(), "reason": "Dicabut"})
    assert ended.status_code == 302
    assert [line.action for line in audit.trail(rule)] == ["rule.entered", "rule.ended"]


@pytest.mark.parametrize(
    "changed",
    [
        {"value": "60000000"},
        {"act_date": ""},
        {"code": "R-TIDAK-ADA"},
        {"valid_from": "2020-01-01"},
        {"reason": ""},
        {"value": "banyak"},
        {"value": "9" * 30},
    ],
    ids=str,
)
def test_the_admin_keeps_what_was_typed_and_says_what_is_wrong(world, desk, tomorrow, changed):
    asked = {**typed(world, tomorrow, reason="Perwali baru"), **changed}
    answer = desk.post(NEW, asked)
    assert answer.status_code == 200
    assert "12/2026" in answer.content.decode()
    assert not Rule.objects.exclude(tenant_slug="").exists()


def test_a_request_reads_the_rules_of_a_day_once(world, operator, tomorrow):
    counted = CaptureQueriesContext(connection)
    with rulebook.remembered(), counted:
        assert cap(world, tomorrow) == cap(world, tomorrow)
        assert rule_in_force(RuleCode.PPN, on=tomorrow, channel="bela").value
        with pytest.raises(RuleMissing):
            rule_in_force(RuleCode.CAP, on=date(1999, 1, 1), channel="bela")
    assert len(counted) == 3  # by day, channel and tenant
    with rulebook.remembered():
        before = cap(world, tomorrow)
        enter_rule(own(world, tomorrow), actor=operator, reason="Peraturan baru")
        assert cap(world, tomorrow) == 30_000_000 < before


def test_a_row_of_a_later_release_is_left_alone(world, tomorrow):
    with rulebook.remembered(), transaction.atomic():
        rule = Rule.objects.get(code=RuleCode.PPN, tenant_slug="", valid_to=None)
        rule.pk, rule.code = None, "R-LATER"
        rule.save(force_insert=True)
        assert rule_in_force(RuleCode.PPN, on=tomorrow).value
