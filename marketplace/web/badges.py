"""One table for every status shown: which icon, which word, which hue.

Colour never speaks alone: a chip is always icon + word, and the hue says who acts.
``kunyit`` somebody is awaited, ``nila`` running, ``kelor`` done, ``mengkudu`` refused or broken,
``netral`` nothing is expected of anybody.
"""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Whole class names, because the stylesheet is built from the words found in the sources.
HUE_CLASSES = {
    "netral": "cip-netral",
    "nila": "cip-nila",
    "kunyit": "cip-kunyit",
    "kelor": "cip-kelor",
    "mengkudu": "cip-mengkudu",
}


class Chip(NamedTuple):
    """Icon name in the sprite, translatable word, hue (a key of ``HUE_CLASSES``)."""

    icon: str
    word: Promise | str
    hue: str


VENDOR = {
    "draft": Chip("file-pen", _("Draft"), "netral"),
    "submitted": Chip("clock", _("Waiting for verification"), "kunyit"),
    "returned": Chip("undo-2", _("Returned for repair"), "mengkudu"),
    "approved": Chip("badge-check", _("Verified"), "kelor"),
    "suspended": Chip("circle-pause", _("Suspended"), "mengkudu"),
    "rejected": Chip("octagon-x", _("Rejected"), "mengkudu"),
}

PRODUCT = {
    "draft": Chip("file-pen", _("Draft"), "netral"),
    "submitted": Chip("clock", _("Waiting for the catalogue manager"), "kunyit"),
    "published": Chip("eye", _("Live"), "kelor"),
    "returned": Chip("undo-2", _("Returned for repair"), "mengkudu"),
    "unpublished": Chip("circle-slash", _("Taken down"), "netral"),
}

PAYMENT = {
    "intended": Chip("landmark", _("Waiting for the bank"), "kunyit"),
    "pending": Chip("landmark", _("Waiting for the bank"), "kunyit"),
    "answered": Chip("landmark", _("Waiting for the bank"), "kunyit"),
    "succeeded": Chip("banknote", _("Paid"), "kelor"),
    "declined": Chip("octagon-x", _("Declined by the bank"), "mengkudu"),
    "needs_person": Chip("triangle-alert", _("Needs review"), "kunyit"),
}

PAYOUT = {
    "pending": Chip("clock", _("Scheduled"), "kunyit"),
    "queued": Chip("clock", _("Scheduled"), "kunyit"),
    "sending": Chip("landmark", _("Being transferred"), "nila"),
    "sent": Chip("landmark", _("Being transferred"), "nila"),
    "paid": Chip("circle-check", _("Money received"), "kelor"),
    "failed": Chip("octagon-x", _("Transfer failed"), "mengkudu"),
    "needs_review": Chip("triangle-alert", _("Needs review"), "kunyit"),
}

CLAIM = {
    "open": Chip("credit-card", _("Waiting for payment"), "kunyit"),
    "pending": Chip("landmark", _("Waiting for the bank"), "kunyit"),
    "paid": Chip("banknote", _("Paid"), "kelor"),
    "released": Chip("landmark", _("Being disbursed"), "nila"),
    "settled": Chip("circle-check", _("Finished"), "kelor"),
    "cancelled": Chip("circle-slash", _("Cancelled"), "netral"),
}

DELIVERY = {
    "preparing": Chip("package", _("Vendor is preparing"), "nila"),
    "shipped": Chip("truck", _("On its way"), "nila"),
    "arrived": Chip("package-check", _("Arrived, waiting for inspection"), "kunyit"),
    "received": Chip("package-check", _("Goods received"), "kelor"),
    "rejected": Chip("package-x", _("Goods refused"), "mengkudu"),
}

CHIPS: dict[str, Mapping[str, Chip]] = {
    "vendor": VENDOR,
    "product": PRODUCT,
    "payment": PAYMENT,
    "payout": PAYOUT,
    "claim": CLAIM,
    "delivery": DELIVERY,
}

SIZE_CLASSES = {
    "micro": _("Micro"),
    "small": _("Small"),
    "medium": _("Medium"),
    "large": _("Large"),
    "cooperative": _("Cooperative"),
}


def register(kind: str, table: Mapping[str, Chip]) -> None:
    """Add the chips of a room's own states at ``ready()``."""
    CHIPS[kind] = table


def chip_for(kind: str, state: str) -> Chip:
    """The chip of one state; an unlisted state keeps its own name on a neutral chip."""
    unlisted = Chip("circle-alert", state.replace("_", " ").capitalize(), "netral")
    return CHIPS.get(kind, {}).get(state, unlisted)
