"""Regions as people type and read them: found again by label, name or code."""

from collections.abc import Iterable

from django.db.models import Q

from marketplace.accounts.models import Region, RegionLevel


def regions_within(own: int) -> list[Region]:
    """Return every kabupaten, kota and kecamatan of a region, itself included; its key is given."""
    within = Q(pk=own) | Q(parent=own) | Q(parent__parent=own)
    rows = Region.objects.filter(within).exclude(level=RegionLevel.PROVINCE)
    return list(rows.select_related("parent").order_by("parent__name", "name"))


def region_label(region: Region) -> str:
    """Return a region with the one around it, as the lists of templates show it."""
    is_district = region.level == RegionLevel.DISTRICT and region.parent is not None
    return f"{region.name}, {region.parent.name}" if is_district else region.name  # type: ignore[union-attr]


def finder_of(regions: Iterable[Region]) -> dict[str, int | None]:
    """Return the key of a region by its label, code and name in small letters.

    None for a name that several of these regions have.
    """
    found: dict[str, int | None] = {}
    for region in regions:
        for words in {region_label(region), region.name, region.code, _short(region.name)}:
            key = normal_region(words)
            found[key] = region.pk if found.get(key, region.pk) == region.pk else None
    return found


def normal_region(words: str) -> str:
    """Return the words of a region in the shape by which they are compared."""
    return " ".join(words.lower().replace(".", " " if " " in words else ".").split())


def _short(name: str) -> str:
    """Return a name without the word for its level."""
    return name.removeprefix("Kabupaten ").removeprefix("Kecamatan ")
