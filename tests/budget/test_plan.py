"""The plan's money: held, changed, spent and given back, never more than the ceiling."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from marketplace.budget import queries, services
from marketplace.budget.models import AccountCode, BudgetReservation, PackageLine, ReservationState
from marketplace.core.errors import BudgetExceeded
from tests import factories


@pytest.fixture
def package(db):
    """A package with ten million."""
    return factories.make_package(factories.make_agency(), ceiling_rupiah=10_000_000)


def reserve(package, amount, ref):
    return services.reserve(
        package_id=package.pk,
        account_code_id=part(package).account_code_id,
        order_ref=ref,
        amount_rupiah=amount,
    )


def part(package) -> PackageLine:
    return package.lines.select_related("budget_line").get()


def room(package, ref) -> queries.Room:
    return queries.room_on(part(package), ref)


def reserved(package) -> int:
    """What is held of a package: of its part and of its line as well."""
    package.refresh_from_db()
    held = part(package)
    assert held.reserved_rupiah == held.budget_line.reserved_rupiah == package.reserved_rupiah
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
    assert room(package, ref) == (10_000_000, 10_000_000)
    assert BudgetReservation.objects.count() == 1


def test_what_is_given_back_is_free_once_only(package):
    ref = uuid.uuid4()
    reserve(package, 4_000_000, ref)
    services.release(order_ref=ref)
    services.release(order_ref=ref)
    services.release(order_ref=uuid.uuid4())
    assert reserved(package) == 0
    assert room(package, ref) == (10_000_000, 10_000_000)


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


def test_two_packages_cannot_pass_the_line_that_both_are_booked_on(package):
    """Each has money of its own left; the line of the budget grants it once."""
    line = part(package).budget_line
    other = factories.make_package(package.agency, ceiling_rupiah=10_000_000, line=line)
    reserve(package, 6_000_000, uuid.uuid4())
    with pytest.raises(BudgetExceeded, match=r"Rp.?5\.000\.000.*Rp.?4\.000\.000"):
        reserve(other, 5_000_000, uuid.uuid4())
    other.refresh_from_db()
    assert other.reserved_rupiah == 0
    reserve(other, 4_000_000, uuid.uuid4())
    line.refresh_from_db()
    assert line.reserved_rupiah == line.ceiling_rupiah


def test_nothing_is_held_on_an_account_of_another_package(package):
    meals = AccountCode.objects.get(code="5.1.02.01.01.0052")
    with pytest.raises(services.AccountNotOfPackage, match=r"0024"):
        services.reserve(
            package_id=package.pk,
            account_code_id=meals.pk,
            order_ref=uuid.uuid4(),
            amount_rupiah=1,
        )
    assert reserved(package) == 0
