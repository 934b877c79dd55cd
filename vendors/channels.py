"""The two ways of buying. Pure; the law behind each is dated data in the rulebook."""

from enum import StrEnum


class Channel(StrEnum):
    """Bela: small firms and cooperatives, capped, card. Local catalogue: medium too, no card."""

    BELA = "bela"
    KATALOG_LOKAL = "katalog_lokal"
