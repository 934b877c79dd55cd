"""I-01: never more promised than there is, whoever asks at the same time."""

import threading

import pytest
from django.db import connection, transaction

from catalog import services
from catalog.models import Sku
from marketplace.core.errors import OutOfStock, RuleViolation
from tests import factories


def figures(sku) -> tuple[int, int]:
    return Sku.objects.values_list("stock", "reserved").get(pk=sku.pk)


def test_reserve_release_and_withdraw(world):
    sku = world.sku
    services.reserve_stock(quantities={sku.pk: 30})
    assert figures(sku) == (100, 30)
    services.release_stock(quantities={sku.pk: 10})
    assert figures(sku) == (100, 20)
    services.withdraw_stock(quantities={sku.pk: 20})
    assert figures(sku) == (80, 0)


def test_a_refusal_names_goods_and_numbers_and_holds_nothing(world):
    scarce = factories.sku_of(
        factories.make_product(world.vendor, world.etalase, name="Selendang", stock=3)
    )
    with pytest.raises(OutOfStock) as refused, transaction.atomic():
        services.reserve_stock(quantities={world.sku.pk: 5, scarce.pk: 4})
    assert refused.value.details == {"sku_id": scarce.pk, "asked": 4, "available": 3}
    assert "Selendang" in refused.value.message
    assert figures(world.sku) == (100, 0)


def test_goods_that_are_not_live_are_not_reserved(world):
    draft = factories.sku_of(factories.make_product(world.vendor, world.etalase, status="draft"))
    with pytest.raises(OutOfStock):
        services.reserve_stock(quantities={draft.pk: 1})
    with pytest.raises(OutOfStock):
        services.reserve_stock(quantities={0: 1})


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_quantity_is_at_least_one(world, quantity):
    with pytest.raises(RuleViolation):
        services.reserve_stock(quantities={world.sku.pk: quantity})


def test_more_than_held_is_not_released_or_withdrawn(world):
    services.reserve_stock(quantities={world.sku.pk: 2})
    for step in (services.release_stock, services.withdraw_stock):
        with pytest.raises(OutOfStock):
            step(quantities={world.sku.pk: 3})
    assert figures(world.sku) == (100, 2)


def test_many_buyers_get_exactly_what_there_is(committed_world):
    first = committed_world.sku
    second = factories.sku_of(
        factories.make_product(committed_world.vendor, committed_world.etalase, stock=10)
    )
    Sku.objects.filter(pk=first.pk).update(stock=10)
    barrier = threading.Barrier(16)
    outcomes: list[bool] = []

    def buy(number: int) -> None:
        # Half of them name the goods the other way round: order of asking must not matter.
        wanted = [first.pk, second.pk] if number % 2 else [second.pk, first.pk]
        try:
            barrier.wait(timeout=20)
            with transaction.atomic():
                services.reserve_stock(quantities=dict.fromkeys(wanted, 1))
            outcomes.append(True)
        except OutOfStock:
            outcomes.append(False)
        finally:
            connection.close()

    buyers = [threading.Thread(target=buy, args=(number,)) for number in range(16)]
    for buyer in buyers:
        buyer.start()
    for buyer in buyers:
        buyer.join(timeout=30)
    assert sorted(outcomes) == [False] * 6 + [True] * 10
    assert figures(first) == figures(second) == (10, 10)


def test_stock_moves_only_inside_a_transaction(committed_world):
    with pytest.raises(transaction.TransactionManagementError):
        services.reserve_stock(quantities={committed_world.sku.pk: 1})
