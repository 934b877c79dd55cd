"""The two ways of buying. Pure; the law behind each is dated data in the rulebook."""

from enum import StrEnum
from typing import NamedTuple


class Channel(StrEnum):
    """Bela: small firms and cooperatives, capped, card. Local catalogue: medium too, no card."""

    BELA = "bela"
    KATALOG_LOKAL = "katalog_lokal"


class Reach(NamedTuple):
    """The largest size class that a channel takes of firms and of cooperatives; 0: none.

    Source: R-CHANNEL-FIRM and R-CHANNEL-COOP. 1 micro, 2 small, 3 medium, 4 larger.
    """

    firms: int = 0
    cooperatives: int = 0
