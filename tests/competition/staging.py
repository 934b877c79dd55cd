"""Competitions that lie in a market: one in each state that a page shows."""

from typing import Any

from marketplace.competition import services
from tests.competition import stories


def make_competitions(world: Any) -> dict[str, Any]:
    """Drawn up; taking offers, with a question; over; opened; awarded to the second shop."""
    wulan, shop, cloth = stories.second_shop(world)
    rows = {"drafted_competition": stories.drafted(world, shop)}
    for name in ("competition", "over_competition", "opened_competition", "awarded_competition"):
        row = rows[name] = stories.running(world, shop)
        stories.offered(row, world.vendor, world.citra, world.product)
        stories.offered(row, shop, wulan, cloth, 850_000, 0)
    for words in ("Warna apa?", "Ukuran berapa?"):
        asked = services.ask(
            invited_id=stories.invited(rows["competition"], world.vendor).pk,
            words=words,
            actor=world.citra,
        )
    services.answer(inquiry_id=asked.pk, words="200 x 60 cm", actor=world.ani)
    with stories.afterwards(row):
        for name in ("opened_competition", "awarded_competition"):
            rows[name] = stories.opened(world, rows[name])
        rows["awarded_competition"] = stories.awarded(rows["awarded_competition"], world.ani)
    return rows
