"""Two people with a past: Lili who never got in, and Citra who sold and handed her shop over."""

from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.accounts import account_changes
from marketplace.accounts.models import AccountChangeKind, RegionLevel, User
from marketplace.core import outbox
from tests import factories
from tests.clients import signed_in
from tests.trust.files import sheets
from tests.vendors.conftest import NIB, NIK, NPWP, fill_in
from tests.vendors.pipeline.targets import row, take_in, xlsx
from vendors import services as vendors
from vendors.models import Vendor, VendorRole
from vendors.pipeline import services as pipeline
from vendors.support import services as support
from vendors.support.services import Question

ADDRESS, NAME, PHONE, ACCOUNT = "lili.bau@example.test", "Lili Bau", "+6281234567890", "1234567890"
PERSONAL = {NIK, NPWP, NIB, NAME, ADDRESS, PHONE, ACCOUNT, "Tenun Lili", "tenun-lili"}


@dataclass
class Lili:
    """Her account, her application and the file that lies behind it."""

    user: User
    vendor: Vendor
    operator: User
    second: User


def relay() -> None:
    """Deliver everything that is due."""
    while outbox.relay(500):
        pass


def live(world: factories.World) -> Lili:
    """Lili stands in a list, applies, is returned, asks, is invited, and signs in."""
    operator, second = factories.make_operator("Olga"), factories.make_operator("Petra")
    tenant = world.agency.tenant
    regency = factories.make_region("Kabupaten Sikka", parent=tenant.region)
    district = factories.make_region("Nita", RegionLevel.DISTRICT, parent=regency)
    programme = pipeline.make_list(
        name="UMKM naik kelas", year=2026, agency_id=world.agency.pk, actor=world.joko
    )
    said = row(1, name="Tenun Lili", owner=NAME, phone="0812 3456 7890", email=ADDRESS, nib=NIB)
    take_in(programme, xlsx([said, row(2)]), world.joko)
    lili = factories.make_user(NAME, email="dulu." + ADDRESS)
    change = account_changes.ask_change(
        account_changes.Wanted(AccountChangeKind.CHANGE_EMAIL, lili.pk, email=ADDRESS),
        actor=operator,
        reason="Alamat lama hilang",
    )
    account_changes.decide_change(change_id=change.pk, actor=second, approve=True)
    lili.refresh_from_db()
    vendor = fill_in(lili, district)
    vendors.submit_application(vendor_id=vendor.pk, actor=lili)
    relay()
    vendors.return_application(
        vendor_id=vendor.pk, returned={"npwp": "Angka ke-9 tidak terbaca."}, actor=world.joko
    )
    paper = SimpleUploadedFile("lili-bau.pdf", sheets.pdf(), content_type="application/pdf")
    ticket = support.open_ticket(
        question=Question(
            kind="registration",
            title=f"NPWP {NAME}",
            text=f"Nomor saya {NPWP}, telepon {PHONE}",
            tenant_id=tenant.pk,
            vendor_id=vendor.pk,
        ),
        actor=lili,
        upload=paper,
    )
    support.write_in_ticket(ticket_id=ticket.pk, text=f"Ibu {NAME}, coba lagi.", actor=world.joko)
    vendors.invite_by_mail(
        vendor_id=world.vendor.pk, email=ADDRESS, role=VendorRole.STAFF, actor=world.citra
    )
    vendors.send_invitations()
    signed_in(lili).get("/akun/")
    relay()
    vendor.refresh_from_db()
    return Lili(lili, vendor, operator, second)
