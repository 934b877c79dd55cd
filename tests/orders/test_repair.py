"""A returned order is repaired in what its PPK named, and in nothing else."""

import pytest
from django.urls import reverse
from django.utils import translation

from marketplace.budget.models import AccountCode
from marketplace.core.errors import DomainError
from marketplace.core.invariants import examine
from marketplace.orders.models import OrderRepair, OrderStatus, PurchaseOrder, RepairField
from marketplace.orders.services import (
    Repairs,
    approve_order,
    change_quantities,
    repair_order,
    resubmit_order,
    return_order,
)
from tests import factories
from tests.budget.staging import MEALS
from tests.orders import stories
from tests.orders.placing import everything
from tests.places import make_agency
from tests.raw_sql import refused
from tests.stories import step_path

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def returned_for(world, *parts: RepairField, **fields) -> PurchaseOrder:
    order = stories.submitted(world, **fields)
    return return_order(order_id=order.pk, reason="Perbaiki", parts=parts, actor=world.budi)


def another_part(world):
    """A package of the same office on another account."""
    meals = AccountCode.objects.get(code=MEALS)
    line = factories.make_line(world.agency, 500_000_000, account=meals)
    return factories.make_package(world.agency, line=line).lines.get()


def test_the_ppk_names_what_to_repair_and_reads_old_and_new_afterwards(client, world):
    order = stories.submitted(world)
    part = another_part(world)
    client.force_login(world.budi, backend=BACKEND)
    named = {"reason": "Judul dan rekening keliru", "parts": ["need", "budget"]}
    assert client.post(step_path(order, "return"), named).status_code == 303
    client.force_login(world.ani, backend=BACKEND)
    page = client.get(reverse("order_detail", args=[order.public_id])).content.decode()
    assert 'name="title"' in page
    assert 'name="delivery_address"' not in page
    assert f'name="line-{order.lines.get().pk}"' not in page
    typed = {"title": "Kain untuk rapat dinas", "note": "", "part": part.pk}
    answer = client.post(reverse("order_repair", args=[order.public_id]), typed)
    assert answer.status_code == 303
    order.refresh_from_db()
    assert (order.title, order.plan_package, order.account_code) == (
        "Kain untuk rapat dinas",
        part.package,
        part.account_code,
    )
    part.package.refresh_from_db()
    assert (stories.held_of(world.package), part.package.reserved_rupiah) == (0, 2_220_000)
    assert {known.code for known, found in examine() if found} == set()
    resubmit_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)
    client.force_login(world.budi, backend=BACKEND)
    page = client.get(reverse("order_detail", args=[order.public_id])).content.decode()
    assert "<del>Kain tenun untuk tamu</del>" in page
    assert part.package.rup_code in page
    approve_order(order_id=order.pk, actor=world.budi)
    order.refresh_from_db()
    assert order.status == OrderStatus.ISSUED


def test_without_a_name_every_part_is_open(world):
    order = returned_for(world)
    said = Repairs(title="Kain", note="Pagi", delivery_address="Jalan Lain 2")
    repair_order(order_id=order.pk, said=said, actor=world.ani)
    change_quantities(order_id=order.pk, quantities={order.lines.get().pk: 3}, actor=world.ani)
    of_budget(world, order)  # what is held elsewhere is what the order costs by now
    fields = OrderRepair.objects.values_list("field", flat=True)
    assert set(fields) == {"need", "address", "lines", "budget"}
    order.refresh_from_db()
    assert order.plan_package.reserved_rupiah == order.gross_rupiah == 3_330_000


def of_lines(world, order):
    change_quantities(order_id=order.pk, quantities={order.lines.get().pk: 1}, actor=world.ani)


def of_need(world, order):
    repair_order(order_id=order.pk, said=Repairs(title="Lain"), actor=world.ani)


def of_address(world, order):
    said = Repairs(delivery_address="Jalan Lain 2")
    repair_order(order_id=order.pk, said=said, actor=world.ani)


def of_budget(world, order):
    part = another_part(world)
    said = Repairs(plan_package_id=part.package_id, account_code_id=part.account_code_id)
    repair_order(order_id=order.pk, said=said, actor=world.ani)


REPAIRS = {
    RepairField.LINES: of_lines,
    RepairField.NEED: of_need,
    RepairField.ADDRESS: of_address,
    RepairField.BUDGET: of_budget,
}


@pytest.mark.parametrize("named", list(REPAIRS))
def test_what_was_not_named_stays_as_it_is(world, named):
    order = returned_for(world, named)
    for part, repair in REPAIRS.items():
        if part == named:
            continue
        another_part(world)
        before = everything()
        with pytest.raises(DomainError) as raised:
            repair(world, order)
        assert raised.value.code == "part_locked", part
        now = everything()
        assert [now[0], now[1], now[2]] == [before[0], before[1], before[2]], part
    assert not OrderRepair.objects.exists()
    REPAIRS[named](world, order)
    assert OrderRepair.objects.filter(field=named).exists()
    resubmit_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)


@pytest.mark.parametrize("name", ["budi", "citra", "eka", "hadi", "indra"])
def test_only_its_officer_repairs_it(world, name):
    order = returned_for(world)
    with pytest.raises(DomainError) as raised:
        repair_order(order_id=order.pk, said=Repairs(title="Lain"), actor=getattr(world, name))
    assert raised.value.code == "not_allowed"


WRONG = {
    "nothing_repaired": lambda world: Repairs(title=stories.draft(world).title),
    "account_not_of_package": lambda world: Repairs(
        account_code_id=AccountCode.objects.get(code=MEALS).pk
    ),
    "invalid_plan": lambda _world: Repairs(
        plan_package_id=factories.make_package(make_agency()).pk
    ),
}


@pytest.mark.parametrize("code", list(WRONG))
def test_a_refused_repair_changes_nothing(world, code):
    order = returned_for(world)
    said = WRONG[code](world)
    before = everything()
    with pytest.raises(DomainError) as raised:
        repair_order(order_id=order.pk, said=said, actor=world.ani)
    assert (raised.value.code, everything()) == (code, before)


def test_the_page_says_what_cannot_be_repaired(client, world):
    order = returned_for(world, RepairField.NEEDED_BY)
    client.force_login(world.ani, backend=BACKEND)
    with translation.override("en"):
        page = client.get(
            reverse("order_detail", args=[order.public_id]), HTTP_ACCEPT_LANGUAGE="en"
        ).content.decode()
    assert 'id="perbaiki"' in page
    answer = client.post(reverse("order_repair", args=[order.public_id]), {"title": "Lain"})
    assert answer.status_code in {422, 409}


def test_money_moves_with_a_returned_order_alone(world):
    order = stories.submitted(world)
    part = another_part(world)
    move = (
        "UPDATE budget_budgetreservation SET package_id = %s, package_line_id = %s"
        " WHERE order_ref = %s"
    )
    where = (part.package_id, part.pk, order.public_id)
    assert refused(move, *where) == "money_moves_with_a_returned_order"
    return_order(order_id=order.pk, reason="Perbaiki", actor=world.budi)
    assert refused(move, *where) == "reserved_is_what_orders_hold"
