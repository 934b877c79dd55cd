"""Help in the demo: cases, two trainings and tickets, by the use-cases, in the last weeks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from marketplace.accounts.models import Tenant, User
from marketplace.core import clock
from marketplace.core.calendar import local_day
from vendors.models import Vendor, VendorStatus
from vendors.policies import in_regions
from vendors.queries import owner_of
from vendors.support import policies, services
from vendors.support.models import CaseStatus
from vendors.support.services import NewTraining, Question

PAST_DAYS, AHEAD_DAYS, ASKED_DAYS = 14, 7, 20
MOST_SHOPS = 8  # at one training


@dataclass(frozen=True)
class Help:
    """A shop's case: asked so many days ago, taken up a day later, so many steps done since."""

    shop: str
    topic: str
    wish: str
    days_ago: int
    steps: int = 0
    ends: str = CaseStatus.WORKING
    word: str = ""


CASES: Final = (
    Help("dapur-bu-sri", "halal", "Katering harian, tanpa sembelihan sendiri.", 40, 6, "done"),
    Help("kue-bu-lasmi", "nutrition", "Kue basah untuk rapat; ingin label gizi.", 5, 2),
    Help(
        "kue-rungkut",
        "pirt",
        "Kue kering dalam toples plastik.",
        9,
        2,
        CaseStatus.WAITING_SHOP,
        "Kirim foto dapur dan denah ruang produksi.",
    ),
    Help("sanggar-tenun-kembang", "brand", "Nama sanggar dipakai toko lain.", 1, 0, "open"),
    Help(
        "kue-mama-lena", "halal", "Kue kelor; bahannya dari kebun sendiri.", 12, 4, "waiting_office"
    ),
    Help("kopi-bajawa-ngada", "haccp", "Pembeli besar meminta HACCP.", 1, 0, "open"),
)
# (shop, kind, title, text, hours ago, answer; "" waits, solved)
TICKETS: Final = (
    ("kue-mama-lena", "listing", "Foto produk ditolak", "Fotonya buram kata sistem.", 90,
     "Foto ulang di tempat terang, lalu unggah lagi.", True),
    ("dapur-oebobo", "payment", "Kapan uang masuk?", "Pesanan sudah diterima minggu lalu.", 30,
     "Lihat halaman uang: tanggal bayarnya sudah tertulis di sana.", False),
    ("kelor-timor-hijau", "papers", "Izin teh kelor", "Apakah teh kelor perlu BPOM atau P-IRT?", 2,
     "", False),
)  # fmt: skip


def give_help(vendor_of: Callable[[str], int], now: datetime) -> None:
    """Carry out the help of the last weeks. ``vendor_of``: a shop's key by its code."""
    for one in CASES:
        _case(one, Vendor.objects.get(pk=vendor_of(one.shop)), now)
    for ticket in TICKETS:
        _ticket(Vendor.objects.get(pk=vendor_of(ticket[0])), ticket, now)
    for tenant in Tenant.objects.select_related("region"):
        _trainings(tenant, now)


def _case(one: Help, vendor: Vendor, now: datetime) -> None:
    asked = now - timedelta(days=one.days_ago)
    with clock.moved_to(asked):
        case = services.open_case(
            vendor_id=vendor.pk, topic=one.topic, wish=one.wish, actor=_owner(vendor)
        )
    officer = policies.officers_of(case.tenant)[0]
    if one.ends == CaseStatus.OPEN:
        return
    with clock.moved_to(asked + timedelta(days=1)):
        services.move_case(case_id=case.pk, to=CaseStatus.WORKING, actor=officer)
        services.make_appointment(
            case_id=case.pk,
            place=f"Kantor {case.tenant.name}",
            day=local_day(asked, case.time_zone) + timedelta(days=3),
            hour=time(9),
            actor=officer,
        )
    with clock.moved_to(asked + timedelta(days=4)):
        services.close_appointment(
            appointment_id=case.appointments.get().pk, kept=True, actor=officer
        )
        for step in case.steps.all()[: one.steps]:
            services.tick_step(step_id=step.pk, actor=officer)
        services.write_note(
            case_id=case.pk, text="Terima kasih sudah datang. Kita lanjutkan.", actor=officer
        )
        if one.ends != CaseStatus.WORKING:
            services.move_case(case_id=case.pk, to=one.ends, reason=one.word, actor=officer)


def _ticket(vendor: Vendor, said: tuple[str, str, str, str, int, str, bool], now: datetime) -> None:
    _shop, kind, title, text, hours, answer, solved = said
    office, owner = services.office_of(vendor), _owner(vendor)
    asked = now - timedelta(hours=hours)
    with clock.moved_to(asked):
        ticket = services.open_ticket(
            question=Question(kind, title, text, office.pk, vendor.pk), actor=owner
        )
    if not answer:
        return
    with clock.moved_to(asked + timedelta(hours=2)):
        services.write_in_ticket(
            ticket_id=ticket.pk, text=answer, actor=policies.officers_of(office)[0]
        )
    if solved:
        with clock.moved_to(asked + timedelta(hours=5)):
            services.solve_ticket(ticket_id=ticket.pk, actor=owner)


def _trainings(tenant: Tenant, now: datetime) -> None:
    """One training two weeks ago with its attendance, one next week with sign-ups."""
    officer = policies.officers_of(tenant)[0]
    selling = Vendor.objects.filter(in_regions([tenant.region_id]), status=VendorStatus.APPROVED)
    near = list(selling.order_by("pk")[:MOST_SHOPS])
    with clock.moved_to(now - timedelta(days=ASKED_DAYS)):
        past = _announce(
            tenant, officer, now - timedelta(days=PAST_DAYS), "Foto produk yang menjual", "joining"
        )
        keys = [_seat(past, shop) for shop in near]
    with clock.moved_to(past_end := now - timedelta(days=PAST_DAYS - 1)):
        services.mark_attendance(training_id=past, present=frozenset(keys[1:]), actor=officer)
    with clock.moved_to(past_end):
        ahead = _announce(
            tenant, officer, now + timedelta(days=AHEAD_DAYS), "Halal gratis (SEHATI)", "legality"
        )
        for shop in near[:3]:
            _seat(ahead, shop)


def _announce(tenant: Tenant, officer: User, at: datetime, title: str, topic: str) -> int:
    new = NewTraining(
        title=title,
        topic=topic,
        day=local_day(at, tenant.time_zone),
        from_hour=time(9),
        to_hour=time(12),
        capacity=30,
        place=f"Aula {tenant.name}",
    )
    return services.announce_training(tenant_id=tenant.pk, new=new, actor=officer).pk


def _seat(training: int, shop: Vendor) -> int:
    return services.sign_up(training_id=training, vendor_id=shop.pk, actor=_owner(shop)).pk


def _owner(vendor: Vendor) -> User:
    owner = owner_of(vendor)
    assert owner is not None  # noqa: S101 - the database lets no verified shop be without
    return owner
