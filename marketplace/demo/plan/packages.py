"""Plan packages (RUP): for every agency and need, for each budget year an order may fall into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from marketplace.demo.seeded import roll
from marketplace.demo.story import Package
from marketplace.demo.tenants import AGENCIES, Agency, tenant
from marketplace.demo.texts import NEEDS, Need

NOVEMBER = 11  # from then on the plan of the next year is announced
ORDERS_A_YEAR = 6  # of the highest value; what a package is made for


def rup_code(agency: str, year: int, need: str) -> str:
    """Return a synthetic eight-digit RUP code; 99 is a range SiRUP has not reached."""
    return f"99{_numbers()[agency, need] + 1000 * (year % 1000):06d}"


@cache
def _numbers() -> dict[tuple[str, str], int]:
    """Return a number of its own, below 1,000, for each package of a year."""
    pairs = [(agency, need.key) for agency in AGENCIES for need in NEEDS]
    return {pair: place for place, pair in enumerate(sorted(pairs, key=lambda p: roll(*p)))}


def plan_packages(now: datetime, spent: Mapping[tuple[str, int, str], int]) -> tuple[Package, ...]:
    """Return the packages of every agency. spent: rupiah by (agency, year, need)."""
    return tuple(
        _package(agency, year, need, spent.get((agency.code, year, need.key), 0))
        for agency in AGENCIES.values()
        for year in _years(agency, now, spent)
        for need in NEEDS
    )


def _years(
    agency: Agency, now: datetime, spent: Mapping[tuple[str, int, str], int]
) -> Iterator[int]:
    """The year before this one, this one, and from November the next one, on the agency's clock."""
    today = now.astimezone(ZoneInfo(tenant(agency.tenant).time_zone)).date()
    used = {year for code, year, _need in spent if code == agency.code}
    announced = {today.year, today.year + 1} if today.month >= NOVEMBER else {today.year}
    yield from sorted(used | announced)


def _package(agency: Agency, year: int, need: Need, spent: int) -> Package:
    """A third more than its orders cost, and never less than a year of such orders."""
    wanted = max(spent * 4 // 3, need.high_rupiah * ORDERS_A_YEAR)
    return Package(
        rup_code=rup_code(agency.code, year, need.key),
        agency=agency.code,
        fiscal_year=year,
        title=need.package,
        account_code=need.account_code,
        ceiling_rupiah=(wanted // 10**6 + 2) * 10**6,
    )
