"""The open figures: the median comes from the database, and is counted once a minute."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils.translation import override

from marketplace.core import clock
from marketplace.fulfilment.models import Claim
from marketplace.fulfilment.services import mark_claim_paid, mark_claim_settled
from marketplace.insight import queries
from tests import stories


@pytest.fixture
def year(world) -> int:
    """The year of the story, with nothing kept from another test."""
    found = clock.today("Asia/Jakarta").year
    cache.delete(f"insight:open-spend:1:{found}")
    yield found
    cache.delete(f"insight:open-spend:1:{found}")


def settle(claim: Claim, hours: int) -> None:
    """Take a claim through its two steps, so many hours after it was opened."""
    with clock.moved_to(claim.opened_at + timedelta(hours=hours)):
        mark_claim_paid(claim_id=claim.pk, by=None)
        mark_claim_settled(claim_id=claim.pk)


def test_without_a_settled_claim_there_is_no_median(world, year):
    stories.claimed(world)
    assert queries.open_spend(year).days_to_money is None


@pytest.mark.parametrize(("waits", "days"), [((24,), 1.0), ((24, 48, 96), 2.0), ((24, 48), 1.5)])
def test_the_median_is_the_middle_or_the_mean_of_two(world, year, waits, days):
    for hours in waits:
        settle(stories.claimed(world), hours)
    assert queries.open_spend(year).days_to_money == days
    assert queries.open_spend(year, world.agency.tenant).days_to_money == days


def test_the_first_page_counts_once_a_minute(world, year, django_assert_num_queries):
    fresh = queries.recent_open_spend(year)
    with django_assert_num_queries(0):
        kept = queries.recent_open_spend(year)
    assert kept == fresh


def test_the_public_dates_say_what_was_done(world):
    order = stories.claimed(world).order
    with override("id"):
        dates = [step.done for step in queries.public_steps(order)]
    assert dates == [
        "Diajukan ke PPK",
        "Disetujui, Surat Pesanan terbit",
        "Barang dikirim",
        "BAST ditandatangani kedua pihak",
    ]
