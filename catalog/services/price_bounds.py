"""A live price does not rise far above its recent low by itself: a manager reads why first."""

from typing import Any

from django.utils.translation import gettext as _

from catalog import prices, rules
from catalog.models import ProductStatus, Sku
from marketplace.core.errors import RuleViolation
from marketplace.core.money import percent, rupiah, unbroken


class PriceRiseNeedsReview(RuleViolation):
    """The price rises by more than R-PRICE-RISE; it is proposed with a reason instead."""

    code = "price_rise_needs_review"

    def add_to(self, form: Any, **renamed: Any) -> None:
        """Put the sentence beside the price, and let the page ask for the reason."""
        super().add_to(form, **renamed)
        form.rises_to = self.details["price_rupiah"]


def rise_of(sku: Sku, price_rupiah: int, low_rupiah: int | None) -> dict[str, int]:
    """Return ``price``, ``low`` and ``most`` of a live price that rises too far, else nothing.

    ``low_rupiah``: the lowest of late (``prices.lowest_of_late``); None before the first price.
    """
    if low_rupiah is None or sku.product.status != ProductStatus.PUBLISHED:
        return {}
    most = rules.highest_without_review(low_rupiah, prices.market_rules().rise_bp)
    return {"price": price_rupiah, "low": low_rupiah, "most": most} if price_rupiah > most else {}


def refusal_of(rise: dict[str, int]) -> PriceRiseNeedsReview:
    """Return the refusal with its numbers and what to do next."""
    law = prices.market_rules()
    words = _(
        "%(price)s is more than %(percent)s above %(low)s, the lowest price of the last %(days)s "
        "days. Up to %(most)s holds at once; for more, propose it on the page of the goods with "
        "your reason: a catalogue manager decides."
    ) % {
        "price": unbroken(rupiah(rise["price"])),
        "percent": percent(law.rise_bp),
        "low": unbroken(rupiah(rise["low"])),
        "days": law.recent_days,
        "most": unbroken(rupiah(rise["most"])),
    }
    return PriceRiseNeedsReview(
        words,
        field="price_rupiah",
        price_rupiah=rise["price"],
        low_rupiah=rise["low"],
        most_rupiah=rise["most"],
    )


def require_no_rise(sku: Sku, price_rupiah: int) -> None:
    """Refuse a live price that rises too far. Raises: PriceRiseNeedsReview with its numbers."""
    rise = rise_of(sku, price_rupiah, prices.lowest_of_late([sku.pk]).get(sku.pk))
    if rise:
        raise refusal_of(rise)
