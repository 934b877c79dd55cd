"""Who sells in which channel is a dated rule: one answer for pages, use-cases and the database."""

from datetime import date, timedelta
from itertools import product as every

import pytest
from django.db import DatabaseError, connection, transaction

from catalog.models import Sku
from catalog.services import follow_rules
from marketplace.core import clock, rule_entry
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.models import Rule
from marketplace.core.rule_codes import RuleCode
from tests import factories, stories
from vendors import channel_rules
from vendors.channels import Channel
from vendors.models import LegalForm, SizeClass
from vendors.queries import channels_by, channels_of


@pytest.fixture(autouse=True)
def nothing_read():
    """Each story reads the rulebook itself, and leaves nothing read behind."""
    channel_rules.forget()
    yield
    channel_rules.forget()


def sells_in(form: str, size: str, channel: str, day) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT catalog_sells_in(%s, %s, %s, %s)", [form, size, channel, day])
        return cursor.fetchone()[0]


def first_day() -> date:
    """The first day a new rule may have: tomorrow where the day begins first."""
    return clock.today(rule_entry.EAST) + timedelta(days=1)


def close_small_firms(since) -> None:
    """Bela takes micro firms alone from a day on."""
    rule_entry.enter_rule(
        rule_entry.NewRule(
            code=RuleCode.CHANNEL_FIRM,
            channel="bela",
            value=1,
            valid_from=since,
            legal_source="Keputusan contoh",
        ),
        actor=factories.make_operator(),
        reason="Aturan baru",
    )
    channel_rules.forget()


def assert_alike(day) -> None:
    with clock.moved_to(clock.now() + (day - clock.today(HOME_ZONE))):
        for form, size, channel in every(LegalForm.values, SizeClass.values, Channel):
            open_now = channel in channels_by(form, size)
            assert open_now == sells_in(form, size, channel, day), (form, size, channel)


def test_the_database_and_the_pages_answer_alike_today_and_after_another_rule(db):
    today = clock.today(HOME_ZONE)
    assert_alike(today)
    tomorrow = first_day()
    close_small_firms(tomorrow)
    assert_alike(today)
    assert_alike(tomorrow)
    assert sells_in("pt", "small", "bela", today)
    assert not sells_in("pt", "small", "bela", tomorrow)
    assert sells_in("cooperative", "small", "bela", tomorrow)


def test_before_the_first_rule_nobody_sells(db):
    first = Rule.objects.filter(code="R-CHANNEL-FIRM").earliest("valid_from").valid_from
    assert not sells_in("pt", "micro", "bela", first - timedelta(days=1))
    assert sells_in("pt", "micro", "bela", first)


def test_goods_of_a_class_that_is_closed_leave_the_market_and_its_orders(world):
    """Ended today by a row of the rulebook, as far as the guards are concerned."""
    small = factories.make_vendor(size_class=SizeClass.SMALL)
    sku = factories.sku_of(factories.make_product(small, world.etalase))
    assert Sku.objects.filter(pk=sku.pk, offer__isnull=False).exists()
    assert not follow_rules()
    since = first_day()
    close_small_firms(since)
    assert not follow_rules()  # tomorrow's rule
    with clock.moved_to(clock.now() + (since - clock.today(HOME_ZONE))):
        assert channels_of(small) == {Channel.KATALOG_LOKAL}


def test_an_order_asks_the_rulebook(world):
    order = stories.issued(world)
    assert order.channel == "bela"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT orders_require_vendor(%s, 'elsewhere')", [world.vendor.pk])
