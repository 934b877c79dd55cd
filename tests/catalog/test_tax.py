"""Taxes on a sale: the published vectors as a table, the laws of arithmetic as properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.tax import (
    TaxableLine,
    TaxClass,
    compute_tax,
    freight_class,
    other_value_base,
    stamp_duty,
    vat_included_in,
    vat_on,
)

AMOUNTS = st.integers(min_value=0, max_value=10**12)
LINES = st.lists(st.builds(TaxableLine, AMOUNTS, st.sampled_from(TaxClass)), max_size=8)


def tax(*lines, freight=0, is_pkp=True):
    """The breakdown at the rates in force on 2026-11-22."""
    return compute_tax(
        [TaxableLine(amount, TaxClass(name)) for amount, name in lines],
        freight_rupiah=freight,
        is_pkp=is_pkp,
        vat_rate_bp=1_100,
        luxury_rate_bp=1_200,
        pph22_rate_bp=50,
    )


@pytest.mark.parametrize(
    ("vector", "net", "freight", "tax_class", "is_pkp", "vat", "pph22", "pays", "vendor"),
    [
        (1, 1_000_000, 0, "ppn", True, 110_000, 5_000, 1_110_000, 995_000),
        (2, 5_000_000, 0, "ppn", True, 550_000, 25_000, 5_550_000, 4_975_000),
        (3, 10_000_000, 0, "ppn", True, 1_100_000, 50_000, 11_100_000, 9_950_000),
        (4, 25_000_000, 0, "ppn", True, 2_750_000, 125_000, 27_750_000, 24_875_000),
        (5, 9_000_000, 0, "ppn", False, 0, 45_000, 9_000_000, 8_955_000),
        (6, 1_234_567, 0, "ppn", True, 135_802, 6_173, 1_370_369, 1_228_394),
        (7, 45_045_045, 0, "ppn", True, 4_954_955, 225_225, 50_000_000, 44_819_820),
        (8, 45_045_046, 0, "ppn", True, 4_954_955, 225_225, 50_000_001, 44_819_821),
        (9, 40_000_000, 500_000, "ppn", True, 4_455_000, 202_500, 44_955_000, 40_297_500),
        (11, 10_000_000, 0, "luxury", True, 1_200_000, 50_000, 11_200_000, 9_950_000),
    ],
)
def test_vectors_of_one_class(vector, net, freight, tax_class, is_pkp, vat, pph22, pays, vendor):
    breakdown = tax((net, tax_class), freight=freight, is_pkp=is_pkp)
    assert breakdown.vat_rupiah == vat, vector
    assert breakdown.pph22_rupiah == pph22, vector
    assert breakdown.gross_rupiah == pays, vector
    assert breakdown.vendor_net_before_fees_rupiah == vendor, vector


@pytest.mark.parametrize(
    ("net", "base"),
    [
        (1_000_000, 916_667),
        (5_000_000, 4_583_333),
        (10_000_000, 9_166_667),
        (25_000_000, 22_916_667),
        (1_234_567, 1_131_686),
        (45_045_045, 41_291_291),
        (40_500_000, 37_125_000),
        (0, 0),
    ],
)
def test_other_value_base_is_printed_half_up(net, base):
    assert other_value_base(net) == base


def test_vector_10_a_price_quoted_with_tax_holds_its_tax():
    vat = vat_included_in(11_100_000, rate_bp=1_100)
    assert (vat, 11_100_000 - vat) == (1_100_000, 10_000_000)


@pytest.mark.parametrize(("amount", "duty"), [(0, 0), (5_000_000, 0), (5_000_001, 10_000)])
def test_vector_12_stamp_duty_is_due_above_five_million(amount, duty):
    assert stamp_duty(amount, above_rupiah=5_000_000, duty_rupiah=10_000) == duty


def test_each_class_is_rounded_once_and_shown_apart():
    breakdown = tax((333, "ppn"), (333, "ppn"), (10_000, "luxury"), (5_000, "pbjt"), freight=50)
    shown = [(line.tax_class, line.base_rupiah, line.amount_rupiah) for line in breakdown.vat_lines]
    assert shown == [(TaxClass.PPN, 716, 79), (TaxClass.LUXURY, 10_000, 1_200)]
    assert breakdown.pph22_base_rupiah == 15_716


def test_catering_carries_no_vat_and_its_freight_neither():
    breakdown = tax((2_000_000, "pbjt"), freight=100_000)
    assert (breakdown.vat_lines, breakdown.gross_rupiah) == ((), 2_100_000)
    assert breakdown.pph22_rupiah == 10_500


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        ("pbjt ppn", "ppn"),
        ("luxury ppn", "ppn"),
        ("luxury exempt", "luxury"),
        ("exempt pbjt", "pbjt"),
        ("exempt", "exempt"),
        ("", "exempt"),
    ],
)
def test_freight_follows_the_goods(classes, expected):
    lines = [TaxableLine(1, TaxClass(name)) for name in classes.split()]
    assert freight_class(lines) == expected


@pytest.mark.parametrize(
    "call",
    [
        lambda: vat_on(-1, 1_100),
        lambda: other_value_base(-1),
        lambda: vat_included_in(-1, rate_bp=1_100),
        lambda: vat_included_in(1, rate_bp=-1),
        lambda: stamp_duty(-1, above_rupiah=0, duty_rupiah=0),
        lambda: tax((-1, "ppn")),
        lambda: tax((1, "ppn"), freight=-1),
    ],
)
def test_negative_money_is_a_bug_and_refused(call):
    with pytest.raises(ValueError, match="negative"):
        call()


@given(LINES, AMOUNTS, st.booleans())
def test_what_the_buyer_pays_is_exactly_what_is_shared(lines, freight, is_pkp):
    breakdown = compute_tax(
        lines,
        freight_rupiah=freight,
        is_pkp=is_pkp,
        vat_rate_bp=1_100,
        luxury_rate_bp=1_200,
        pph22_rate_bp=50,
    )
    shared = breakdown.vendor_net_before_fees_rupiah + breakdown.vat_rupiah + breakdown.pph22_rupiah
    assert shared == breakdown.gross_rupiah
    assert 0 <= breakdown.vat_rupiah <= breakdown.gross_rupiah
    assert breakdown.vat_rupiah == sum(line.amount_rupiah for line in breakdown.vat_lines)
    assert is_pkp or breakdown.vat_lines == ()


@given(AMOUNTS, st.integers(min_value=0, max_value=10_000))
def test_tax_added_can_be_taken_out_again_to_the_rupiah(net, rate_bp):
    gross = net + vat_on(net, rate_bp)
    assert abs(vat_included_in(gross, rate_bp=rate_bp) - vat_on(net, rate_bp)) <= 1


@given(AMOUNTS, AMOUNTS)
def test_a_dearer_order_never_carries_less_tax(one, other):
    low, high = sorted((one, other))
    assert vat_on(low, 1_100) <= vat_on(high, 1_100)
