"""The PPK's list of checks: red from green, what to do, and no silent approval past a red one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from catalog.category_models import Category
from marketplace.accounts.models import Role
from marketplace.budget.models import AccountCode
from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.orders.approval_checks import checks
from marketplace.orders.models import CheckReason, OrderStatus, PurchaseOrder
from marketplace.orders.services import approve_order
from marketplace.orders.unmet import CheckUnmet, unmet
from tests import factories
from tests.budget.staging import MEALS
from tests.orders import stories
from tests.orders.placing import everything, others_paid_less
from tests.raw_sql import refused
from tests.stories import step_path

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WHY = "Motif khusus, tidak dijual penenun lain"


def as_read(client, person, order) -> str:
    client.force_login(person, backend=BACKEND)
    return client.get(reverse("order_detail", args=[order.public_id])).content.decode()


def on_an_odd_account(world) -> PurchaseOrder:
    """Stationery, booked on meals: nobody asked the officer why."""
    stationery = Category.objects.get(code="alat-tulis", tenant=None)
    type(world.etalase).objects.filter(pk=world.etalase.pk).update(category=stationery)
    meals = AccountCode.objects.get(code=MEALS)
    line = factories.make_line(world.agency, 500_000_000, account=meals)
    package = factories.make_package(world.agency, line=line)
    return stories.submitted(world, plan_package_id=package.pk, account_code_id=meals.pk)


def become_dear(world) -> PurchaseOrder:
    """Handed in at a price that was fair then."""
    order = stories.submitted(world)
    others_paid_less(world)
    return order


MISSES = {"account": on_an_odd_account, "dear": become_dear}


@pytest.mark.parametrize("miss", list(MISSES))
def test_a_missed_check_is_red_says_what_to_do_and_stops_a_silent_approval(client, world, miss):
    order = MISSES[miss](world)
    (one,) = unmet(order)
    assert one.key.startswith(miss)
    before = everything()
    with translation.override("en"), pytest.raises(CheckUnmet) as raised:
        approve_order(order_id=order.pk, reasons={one.key: "  "}, actor=world.budi)
    assert raised.value.details["checks"] == [one.key]
    assert "Return the order" in raised.value.message
    assert everything() == before
    with translation.override("en"):
        red = [check for check in checks(order, world.budi) if check.state == "stop"]
    assert [bool(check.todo) for check in red] == [True]
    page = as_read(client, world.budi, order)
    assert f'name="{one.field}"' in page  # asked where it is approved, before the click
    answer = client.post(step_path(order, "approve"), {one.field: ""})
    assert answer.status_code == 422
    order.refresh_from_db()
    assert (order.status, CheckReason.objects.count()) == (OrderStatus.SUBMITTED, 0)


@pytest.mark.parametrize("miss", list(MISSES))
def test_with_its_reason_it_is_approved_and_the_auditor_reads_why(client, world, miss):
    order = MISSES[miss](world)
    (one,) = unmet(order)
    client.force_login(world.budi, backend=BACKEND)
    answer = client.post(step_path(order, "approve"), {one.field: f" {WHY} "})
    assert answer.status_code == 303
    order.refresh_from_db()
    assert order.status == OrderStatus.ISSUED
    row = CheckReason.objects.get()
    assert (row.order, row.check_key, row.text, row.written_by) == (order, one.key, WHY, world.budi)
    assert WHY in as_read(client, world.indra, order)
    assert WHY not in as_read(client, world.citra, order)
    assert not unmet(order)


def test_a_check_that_is_missed_only_since_the_look_is_asked_then(client, world):
    order = stories.submitted(world)
    client.force_login(world.budi, backend=BACKEND)
    others_paid_less(world)
    answer = client.post(step_path(order, "approve"))
    assert answer.status_code == 422
    assert f'name="why-dear-{world.sku.pk}"' in answer.content.decode()


def test_what_the_officer_gave_a_reason_for_is_read_and_not_asked_again(world):
    others_paid_less(world)
    said = stories.draft(world).grounds
    grounds = type(said)(uncompared=said.uncompared, dear={world.sku.pk: "Tenun ikat asli"})
    order = stories.submitted(world, grounds=grounds)
    assert not unmet(order)
    assert approve_order(order_id=order.pk, actor=world.budi).status == OrderStatus.ISSUED


def test_what_the_law_forbids_no_reason_lets_pass(world):
    key = stories.submitted(world).pk
    factories.suspend(world.vendor)
    order = PurchaseOrder.objects.get(pk=key)
    with translation.override("en"):
        red = [check for check in checks(order, world.budi) if check.state == "stop"]
    assert [check.todo for check in red] == [
        "Reject the order; the goods are ordered from another shop."
    ]
    with pytest.raises(DomainError) as raised:
        approve_order(order_id=order.pk, reasons={"vendor": WHY}, actor=world.budi)
    assert raised.value.code == "vendor_not_eligible"
    assert not CheckReason.objects.exists()


@pytest.mark.parametrize("name", ["ani", "budi"])
def test_the_database_keeps_reasons_with_their_approval(world, name):
    """Neither another person's words, nor the PPK's own of an order that nobody approves."""
    order = stories.submitted(world)
    insert = (
        "INSERT INTO orders_checkreason (order_id, check_key, title, words, text, written_by_id,"
        " written_at) VALUES (%s, 'dear-1', 'x', 'x', 'x', %s, now())"
    )
    assert refused(insert, order.pk, getattr(world, name).pk) == "check_reason_of_the_approval"


def test_the_ppk_decides_on_one_screen(client, world):
    factories.make_officer("Gani", Role.COMMITMENT_OFFICER, world.agency)
    order = stories.submitted(world, note="Untuk tamu dari pusat")
    page = as_read(client, world.budi, order)
    part = page.split('id="keputusan"')[1].split("</section>")[0]
    package = world.package
    for said in (
        "Untuk tamu dari pusat",  # the need
        package.rup_code,  # the plan it is booked on
        "2.220.000",  # what it takes of it
        world.vendor.name,
    ):
        assert said in part, said
    assert 'id="keputusan"' in as_read(client, world.indra, order)
    approve_order(order_id=order.pk, actor=world.budi)
    assert 'id="keputusan"' not in as_read(client, world.citra, order)


def test_until_when_it_is_held_is_told_and_red_afterwards(world):
    start = clock.now().replace(month=6, day=10, hour=4)
    with clock.moved_to(start):
        order = stories.submitted(world, deliver_by=start.date() + timedelta(days=3))
        with translation.override("en"):
            found = checks(order, world.budi)
        held = [one for one in found if one.title.startswith("Price, stock and plan money")]
        assert [(one.state, "13 June" in one.title) for one in held] == [("ok", True)]
    with clock.moved_to(start + timedelta(days=4)), translation.override("en"):
        red = [one for one in checks(order, world.budi) if one.state == "stop"]
        assert [one.todo for one in red] == ["It cannot be approved any more: return or reject it."]
        with pytest.raises(DomainError) as raised:
            approve_order(order_id=order.pk, actor=world.budi)
    assert raised.value.code == "needed_by_passed"
