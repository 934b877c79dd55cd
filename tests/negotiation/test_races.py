"""Both say yes, or two colleagues do, at one moment: one round, one paper."""

from marketplace.documents.models import IssuedDocument
from tests.negotiation import stories
from tests.orders.test_together import at_once


def test_two_acceptances_at_once_make_one_round_and_one_paper(committed_world):
    world = committed_world
    row = stories.offered(world)

    def accept() -> None:
        stories.accepted(row, world.citra, seen=1)

    assert at_once(accept, accept, accept) == ["done", "invalid_transition", "invalid_transition"]
    assert list(row.rounds.values_list("step", flat=True)) == ["offer", "accept"]
    assert IssuedDocument.objects.filter(kind="berita-acara-negosiasi").count() == 1


def test_two_offers_for_the_same_goods_at_once_open_one_negotiation(committed_world):
    world = committed_world
    outcomes = at_once(*[lambda: stories.offered(world)] * 3)
    assert outcomes == ["done", *["negotiation_open_already"] * 2]
