"""What SQL past all our code would make of a budget, and the guard that refuses it."""

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, InternalError

from marketplace.budget.models import AccountCode
from tests import factories
from tests.budget.staging import MEALS
from tests.orders import stories

ATTACKS = {
    "a part of another agency's line": (
        "UPDATE budget_budgetline SET agency_id = {foreign}",
        "package_line_of_its_budget",
    ),
    "a part of another year's line": (
        "UPDATE budget_budgetline SET fiscal_year = fiscal_year - 1",
        "package_line_of_its_budget",
    ),
    "a line that grants less than its part": (
        "UPDATE budget_budgetline SET ceiling_rupiah = 3000000",
        "package_line_of_its_budget",
    ),
    "parts that do not add up": (
        "UPDATE budget_packageline SET ceiling_rupiah = ceiling_rupiah - 1",
        "package_ceiling_is_its_parts",
    ),
    "a line that forgets what is held": (
        "UPDATE budget_budgetline SET reserved_rupiah = 0",
        "reserved_is_what_orders_hold",
    ),
    "a part that forgets what is held": (
        "UPDATE budget_packageline SET reserved_rupiah = 0",
        "reserved_is_what_orders_hold",
    ),
    "a line with less than is held": (
        "UPDATE budget_budgetline SET ceiling_rupiah = 1",
        "budget_line_reserved_within_ceiling",
    ),
    "a line of another account": (
        "UPDATE budget_budgetline SET account_code_id = {meals}",
        "frozen_column",
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_sql_does_not_get_around_the_budget(world, attack):
    stories.submitted(world)
    statement, guard = ATTACKS[attack]
    known = {
        "foreign": world.dedi.memberships.get().agency_id,
        "meals": AccountCode.objects.get(code=MEALS).pk,
    }
    with (
        pytest.raises((IntegrityError, InternalError)) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"{statement.format(**known)}; SET CONSTRAINTS ALL IMMEDIATE")
    assert refused.value.__cause__.diag.constraint_name == guard


OTHER_WAYS = {
    "plan_package_id = {other}": "order_account_is_of_the_package",
    "account_code_id = {meals}": "order_money_on_its_account",
}


@pytest.mark.parametrize("change", OTHER_WAYS)
def test_an_order_stays_with_the_part_that_holds_its_money(world, change):
    """Whether it turns to a part that its package lacks, or to one that holds nothing of it."""
    order = stories.submitted(world)
    meals = AccountCode.objects.get(code=MEALS)
    line = factories.make_line(world.agency, 500_000_000, account=meals)
    other = factories.make_package(world.agency, line=line)
    factories.make_part(world.package, line, 0)
    known = {"other": other.pk, "meals": meals.pk}
    with (
        pytest.raises(IntegrityError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE orders_purchaseorder SET {change.format(**known)} WHERE id = %s",  # noqa: S608
            [order.pk],
        )
    assert refused.value.__cause__.diag.constraint_name == OTHER_WAYS[change]
