"""Goods as a shop's program offers them: judged and written as a row of a sheet is."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from catalog.channel_keys.models import ChannelKey
from catalog.importing import messages, queries
from catalog.importing.judging import Shop, judge
from catalog.importing.models import GoodsVerdict
from catalog.importing.rules import read_row
from catalog.importing.services.writing import Act, write
from catalog.models import Sku
from catalog.services import PriceJumps
from catalog.services.price_bounds import refusal_of
from catalog.services.price_jumps import said_of
from marketplace.core import guards, locks
from marketplace.core.errors import NotFoundError, RuleViolation
from vendors.models import Vendor


class ListingRefused(RuleViolation):
    """Something that was sent of goods cannot be taken; ``errors`` says it by field."""

    code = "listing_refused"

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__(" ".join(words[0] for words in errors.values()), **errors)
        self.errors = dict(errors)


@guards.use_case
def put_listing(
    *, key: ChannelKey, cells: Mapping[str, str], confirmed_rupiah: int | None = None
) -> tuple[Sku, GoodsVerdict]:
    """Offer goods under their code, or change those that there are.

    cells: as the columns of the template, empty ones left out. Returns the variant and whether it
    is new, changed or the same. Raises: ListingRefused, PriceJumps, PriceRiseNeedsReview,
    NotAllowed, RuleViolation, NotFoundError for a parent that there is not.
    """
    vendor = locks.lock_shared(Vendor, key.vendor_id)
    known = queries.known_to(vendor)
    row = read_row(cells, known)
    goods = queries.goods_for(vendor, [row.values])
    parent = row.values.get("parent", "")
    if parent and parent not in goods.by_code:
        raise NotFoundError(_("Your shop has no goods with this code."))
    shop = Shop(vendor, goods, known, digests={}, defaults={})
    found = judge(row, shop, confirmed_rupiah=confirmed_rupiah)
    if found.verdict == GoodsVerdict.ASK:
        jump = row.problems[0].params
        numbers = {name: int(value) for name, value in jump.items()}
        raise PriceJumps(
            " ".join(said_of(numbers)),
            field="price_rupiah",
            price_rupiah=row.values["price_rupiah"],
        )
    if row.problems and row.problems[0].code == "price_rise":
        raise refusal_of({name: int(value) for name, value in row.problems[0].params.items()})
    if found.verdict == GoodsVerdict.ERROR:
        errors: dict[str, list[str]] = {}
        for problem in row.problems:
            errors.setdefault(problem.column, []).append(messages.problem_words(problem.stored))
        raise ListingRefused(errors)
    if found.verdict != GoodsVerdict.SAME:
        meant = confirmed_rupiah is not None and confirmed_rupiah == row.values.get("price_rupiah")
        write(vendor, found, row.values, Act(key.made_by, meant=meant))
    sku = Sku.objects.get(vendor=vendor, code=row.values["code"])
    return sku, found.verdict
