"""The tables that the year stands on: markets, agencies, people, etalases, plan packages.

These have no use-case: an operator enters them. Everything that people do comes after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from catalog.category_models import Category
from catalog.models import Etalase, Sku
from marketplace.accounts.models import (
    AGENCY_ROLES,
    Agency,
    AppointmentLetter,
    Membership,
    Region,
    Tenant,
    User,
)
from marketplace.budget.models import AccountCode, BudgetLine, PackageLine, PlanPackage
from marketplace.demo import tenants as people
from marketplace.demo.etalases import ETALASES, MORE_OF, more_etalases
from marketplace.demo.listings import listings_by_code
from marketplace.demo.story import Package
from marketplace.demo.vendors import HELPERS, vendors, vendors_by_code
from vendors.channels import Channel
from vendors.models import VendorMembership, VendorRole

ADMIN_NAME = "Administrator (contoh)"
SIGNED_BY = "Sekretaris Daerah (contoh)"
SUB_ACTIVITY = "Administrasi Umum Perangkat Daerah"


@dataclass
class World:
    """Who and what there is, by the names that the demo's data uses."""

    now: datetime
    regions: dict[str, int]
    tenants: dict[str, Tenant] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    etalases: dict[str, Etalase] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    packages: dict[tuple[str, str], int] = field(default_factory=dict)
    vendors: dict[str, int] = field(default_factory=dict)
    licences: dict[tuple[str, int], int] = field(default_factory=dict)
    products: dict[str, int] = field(default_factory=dict)
    skus: dict[str, int] = field(default_factory=dict)

    def sku_of(self, listing: str) -> int:
        """Return the first variant of a listing, by its code in the demo's data."""
        if listing not in self.skus:
            item = listings_by_code()[listing]
            first = Sku.objects.filter(product__name=item.title, position=1)
            self.skus[listing] = first.values_list("pk", flat=True).get(
                vendor_id=self.vendor_of(item.vendor)
            )
        return self.skus[listing]

    def vendor_of(self, code: str) -> int:
        """Return a shop by its code in the demo's data."""
        if code not in self.vendors:
            owners = VendorMembership.objects.filter(role=VendorRole.OWNER)
            self.vendors[code] = owners.values_list("vendor_id", flat=True).get(
                user__email=vendors_by_code()[code].email
            )
        return self.vendors[code]

    def officer(self, agency: str, role: str) -> User:
        """Return an agency's officer by role."""
        return self.users[people.AGENCIES[agency].officer(role).email]


def build(now: datetime, packages: Iterable[Package]) -> World:
    """Enter everything that must be there before the first act. Needs the reference data."""
    world = World(now=now, regions=dict(Region.objects.values_list("code", "pk")))
    _tenants(world)
    _people(world)
    _memberships(world)
    _etalases(world)
    _packages(world, packages)
    return world


def read(now: datetime) -> World:
    """Return what ``build`` entered, in another process."""
    return World(
        now=now,
        regions=dict(Region.objects.values_list("code", "pk")),
        users={user.email or user.phone: user for user in User.objects.all()},
        etalases={etalase.slug: etalase for etalase in Etalase.objects.all()},
    )


def _tenants(world: World) -> None:
    made = Tenant.objects.bulk_create(
        Tenant(slug=t.slug, name=t.name, region_id=world.regions[t.region_code])
        for t in people.TENANTS
    )
    world.tenants = {tenant.slug: tenant for tenant in made}
    offices = Agency.objects.bulk_create(
        Agency(
            code=agency.code,
            name=agency.name,
            tenant=world.tenants[agency.tenant],
            region_id=world.regions[agency.district_code],
            address=agency.address,
        )
        for agency in people.AGENCIES.values()
    )
    world.agencies = {agency.code: agency for agency in offices}


def _everybody() -> Iterable[tuple[str, str]]:
    """Return login (an address, or a number) and name of everybody, the operator first."""
    yield people.ADMIN_EMAIL, ADMIN_NAME
    for tenant in people.TENANTS:
        for officer in tenant.staff:
            yield officer.email, officer.name
        for agency in tenant.agencies:
            for officer in agency.officers:
                yield officer.email, officer.name
    for vendor in vendors():
        yield vendor.email, vendor.owner
    for helpers in HELPERS.values():
        for helper in helpers:
            yield helper.login, helper.name


