"""What is live in a manager's markets: found by words, shop, etalase and watched words."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from catalog.models import Etalase, Product, ProductStatus
from catalog.moderation import policies, rules
from catalog.offer_models import Offer
from catalog.policies import managed_etalases
from catalog.search_words import words_of
from vendors.policies import vendors_of


class Wanted(NamedTuple):
    """What a manager looks for; an empty part leaves all."""

    words: str = ""
    shop: str = ""
    etalase: Etalase | None = None
    watched: bool = False


def live(user: Any, wanted: Wanted) -> QuerySet[Product]:
    """Return the live listings that the person may take down, newest first."""
    rows = Product.objects.filter(
        status=ProductStatus.PUBLISHED, etalase__in=managed_etalases(user)
    ).exclude(vendor__in=vendors_of(user))
    if wanted.etalase is not None:
        rows = rows.filter(etalase=wanted.etalase)
    if wanted.shop:
        rows = rows.filter(vendor__name__icontains=wanted.shop)
    if words := words_of(wanted.words):
        rows = rows.filter(pk__in=_found(" & ".join(f"{word}:*AC" for word in words)))
    if wanted.watched:
        rows = rows.filter(pk__in=_found(_any_of(watched(user))))
    return rows.select_related("vendor", "etalase").order_by("-published_at", "-pk")


def watched(user: Any) -> dict[str, str]:
    """Return the watched words of the person's markets, with their reasons."""
    return dict(policies.watched_words(user).values_list("word", "reason"))


def _found(query: str) -> QuerySet[Offer, Any]:
    if not query:
        return Offer.objects.none().values("product")
    plain, by_stems = (
        SearchQuery(query, config=config, search_type="raw") for config in ("simple", "indonesian")
    )
    return Offer.objects.filter(is_lead=True, search_vector=plain | by_stems).values("product")


def _any_of(words: Mapping[str, str]) -> str:
    """Return the text of a tsquery for any of the words, the parts of each following each other."""
    parts = (words_of(word) for word in words)
    return " | ".join(f"({' <-> '.join(f'{word}:AC' for word in part)})" for part in parts if part)


def held_words(products: list[Product], words: Mapping[str, str]) -> dict[int, list[str]]:
    """Return which of the watched words each listing holds."""
    return {
        product.pk: sorted(rules.found_words([product.name, product.description], words))
        for product in products
    }
