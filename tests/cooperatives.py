"""A cooperative of the cast: Citra's shop as Koperasi Tenun, with members who make its goods."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from catalog.models import ProductStatus
from catalog.services import set_makers
from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.calendar import local_day
from payments.models import MemberPayment, MemberSplit, Payout
from payments.services import HandedOn, record_member_payment, settlement, take_payment_back
from tests import factories, stories
from tests.payments.money_steps import pay, told
from vendors import queries
from vendors.members import services
from vendors.members.models import CooperativeMember
from vendors.members.rules import COLUMNS, HEADINGS
from vendors.models import LegalForm, Vendor, VendorRole

NAMES = ("Yuliana Tefa", "Marten Nubatonis", "Yosefina Bria")
CONSENT = date(2026, 1, 10)


@transaction.atomic
def make_cooperative(world: factories.World) -> Vendor:
    """Citra sells for a cooperative instead of her own shop, which goes to somebody else.

    A verified shop never turns into another one: this one was a cooperative when it was let in.
    """
    former = world.vendor
    staff = _hand_over(former, world)
    world.vendor = factories.make_vendor(
        world.citra,
        approved_by=world.joko,
        region=former.region,
        legal_form=LegalForm.COOPERATIVE,
        name="Koperasi Tenun (contoh)",
    )
    for user, role in staff:
        factories.join(world.vendor, user, role)
    world.product = factories.make_product(world.vendor, world.etalase)
    world.sku = factories.sku_of(world.product)
    return world.vendor


def _hand_over(shop: Vendor, world: factories.World) -> list[tuple[User, VendorRole]]:
    """Let Citra's first shop be another owner's, who sells nothing; return who else leaves it."""
    leaving = list(shop.memberships.filter(until=None).select_related("user"))
    factories.join(shop, factories.make_user("Wulan"), VendorRole.OWNER)
    for one in leaving:
        one.until, one.ended_by = clock.now(), world.citra
        one.save(update_fields=["until", "ended_by"])
    world.product.status = ProductStatus.UNPUBLISHED
    world.product.status_at = clock.now()
    world.product.save(update_fields=["status", "status_at"])
    return [(one.user, VendorRole(one.role)) for one in leaving if one.user != world.citra]


def facts(number: str = "A-001", name: str = NAMES[0], **fields) -> services.MemberFacts:
    """What the cooperative says of a member."""
    values = {"makes": "Tenun ikat", "since": date(2020, 3, 5), "consent_on": CONSENT}
    return services.MemberFacts(**{"number": number, "name": name, **values, **fields})


def add_member(world: factories.World, number: str = "A-001", **fields) -> CooperativeMember:
    """A member who lives where the shop is."""
    fields.setdefault("region_id", world.vendor.region_id)
    return services.add_member(
        vendor_id=world.vendor.pk, facts=facts(number, **fields), actor=world.citra
    )


def add_members(world: factories.World, names: Sequence[str] = NAMES) -> list[CooperativeMember]:
    """Several members, numbered."""
    return [
        add_member(world, f"A-{place:03d}", name=name) for place, name in enumerate(names, start=1)
    ]


ROW = ("A-101", "Agnes Lero", "", "Anyaman lontar", "", "5/3/2021", "20/1/2026", "ya")


def member_sheet(*rows: Sequence[str], name: str = "anggota.csv") -> SimpleUploadedFile:
    """A sheet of members with the template's heading, as CSV."""
    lines = [";".join(row) for row in (HEADINGS, *rows)]
    return SimpleUploadedFile(name, "\n".join(lines).encode(), "text/csv")


def row_of(world: factories.World, **said: str) -> list[str]:
    """One row of such a sheet; what is not said is that of Agnes."""
    place = dict(zip(COLUMNS, ROW, strict=True)) | {"region": world.vendor.region.code}
    return list((place | said).values())


def staged_cooperative(world: factories.World) -> dict[str, Any]:
    """A member who makes the cast's cloth, and a sheet that waits."""
    make_cooperative(world)
    member = add_member(world)
    set_makers(product_id=world.product.pk, shares={member.pk: 9_000}, actor=world.citra)
    sheet = services.send_sheet(
        vendor_id=world.vendor.pk, upload=member_sheet(row_of(world)), actor=world.citra
    )
    return {"member": member, "member_sheet": sheet}


def staged_split(world: factories.World) -> MemberSplit:
    """A claim that was paid, with the member's share."""
    payment = pay(world, stories.claimed(world), "card-ok-koperasi")
    told(payment)
    return MemberSplit.objects.get(claim=payment.claim)


def staged_payment(split: MemberSplit) -> MemberPayment:
    """A payment to a member that was written down by mistake, and the right one."""
    claim, share = split.claim, split.shares.all()[0]
    settlement.open_batch()
    told(Payout.objects.filter(vendor=split.vendor).latest("pk"))
    facts = HandedOn((share.pk,), local_day(claim.opened_at, split.vendor.time_zone), "cash")
    member, actor = share.maker.member_id, queries.owner_of(split.vendor)
    wrong = record_member_payment(member_id=member, facts=facts, actor=actor)
    take_payment_back(payment_id=wrong.pk, reason="Salah orang", actor=actor)
    return record_member_payment(member_id=member, facts=facts, actor=actor)


def sold_for_a_member(world: factories.World) -> MemberPayment:
    """The member's goods are sold, the cooperative is paid and has handed the share on."""
    member = staged_cooperative(world)["member"]
    split = staged_split(world)
    settlement.open_batch()
    told(Payout.objects.get(vendor=world.vendor))
    shares = tuple(split.shares.values_list("pk", flat=True))
    paid_on = clock.today(world.vendor.time_zone)
    return record_member_payment(
        member_id=member.pk, facts=HandedOn(shares, paid_on, "cash"), actor=world.citra
    )