def _people(world: World) -> None:
    """One password for everybody, hashed once: a hash is made to be slow."""
    password = make_password(people.PASSWORD)
    joined = world.now - timedelta(days=500)
    made = User.objects.bulk_create(
        User(
            **_way_in(login, password),
            name=name,
            date_joined=joined,
            is_staff=login == people.ADMIN_EMAIL,
            is_superuser=login == people.ADMIN_EMAIL,
        )
        for login, name in _everybody()
    )
    world.users = {user.email or user.phone: user for user in made}
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True)
        for user in made
        if user.email
    )


def _way_in(login: str, password: str) -> dict[str, str | None]:
    """Address and password; or a number, which is entered by codes."""
    if login.startswith("+"):
        return {"email": None, "phone": login, "password": make_password(None)}
    return {"email": login, "password": password}


def _memberships(world: World) -> None:
    """Everybody by a letter of their own, from long before the first order."""
    rows = []
    signed_on = (world.now - timedelta(days=500)).date()
    for tenant in people.TENANTS:
        seats: list[tuple[people.Officer, Agency | None]] = [(o, None) for o in tenant.staff]
        for agency in tenant.agencies:
            seats += [(o, world.agencies[agency.code]) for o in agency.officers]
        rows += [
            Membership(
                user=world.users[officer.email],
                role=officer.role,
                tenant=world.tenants[tenant.slug],
                agency=agency if officer.role in AGENCY_ROLES else None,
            )
            for officer, agency in seats
        ]
    letters = AppointmentLetter.objects.bulk_create(
        AppointmentLetter(
            number=f"800/{number:03d}/SK/{signed_on.year}",
            dated_on=signed_on,
            signed_by=SIGNED_BY,
            valid_from=signed_on,
            written_at=world.now - timedelta(days=500),
        )
        for number, _row in enumerate(rows, start=1)
    )
    for row, letter in zip(rows, letters, strict=True):
        row.letter, row.given_at = letter, letter.written_at
    Membership.objects.bulk_create(rows)


def _etalases(world: World) -> None:
    opened = (world.now - timedelta(days=480)).date()
    categories = {row.code: row for row in Category.objects.all()}
    made = Etalase.objects.bulk_create(
        Etalase(
            tenant=world.tenants[tenant],
            slug=etalase.slug_in(tenant),
            name=etalase.name,
            icon=etalase.icon,
            channel=etalase.channel,
            category=categories[etalase.category],
            open_to=etalase.open_to_in(tenant),
            opens_on=opened,
        )
        for etalase in ETALASES
        for tenant in etalase.tenants
    )
    made += Etalase.objects.bulk_create(
        Etalase(
            tenant=world.tenants[MORE_OF],
            slug=f"{slugify(name)}-{MORE_OF}",
            name=name,
            channel=Channel.KATALOG_LOKAL,
            category=categories[category],
            icon=categories[category].icon,
            opens_on=opened,
        )
        for name, category in more_etalases()
    )
    world.etalases = {row.slug: row for row in made}


def _packages(world: World, packages: Iterable[Package]) -> None:
    world.accounts = dict(AccountCode.objects.values_list("code", "pk"))
    packages = list(packages)
    made = PlanPackage.objects.bulk_create(
        PlanPackage(
            agency=world.agencies[package.agency],
            rup_code=package.rup_code,
            name=package.title,
            fiscal_year=package.fiscal_year,
            ceiling_rupiah=package.ceiling_rupiah,
        )
        for package in packages
    )
    _budget_lines(world, packages, made)
    by_agency = {agency.pk: code for code, agency in world.agencies.items()}
    world.packages = {(by_agency[row.agency_id], row.rup_code): row.pk for row in made}


def _budget_lines(world: World, packages: Sequence[Package], made: Sequence[PlanPackage]) -> None:
    """One line a year for each account of an agency, which grants what its packages need."""
    needed: Counter[tuple[str, int, str]] = Counter()
    for package in packages:
        needed[package.agency, package.fiscal_year, package.account_code] += package.ceiling_rupiah
    lines = BudgetLine.objects.bulk_create(
        BudgetLine(
            agency=world.agencies[agency],
            fiscal_year=year,
            account_code_id=world.accounts[account],
            sub_activity=SUB_ACTIVITY,
            ceiling_rupiah=ceiling,
        )
        for (agency, year, account), ceiling in needed.items()
    )
    by_account = dict(zip(needed, lines, strict=True))
    PackageLine.objects.bulk_create(
        PackageLine(
            package=row,
            budget_line=by_account[package.agency, package.fiscal_year, package.account_code],
            account_code_id=world.accounts[package.account_code],
            ceiling_rupiah=package.ceiling_rupiah,
        )
        for package, row in zip(packages, made, strict=True)
    )
