"""A line of a cart: what the officer saw, and what holds now."""

from dataclasses import dataclass
from functools import cached_property

from catalog.dating import days_words
from catalog.day_forms import DayForm
from catalog.days import Calendar, day_refusal
from catalog.models import PriceVersion
from catalog.queries import change_words
from catalog.rules import Change
from catalog.terms import pieces_refusal
from marketplace.sourcing.models import CartItem


@dataclass(frozen=True)
class CartLine:
    """An item with price and words that the officer saw and those that hold now.

    ``negotiated_rupiah``: the net unit price agreed on, where the order uses an agreement.
    """

    item: CartItem
    latest: PriceVersion | None
    orderable: bool
    changes: list[Change]
    calendar: Calendar | None
    zone: str
    negotiated_rupiah: int | None = None

    @property
    def alone(self) -> list["CartLine"]:
        """The line by itself, where a page names several at once."""
        return [self]

    @property
    def listed_rupiah(self) -> int:
        """The net unit price of the list that the officer saw for so many."""
        return self.item.price_version.price_for(self.item.quantity)

    @property
    def price_rupiah(self) -> int:
        """The net unit price at which is ordered: as negotiated, else the one of the list."""
        return self.listed_rupiah if self.negotiated_rupiah is None else self.negotiated_rupiah

    @property
    def total_rupiah(self) -> int:
        """Units times the price at which is ordered."""
        return self.item.quantity * self.price_rupiah

    @property
    def changed_to_rupiah(self) -> int | None:
        """The new price of so many when the vendor changed it meanwhile (I-27)."""
        if self.latest is None:
            return None
        price = self.latest.price_for(self.item.quantity)
        return None if price == self.listed_rupiah else price

    @property
    def short(self) -> bool:
        """Whether more are asked for than can be ordered."""
        return self.item.pieces > self.item.sku.available

    @property
    def outside(self) -> str:
        """Why so many units are not sold in one order; empty when they are."""
        refusal = pieces_refusal(self.item.sku, self.item.pieces, self.item.wanted)
        return refusal.message if refusal else ""

    @cached_property
    def untimely(self) -> str:
        """Why so many cannot be had for the days wanted, or for none; empty when they can."""
        sku, known = self.item.sku, {}
        if self.calendar is not None:
            known[sku.pk] = self.calendar
        refusal = day_refusal(sku, known, self.item.wanted, self.item.pieces)
        return refusal.message if refusal else ""

    @property
    def needs_attention(self) -> bool:
        """Whether it must be repaired before it can be ordered."""
        return bool(
            self.changed_to_rupiah is not None
            or self.changes
            or self.short
            or self.outside
            or self.untimely
            or not self.orderable
        )

    @property
    def days(self) -> str:
        """For which days it is wanted; empty of goods."""
        return days_words(self.item, self.zone)

    @property
    def day_form(self) -> DayForm | None:
        """The fields that change the days; None of goods."""
        if self.calendar is None:
            return None
        item = self.item
        return DayForm(
            dating=item.sku.dating,
            today=self.calendar.today,
            wanted=item.wanted,
            auto_id=f"i{item.pk}_%s",
        )

    @property
    def changed_words(self) -> str:
        """What the vendor changed about the goods meanwhile; empty when nothing (I-27)."""
        return change_words(self.changes)
