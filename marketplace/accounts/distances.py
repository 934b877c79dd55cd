"""How far places are from each other: as the crow flies, from kabupaten or kota to another."""

import csv
from collections.abc import Mapping
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Final, NamedTuple

POINTS: Final = Path(__file__).resolve().parent / "data" / "region_points.csv"
EARTH_KM: Final = 6_371
_REGENCY: Final = len("53.71")  # of the code of a kecamatan, its kabupaten or kota


class Point(NamedTuple):
    """Degrees north and east."""

    latitude: float
    longitude: float


def kilometres(one: Point, other: Point) -> int:
    """Return the length of the way over the ground between two points, in whole kilometres."""
    north, east = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    between = (
        sin(north / 2) ** 2
        + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
    )
    return round(2 * EARTH_KM * asin(sqrt(between)))


def is_known(code: str) -> bool:
    """Whether distances are counted from the place of a code: a kabupaten, kota or province."""
    return code in _points()


@lru_cache(maxsize=128)  # as many offices as search within a while
def distances(code: str) -> Mapping[str, int]:
    """Return the kilometres from a place to each kabupaten and kota by code; none if unknown.

    Of a kecamatan its kabupaten counts, of a province its capital.
    """
    points = _points()
    start = points.get(code[:_REGENCY])
    if start is None:
        return {}
    return {
        other: kilometres(start, point) for other, point in points.items() if len(other) == _REGENCY
    }


@lru_cache(maxsize=1)
def _points() -> Mapping[str, Point]:
    with POINTS.open(encoding="utf-8", newline="") as lines:
        return {
            row["code"]: Point(float(row["latitude"]), float(row["longitude"]))
            for row in csv.DictReader(lines)
        }
