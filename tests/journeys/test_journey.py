"""One order's whole life through the pages, with every program of the market running."""

import pytest

from tests.journeys import acts, steps

pytestmark = pytest.mark.journey


def test_from_sign_up_to_settlement(market, site, visit, tmp_path):
    owner = visit()
    acts.become_a_vendor(owner, visit(market.joko), tmp_path)
    listing = steps.list_goods(owner, market.etalase.pk)
    steps.state_freight(owner, "0")
    steps.publish_goods(visit(market.kartika))
    for words in ("kelor", "teh kelor", "keloor"):
        steps.search(visit(), words)
    order, other = acts.buy(visit(market.ani), market, listing)
    acts.approve(visit(market.budi), order)
    acts.deliver(owner, visit(market.eka), order)
    acts.sign(visit(market.budi), owner, order)
    acts.pay(visit(market.fajar), market, order)
    acts.read_the_money(owner, visit(market.indra), order)
    acts.people_were_told(visit(market.ani), site, order, other)
    acts.auditor_changes_nothing(visit(market.indra), order, other)
    acts.everything_is_written_down(order)
