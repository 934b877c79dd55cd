"""How each shop came in: its application, the verifier's answer, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from marketplace.demo.hours import OFFICE
from marketplace.demo.licences import RETURNED_DAYS, WAITS_DAYS, licences_of
from marketplace.demo.plan.acts import Act, Verb
from marketplace.demo.plan.moments import later, office_moment
from marketplace.demo.seeded import between, roll
from marketplace.demo.tenants import TENANTS, tenant
from marketplace.demo.vendors import HELPERS, Vendor, vendors

# Applications that still wait: days ago they were handed in. The oldest is past R-VERIFY-SLA.
WAITING_DAYS = (6, 2, 1, 2, 1)
SUSPENDED_DAYS = 9


@dataclass(frozen=True)
class Trading:
    """From when until when a shop may do anything with its goods; ``until`` is now or its end."""

    since: datetime
    until: datetime


def plan_vendors(
    now: datetime, first_sale: Mapping[str, datetime]
) -> tuple[list[Act], dict[str, Trading]]:
    """Return every shop's application, and the span in which each approved shop trades.

    first_sale: by shop, the moment of its first order.
    """
    acts: list[Act] = []
    trading: dict[str, Trading] = {}
    waiting = iter(WAITING_DAYS)
    for vendor in vendors():
        shop = _Shop(vendor, now)
        if vendor.has_listings:
            trading[vendor.code] = shop.approved(first_sale.get(vendor.code))
        else:
            shop.other(next(waiting, 1) if vendor.stage == "submitted" else 0)
        acts.extend(shop.acts)
    return acts, trading


def verifier_of(vendor: Vendor) -> str:
    """The smallest market around the shop: a kabupaten's shop may sell in the town next door."""
    around = [t for t in TENANTS if vendor.district_code.startswith(t.region_code)]
    return f"verifikator.{max(around, key=lambda found: len(found.region_code)).slug}@demo.test"


class _Shop:
    """One shop while its acts are planned."""

    def __init__(self, vendor: Vendor, now: datetime) -> None:
        self.acts: list[Act] = []
        self._vendor, self._now = vendor, now
        self._zone = tenant(vendor.tenant).time_zone
        self._verifier = verifier_of(vendor)

    def approved(self, first_sale: datetime | None) -> Trading:
        """In time for the first sale; shops that have sold nothing came in all through the year."""
        vendor, zone = self._vendor, self._zone
        days = between(40, 330, vendor.code, "came")
        if first_sale is not None:
            days = (self._now - first_sale).days + between(34, 70, vendor.code, "came")
        begun = office_moment(self._now - timedelta(days=days), zone, vendor.code)
        handed_in = later(begun, 30, zone, vendor.code, "in")
        self._owner(begun, Verb.BEGIN_APPLICATION)
        self._owner(handed_in, Verb.SUBMIT_APPLICATION)
        judged = later(handed_in, 60, zone, vendor.code, "judged")
        if roll(vendor.code, "repair") % 7 == 0:
            self._judge(judged, Verb.RETURN_APPLICATION)
            repaired = later(judged, 40, zone, vendor.code, "repaired")
            self._owner(repaired, Verb.REPAIR_APPLICATION)
            judged = later(repaired, 30, zone, vendor.code, "again")
        self._judge(judged, Verb.APPROVE_VENDOR)
        if vendor.code in HELPERS:
            self._owner(later(judged, 30, zone, vendor.code, "people"), Verb.ADD_PEOPLE)
        judged = self._licences(judged)
        if vendor.stage != "suspended":
            return Trading(judged, self._now)
        ended = office_moment(self._now - timedelta(days=SUSPENDED_DAYS), zone, vendor.code, "stop")
        self._judge(ended, Verb.SUSPEND_VENDOR)
        return Trading(judged, ended)

    def _licences(self, approved: datetime) -> datetime:
        """Hand in what the shop has; return the moment from which its food may be listed."""
        code, zone, ready = self._vendor.code, self._zone, approved
        for place, licence in enumerate(licences_of(code)):
            handed_in = later(approved, 8, zone, code, "licence", place)
            if licence.becomes != "verified":
                days = WAITS_DAYS if licence.becomes == "waiting" else RETURNED_DAYS
                at = office_moment(self._now - timedelta(days=days), zone, code, "licence", place)
                handed_in = max(handed_in, at)
            self._owner(handed_in, Verb.HAND_IN_LICENCE, place)
            if licence.becomes == "waiting":
                continue
            judged = later(handed_in, 16, zone, code, "licence judged", place)
            verified = licence.becomes == "verified"
            self._judge(judged, Verb.VERIFY_LICENCE if verified else Verb.RETURN_LICENCE, place)
            ready = max(ready, judged) if verified else ready
        return ready

    def other(self, days: int) -> None:
        """Drafts, applications that wait, were returned or rejected."""
        vendor, zone = self._vendor, self._zone
        days = days or {"draft": 3, "returned": 5}.get(vendor.stage, between(30, 200, vendor.code))
        handed_in = office_moment(self._now - timedelta(days=days), zone, vendor.code)
        begun = OFFICE.at_or_before(handed_in - timedelta(hours=20), zone, vendor.code, "begun")
        self._owner(begun, Verb.BEGIN_APPLICATION)
        if vendor.stage == "draft":
            return
        self._owner(handed_in, Verb.SUBMIT_APPLICATION)
        judged = later(handed_in, 30, zone, vendor.code, "judged")
        if vendor.stage == "returned":
            self._judge(judged, Verb.RETURN_APPLICATION)
        elif vendor.stage == "rejected":
            self._judge(judged, Verb.REJECT_VENDOR)

    def _owner(self, at: datetime, verb: Verb, number: int = 0) -> None:
        self._add(at, verb, self._vendor.email, number)

    def _judge(self, at: datetime, verb: Verb, number: int = 0) -> None:
        self._add(at, verb, self._verifier, number)

    def _add(self, at: datetime, verb: Verb, actor: str, number: int) -> None:
        self.acts.append(Act(at, verb, self._vendor.code, actor, OFFICE, self._zone, number))
