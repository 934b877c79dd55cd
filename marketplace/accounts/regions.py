"""How places lie in each other: kecamatan in kabupaten or kota, these in provinces."""

from marketplace.accounts.models import Region


def chain(region: Region | None) -> list[Region]:
    """Return a place and all that it lies in, the province last; expects the parents fetched."""
    found: list[Region] = []
    while region is not None:
        found.append(region)
        region = region.parent
    return found
