"""What each party gets of a paid claim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.tax import TaxableLine, TaxClass, compute_tax
from payments.tax import ClaimSplit, mdr_for, split_claim
from vendors.rules import SizeClass

AMOUNTS = st.integers(min_value=0, max_value=10**12)


def discount(size_class, amount):
    """The merchant discount at the rates in force on 2026-11-22."""
    return mdr_for(
        size_class, amount, micro_rate_bp=30, other_rate_bp=70, micro_free_up_to_rupiah=500_000
    )


@pytest.mark.parametrize(
    ("size_class", "amount", "expected"),
    [
        (SizeClass.MICRO, 9_000_000, 27_000),
        (SizeClass.MICRO, 500_000, 0),
        (SizeClass.MICRO, 500_001, 1_500),
        (SizeClass.SMALL, 500_000, 3_500),
        (SizeClass.MEDIUM, 1_000_000, 7_000),
        (SizeClass.NON_MSME, 1_000_000, 7_000),
    ],
)
def test_vector_13_merchant_discount(size_class, amount, expected):
    assert discount(size_class, amount) == expected


def test_vector_9_is_shared_to_the_rupiah():
    split = split_claim(
        gross_rupiah=44_955_000,
        vat_rupiah=4_455_000,
        pph22_rupiah=202_500,
        fee_rupiah=0,
        mdr_rupiah=314_685,
    )
    assert split == ClaimSplit(44_955_000, 39_982_815, 4_455_000, 202_500, 0, 314_685)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ((100, 60, 30, 5, 6), "exceed"),
        ((-1, 0, 0, 0, 0), "negative"),
        ((100, -1, 0, 0, 0), "negative"),
        ((100, 0, 0, 0, -1), "negative"),
    ],
)
def test_a_split_that_makes_no_sense_is_refused(parts, reason):
    names = ("gross_rupiah", "vat_rupiah", "pph22_rupiah", "fee_rupiah", "mdr_rupiah")
    with pytest.raises(ValueError, match=reason):
        split_claim(**dict(zip(names, parts, strict=True)))


def test_a_vendor_may_be_left_with_nothing_but_never_with_a_debt():
    split = split_claim(
        gross_rupiah=100, vat_rupiah=100, pph22_rupiah=0, fee_rupiah=0, mdr_rupiah=0
    )
    assert split.vendor_rupiah == 0


@given(AMOUNTS, AMOUNTS, st.booleans(), st.sampled_from(SizeClass))
def test_vector_15_the_settlement_identity_holds_for_every_order(goods, freight, is_pkp, size):
    order = compute_tax(
        [TaxableLine(goods, TaxClass.PPN)],
        freight_rupiah=freight,
        is_pkp=is_pkp,
        vat_rate_bp=1_100,
        luxury_rate_bp=1_200,
        pph22_rate_bp=50,
    )
    split = split_claim(
        gross_rupiah=order.gross_rupiah,
        vat_rupiah=order.vat_rupiah,
        pph22_rupiah=order.pph22_rupiah,
        fee_rupiah=0,
        mdr_rupiah=discount(size, order.gross_rupiah),
    )
    parts = split.vendor_rupiah + split.vat_rupiah + split.pph22_rupiah
    assert parts + split.fee_rupiah + split.mdr_rupiah == order.gross_rupiah
    assert split.vendor_rupiah == order.vendor_net_before_fees_rupiah - split.mdr_rupiah
