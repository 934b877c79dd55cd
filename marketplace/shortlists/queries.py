"""Reads of what a buyer compares and keeps, and how many goods a kept search has found since."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog import search
from catalog.models import Sku
from catalog.offices import office_of
from catalog.queries import Theme, theme_for
from catalog.search_sql import FACETS
from marketplace.accounts.models import Agency, User
from marketplace.core.joined import read_rows
from marketplace.core.seen import Fact, Kind
from marketplace.shortlists import policies, snapshot
from marketplace.shortlists.models import (
    ComparedOffer,
    SavedLine,
    SavedList,
    SavedSearch,
    StoredComparison,
)

SEARCHED = ("q", *FACETS, "min", "max", "dari", "urut")  # what of an address is the search itself
PICKED = 30  # stored comparisons to choose from


def compared_keys(user: User) -> list[int]:
    """Return the variants that the person compares, in the order of their places."""
    rows = ComparedOffer.objects.filter(owner=user).order_by("place")
    return list(rows.values_list("sku", flat=True))


_KEPT_BESIDE: Final = """
SELECT l.id, l.name FROM shortlists_savedlist l WHERE l.owner_id = %(person)s
UNION ALL
SELECT 0, '' FROM shortlists_comparedoffer c WHERE c.owner_id = %(person)s AND c.sku_id = %(sku)s
"""


def kept_beside(user: User, sku: Sku) -> tuple[bool, list[tuple[int, str]]]:
    """Return whether the person compares a variant, and their lists by key and name.

    In one query: the page of goods is opened all day.
    """
    found = read_rows(_KEPT_BESIDE, {"person": user.pk, "sku": sku.pk})
    kept = sorted(found, key=lambda one: one[1].casefold())
    return any(not key for key, _name in kept), [(key, name) for key, name in kept if key]


def compared_offers(user: User, region_id: int) -> list[dict[str, Any]]:
    """Return the person's offers as they stand now (``snapshot.standing``)."""
    keys = compared_keys(user)
    found = snapshot.goods_for(keys)
    return [snapshot.standing(found[key], region_id) for key in keys]


def facts(offers: Iterable[dict[str, Any]]) -> dict[str, Fact]:
    """Return what may not change between the look at a comparison and its storing (I-27)."""
    found = {}
    for one in offers:
        key, of_goods = str(one["sku"]), {"name": f"{one['title']}, {one['vendor']}"}
        price = _("Price of %(name)s") % of_goods
        found[f"{key}-price"] = Fact(price, one["price_rupiah"], Kind.RUPIAH)
        sale = _("not on sale") if one["refusal"] else _("on sale")
        found[f"{key}-sale"] = Fact(of_goods["name"], sale)
        for paid in ("market", "near"):  # another office has other neighbours
            if one[paid]:
                median = _("Median paid of %(name)s") % of_goods
                found[f"{key}-{paid}"] = Fact(median, one[paid]["median_rupiah"], Kind.RUPIAH)
    return found


def agencies_of(user: User) -> QuerySet[Agency]:
    """Return the agencies that the person buys for, by name."""
    ids = user.agencies_as(*policies.BUYING_ROLES)
    return Agency.objects.filter(pk__in=ids).select_related("region", "tenant").order_by("name")


def newest_stored(agency_id: int) -> list[StoredComparison]:
    """Return the stored comparisons of an agency that may be chosen from, the newest first."""
    return list(StoredComparison.objects.filter(agency=agency_id)[:PICKED])


def holds_any(stored: StoredComparison, sku_ids: Iterable[int]) -> bool:
    """Say whether one of these variants stands in a stored comparison."""
    return not {offer["sku"] for offer in stored.offers}.isdisjoint(sku_ids)


def lists_of(user: User) -> list[SavedList]:
    """Return the person's own lists by name, each with how many ``goods`` it holds."""
    return list(policies.own_lists(user).annotate(goods=Count("lines")))


def shared_lists(user: User) -> list[SavedList]:
    """Return what colleagues share with the person's agencies, by name."""
    rows = policies.readable_lists(user).exclude(owner=user)
    return list(rows.select_related("owner", "agency").annotate(goods=Count("lines")))


def lines_of(found: SavedList) -> list[SavedLine]:
    """Return a list's lines in their order, each with its goods as ``snapshot.goods_for``."""
    lines = list(found.lines.all())
    skus = snapshot.goods_for(line.sku_id for line in lines)
    for line in lines:
        line.sku = skus[line.sku_id]
    return lines


def canonical(query: QueryDict) -> str:
    """Return an address's search alone, its parts in one order, so that equal ones are equal."""
    kept = QueryDict(mutable=True)
    for name in SEARCHED:
        values = sorted({value for value in query.getlist(name) if value.strip()})
        if values:
            kept.setlist(name, values)
    return kept.urlencode()


def address_of(saved: SavedSearch, **more: str) -> str:
    """Return the address that shows a kept search."""
    query = QueryDict(saved.query, mutable=True)
    for name, value in more.items():
        query[name] = value
    path = reverse("etalase_page", args=[saved.theme]) if saved.theme else reverse("search")
    return f"{path}?{query.urlencode()}" if query else path


def fresh_matches(saved: SavedSearch, known: list[Theme]) -> int:
    """Count the goods of a search that went live since its last look, up to one page of them.

    None are left where its etalase has closed. ``known``: the etalases that are open.
    """
    within = theme_for(saved.theme, known) if saved.theme else None
    if saved.theme and within is None:
        return 0
    wanted = replace(
        search.wanted_from(QueryDict(saved.query), office_of(saved.owner)),
        order="baru",
        page=1,
        after=(),
    )
    found = search.find(wanted, known, within)
    return sum(datetime.fromisoformat(one.published_at) > saved.seen_at for one in found.goods)
