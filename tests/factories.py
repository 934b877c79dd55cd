"""The fixed cast and the small world they live in.

Ani buys (PP), Budi approves (PPK), Citra sells, Dedi is a stranger from another agency, Eka
receives (PPTK), Fajar holds the card, Gita is the treasurer, Hadi the budget authority, Indra
audits (APIP), Joko verifies vendors, Kartika manages the catalogue. Where a story hires them,
Lina is staff of Citra's shop and Mira keeps its money. Functions make rows; stories use services.
"""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from catalog.delivery_models import PickUp
from catalog.models import (
    Etalase,
    Product,
    Sku,
)
from marketplace.accounts.models import (
    SECOND_STEP_ROLES,
    Agency,
    AppointmentLetter,
    Membership,
    Role,
    Tenant,
    User,
)
from marketplace.budget.models import AccountCode, BudgetLine, PackageLine, PlanPackage
from marketplace.core import clock, files
from marketplace.core.calendar import local_day
from marketplace.core.models import PrivateFile
from marketplace.core.uploads import take
from tests.goods import (
    NEVER_HANDED_IN,
    OF_THE_SKU,
    make_etalase,
    make_price,
    make_product,
    make_revision,
    make_sku,
    sku_of,
)
from tests.places import make_agency, make_region, make_tenant
from tests.serials import new_serial
from vendors.models import (
    LegalForm,
    SizeClass,
    Vendor,
    VendorMembership,
    VendorRole,
    VendorStatus,
)
from vendors.queries import owner_of
from vendors.sanctions.models import Sanction

__all__ = [
    "NEVER_HANDED_IN",
    "OF_THE_SKU",
    "PASSWORD",
    "SECRET",
    "START",
    "World",
    "add_second_step",
    "give_role",
    "hide",
    "hire",
    "join",
    "keep_upload",
    "make_account_code",
    "make_agency",
    "make_etalase",
    "make_letter",
    "make_line",
    "make_officer",
    "make_operator",
    "make_package",
    "make_part",
    "make_photo",
    "make_price",
    "make_product",
    "make_region",
    "make_revision",
    "make_sku",
    "make_tenant",
    "make_tenant_officer",
    "make_user",
    "make_vendor",
    "make_world",
    "recovery_code",
    "set_ceiling",
    "sku_of",
    "suspend",
    "verifier_for",
]

PASSWORD = "kata-sandi-untuk-uji"
SECRET = "JBSWY3DPEHPK3PXP"  # of every authenticator app of the cast
START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def keep_upload(upload: SimpleUploadedFile, *, kind: str, owner: User) -> PrivateFile:
    """An uploaded document that was taken and kept by itself."""
    with files.written(take(upload), kind=kind) as file:
        return files.keep(file, owner=owner)


def make_user(name: str, **fields) -> User:
    """An account with a verified address, the common test password, and for operators an app."""
    email = fields.pop("email", f"{name.lower()}{new_serial()}@example.test")
    user = User.objects.create_user(email, PASSWORD, name=name, **fields)
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - needs ready apps

    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if user.is_staff:
        add_second_step(user)
    return user


def add_second_step(user: User) -> None:
    """An authenticator app and recovery codes, as whoever approves, pays or verifies must have."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: PLC0415
    from allauth.mfa.totp.internal.auth import TOTP  # noqa: PLC0415 - need ready apps

    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    user.refresh_from_db(fields=["second_step_since"])


def recovery_code(user: User) -> str:
    """A code that has not been used: unlike the app's it does not wait for the next half minute."""
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 - needs ready apps

    kept = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return str(kept.wrap().get_unused_codes()[0])


def make_officer(name: str, role: Role, agency: Agency, **fields) -> User:
    """A person who holds one agency role."""
    user = make_user(name, **fields)
    give_role(user, role, agency)
    if role in SECOND_STEP_ROLES:
        add_second_step(user)
    return user


def make_letter(**fields) -> AppointmentLetter:
    """A letter of appointment, in force since 2020 and until revoked unless said otherwise."""
    values = {
        "number": f"SK/{new_serial()}",
        "dated_on": date(2020, 1, 1),
        "signed_by": "Sekretaris Daerah",
        "valid_from": date(2020, 1, 1),
        "written_at": clock.now(),
    }
    return AppointmentLetter.objects.create(**{**values, **fields})


