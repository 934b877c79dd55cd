"""A live price rises far only with a reason that a catalogue manager has read."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from catalog import prices, queries, rules, services
from catalog.handlers import notify_of_price_rise, notify_owner
from catalog.models import PriceVersion
from catalog.rise_models import PriceRise, RiseStatus
from marketplace.core import clock
from marketplace.core.errors import Conflict, InvalidTransition, NotAllowed, RuleViolation
from marketplace.core.models import AuditEvent, OutboxEvent
from marketplace.notices.models import Notice
from tests.sourcing.test_cart import BACKEND

MILLION = 1_000_000  # the price of the world's goods
REASON = "Harga benang katun naik sejak Oktober"


def change(world, price, **given):
    return services.change_price(
        sku_id=world.sku.pk, price_rupiah=price, actor=world.citra, confirmed=True, **given
    )


def propose(world, price=1_500_000, **given):
    values = {"reason": REASON, "actor": world.citra, **given}
    return services.propose_price_rise(sku_id=world.sku.pk, price_rupiah=price, **values)


def decide(world, rise, **given):
    values = {"accept": True, "actor": world.kartika, **given}
    return services.decide_price_rise(rise_id=rise.pk, **values)


def now_costs(world):
    world.sku.refresh_from_db()
    return world.sku.price_rupiah


@given(st.integers(1, 10**12), st.integers(0, 10_000))
def test_the_bound_is_never_passed_and_never_missed_by_a_rupiah(low, rate):
    most = rules.highest_without_review(low, rate)
    assert most * 10_000 <= low * (10_000 + rate) < (most + 1) * 10_000


def test_a_rise_up_to_the_bound_holds_at_once_and_one_rupiah_more_does_not(world):
    with pytest.raises(services.PriceRiseNeedsReview) as refused:
        change(world, 1_200_001)
    assert refused.value.code == "price_rise_needs_review"
    assert refused.value.details["most_rupiah"] == 1_200_000
    assert "1.000.000" in refused.value.message
    assert now_costs(world) == MILLION
    assert change(world, 1_200_000).price_rupiah == 1_200_000


def test_many_small_rises_do_not_pass_it_together(world):
    change(world, 1_150_000)
    with pytest.raises(services.PriceRiseNeedsReview):
        change(world, 1_250_000)
    with clock.moved_to(clock.now() + timedelta(days=31)):
        assert prices.lowest_of_late([world.sku.pk]) == {world.sku.pk: 1_150_000}
        assert change(world, 1_250_000).price_rupiah == 1_250_000


def test_a_low_price_counts_as_long_as_it_held_in_the_window(world):
    change(world, 500_000)
    with clock.moved_to(clock.now() + timedelta(days=90)):
        assert prices.lowest_of_late([world.sku.pk]) == {world.sku.pk: 500_000}
        with pytest.raises(services.PriceRiseNeedsReview):
            change(world, MILLION)


def test_what_is_not_live_is_read_as_a_whole_and_priced_freely(world):
    services.unpublish_product(product_id=world.product.pk, reason="Habis musim", actor=world.citra)
    assert change(world, 9 * MILLION).price_rupiah == 9 * MILLION


def test_a_proposed_price_holds_from_the_decision_on(world):
    rise = propose(world)
    assert (rise.old_rupiah, rise.low_rupiah, rise.status) == (MILLION, MILLION, "waiting")
    assert now_costs(world) == MILLION
    assert list(queries.waiting_rises(world.kartika)) == [rise]
    decide(world, rise)
    assert now_costs(world) == 1_500_000
    assert not queries.waiting_rises(world.kartika).exists()
    with pytest.raises(InvalidTransition):
        decide(world, rise)
    actions = AuditEvent.objects.filter(action__startswith="product.price_rise")
    assert sorted(actions.values_list("action", flat=True)) == [
        "product.price_rise_accepted",
        "product.price_rise_proposed",
    ]


def test_a_refused_or_withdrawn_price_changes_nothing(world):
    rise = propose(world)
    with pytest.raises(RuleViolation):
        decide(world, rise, accept=False, answer="  ")
    decide(world, rise, accept=False, answer="Tidak sesuai harga pasar")
    again = propose(world)
    services.withdraw_price_rise(rise_id=again.pk, actor=world.citra)
    assert now_costs(world) == MILLION
    found = PriceRise.objects.order_by("pk").values_list("status", flat=True)
    assert list(found) == [RiseStatus.REFUSED, RiseStatus.WITHDRAWN]


def test_only_what_needs_it_is_proposed_once_and_with_a_reason(world):
    for price, reason in ((1_200_000, REASON), (1_500_000, " ")):
        with pytest.raises(RuleViolation):
            propose(world, price, reason=reason)
    propose(world)
    with pytest.raises(Conflict):
        propose(world, 1_600_000)
    assert PriceRise.objects.count() == 1


def test_the_shop_proposes_and_a_manager_of_its_market_decides(world):
    with pytest.raises(NotAllowed):
        propose(world, actor=world.kartika)
    rise = propose(world)
    for person in (world.citra, world.dedi, world.ani):
        with pytest.raises(NotAllowed):
            decide(world, rise, actor=person)
    with pytest.raises(NotAllowed):
        services.withdraw_price_rise(rise_id=rise.pk, actor=world.kartika)
    assert now_costs(world) == MILLION


def _version(world, price):
    PriceVersion.objects.create(
        sku=world.sku, price_rupiah=price, from_at=clock.now(), set_by=world.citra
    )
    type(world.sku).objects.filter(pk=world.sku.pk).update(price_rupiah=price)


def test_the_database_refuses_a_price_that_nobody_accepted(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        _version(world, 150 * MILLION)
    rise = propose(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        _version(world, 1_500_000)
    decide(world, rise)
    change(world, MILLION)
    with pytest.raises(IntegrityError), transaction.atomic():
        _version(world, 1_500_000)  # accepted once, used once


@pytest.mark.parametrize(
    "words",
    [
        "DELETE FROM catalog_pricerise",
        "UPDATE catalog_pricerise SET price_rupiah = 2000000",
        "UPDATE catalog_pricerise SET reason = 'lain'",
        "UPDATE catalog_pricerise SET status = 'accepted', decided_by_id = proposed_by_id,"
        " decided_at = now()",
        "UPDATE catalog_pricerise SET status = 'accepted'",
    ],
)
def test_what_was_proposed_stays_as_it_was_written(world, words):
    propose(world)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words)


def test_managers_and_then_the_shop_are_told(world):
    rise = propose(world)
    notify_of_price_rise(OutboxEvent.objects.get(name="product.price_rise_proposed"))
    decide(world, rise)
    notify_owner(OutboxEvent.objects.get(name="product.price_rise_accepted"))
    assert Notice.objects.filter(recipient=world.kartika).exists()
    assert Notice.objects.filter(recipient=world.citra).exists()


def test_the_pages_of_shop_and_manager(client, world):
    client.force_login(world.citra, backend=BACKEND)
    address = reverse("variant_price", args=[world.sku.public_id])
    answer = client.post(address, {"price_rupiah": "1.500.000"})
    assert answer.status_code == 422
    propose_at = reverse("variant_rise", args=[world.sku.public_id])
    assert propose_at in answer.content.decode()
    wrong = client.post(propose_at, {"price_rupiah": "1.500.000", "reason": ""})
    assert wrong.status_code == 422
    assert 'value="1.500.000"' in wrong.content.decode()
    done = client.post(propose_at, {"price_rupiah": "1.500.000", "reason": REASON})
    assert done.status_code == 302
    take_back = reverse("variant_rise_withdraw", args=[world.sku.public_id])
    page = client.get(reverse("product_edit", args=[world.product.public_id])).content.decode()
    assert take_back in page
    client.force_login(world.kartika, backend=BACKEND)
    desk = client.get(reverse("price_rises")).content.decode()
    assert REASON in desk
    rise = PriceRise.objects.get()
    refuse = reverse("price_rise_refuse", args=[rise.public_id])
    assert client.post(refuse, {"reason": ""}).status_code == 422
    accept = reverse("price_rise_accept", args=[rise.public_id])
    assert client.post(accept).status_code == 302
    assert now_costs(world) == 1_500_000
    assert client.post(accept).status_code == 409


def test_strangers_find_no_proposed_price(client, world):
    rise = propose(world)
    accept = reverse("price_rise_accept", args=[rise.public_id])
    client.force_login(world.citra, backend=BACKEND)
    assert client.post(accept).status_code == 403
    assert client.get(reverse("price_rises")).status_code == 403
    assert now_costs(world) == MILLION


def test_a_price_that_falls_is_no_rise_whatever_it_cost_of_late(world):
    decide(world, propose(world, 1_500_000))
    assert now_costs(world) == 1_500_000
    assert change(world, 1_400_000).price_rupiah == 1_400_000
    with pytest.raises(services.PriceRiseNeedsReview):
        change(world, 1_450_000)
