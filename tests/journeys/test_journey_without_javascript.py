"""The same life with scripts switched off: every step is a plain link or form."""

import pytest

from tests.journeys import acts, steps

pytestmark = pytest.mark.journey


def test_every_step_works_with_plain_forms(market, site, visit, tmp_path):
    def without(user=None):
        return visit(user, javascript=False)

    owner = without()
    acts.become_a_vendor(owner, without(market.joko), tmp_path)
    listing = steps.list_goods(owner, market.etalase.pk)
    steps.state_freight(owner, "0")
    steps.publish_goods(without(market.kartika))
    steps.search(without(), "teh kelor")
    order, _other = acts.buy(without(market.ani), market, listing)
    officer = without(market.budi)
    acts.approve(officer, order)
    acts.deliver(owner, without(market.eka), order)
    acts.sign(officer, owner, order)
    acts.pay(without(market.fajar), market, order)