def give_role(user: User, role: Role, agency: Agency, **letter) -> Membership:
    """A role in an agency for somebody who is there already, by a letter."""
    return user.memberships.create(
        role=role, tenant=agency.tenant, agency=agency, letter=make_letter(**letter)
    )


def make_tenant_officer(name: str, role: Role, tenant: Tenant) -> User:
    """A person who holds one tenant role."""
    user = make_user(name)
    Membership.objects.create(user=user, role=role, tenant=tenant)
    if role in SECOND_STEP_ROLES:
        add_second_step(user)
    return user


def make_operator(name: str = "Operator") -> User:
    """A person who runs the platform."""
    return make_user(name, is_staff=True, is_superuser=True)


def make_vendor(owner: User | None = None, **fields) -> Vendor:
    """An approved micro vendor whose goods may be fetched, VAT-registered unless said otherwise."""
    serial = new_serial()
    reviewer = fields.pop("approved_by", None) or make_user("Joko")
    values = {
        "number": f"PD-2026-9{serial:05d}",
        "slug": f"sanggar-{serial}",
        "name": f"Sanggar Tenun {serial}",
        "legal_form": LegalForm.INDIVIDUAL,
        "nib": f"{9_000_000_000_000 + serial}",
        "npwp": f"{999_000_000_000_000 + serial:016d}",
        "capital_rupiah": 50_000_000,
        "size_class": SizeClass.MICRO,
        "is_pkp": True,
        "address": "Jalan Tenun 2",
        "region": fields.pop("region", None) or make_region(),
        "bank_code": "014",
        "account_number": f"{serial:08d}77",  # no ending that the simulated bank refuses
        "account_holder": "CITRA CONTOH",
        "status": VendorStatus.APPROVED,
        "status_at": clock.now(),
        "approved_at": clock.now(),
        "approved_by": reviewer,
        "created_at": clock.now(),
    }
    with transaction.atomic():
        vendor = Vendor.objects.create(**{**values, **fields})
        join(vendor, owner or make_user("Citra"), VendorRole.OWNER)
        PickUp.objects.create(vendor=vendor)
    return vendor


def join(vendor: Vendor, user: User, role: VendorRole) -> VendorMembership:
    """A role in a vendor, given by its owner (the first one by themselves)."""
    return VendorMembership.objects.create(
        vendor=vendor, user=user, role=role, since=clock.now(), granted_by=owner_of(vendor) or user
    )


def verifier_for(vendor: Vendor) -> User:
    """The verifier who let a shop in, or one made for its region where that was nobody's office."""
    from vendors.policies import can_review  # noqa: PLC0415 - needs ready apps

    approver = vendor.approved_by
    if approver is not None and can_review(approver, vendor):
        return approver
    tenant = make_tenant(region=vendor.region)
    return make_tenant_officer("Joko", Role.VENDOR_VERIFIER, tenant)


def suspend(vendor: Vendor, *, days: int = 30, by: User | None = None) -> Sanction:
    """A suspension of a shop from today on, by a verifier of its region."""
    from vendors.sanctions import services  # noqa: PLC0415 - needs ready apps

    sanction = services.suspend_vendor(
        vendor_id=vendor.pk,
        case=services.Case("false_papers", "Dokumen tidak benar."),
        ends_on=clock.today(vendor.time_zone) + timedelta(days=days - 1),
        actor=by or verifier_for(vendor),
    )
    vendor.refresh_from_db()
    return sanction


def hide(product: Product, *, days: int = 30, by: User | None = None) -> Sanction:
    """A sanction that hides one listing from today on, by a verifier of the shop's region."""
    from vendors.sanctions import services  # noqa: PLC0415 - needs ready apps

    vendor = product.vendor
    return services.hide_listings(
        vendor_id=vendor.pk,
        case=services.Case("false_tkdn", "TKDN di etalase lebih tinggi dari sertifikat."),
        things=[f"catalog.product:{product.pk}"],
        ends_on=clock.today(vendor.time_zone) + timedelta(days=days - 1),
        actor=by or verifier_for(vendor),
    )


def make_photo(name: str = "nib.png") -> SimpleUploadedFile:
    """A picture of a paper, such as a phone takes."""
    content = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/png")


