"""Ratings of the demo: both sides of what was handed over, in their hours, some with a reply."""

from datetime import timedelta

from catalog.questions.rules import names_a_person
from marketplace.core import clock
from marketplace.demo import texts
from marketplace.demo.load.ratings import rate_orders
from marketplace.fulfilment.models import Rating, RatingReply
from tests import stories


def test_done_orders_are_rated_both_ways_and_what_stayed_alone_is_open(world):
    orders = [stories.claimed(world, 1).order for _ in range(5)]
    stories.received(world, 1)
    later = clock.now() + timedelta(days=40)
    rate_orders(later)
    sides = {(one.side, one.person) for one in Rating.objects.select_related("person")}
    assert sides == {("buyer", world.eka), ("vendor", world.citra)}
    assert set(Rating.objects.values_list("order", flat=True)) <= {one.pk for one in orders}
    assert max(Rating.objects.values_list("at", flat=True)) < later
    assert RatingReply.objects.count() <= Rating.objects.count()


def test_what_is_written_names_nobody():
    said = (*texts.RATINGS_OF_SHOPS, *texts.RATINGS_OF_AGENCIES, *texts.REPLIES_OF_SHOPS)
    written = [words for _stars, words in said] + [texts.REPLY_OF_AGENCIES]
    assert not [words for words in written if names_a_person(words) or len(words) > 500]
