"""A price that jumps is asked about before it is saved: one zero too many is easily typed."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from catalog import prices, rules
from catalog.models import Sku
from marketplace.core.errors import RuleViolation
from marketplace.core.money import rupiah, unbroken


class PriceJumps(RuleViolation):
    """The price is more than three times another one; whoever means it confirms it."""

    code = "price_jumps"

    def add_to(self, form: Any, **renamed: Any) -> None:
        """Put the sentence beside the price, and let the form ask for a confirmation of it."""
        super().add_to(form, **renamed)
        form.jumps_to = self.details["price_rupiah"]


def require_meant(sku: Sku, *, last_rupiah: int | None, confirmed: bool) -> None:
    """Refuse a price that jumps and was not confirmed. Amounts net of PPN, for one unit.

    It is compared with the last price of the variant, and with PPN with the median really paid for
    comparable goods, where enough was paid. Raises: PriceJumps with both numbers.
    """
    jump = {} if confirmed else jump_of(sku, last_rupiah=last_rupiah)
    if jump:
        ask = _("Check the zeros, or confirm that you mean it.")
        raise PriceJumps(
            " ".join([*said_of(jump), ask]), field="price_rupiah", price_rupiah=sku.price_rupiah
        )


def jump_of(sku: Sku, *, last_rupiah: int | None) -> dict[str, int]:
    """Return the numbers of a jump: ``price`` beside ``last``, ``gross`` beside ``median``."""
    jump: dict[str, int] = {}
    if last_rupiah is not None and rules.jumps(sku.price_rupiah, last_rupiah):
        jump |= {"price": sku.price_rupiah, "last": last_rupiah}
    mark = prices.counted_mark(sku)
    if mark is not None:
        gross = prices.price_with_vat(sku)
        if rules.jumps(gross, mark.median_rupiah):
            jump |= {"gross": gross, "median": mark.median_rupiah}
    return jump


def said_of(jump: Mapping[str, int]) -> list[str]:
    """Return the numbers of a jump in sentences."""
    said = [_beside_last(jump["price"], jump["last"])] if "last" in jump else []
    return [*said, _beside_median(jump["gross"], jump["median"])] if "median" in jump else said


def _beside_last(price: int, last: int) -> str:
    numbers = {"price": unbroken(rupiah(price)), "last": unbroken(rupiah(last))}
    if price > last:
        return _("%(price)s is more than three times the last price, %(last)s.") % numbers
    return _("%(price)s is less than a third of the last price, %(last)s.") % numbers


def _beside_median(gross: int, median: int) -> str:
    numbers = {"price": unbroken(rupiah(gross)), "median": unbroken(rupiah(median))}
    if gross > median:
        return (
            _("Buyers would pay %(price)s, more than three times the median paid, %(median)s.")
            % numbers
        )
    return _("Buyers would pay %(price)s, less than a third of the median paid, %(median)s.") % (
        numbers
    )
