"""The plan's money: held, changed, spent and given back, never more than the ceiling."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from marketplace.budget import queries, services
from marketplace.budget.models import BudgetReservation, ReservationState
from marketplace.core.errors import BudgetExceeded
from tests import factories


@pytest.fixture
def package(db):
    """A package with ten million."""
    return factories.make_package(factories.make_agency(), ceiling_rupiah=10_000_000)


def reserve(package, amount, ref):
    return services.reserve(package_id=package.pk, order_ref=ref, amount_rupiah=amount)


def reserved(package) -> int:
    package.refresh_from_db()
    return package.reserved_rupiah


def test_money_is_held_to_the_last_rupiah_and_not_beyond(package):
    reserve(package, 10_000_000, uuid.uuid4())
    with pytest.raises(BudgetExceeded):
        reserve(package, 1, uuid.uuid4())
    assert reserved(package) == 10_000_000
    assert not queries.open_packages(package.agency_id, package.fiscal_year).exists()


def test_a_second_call_changes_the_sum(package):
    ref = uuid.uuid4()
    reserve(package, 4_000_000, ref)
    reserve(package, 9_000_000, ref)
    assert reserved(package) == 9_000_000
    assert queries.room_for(package, ref) == 10_000_000
    assert BudgetReservation.objects.count() == 1


def test_what_is_given_back_is_free_once_only(package):
    ref = uuid.uuid4()
    reserve(package, 4_000_000, ref)
    services.release(order_ref=ref)
    services.release(order_ref=ref)
    services.release(order_ref=uuid.uuid4())
    assert reserved(package) == 0
    assert queries.room_for(package, ref) == 10_000_000


def test_what_is_spent_stays_used(package):
    ref = uuid.uuid4()
    reserve(package, 4_000_000, ref)
    services.realise(order_ref=ref, amount_rupiah=4_000_000)
    services.spend(order_ref=ref, amount_rupiah=4_000_000)
    services.release(order_ref=ref)
    assert reserved(package) == 4_000_000
    assert BudgetReservation.objects.get().state == ReservationState.SPENT


def test_a_part_is_realised_and_spent_while_the_rest_stays_held(package):
    ref = uuid.uuid4()
    reserve(package, 4_000_000, ref)
    services.realise(order_ref=ref, amount_rupiah=1_500_000)
    services.spend(order_ref=ref, amount_rupiah=1_500_000)
    held = BudgetReservation.objects.get()
    assert (held.state, held.realised_rupiah, held.spent_rupiah) == ("held", 1_500_000, 1_500_000)
    assert reserved(package) == 4_000_000


def test_only_what_is_not_realised_is_given_back(package):
    ref = uuid.uuid4()
    reserve(package, 4_000_000, ref)
    services.realise(order_ref=ref, amount_rupiah=1_500_000)
    services.release(order_ref=ref)
    assert reserved(package) == 1_500_000
    assert BudgetReservation.objects.get().state == ReservationState.HELD
    services.spend(order_ref=ref, amount_rupiah=1_500_000)
    assert BudgetReservation.objects.get().state == ReservationState.SPENT
    assert reserved(package) == 1_500_000


@pytest.mark.parametrize(
    "act",
    [
        lambda ref: services.realise(order_ref=ref, amount_rupiah=4_000_001),
        lambda ref: services.spend(order_ref=ref, amount_rupiah=1),
    ],
)
def test_no_more_is_realised_than_held_nor_spent_than_realised(package, act):
    ref = uuid.uuid4()
    reserve(package, 4_000_000, ref)
    with pytest.raises(IntegrityError), transaction.atomic():
        act(ref)
