"""The one order of locks, and numbers that are taken last and once."""

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from catalog.models import Product, Sku
from marketplace.budget.models import PlanPackage
from marketplace.core import locks
from marketplace.core.locks import LockOrderError, Mode
from marketplace.core.models import NumberSeries
from marketplace.core.number_series import next_number, next_numbers
from tests.factories import World, make_product, sku_of
from vendors.models import Vendor


def test_several_kinds_are_locked_by_rank_however_they_are_named(world: World):
    with transaction.atomic():
        held = locks.lock_all(
            (PlanPackage, [world.package.pk], Mode.UPDATE),
            (Sku, [world.sku.pk], Mode.NO_KEY_UPDATE),
            (Vendor, [world.vendor.pk], Mode.SHARE),
        )
        assert held.of(Vendor)[world.vendor.pk] == world.vendor
        assert held.of(PlanPackage)[world.package.pk] == world.package


def test_what_comes_earlier_is_not_locked_afterwards(world: World):
    with transaction.atomic():
        locks.lock_one(PlanPackage, world.package.pk)
        with pytest.raises(LockOrderError, match="Vendor must be locked before PlanPackage"):
            locks.lock_one(Vendor, world.vendor.pk)
        with pytest.raises(LockOrderError):
            locks.note(Sku, [world.sku.pk])


def test_rows_that_are_held_may_be_locked_again(world: World):
    other = sku_of(make_product(world.vendor, world.etalase))
    with transaction.atomic():
        locks.lock_one(Sku, world.sku.pk)
        locks.lock_one(PlanPackage, world.package.pk)
        locks.lock_one(Sku, world.sku.pk)
        with pytest.raises(LockOrderError):
            locks.lock_one(Sku, other.pk)


def test_a_new_row_is_ours(world: World):
    with transaction.atomic():
        next_number("X-1")
        with pytest.raises(LockOrderError):
            locks.lock_one(Vendor, world.vendor.pk)
        locks.own(world.vendor)
        assert locks.lock_one(Vendor, world.vendor.pk) == world.vendor


def test_each_transaction_and_each_savepoint_begins_anew(world: World):
    with transaction.atomic():
        locks.lock_one(PlanPackage, world.package.pk)
    with transaction.atomic():
        locks.lock_one(Vendor, world.vendor.pk)
        with transaction.atomic():
            locks.lock_one(PlanPackage, world.package.pk)
            transaction.set_rollback(True)
        assert locks.lock_one(Product, world.product.pk) == world.product


def test_a_committed_transaction_holds_nothing(committed_world: World):
    with transaction.atomic():
        locks.lock_one(PlanPackage, committed_world.package.pk)
        with pytest.raises(LockOrderError):
            locks.lock_one(Vendor, committed_world.vendor.pk)
    with transaction.atomic():
        locks.lock_one(Vendor, committed_world.vendor.pk)


def test_a_lock_outside_a_transaction_is_a_mistake(committed_world: World):
    with pytest.raises(TransactionManagementError):
        locks.lock_one(Vendor, committed_world.vendor.pk)


def test_numbers_of_several_series_are_taken_together_and_once(db):
    with transaction.atomic():
        assert next_numbers(["B-1", "A-1", "B-1"]) == [1, 1, 2]
        with pytest.raises(LockOrderError, match="one call"):
            next_number("C-1")
    with transaction.atomic():
        assert next_numbers(["B-1", "B-1"]) == [3, 4]


def test_nothing_is_locked_after_the_numbers(world: World):
    with transaction.atomic():
        next_number("X-1")
        with pytest.raises(LockOrderError):
            locks.lock_one(PlanPackage, world.package.pk)


def test_the_series_are_the_last_of_all_kinds():
    assert max(locks.ranks(), key=lambda kind: locks.ranks()[kind]) is NumberSeries
