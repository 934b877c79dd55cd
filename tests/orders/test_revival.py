"""Before an order goes on or comes back, old and new price, sum and day are shown, and asked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.revival import Revival
from marketplace.orders.services import decline_order, reissue_order, resubmit_order
from tests import changes, factories
from tests.orders import stories
from tests.stories import step_path

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def declined(world, **fields):
    order = stories.issued(world, **fields)
    return decline_order(order_id=order.pk, reason="Benang habis", actor=world.citra)


KINDS = {
    "resubmit": (stories.returned, resubmit_order),
    "reissue": (declined, reissue_order),
}


@pytest.fixture(params=list(KINDS))
def kind(request):
    return request.param


def rows_of(order):
    return {row.key: row for row in Revival(PurchaseOrder.objects.get(pk=order.pk)).rows}


def test_old_and_new_stand_beside_each_other_and_nothing_happens_unasked(client, world, kind):
    begin, _act = KINDS[kind]
    order = begin(world)
    factories.make_price(world.sku, 1_250_000)
    client.force_login(world.ani, backend=BACKEND)
    page = client.get(step_path(order, kind)).content.decode()
    for number in ("1.000.000", "1.250.000", "2.220.000", "2.775.000"):
        assert number in page
    before = order.status
    for unseen in ({}, {"seen": ""}, {"seen": "made up"}):
        answer = client.post(step_path(order, kind), unseen)
        assert answer.status_code in {409, 422}
        order.refresh_from_db()
        assert (order.status, PurchaseOrder.objects.count()) == (before, 1)


def test_a_returned_order_goes_on_at_its_own_price_and_a_new_one_takes_todays(world, kind):
    begin, act = KINDS[kind]
    order = begin(world)
    factories.make_price(world.sku, 1_250_000)
    after = act(order_id=order.pk, seen=stories.seen(order), actor=world.ani)
    expected = {"resubmit": 2_220_000, "reissue": 2_775_000}[kind]
    assert (after.status, after.gross_rupiah) == ("submitted", expected)


CHANGES = {
    "price": lambda world: factories.make_price(world.sku, 1_300_000),
    "pkp": lambda world: changes.change_verified(world.vendor, "pkp", asked=False),
    "sale": lambda world: type(world.sku).objects.filter(pk=world.sku.pk).update(active=False),
}


@pytest.mark.parametrize("change", list(CHANGES))
def test_what_changes_between_the_look_and_the_press_is_refused_and_named(world, kind, change):
    begin, act = KINDS[kind]
    order = begin(world)
    seen = stories.seen(order)
    CHANGES[change](world)
    with pytest.raises(DomainError) as refused:
        act(order_id=order.pk, seen=seen, actor=world.ani)
    assert refused.value.code == "changed_since_seen"
    assert "→" in refused.value.message
    assert PurchaseOrder.objects.count() == 1


def test_a_price_that_went_and_came_back_is_no_change(world, kind):
    begin, act = KINDS[kind]
    order = begin(world)
    seen = stories.seen(order)
    factories.make_price(world.sku, 1_300_000)
    factories.make_price(world.sku, 1_000_000)
    assert act(order_id=order.pk, seen=seen, actor=world.ani).status == "submitted"


def test_a_day_that_passed_is_shown_and_another_one_is_asked(client, world, kind):
    begin, _act = KINDS[kind]
    start = clock.now().replace(month=6, day=10, hour=4)
    with clock.moved_to(start):
        day = start.date() + timedelta(days=1)
        order = begin(world, deliver_by=day)
    with clock.moved_to(start + timedelta(days=4)):
        rows = rows_of(order)
        assert (rows["needed"].old, rows["needed"].new) == (day.isoformat(), "")
        assert rows["day"].new == (start.date() + timedelta(days=4)).isoformat()
        client.force_login(world.ani, backend=BACKEND)
        old = {"seen": stories.seen(order), "deliver_by": day.isoformat()}
        answer = client.post(step_path(order, kind), old)
        assert answer.status_code == 422
        assert PurchaseOrder.objects.filter(status="submitted").count() == 0
        later = (start.date() + timedelta(days=9)).isoformat()
        answer = client.post(step_path(order, kind), {**old, "deliver_by": later})
        assert answer.status_code == 303
    assert PurchaseOrder.objects.get(status="submitted").deliver_by.isoformat() == later


@pytest.mark.parametrize(("said", "kept"), [({}, True), ({"deliver_by": ""}, False)])
def test_a_day_that_lies_ahead_is_kept_unless_something_else_is_said(
    client, world, kind, said, kept
):
    begin, _act = KINDS[kind]
    start = clock.now().replace(month=6, day=10, hour=4)
    with clock.moved_to(start):
        day = start.date() + timedelta(days=9)
        order = begin(world, deliver_by=day)
        client.force_login(world.ani, backend=BACKEND)
        answer = client.post(step_path(order, kind), {"seen": stories.seen(order), **said})
    assert answer.status_code == 303
    assert PurchaseOrder.objects.get(status="submitted").deliver_by == (day if kept else None)


def test_only_whoever_may_revive_it_reads_the_comparison_by_program(client, world):
    order = declined(world)
    for name, shown in (("ani", True), ("budi", False), ("citra", False), ("indra", False)):
        client.force_login(getattr(world, name), backend=BACKEND)
        answer = client.get(reverse("api_order-detail", args=[order.public_id])).json()
        assert (answer["revival"] is not None) == shown, name
