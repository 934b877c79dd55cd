"""Words and numbers of the catalogue, by table."""

from datetime import UTC, date, datetime

import pytest

from catalog import rules


def test_a_tsquery_wants_every_word_and_prefixes_only_longer_ones():
    assert rules.tsquery(["teh", "a"]) == "teh:* & a"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (
            ("Kopi arabika Bajawa, bubuk 250 g", "bungkus"),
            ("Kopi Arabika Alor 250 g", "bungkus"),
            True,
        ),
        (("Kopi arabika Bajawa 250 g", "bungkus"), ("Kopi arabika Bajawa 500 g", "bungkus"), False),
        (("Kain tenun Sikka, 2,5 m", "lembar"), ("Kain tenun Ende, 2.5 m", "lembar"), True),
        (("Nasi kotak ayam", "kotak"), ("Nasi kotak ikan", "porsi"), False),
    ],
)
def test_what_is_compared_with_what(one, other, alike):
    assert (rules.comparison_key(*one) == rules.comparison_key(*other)) is alike
    sold, rented = (rules.comparison_key(*one, is_rental=rental) for rental in (False, True))
    assert sold != rented


@pytest.mark.parametrize(
    ("net", "is_pkp", "tax_class", "paid"),
    [
        (300_000, True, "ppn", 333_000),
        (300_000, False, "ppn", 300_000),
        (30_000, True, "pbjt", 30_000),
        (50, True, "ppn", 56),  # 5.5 rounds half up
        (100, True, "luxury", 112),
    ],
)
def test_price_with_vat(net, is_pkp, tax_class, paid):
    gross = rules.price_with_vat(
        net, is_pkp=is_pkp, tax_class=tax_class, vat_rate_bp=1100, luxury_rate_bp=1200
    )
    assert gross == paid


@pytest.mark.parametrize(
    ("price", "median", "deviation"),
    [(333_000, 340_000, -206), (340_000, 340_000, 0), (374_000, 340_000, 1000), (1, 3, -6667)],
)
def test_deviation_from_the_median(price, median, deviation):
    assert rules.deviation_bp(price, median) == deviation


def test_a_median_of_nothing_is_refused():
    with pytest.raises(ValueError, match="median"):
        rules.deviation_bp(1, 0)


def test_months_back_cross_the_year():
    months = rules.months_back(date(2026, 2, 11), 3)
    assert months == [(2025, 12), (2026, 1), (2026, 2)]


def test_monthly_prices_hold_from_their_month_on():
    versions = [
        (datetime(2026, 1, 20, tzinfo=UTC), 100),
        (datetime(2026, 3, 2, tzinfo=UTC), 90),
    ]
    months = rules.months_back(date(2026, 4, 1), 5)
    prices = rules.monthly_prices(versions, months)
    assert prices == [((2026, 1), 100), ((2026, 2), 100), ((2026, 3), 90), ((2026, 4), 90)]
