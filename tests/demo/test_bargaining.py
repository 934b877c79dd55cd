"""Negotiations and mini-competitions of the demo: each state has one to be looked at."""

from collections import Counter

import pytest

from marketplace.competition.models import Competition, SealedOffer
from marketplace.core import clock
from marketplace.core.models import Deadline
from marketplace.demo.load import bargaining
from marketplace.negotiation.models import Negotiation
from tests import factories


@pytest.fixture
def market(world, monkeypatch):
    """The cast's market as the only one of the demo, with two shops more."""
    monkeypatch.setattr(bargaining.people, "TENANTS", (world.agency.tenant,))
    for name, price in (("Wulan", 800_000), ("Yanti", 1_000_000)):  # who wins talks as well
        shop = factories.make_vendor(factories.make_user(name), approved_by=world.joko)
        factories.make_product(shop, world.etalase, price_rupiah=price)
    return world


def test_a_market_negotiates_and_has_a_competition_that_runs_and_one_that_is_over(market):
    bargaining.bargain(clock.now())
    agreed = Counter(Negotiation.objects.values_list("status", "origin"))
    done, running = Competition.objects.order_by("pk")
    assert agreed == {("agreed", ""): 1, ("open", ""): 1, ("agreed", done.number): 1}
    assert (done.status, running.status) == ("awarded", "running")
    assert done.opened.count() == bargaining.SHOPS
    assert SealedOffer.objects.filter(invited__competition=running).count() == 1
    assert running.offers_due > clock.now() > done.closed_at
    assert not Deadline.objects.filter(closed_at=None, due_at__lte=clock.now()).exists()


def test_a_market_where_nobody_competes_has_none(world, monkeypatch):
    monkeypatch.setattr(bargaining.people, "TENANTS", (world.agency.tenant,))
    bargaining.bargain(clock.now())
    assert not Competition.objects.exists()
    assert not Negotiation.objects.exists()
