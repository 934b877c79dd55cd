"""The dated list of grounds of a sanction, each with its source (docs/regulations.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ground(models.TextChoices):
    """Why a vendor is sanctioned; what each rests on stands in ``GROUNDS``."""

    FALSE_TKDN = "false_tkdn", _("Domestic content (TKDN) lower than stated")
    IMPORTED = "imported", _("Imported goods where domestic ones were owed")
    DECLARED_DOMESTIC = "declared_domestic", _("Imported goods declared as domestic")
    FALSE_PAPERS = "false_papers", _("False papers or statements")
    NOT_DELIVERED = "not_delivered", _("Orders not delivered, or repeatedly late")
    WRONG_GOODS = "wrong_goods", _("Goods other than ordered")
    WRONG_SIZE = "wrong_size", _("Wrong size class or stale permits")
    SURCHARGE = "surcharge", _("More charged than the order says")
    UNRECORDED = "unrecorded", _("Suspended before grounds were recorded")


@dataclass(frozen=True, slots=True)
class Basis:
    """From when until when a ground may be named, and its source; ``until`` None: still."""

    since: date
    source: str
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Say whether a sanction of that day may rest on it."""
        return self.since <= on and (self.until is None or on <= self.until)


_PERPRES = date(2025, 4, 30)
_PLATFORM = date(2025, 1, 1)
GROUNDS: Final[Mapping[Ground, Basis]] = MappingProxyType(
    {
        Ground.FALSE_TKDN: Basis(_PERPRES, "Perpres 46/2025 Art. 78(3)g"),
        Ground.IMPORTED: Basis(_PERPRES, "Perpres 46/2025 Art. 78(3)h"),
        Ground.DECLARED_DOMESTIC: Basis(_PERPRES, "Perpres 46/2025 Art. 78(3)i"),
        Ground.FALSE_PAPERS: Basis(_PERPRES, "Perpres 46/2025 Art. 78(3)"),
        Ground.NOT_DELIVERED: Basis(_PERPRES, "Perpres 46/2025 Art. 78(3)"),
        Ground.WRONG_GOODS: Basis(_PLATFORM, "Decision of the platform"),
        Ground.WRONG_SIZE: Basis(_PLATFORM, "Kepka LKPP 122/2022, annex II"),
        Ground.SURCHARGE: Basis(_PLATFORM, "Decision of the platform"),
        Ground.UNRECORDED: Basis(date(2020, 1, 1), "Decision of the platform", _PLATFORM),
    }
)


def grounds_on(day: date) -> list[Ground]:
    """Return the grounds that may be named on a day."""
    return [ground for ground, basis in GROUNDS.items() if basis.holds(day)]
