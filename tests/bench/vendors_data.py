"""The market that `bench vendors` reads: 10,000 vendors in every state, half of them targets.

Rows are made in bulk, past the use-cases: a measurement of pages needs their number, not their
story. Milestones are written by the triggers that write them always.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from marketplace.accounts.models import (
    Agency,
    Membership,
    Region,
    RegionLevel,
    Role,
    Tenant,
    User,
)
from marketplace.core import blind_index, clock
from marketplace.core.models import Deadline
from tests.bench import database
from vendors.models import (
    LegalForm,
    SizeClass,
    Vendor,
    VendorMembership,
    VendorRole,
    VendorStatus,
)
from vendors.pipeline.models import Milestone, Stage, Target, TargetList
from vendors.queries import REVIEW_DEADLINE

VENDORS, TARGETS = 10_000, 5_000
BATCH = 1_000
STATES = (
    *(VendorStatus.DRAFT,) * 3,
    *(VendorStatus.SUBMITTED,) * 2,
    VendorStatus.RETURNED,
    *(VendorStatus.APPROVED,) * 4,
)


@dataclass(frozen=True)
class Offices:
    """Who asks for the pages, and for which list."""

    verifier: User
    target_list: TargetList


def build(chance: random.Random) -> Offices:
    """Fill the empty database of this run and let the planner know its size."""
    some_district = Region.objects.filter(level=RegionLevel.DISTRICT).order_by("code")[0]
    province = Region.objects.get(region__region=some_district)
    tenant = Tenant.objects.create(slug="pasar-ukur", name="Pasar ukur", region=province)
    verifier = User.objects.create(
        email="verifikator@ukur.test", name="Verifikator", second_step_since=clock.now()
    )
    Membership.objects.create(user=verifier, role=Role.VENDOR_VERIFIER, tenant=tenant)
    approver = User.objects.create(email="penyetuju@ukur.test", name="Penyetuju")
    places = list(Region.objects.filter(parent__parent=province).order_by("code")[:200])
    shops = _shops(places, approver, chance)
    _clocks(shops)
    target_list = _targets(tenant, verifier, shops, places)
    database.run_as_owner("ANALYZE")
    return Offices(verifier, target_list)


@transaction.atomic
def _shops(places: list[Region], approver: User, chance: random.Random) -> list[Vendor]:
    owners = User.objects.bulk_create(
        (User(email=f"pemilik{n}@ukur.test", name=f"Pemilik {n}") for n in range(VENDORS)),
        batch_size=BATCH,
    )
    rows = [_shop(n, places[n % len(places)], approver, chance) for n in range(VENDORS)]
    made = Vendor.objects.bulk_create(rows, batch_size=BATCH)
    VendorMembership.objects.bulk_create(
        (
            VendorMembership(
                vendor=shop,
                user=owner,
                role=VendorRole.OWNER,
                since=shop.created_at,
                granted_by=owner,
            )
            for shop, owner in zip(made, owners, strict=True)
        ),
        batch_size=BATCH,
    )
    return made


def _shop(number: int, place: Region, approver: User, chance: random.Random) -> Vendor:
    now, status = clock.now(), STATES[number % len(STATES)]
    is_approved = status == VendorStatus.APPROVED
    moment = now - timedelta(minutes=chance.randrange(1, 400_000))
    return Vendor(
        number=f"PD-{number:06d}",
        slug=f"toko-{number}",
        name=f"Usaha Ukur {number}",
        legal_form=LegalForm.INDIVIDUAL,
        nib=f"{9_100_000_000_000 + number}",
        size_class=SizeClass.MICRO,
        region=place,
        status=status,
        status_at=moment,
        submitted_at=None if status == VendorStatus.DRAFT else moment,
        approved_at=moment if is_approved else None,
        approved_by=approver if is_approved else None,
        created_at=moment - timedelta(days=3),
    )


def _clocks(shops: list[Vendor]) -> None:
    waiting = [shop for shop in shops if shop.status == VendorStatus.SUBMITTED]
    Deadline.objects.bulk_create(
        (
            Deadline(
                kind=REVIEW_DEADLINE,
                subject_type="vendors.vendor",
                subject_id=shop.pk,
                starts_at=shop.status_at,
                due_at=shop.status_at + timedelta(days=3),
            )
            for shop in waiting
        ),
        batch_size=BATCH,
    )


def _targets(
    tenant: Tenant, verifier: User, shops: list[Vendor], places: list[Region]
) -> TargetList:
    agency = Agency.objects.create(
        tenant=tenant, code="UKUR", name="Dinas Koperasi (contoh)", region=tenant.region
    )
    now = clock.now()
    made = TargetList.objects.create(
        tenant=tenant, agency=agency, name="Sasaran", year=now.year, made_by=verifier, made_at=now
    )
    Target.objects.bulk_create(
        (
            Target(
                list=made,
                name=f"Usaha Ukur {number}",
                owner_name=f"Pemilik {number}",
                region=places[number % len(places)],
                person_key=blind_index.index_of("target", f"usaha{number}"),
                row_number=number + 2,
                vendor=shops[number] if number % 5 else None,
                made_at=now,
                changed_at=now,
            )
            for number in range(TARGETS)
        ),
        batch_size=BATCH,
    )
    live = [shop for shop in shops if shop.status == VendorStatus.APPROVED][::2]
    Milestone.objects.bulk_create(
        (
            Milestone(
                vendor=shop, stage=Stage.LISTED, tenant=tenant, channel="bela", reached_at=now
            )
            for shop in live
        ),
        batch_size=BATCH,
    )
    return made
