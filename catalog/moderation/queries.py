"""Reads of moderation: listings with open reports, and the watched words that goods hold."""

from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from catalog import queries as catalogue
from catalog.models import Product
from catalog.moderation import policies, rules
from catalog.moderation.models import ListingReport, ReportStatus, WatchedWord


def reported(user: Any) -> QuerySet[Product]:
    """Return the listings whose reports the person may answer, longest waiting first.

    ``waiting``: how many reports; ``since``: when the first of them came.
    """
    waits = Q(reports__status=ReportStatus.OPEN)
    rows = Product.objects.filter(pk__in=policies.open_reports(user).values("product"))
    rows = rows.select_related("vendor", "etalase").annotate(
        waiting=Count("reports", filter=waits), since=Min("reports__reported_at", filter=waits)
    )
    return rows.order_by("since", "pk")


def reports_by_listing(user: Any, products: list[Product]) -> dict[int, list[ListingReport]]:
    """Return the open reports of these listings, oldest first, in one query."""
    found: dict[int, list[ListingReport]] = {product.pk: [] for product in products}
    rows = policies.open_reports(user).filter(product__in=found).select_related("reporter")
    for report in rows:
        found[report.product_id].append(report)
    return found


def warnings(product: Product) -> dict[str, str]:
    """Return the watched words in what a listing says, in the change that waits too."""
    rows = WatchedWord.objects.filter(tenant=product.etalase.tenant_id)
    watched = dict(rows.values_list("word", "reason"))
    if not watched:
        return {}
    texts = [product.name, product.description]
    waiting = catalogue.waiting_revision(product)
    if waiting is not None:
        texts += [waiting.name, waiting.description]
        texts += [label for label, _unit in waiting.words.variants.values()]
    return rules.found_words(texts, watched)
