"""Sanctions as far as a test needs them, and the verifiers who decide beside Joko."""

from datetime import timedelta

import pytest

from marketplace.accounts.models import Role
from marketplace.core import clock
from marketplace.notices.models import Channel, Notice
from tests import factories
from vendors.models import Vendor
from vendors.sanctions import services
from vendors.sanctions.models import (
    Sanction,
)
from vendors.sanctions.services import Case


@pytest.fixture
def sari(world):
    """A second verifier of the region."""
    return factories.make_tenant_officer("Sari", Role.VENDOR_VERIFIER, world.agency.tenant)


@pytest.fixture
def tari(world):
    """A third one."""
    return factories.make_tenant_officer("Tari", Role.VENDOR_VERIFIER, world.agency.tenant)


def case(**fields) -> Case:
    """What a sanction rests on."""
    return Case(**{"ground": "not_delivered", "facts": "Tiga pesanan tidak dikirim.", **fields})


def evidence() -> tuple:
    return (factories.make_photo("bukti.png"),)


def proposed(world) -> Sanction:
    """A blacklist that Joko proposes."""
    return services.propose_blacklist(
        vendor_id=world.vendor.pk, case=case(uploads=evidence()), actor=world.joko
    )


def answered(world) -> Sanction:
    """The same with Citra's answer."""
    return services.answer_proposal(
        sanction_id=proposed(world).pk, words="Truk kami rusak.", actor=world.citra
    )


def blacklisted(world, decider) -> Sanction:
    """The same decided by another verifier, for a year."""
    sanction = answered(world)
    return services.decide_proposal(
        sanction_id=sanction.pk,
        approve=True,
        reason="Terbukti",
        ends_on=services.blacklist_span(sanction)[0],
        actor=decider,
    )


def inbox(kind: str) -> list[str]:
    rows = Notice.objects.filter(kind=kind, channel=Channel.INBOX).order_by("recipient__name")
    return [row.recipient.name for row in rows]


def status_of(vendor) -> str:
    return Vendor.objects.values_list("status", flat=True).get(pk=vendor.pk)


def after(days: int):
    """The clock moved on by some days."""
    return clock.moved_to(clock.now() + timedelta(days=days))
