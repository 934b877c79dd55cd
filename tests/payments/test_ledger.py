"""The books: three balanced bookings per paid claim, parts that sum to the gross, nothing twice."""

import pytest
from django.db import IntegrityError, connection, transaction

from payments import ledger
from payments.ledger import AlreadyBooked, Leg
from payments.models import AccountKind, LedgerEntry
from tests import stories
from tests.changes import change_verified
from tests.factories import make_product
from tests.payments.money_steps import legs, paid

# Rows of domain.md §5.2: net, freight, PKP → PPN, PPh 22, gross (half up to the rupiah).
VECTORS = {
    1: (1_000_000, 0, True, 110_000, 5_000, 1_110_000),
    2: (5_000_000, 0, True, 550_000, 25_000, 5_550_000),
    3: (10_000_000, 0, True, 1_100_000, 50_000, 11_100_000),
    4: (25_000_000, 0, True, 2_750_000, 125_000, 27_750_000),
    5: (9_000_000, 0, False, 0, 45_000, 9_000_000),
    6: (1_234_567, 0, True, 135_802, 6_173, 1_370_369),
    7: (45_045_045, 0, True, 4_954_955, 225_225, 50_000_000),
    9: (40_000_000, 500_000, True, 4_455_000, 202_500, 44_955_000),
}


@pytest.mark.usefixtures("bank_settings")
@pytest.mark.parametrize("number", VECTORS)
def test_a_paid_claim_is_shared_out_to_the_rupiah(world, number):
    net, freight, is_pkp, vat, pph22, gross = VECTORS[number]
    if not is_pkp:
        change_verified(world.vendor, "pkp", asked=False)
    product = make_product(world.vendor, world.etalase, price_rupiah=net)
    claim = stories.claimed(world, quantity=1, product=product, freight_rupiah=freight)
    assert (claim.amount_rupiah, claim.vat_rupiah, claim.pph22_rupiah) == (gross, vat, pph22)

    payment = paid(world, claim)
    mdr = (2 * gross * 30 + 10_000) // 20_000  # a micro business pays 0.3 %, half up
    assert payment.mdr_rupiah == mdr
    assert legs(f"capture-{claim.pk}") == {("card_receivable", gross, 0), ("escrow", 0, gross)}
    assert legs(f"bank-{claim.pk}") == {
        ("bank", gross - mdr, 0),
        ("mdr_clearing", mdr, 0),
        ("card_receivable", 0, gross),
    }
    expected = {
        ("escrow", gross, 0),
        ("vendor_payable", 0, gross - vat - pph22 - mdr),
        ("vat_payable", 0, vat),
        ("pph22_payable", 0, pph22),
        ("mdr_clearing", 0, mdr),
    }
    assert legs(f"release-{claim.pk}") == {leg for leg in expected if leg[1] or leg[2]}
    for passed_through in (AccountKind.CARD_RECEIVABLE, AccountKind.MDR_CLEARING):
        assert ledger.balance(passed_through) == 0
    assert ledger.balance(AccountKind.ESCROW, world.vendor.pk) == 0
    owed = ledger.balance(AccountKind.VENDOR_PAYABLE, world.vendor.pk) + vat + pph22
    assert ledger.balance(AccountKind.BANK) == owed


def test_booking_the_same_event_twice_is_refused_and_changes_nothing(db):
    both = [Leg(AccountKind.BANK, debit_rupiah=500), Leg(AccountKind.FEE_INCOME, credit_rupiah=500)]
    ledger.post("capture-1", "capture", both)
    with pytest.raises(AlreadyBooked):
        ledger.post("capture-1", "capture", both)
    assert ledger.balance(AccountKind.BANK) == 500
    assert LedgerEntry.objects.count() == 2


def test_legs_of_nothing_are_left_out(db):
    ledger.post(
        "x-1",
        "capture",
        [
            Leg(AccountKind.BANK, debit_rupiah=7),
            Leg(AccountKind.VAT_PAYABLE, credit_rupiah=0),
            Leg(AccountKind.FEE_INCOME, credit_rupiah=7),
        ],
    )
    assert legs("x-1") == {("bank", 7, 0), ("fee_income", 0, 7)}


@pytest.mark.parametrize("credit", [499, 501, 0])
def test_what_does_not_balance_is_refused_at_commit(db, credit):
    uneven = [
        Leg(AccountKind.BANK, debit_rupiah=500),
        Leg(AccountKind.FEE_INCOME, credit_rupiah=credit),
    ]
    ledger.post("uneven-1", "capture", uneven)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    transaction.set_rollback(True)


def test_no_account_goes_below_zero(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.post(
            "payout-1",
            "payout",
            [
                Leg(AccountKind.VENDOR_PAYABLE, debit_rupiah=1, vendor_id=world.vendor.pk),
                Leg(AccountKind.BANK, credit_rupiah=1),
            ],
        )
    assert ledger.balance(AccountKind.VENDOR_PAYABLE, world.vendor.pk) == 0
