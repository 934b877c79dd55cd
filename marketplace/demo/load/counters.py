"""Counters of every market in the demo, and who came to them in the last days.

Nobody's phone is asked: who finished has signed on paper. Names and numbers are made up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.accounts.models import Region, RegionLevel, Role, Tenant, User
from marketplace.core import clock
from marketplace.demo.documents import KINDS, paper
from marketplace.demo.vendors import SERVED_NUMBERS, nik_of, vendors_by_code
from marketplace.demo.vendors import Vendor as Sample
from vendors import services as shops
from vendors.application import Account, Fields, Figures, Identity, Numbers, Place
from vendors.counter import consent, services
from vendors.counter.models import CounterSession, Desk
from vendors.models import Vendor
from vendors.requirements import papers_asked

DESKS: Final = (
    ("Loket 3, UMKM", "Mal Pelayanan Publik, lantai 1"),
    ("Loket kecamatan", "Kantor kecamatan, ruang pelayanan"),
)
OPENS: Final = time(9)
FIRST_NIK: Final = 500  # beyond the shops of the demo
SAMPLE: Final = "kue-mama-lena"  # whose papers are drawn for who is served


@dataclass(frozen=True)
class Visit:
    """One person: days ago, number, who, their business, how many minutes, and how it ended."""

    days_ago: int
    queue: str
    person: str
    business: str
    minutes: int
    ends: str


DONE, UNFINISHED, GIVEN_UP = "done", "unfinished", "given_up"
VISITS: Final = (
    Visit(3, "A004", "Yosefa Contoh", "Kue Mama Yosefa", 14, DONE),
    Visit(3, "A011", "Marthen Contoh", "Anyaman Bapa Marthen", 9, UNFINISHED),
    Visit(2, "A002", "Rambu Contoh", "Tenun Rambu", 11, DONE),
    Visit(2, "A006", "Dorkas Contoh", "", 4, GIVEN_UP),
    Visit(1, "A003", "Paulina Contoh", "Keripik Paulina", 17, DONE),
    Visit(1, "A009", "Yakob Contoh", "Mebel Yakob", 8, UNFINISHED),
    Visit(1, "A012", "Agustina Contoh", "Jagung Bose Agustina", 6, UNFINISHED),
)


def open_counters(now: datetime) -> None:
    """Set up two counters in each market and serve the people of the last days."""
    for place, tenant in enumerate(Tenant.objects.select_related("region").order_by("slug")):
        officer = _officer(tenant)
        desks = [Desk.objects.create(tenant=tenant, name=n, place=p) for n, p in DESKS]
        for number, visit in enumerate(VISITS):
            _serve(visit, desks[number % 2], officer, now, place * len(VISITS) + number)


def _officer(tenant: Tenant) -> User:
    held = {"memberships__tenant": tenant, "memberships__role": Role.COUNTER_OFFICER}
    return User.objects.filter(**held).order_by("pk")[0]


def _serve(visit: Visit, desk: Desk, officer: User, now: datetime, serial: int) -> None:
    came = _morning(visit, desk, now) + timedelta(minutes=10 * (serial % 9))
    with clock.moved_to(came):
        session = services.open_session(desk_id=desk.pk, queue_number=visit.queue, actor=officer)
        if visit.ends != GIVEN_UP:
            _agree_and_begin(visit, session, officer)
    with clock.moved_to(came + timedelta(minutes=visit.minutes)):
        if visit.ends == DONE:
            _finish(session, officer, serial)
        else:
            services.close_session(session_id=session.pk, actor=officer)


def _morning(visit: Visit, desk: Desk, now: datetime) -> datetime:
    """Return when the counter opened that day: whoever comes before midnight is not finished."""
    zone = ZoneInfo(desk.tenant.time_zone)
    day = now.astimezone(zone).date() - timedelta(days=visit.days_ago)
    return datetime.combine(day, OPENS, zone)


def _agree_and_begin(visit: Visit, session: CounterSession, officer: User) -> None:
    services.agree(
        session_id=session.pk,
        person_name=visit.person,
        language="id",
        version=consent.CURRENT,
        actor=officer,
    )
    identity = Identity(visit.business, "individual")
    vendor = services.begin(session_id=session.pk, identity=identity, actor=officer)
    shops.save_fields(vendor_id=vendor.pk, fields=Fields((("2020", "10710"),)), actor=officer)
    figures = Figures(has_full_book_year=False, capital_rupiah=15_000_000)
    shops.save_size(vendor_id=vendor.pk, figures=figures, actor=officer)


def _finish(session: CounterSession, officer: User, serial: int) -> None:
    """Type the rest, photograph the papers, print, sign and hand in."""
    session.refresh_from_db()
    vendor = Vendor.objects.get(counter_sessions=session)
    place = _district(session.desk.tenant)
    who = _sample(session, vendor, place, serial)
    step: dict[str, Any] = {"vendor_id": vendor.pk, "actor": officer}
    shops.save_numbers(numbers=Numbers(nib=who.nib, nik=who.nik), **step)
    shops.save_address(place=Place(address=who.address, region_id=place.pk), **step)
    shops.save_contact(phone=who.phone, **step)
    account = Account(who.bank_code, who.bank_account, who.bank_holder)
    shops.save_bank(account=account, **step)
    shops.save_tax(is_pkp=False, **step)
    for kind in papers_asked(Vendor.objects.get(pk=vendor.pk)):
        upload = SimpleUploadedFile(f"{KINDS[kind]}.png", paper(kind, who), "image/png")
        shops.attach_document(kind=kind, upload=upload, **step)
    services.print_sheet(session_id=session.pk, actor=officer)
    signed = SimpleUploadedFile("lembar.png", paper("nib", who), "image/png")
    services.confirm_by_paper(session_id=session.pk, upload=signed, actor=officer)
    services.submit(session_id=session.pk, actor=officer)


def _sample(session: CounterSession, vendor: Vendor, place: Region, serial: int) -> Sample:
    """Return invented details: a NIB of six zeros, a NIK whose serial is never issued."""
    return replace(
        vendors_by_code()[SAMPLE],
        name=vendor.name,
        owner=session.person_name,
        nib=f"{7_000 + serial:013d}",
        nik=nik_of(FIRST_NIK + serial, place.code, "f"),
        phone=SERVED_NUMBERS[serial],
        bank_account=f"99{serial:08d}",
        bank_holder=session.person_name.upper(),
    )


def _district(tenant: Tenant) -> Region:
    places = Region.objects.filter(level=RegionLevel.DISTRICT)
    inside = places.filter(parent=tenant.region_id) | places.filter(parent__parent=tenant.region_id)
    return inside.order_by("code")[0]
