"""How places lie in each other: kecamatan in kabupaten or kota, these in provinces."""

from django.db.models import Q, QuerySet

from marketplace.accounts.models import Region


def chain(region: Region | None) -> list[Region]:
    """Return a place and all that it lies in, the province last; expects the parents fetched."""
    found: list[Region] = []
    while region is not None:
        found.append(region)
        region = region.parent
    return found


def places_around(region: Region) -> QuerySet[Region]:
    """Return an agency's own region and the places in it."""
    return Region.objects.filter(Q(pk=region.pk) | Q(parent=region)).order_by("level", "name")
