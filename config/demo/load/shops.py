"""How each shop came in: its application, the verifier's answer, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from config.demo.chance import between, roll
from config.demo.load.timetable import Timetable, later, office_hour
from config.demo.load.world import World
from config.demo.papers import KINDS, paper
from config.demo.tenants import TENANTS, tenant
from config.demo.vendors import REJECT_REASONS, RETURN_REASONS, SUSPEND_REASONS, Vendor, vendors
from marketplace.accounts.models import User
from vendors import services
from vendors.application import Account, Business, Figures, Place
from vendors.models import DocumentKind

MAX_KBLI = 3
# Applications that still wait: days ago they were handed in. The oldest is past R-VERIFY-SLA.
WAITING_DAYS = (6, 2, 1, 2, 1)
REPAIRED = "Alamat belum menyebut nama kelurahan. Lengkapi agar kurir tidak salah antar."
SUSPENDED_DAYS = 9


@dataclass
class Shop:
    """One shop on its way through the application."""

    vendor: Vendor
    owner: User
    verifier: User
    world: World

    @property
    def pk(self) -> int:
        """The row of the shop, once it was started."""
        return self.world.vendors[self.vendor.code]

    def begin(self) -> None:
        """Fill in the first two steps; a draft stands there."""
        vendor = self.vendor
        row = services.begin_with_business(
            business=Business(
                name=vendor.name,
                legal_form=vendor.legal_form,
                nib=vendor.nib,
                npwp=vendor.npwp,
                kbli_codes=vendor.kbli[:MAX_KBLI],
                nik=vendor.nik,
            ),
            actor=self.owner,
        )
        self.world.vendors[vendor.code] = row.pk
        figures = Figures(
            has_full_book_year=vendor.sales_rupiah is not None,
            capital_rupiah=vendor.capital_rupiah,
            annual_sales_rupiah=vendor.sales_rupiah,
        )
        services.save_size(vendor_id=row.pk, figures=figures, actor=self.owner)

    def finish(self) -> None:
        """Fill in the rest, hand in the papers and submit."""
        self.save_address(self.vendor.address)
        account = Account(
            bank_code=self.vendor.bank_code,
            account_number=self.vendor.bank_account,
            account_holder=self.vendor.bank_holder,
            phone=self.vendor.phone,
            is_pkp=self.vendor.is_pkp,
        )
        services.save_bank(vendor_id=self.pk, account=account, actor=self.owner)
        for kind in DocumentKind.values:
            page = paper(kind, self.vendor)
            upload = SimpleUploadedFile(f"{KINDS[kind]}.png", page, "image/png")
            services.attach_document(vendor_id=self.pk, kind=kind, upload=upload, actor=self.owner)
        self.submit()

    def save_address(self, address: str) -> None:
        """Write where the shop is."""
        place = Place(address=address, region_id=self.world.regions[self.vendor.district_code])
        services.save_address(vendor_id=self.pk, place=place, actor=self.owner)

    def submit(self) -> None:
        """Hand the application to the verifiers."""
        services.submit_application(vendor_id=self.pk, actor=self.owner)

    def repair(self) -> None:
        """Complete the address that was returned, and submit again."""
        self.save_address(f"{self.vendor.address}, Kelurahan Contoh")
        self.submit()

    def approve(self) -> None:
        """Let the shop sell."""
        services.approve_application(vendor_id=self.pk, actor=self.verifier)

    def give_back(self, reasons: Mapping[str, str]) -> None:
        """Return single fields."""
        services.return_application(vendor_id=self.pk, returned=reasons, actor=self.verifier)

    def reject(self) -> None:
        """Refuse for good."""
        reason = REJECT_REASONS[self.vendor.code]
        services.reject_application(vendor_id=self.pk, reason=reason, actor=self.verifier)

    def suspend(self) -> None:
        """Stop a shop that disappointed."""
        reason = SUSPEND_REASONS[self.vendor.code]
        services.suspend_vendor(vendor_id=self.pk, reason=reason, actor=self.verifier)


def plan(world: World, table: Timetable, needed: Mapping[str, datetime]) -> dict[str, datetime]:
    """Note every shop's application; return when each approved shop could begin to sell.

    needed: by shop, the moment of its first sale.
    """
    approved: dict[str, datetime] = {}
    waiting = iter(WAITING_DAYS)
    for vendor in vendors():
        shop = Shop(
            vendor=vendor,
            owner=world.users[vendor.email],
            verifier=world.staff(_judging_tenant(vendor), "verifikator"),
            world=world,
        )
        if vendor.has_listings:
            approved[vendor.code] = _plan_approved(shop, table, needed.get(vendor.code))
        else:
            _plan_other(shop, table, next(waiting, 1) if vendor.stage == "submitted" else 0)
    return approved


def _judging_tenant(vendor: Vendor) -> str:
    """The smallest market around the shop: a kabupaten's shop may sell in the town next door."""
    around = [t for t in TENANTS if vendor.district_code.startswith(t.region_code)]
    return max(around, key=lambda found: len(found.region_code)).slug


def _plan_approved(shop: Shop, table: Timetable, first_sale: datetime | None) -> datetime:
    """In time for the first sale; shops that have sold nothing yet came in all through the year."""
    vendor, world = shop.vendor, shop.world
    zone = tenant(vendor.tenant).time_zone
    days = between(40, 330, vendor.code, "came")
    if first_sale is not None:
        days = (world.now - first_sale).days + between(34, 70, vendor.code, "came")
    begun = office_hour(world.now, days, zone, vendor.code)
    handed_in = later(begun, 30, zone, vendor.code, "in")
    table.add(begun, shop.begin)
    table.add(handed_in, shop.finish)
    judged = later(handed_in, 60, zone, vendor.code, "judged")
    if roll(vendor.code, "repair") % 7 == 0:
        table.add(judged, lambda: shop.give_back({"address": REPAIRED}))
        repaired = later(judged, 40, zone, vendor.code, "repaired")
        table.add(repaired, shop.repair)
        judged = later(repaired, 30, zone, vendor.code, "again")
    table.add(judged, shop.approve)
    if vendor.stage == "suspended":
        suspended = office_hour(world.now, SUSPENDED_DAYS, zone, vendor.code, "stop")
        table.add(suspended, shop.suspend)
    return judged


def _plan_other(shop: Shop, table: Timetable, days: int) -> None:
    """Drafts, applications that wait, were returned or rejected."""
    vendor, world = shop.vendor, shop.world
    zone = tenant(vendor.tenant).time_zone
    days = days or {"draft": 3, "returned": 5}.get(vendor.stage, between(30, 200, vendor.code))
    handed_in = office_hour(world.now, days, zone, vendor.code)
    table.add(handed_in - timedelta(hours=20), shop.begin)
    if vendor.stage == "draft":
        return
    table.add(handed_in, shop.finish)
    judged = later(handed_in, 30, zone, vendor.code, "judged")
    if vendor.stage == "returned":
        table.add(judged, lambda: shop.give_back(dict([RETURN_REASONS[vendor.code]])))
    elif vendor.stage == "rejected":
        table.add(judged, shop.reject)
