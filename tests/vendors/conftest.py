"""A shop owner who has not begun, the regions of the cast's province, and papers to upload."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from marketplace.accounts.models import Region, RegionLevel
from marketplace.core import files
from tests import factories, kept
from tests.trust.files import sheets
from vendors import services
from vendors.application import Account, Fields, Figures, Identity, Numbers, Place
from vendors.models import VendorMembership
from vendors.requirements import papers_asked

NIB, NPWP, NIK = "1234000567891", "0013121660091000", "5371014507850003"


def business(**fields) -> dict:
    """What Lili types of her weaving workshop in the first three steps."""
    values = {
        "name": "Tenun Lili",
        "legal_form": "individual",
        "nib": NIB,
        "npwp": NPWP,
        "nik": NIK,
        "kbli_codes": ("13912",),
    }
    return {**values, **fields}


def save_business(*, vendor_id, business, actor):
    """Save the first three steps, one after the other."""
    step = {"vendor_id": vendor_id, "actor": actor}
    typed = dict(business)
    identity = Identity(typed.pop("name"), typed.pop("legal_form"))
    codes = typed.pop("kbli_codes")
    services.save_identity(identity=identity, **step)
    services.save_numbers(numbers=Numbers(**typed), **step)
    return services.save_fields(fields=Fields(tuple(("2020", code) for code in codes)), **step)


@transaction.atomic
def begin_with_business(*, business, actor):
    """Begin an application and take the first three steps, or none of them."""
    identity = Identity(business["name"], business["legal_form"])
    vendor = services.begin_application(identity=identity, actor=actor)
    return save_business(vendor_id=vendor.pk, business=business, actor=actor)


def account(**fields) -> Account:
    """Lili's account at the village bank."""
    values = {
        "bank_code": "002",
        "account_number": "1234567890",
        "account_holder": "LILI BAU",
    }
    return Account(**{**values, **fields})


PHONE = "0812 3456 7890"
PRINTED = services.Printed(number="CONTOH-12", issuer="Notaris Contoh", issued_on=date(2020, 3, 2))


def pdf(name: str = "npwp.pdf") -> SimpleUploadedFile:
    """A paper of one page."""
    return SimpleUploadedFile(name, sheets.pdf(), content_type="application/pdf")


@pytest.fixture
def crew(world):
    """The cast with Lina (staff) and Mira (finance) in Citra's shop."""
    factories.hire(world)
    return world


def role_of(user, vendor) -> VendorMembership:
    """What somebody holds in a shop now."""
    return VendorMembership.objects.get(user=user, vendor=vendor, until=None)


@kept.builds("kept_application")
def _application() -> SimpleNamespace:
    world = factories.make_world()
    lili, nita = factories.make_user("Lili Bau"), _nita(world)
    return SimpleNamespace(world=world, lili=lili, district=nita, filled=fill_in(lili, nita))


@pytest.fixture
def kept_application(_kept):
    """The cast with Lili's application, as ``filled`` finds it."""
    return _kept


@pytest.fixture
def lili(_kept, db):
    """A shop owner who has just signed up."""
    return getattr(_kept, "lili", None) or factories.make_user("Lili Bau")


@pytest.fixture
def joko(world):
    """The verifier."""
    return world.joko


@pytest.fixture
def indra(world):
    """The auditor (APIP)."""
    return world.indra


@pytest.fixture
def stranger(world):
    """A verifier of another province."""
    from marketplace.accounts.models import Role  # noqa: PLC0415 - needs ready apps

    return factories.make_tenant_officer("Sari", Role.VENDOR_VERIFIER, factories.make_tenant())


@pytest.fixture
def district(_kept, world):
    """A kecamatan of the cast's province."""
    return getattr(_kept, "district", None) or _nita(world)


def _nita(world) -> Region:
    regency = factories.make_region("Kabupaten Sikka", parent=world.agency.tenant.region)
    return factories.make_region("Nita", RegionLevel.DISTRICT, parent=regency)


def fill_in(owner, district, **fields):
    """Take the owner through all steps but the last."""
    vendor = begin_with_business(business=business(**fields), actor=owner)
    pk = vendor.pk
    services.save_size(vendor_id=pk, figures=Figures(False, capital_rupiah=90_000_000), actor=owner)
    services.save_address(vendor_id=pk, place=Place("Jalan Raya 7", district.pk), actor=owner)
    services.save_contact(vendor_id=pk, phone=PHONE, actor=owner)
    services.save_bank(vendor_id=pk, account=account(), actor=owner)
    services.save_tax(vendor_id=pk, is_pkp=False, actor=owner)
    vendor.refresh_from_db()
    attach_papers(vendor, owner)
    return vendor


def attach_papers(vendor, owner) -> None:
    """Hand in every paper the application is asked for: the NPWP as a PDF, the others as photos."""
    for kind in papers_asked(vendor):
        upload = pdf() if kind == "npwp" else factories.make_photo(f"{kind}.png")
        services.attach_document(
            vendor_id=vendor.pk, kind=kind, upload=upload, printed=PRINTED, actor=owner
        )


@pytest.fixture
def filled(kept_application, lili, district):
    """Lili's application, ready to submit."""
    return getattr(kept_application, "filled", None) or fill_in(lili, district)


@pytest.fixture
def submitted(filled, lili):
    """Lili's application before the verifier."""
    return services.submit_application(vendor_id=filled.pk, actor=lili)


def read_papers(vendor, verifier) -> None:
    """The verifier opens every paper of the application."""
    for paper in vendor.documents.filter(replaced_at__isnull=True):
        files.open_for(verifier, paper.file)


@pytest.fixture
def approved(submitted, joko):
    """Lili's shop, verified."""
    read_papers(submitted, joko)
    return services.approve_application(vendor_id=submitted.pk, actor=joko)


@pytest.fixture
def returned(submitted, joko):
    """Lili's application with its NPWP returned."""
    return services.return_application(
        vendor_id=submitted.pk, returned={"npwp": "Angka ke-9 tidak terbaca."}, actor=joko
    )


@pytest.fixture
def relayed():
    """A function that delivers what is due, as the worker does."""
    from marketplace.core import outbox  # noqa: PLC0415 - needs ready apps

    return lambda: outbox.relay(500)
