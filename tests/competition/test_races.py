"""Two open at one moment, a shop sends twice: once each."""

from marketplace.competition.models import OpenedOffer
from marketplace.core import clock
from tests.competition import stories
from tests.orders.test_together import at_once


def two_offers(world):
    wulan, shop, cloth = stories.second_shop(world)
    row = stories.running(world, shop)
    stories.offered(row, shop, wulan, cloth)
    return row


def test_two_openings_at_once_open_it_once(committed_world):
    world = committed_world
    row = two_offers(world)
    moment = row.offers_due
    with clock.moved_to(moment):
        stories.released(row, world.ani, stories.ANIS)

    def release() -> None:
        with clock.moved_to(moment):
            stories.released(row, world.budi, stories.BUDIS)

    assert at_once(release, release) == ["done", "invalid_transition"]
    assert OpenedOffer.objects.count() == 1


def test_both_halves_opened_at_once_open_the_offers(committed_world):
    world = committed_world
    row = two_offers(world)
    moment = row.offers_due

    def release(person, password) -> None:
        with clock.moved_to(moment):
            stories.released(row, person, password)

    outcomes = at_once(
        lambda: release(world.ani, stories.ANIS), lambda: release(world.budi, stories.BUDIS)
    )
    assert outcomes == ["done", "done"]
    row.refresh_from_db()
    assert (row.status, row.opened.count()) == ("opened", 1)


def test_two_offers_at_once_come_one_after_the_other(committed_world):
    world = committed_world
    row = two_offers(world)

    def offer() -> None:
        stories.offered(row, world.vendor, world.citra, world.product)

    assert at_once(offer, offer) == ["done", "done"]
    mine = stories.invited(row, world.vendor).offers.order_by("number")
    assert list(mine.values_list("number", flat=True)) == [1, 2]
