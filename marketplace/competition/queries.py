"""Reading competitions: lists, one with all its parts, and what waits for whom."""

from django.db.models import Q, QuerySet
from django.http import QueryDict

from catalog.models import Sku
from catalog.offer_models import Offer
from catalog.queries import themes
from catalog.search import find, wanted_from
from marketplace.accounts.models import User
from marketplace.competition import policies
from marketplace.competition.models import Competition, Invited, SealedOffer
from vendors.models import Vendor, VendorStatus


def competitions_of(user: User) -> QuerySet[Competition]:
    """Return the competitions a person reads, those that run first, then the newest."""
    rows = policies.visible_to(user).select_related("agency__region")
    return rows.annotate(is_over=Q(closed_at__isnull=False)).order_by("is_over", "-pk")


def waiting(user: User) -> QuerySet[Competition]:
    """Return what waits for a person, the nearest deadline first."""
    return policies.waiting_for(user).select_related("agency__region").order_by("offers_due", "pk")


def page_rows(user: User) -> QuerySet[Competition]:
    """Return visible competitions with everything their page shows."""
    rows = policies.visible_to(user).select_related(
        "agency__region", "agency__tenant", "delivery_region", "agreement", "drafted_by",
        "confirmed_by", "closed_by", "winner__sku__product", "winner__offer__invited__vendor",
    )  # fmt: skip
    return rows.prefetch_related(
        "keys__released_by",
        "keys__holder",
        "inquiries",
        "invited__vendor",
        "opened__offer__invited__vendor",
    )


def last_offers(row: Competition) -> list[SealedOffer]:
    """Return the offer of each shop that counts: its last one."""
    offers = SealedOffer.objects.filter(invited__competition=row).select_related("invited__vendor")
    last = {offer.invited_id: offer for offer in offers.order_by("number")}
    return sorted(last.values(), key=lambda offer: offer.pk)


def offered_by(invited: Invited) -> SealedOffer | None:
    """Return the offer of a shop that counts at present."""
    return invited.offers.order_by("-number").first()


def goods_of(vendor: Vendor) -> QuerySet[Sku]:
    """Return the variants that a shop has on sale."""
    rows = Sku.objects.filter(offer__vendor=vendor).select_related("product__etalase")
    return rows.order_by("product__name", "pk")


def shops_with(words: str) -> list[tuple[Vendor, list[str]]]:
    """Return the shops whose goods a search finds first, each with the names of those goods."""
    asked = QueryDict(mutable=True)
    asked["q"] = words
    found = find(wanted_from(asked), themes()).goods
    by_sku = {one.sku_id: one.name for one in found}
    of_vendor: dict[int, list[str]] = {}
    offers = Offer.objects.filter(sku__in=by_sku, vendor__status=VendorStatus.APPROVED)
    for vendor_id, sku_id in offers.values_list("vendor", "sku").order_by("pk"):
        of_vendor.setdefault(vendor_id, []).append(by_sku[sku_id])
    shops = Vendor.objects.filter(pk__in=of_vendor).select_related("region").order_by("name", "pk")
    return [(shop, of_vendor[shop.pk]) for shop in shops]


def approved(public_ids: list[str]) -> list[Vendor]:
    """Return the shops that were chosen by their public ids; what is none of ours is left out."""
    rows = Vendor.objects.filter(public_id__in=public_ids, status=VendorStatus.APPROVED)
    return list(rows.select_related("region").order_by("name", "pk"))