def make_package(
    agency: Agency,
    ceiling_rupiah: int = 500_000_000,
    line: BudgetLine | None = None,
    name: str = "",
) -> PlanPackage:
    """A plan package (RUP) with room, booked whole on a line: one of its own for stationery."""
    serial = new_serial()
    year = local_day(clock.now(), agency.time_zone).year
    with transaction.atomic():
        package = PlanPackage.objects.create(
            agency=agency,
            rup_code=f"{60_000_000 + serial}",
            name=name or f"Belanja bahan {serial}",
            fiscal_year=year,
            ceiling_rupiah=ceiling_rupiah,
        )
        make_part(package, line or make_line(agency, ceiling_rupiah, year=year), ceiling_rupiah)
    return package


def set_ceiling(package: PlanPackage, ceiling_rupiah: int) -> None:
    """Another ceiling of a package with one part; its line grants what it granted."""
    with transaction.atomic():
        package.lines.update(ceiling_rupiah=ceiling_rupiah)
        package.ceiling_rupiah = ceiling_rupiah
        package.save(update_fields=["ceiling_rupiah"])


def make_line(
    agency: Agency, ceiling_rupiah: int, *, account: AccountCode | None = None, year: int = 0
) -> BudgetLine:
    """A line of the budget (DPA) of this year, for stationery unless told otherwise."""
    return BudgetLine.objects.create(
        agency=agency,
        fiscal_year=year or local_day(clock.now(), agency.time_zone).year,
        account_code=account or make_account_code(),
        sub_activity=f"Penyediaan bahan {new_serial()}",
        ceiling_rupiah=ceiling_rupiah,
    )


def make_part(package: PlanPackage, line: BudgetLine, ceiling_rupiah: int) -> PackageLine:
    """The part of a package on a line; the package's ceiling is its maker's."""
    return PackageLine.objects.create(
        package=package,
        budget_line=line,
        account_code_id=line.account_code_id,
        ceiling_rupiah=ceiling_rupiah,
    )


def make_account_code() -> AccountCode:
    """An expenditure account."""
    return AccountCode.objects.get_or_create(
        code="5.1.02.01.01.0024", defaults={"name": "Alat tulis kantor"}
    )[0]


def hire(world: "World") -> None:
    """Let Lina (staff) and Mira (finance) act for Citra's shop."""
    join(world.vendor, world.lina, VendorRole.STAFF)
    join(world.vendor, world.mira, VendorRole.FINANCE)


@dataclass
class World:
    """One agency, its people, one vendor with one product, and the papers an order needs."""

    agency: Agency
    ani: User
    budi: User
    citra: User
    dedi: User
    eka: User
    fajar: User
    gita: User
    hadi: User
    indra: User
    joko: User
    kartika: User
    lina: User
    mira: User
    vendor: Vendor
    etalase: Etalase
    product: Product
    sku: Sku
    package: PlanPackage
    account_code: AccountCode


def make_world(tenant: Tenant | None = None) -> World:
    """Build the cast's world."""
    agency = make_agency(tenant)
    tenant = agency.tenant
    joko = make_tenant_officer("Joko", Role.VENDOR_VERIFIER, tenant)
    citra = make_user("Citra")
    vendor = make_vendor(citra, approved_by=joko, region=make_region(parent=tenant.region))
    etalase = make_etalase(tenant)
    product = make_product(vendor, etalase)
    return World(
        agency=agency,
        ani=make_officer("Ani", Role.PROCUREMENT_OFFICER, agency),
        budi=make_officer("Budi", Role.COMMITMENT_OFFICER, agency),
        citra=citra,
        dedi=make_officer(
            "Dedi", Role.PROCUREMENT_OFFICER, make_agency(tenant, "Dinas Lain (contoh)")
        ),
        eka=make_officer("Eka", Role.ACTIVITY_OFFICER, agency),
        fajar=make_officer("Fajar", Role.CARD_HOLDER, agency),
        gita=make_officer("Gita", Role.TREASURER, agency),
        hadi=make_officer("Hadi", Role.BUDGET_AUTHORITY, agency),
        indra=make_tenant_officer("Indra", Role.INTERNAL_AUDITOR, tenant),
        joko=joko,
        kartika=make_tenant_officer("Kartika", Role.CATALOGUE_MANAGER, tenant),
        lina=make_user("Lina"),
        mira=make_user("Mira"),
        vendor=vendor,
        etalase=etalase,
        product=product,
        sku=sku_of(product),
        package=make_package(agency),
        account_code=make_account_code(),
    )
