"""Pages of public goods: by number, and from where the page before ended."""

from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from catalog import offers
from catalog.offers import Goods
from catalog.search_orders import ORDERS
from catalog.search_sql import PAGE_SIZE
from marketplace.core.whole_numbers import plain_number

COUNTED_AT_MOST: Final = 10_000  # goods of one shop or one market


class ResultPage(Page[Goods]):
    """A page of goods that were counted no further than needed, with a link to what follows."""

    def __init__(self, goods: list[Goods], number: int, total: int, after: str = "") -> None:
        pages = Paginator(range(max(total, 1)), PAGE_SIZE)
        super().__init__(goods, number, pages)  # type: ignore[arg-type]
        self.total, self.after = total, after

    @property
    def next_place(self) -> str:
        """What the link to the next page carries besides its number."""
        return f"&sesudah={self.after}" if self.after else ""

    def has_next(self) -> bool:
        """Whether another page follows, counted or not."""
        return bool(self.after) or super().has_next()

    def previous_page_number(self) -> int:
        """The number of the page before, counted or not."""
        return self.number - 1

    def next_page_number(self) -> int:
        """The number of the page that follows."""
        return self.number + 1

    def end_index(self) -> int:
        """The place of the last goods of the page."""
        return (self.number - 1) * PAGE_SIZE + len(self.object_list)


def page_of_goods(request: HttpRequest, condition: str, **params: Any) -> ResultPage:
    """Return the page of goods under a condition that the address names, newest first.

    ``condition``: a constant of the caller; what belongs to it is a parameter.
    """
    total = offers.count(condition, at_most=COUNTED_AT_MOST, **params)
    last = max(-(-total // PAGE_SIZE), 1)
    number = min(max(plain_number(request.GET.get("page", "")) or 1, 1), last)
    start = (number - 1) * PAGE_SIZE
    shown = offers.goods(condition, ORDERS["baru"].sql, limit=PAGE_SIZE, offset=start, **params)
    return ResultPage(shown, number, total)
