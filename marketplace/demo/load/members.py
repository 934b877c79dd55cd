"""What a cooperative does about its members, as calls of the use-cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from catalog import services as catalog
from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.calendar import HOME_ZONE
from marketplace.demo.listings import Listing
from marketplace.demo.members import makers_of, members_of
from marketplace.demo.vendors import Vendor, vendors
from payments.member_queries import owed_to
from payments.models import HandOn
from payments.services import HandedOn, record_member_payment
from vendors.members import services
from vendors.members.models import CooperativeMember
from vendors.queries import owner_of

CONSENT_DAYS: Final = 3  # before the list is typed
OWED_STILL: Final = 3  # every so many-th member has not been paid yet
AFTER_ARRIVAL: Final = timedelta(days=2)


def list_members(vendor: Vendor, row: int, region: int, owner: User) -> None:
    """Let the owner of a cooperative list its members."""
    consent = clock.today(HOME_ZONE) - timedelta(days=CONSENT_DAYS)
    for member in members_of(vendor):
        services.add_member(
            vendor_id=row,
            facts=services.MemberFacts(
                number=member.number,
                name=member.name,
                makes=member.makes,
                region_id=region,
                since=min(member.since, consent),
                consent_on=consent,
                nik=member.nik,
                named_in_public=member.is_public,
            ),
            actor=owner,
        )


def name_makers(item: Listing, vendor: Vendor, row: int, product: int, actor: User) -> None:
    """Say who of a cooperative makes a listing's goods."""
    shares = makers_of(item, vendor)
    if not shares:
        return
    known = CooperativeMember.objects.filter(vendor=row, number__in=shares)
    by_key = {member.pk: shares[member.number] for member in known}
    catalog.set_makers(product_id=product, shares=by_key, actor=actor)


def hand_on(vendor_of: Callable[[str], int], now: datetime) -> None:
    """Let the cooperatives write down whom they have paid; a few members still wait."""
    with clock.moved_to(now - timedelta(hours=1)):
        for shop in vendors():
            if shop.is_cooperative and shop.has_listings:
                _pay_members(vendor_of(shop.code))


def _pay_members(vendor_id: int) -> None:
    for place, member in enumerate(
        CooperativeMember.objects.filter(vendor=vendor_id).select_related("vendor").order_by("pk")
    ):
        before = clock.now() - AFTER_ARRIVAL
        owed = list(owed_to(member).filter(split__claim__settled_at__lt=before))
        owner = owner_of(member.vendor)
        if not owed or owner is None or place % OWED_STILL == 0:
            continue
        record_member_payment(
            member_id=member.pk,
            facts=HandedOn(
                share_ids=tuple(part.pk for part in owed),
                paid_on=clock.today(member.vendor.time_zone),
                way=HandOn.TRANSFER if place % 2 else HandOn.CASH,
                note="Dibayar bersama pembagian bulan ini.",
            ),
            actor=owner,
        )
