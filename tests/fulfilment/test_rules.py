"""How far an order has come and what each part of it costs, for any split. Pure."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.tax import TaxableLine, TaxClass, compute_tax, freight_class
from marketplace.fulfilment.rules import LineProgress, TaxRest, claim_share, derived_status

ROAD = ("accepted", "shipped", "received", "handed_over", "paid", "settled")


@pytest.mark.parametrize(
    ("lines", "claims", "status"),
    [
        ([(4, 0, 0, 0)], [], "accepted"),
        ([(4, 1, 0, 0)], [], "shipped"),
        ([(4, 4, 0, 0)], [], "shipped"),
        ([(4, 2, 2, 2)], ["settled"], "shipped"),
        ([(4, 4, 2, 2)], ["paid"], "shipped"),
        ([(4, 4, 4, 4), (1, 0, 0, 0)], ["settled"], "shipped"),
        ([(4, 4, 4, 0)], [], "received"),
        ([(4, 4, 4, 2)], ["settled"], "received"),
        ([(4, 4, 4, 4)], ["open"], "handed_over"),
        ([(4, 4, 4, 4)], ["settled", "open"], "handed_over"),
        ([(4, 4, 4, 4)], ["paid", "settled"], "paid"),
        ([(4, 4, 4, 4)], ["settled", "settled"], "settled"),
    ],
)
def test_the_status_is_that_of_the_part_that_is_least_far(lines, claims, status):
    assert derived_status([LineProgress(*line) for line in lines], claims) == status


def test_what_is_left_to_send_and_to_count():
    line = LineProgress(ordered=10, shipped=7, accepted=4, handed_over=1)
    assert (line.to_ship, line.to_count) == (3, 3)


# ---- any split of any order

LINES = st.lists(
    st.tuples(
        st.integers(1, 9_999_999),  # unit price
        st.integers(1, 12),  # units
        st.sampled_from([TaxClass.PPN, TaxClass.EXEMPT, TaxClass.PBJT, TaxClass.LUXURY]),
    ),
    min_size=1,
    max_size=4,
)


def taxes_of(tax, freight):
    """The order's tax lines in the shape the rule takes."""
    vat = [
        TaxRest(number, "vat", line.tax_class, line.base_rupiah, line.amount_rupiah,
                follows_freight=line.tax_class == freight)
        for number, line in enumerate(tax.vat_lines)
    ]  # fmt: skip
    return [*vat, TaxRest(99, "pph22", "", tax.pph22_base_rupiah, tax.pph22_rupiah, True)]


def minus(rests, share):
    taken = {tax.key: tax for tax in share.taxes}
    return [
        TaxRest(rest.key, rest.kind, rest.tax_class, rest.base_rupiah - taken[rest.key].base_rupiah,
                rest.amount_rupiah - taken[rest.key].amount_rupiah, rest.follows_freight)
        for rest in rests
    ]  # fmt: skip


@given(
    lines=LINES,
    freight=st.integers(0, 500_000),
    is_pkp=st.booleans(),
    rates=st.tuples(st.integers(0, 1_200), st.integers(0, 1_200), st.integers(0, 300)),
    data=st.data(),
)
def test_any_split_into_receipts_sums_to_the_order_to_the_rupiah(
    lines, freight, is_pkp, rates, data
):
    taxable = [TaxableLine(price * units, tax_class) for price, units, tax_class in lines]
    vat_rate, luxury_rate, pph22_rate = rates
    order = compute_tax(
        taxable,
        freight_rupiah=freight,
        is_pkp=is_pkp,
        vat_rate_bp=vat_rate,
        luxury_rate_bp=luxury_rate,
        pph22_rate_bp=pph22_rate,
    )
    units = [place for place, line in enumerate(lines) for _ in range(line[1])]
    shuffled = data.draw(st.permutations(units))
    cuts = data.draw(st.sets(st.integers(1, len(units) - 1)) if len(units) > 1 else st.just(set()))
    bounds = [0, *sorted(cuts), len(units)]
    parts = [Counter(shuffled[start:end]) for start, end in pairwise(bounds)]

    goods_rest, freight_rest = worth(lines, Counter(units)), freight
    taxes_rest = taxes_of(order, freight_class(taxable))
    shares = []
    for part in parts:
        goods = worth(lines, part)
        share = claim_share(
            goods=goods, goods_rest=goods_rest, freight_rest=freight_rest, taxes_rest=taxes_rest
        )
        assert share.gross_rupiah >= share.vat_rupiah + share.pph22_rupiah
        assert min(share.freight_rupiah, share.vat_rupiah, share.pph22_rupiah) >= 0
        goods_rest = {name: goods_rest[name] - goods.get(name, 0) for name in goods_rest}
        freight_rest -= share.freight_rupiah
        taxes_rest = minus(taxes_rest, share)
        shares.append(share)

    assert sum(share.goods_rupiah for share in shares) == order.goods_rupiah
    assert sum(share.freight_rupiah for share in shares) == freight
    assert sum(share.vat_rupiah for share in shares) == order.vat_rupiah
    assert sum(share.pph22_rupiah for share in shares) == order.pph22_rupiah
    assert sum(share.gross_rupiah for share in shares) == order.gross_rupiah
    assert all(rest.base_rupiah == rest.amount_rupiah == 0 for rest in taxes_rest)


def worth(lines, part):
    goods = Counter()
    for place, units in part.items():
        price, _units, tax_class = lines[place]
        goods[tax_class.value] += price * units
    return goods


def test_exempt_goods_bring_no_ppn_into_their_part():
    taxed, exempt = 1_000_000, 500_000
    order = compute_tax(
        [TaxableLine(taxed, TaxClass.PPN), TaxableLine(exempt, TaxClass.EXEMPT)],
        freight_rupiah=30_000, is_pkp=True, vat_rate_bp=1_100, luxury_rate_bp=1_200,
        pph22_rate_bp=50,
    )  # fmt: skip
    share = claim_share(
        goods={"exempt": exempt},
        goods_rest={"ppn": taxed, "exempt": exempt},
        freight_rest=30_000,
        taxes_rest=taxes_of(order, TaxClass.PPN),
    )
    assert share.freight_rupiah == 10_000
    assert share.vat_rupiah == 1_100  # of the freight only, which follows the taxed goods
    assert share.pph22_rupiah == 2_550


@given(events=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4)), max_size=60))
def test_an_order_is_final_exactly_when_every_part_is_settled(events):
    """Three parts of an order, each moved on by any part's event in any order."""
    far = [0, 0, 0]
    before = 0
    for part, step in events:
        if far[part] == step:
            far[part] += 1
        lines = [LineProgress(2, *(2 * (place > step) for step in range(3))) for place in far]
        claims = [("open", "paid", "settled")[place - 3] for place in far if place >= 3]
        status = derived_status(lines, claims)
        assert (status == "settled") == (min(far) == 5)
        assert ROAD.index(status) >= before, "no part takes the order back"
        before = ROAD.index(status)
