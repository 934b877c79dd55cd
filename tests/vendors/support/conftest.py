"""Citra's shop asks, Joko helps: a case, a training, a ticket."""

from datetime import date, time, timedelta

import pytest

from marketplace.core import clock
from tests import factories
from vendors.licences import services as licences
from vendors.models import Vendor
from vendors.support import services
from vendors.support.models import CaseStatus
from vendors.support.services import NewTraining, Question


@pytest.fixture
def tenant(world):
    """The market of the cast."""
    return world.agency.tenant


@pytest.fixture
def shop(world) -> Vendor:
    """Citra's shop bakes: packaged food."""
    Vendor.objects.filter(pk=world.vendor.pk).update(kbli_codes=[["2020", "10710"]])
    world.vendor.refresh_from_db()
    factories.hire(world)
    return world.vendor


@pytest.fixture
def case(world, shop):
    """Help with the halal certificate, asked for."""
    return services.open_case(
        vendor_id=shop.pk, topic="halal", wish="Kue kering", actor=world.citra
    )


@pytest.fixture
def taken(world, case):
    """The case that Joko has taken up."""
    return services.move_case(case_id=case.pk, to=CaseStatus.WORKING, actor=world.joko)


def hand_in(vendor, owner, kind="halal"):
    """The licence that a case led to, before the verifier."""
    facts = licences.Facts(
        kind=kind,
        number="ID00410000123456789",
        scope="Kue kering",
        issuer="BPJPH",
        issued_on=date(2026, 1, 5),
    )
    return licences.ask_licence(
        vendor_id=vendor.pk, facts=facts, actor=owner, upload=factories.make_photo("halal.png")
    )


def next_week(**fields) -> NewTraining:
    """A training seven days from now."""
    values = {
        "title": "Halal gratis",
        "topic": "legality",
        "day": (clock.now() + timedelta(days=7)).date(),
        "from_hour": time(9),
        "to_hour": time(12),
        "capacity": 2,
        "place": "Aula dinas",
    }
    return NewTraining(**{**values, **fields})


@pytest.fixture
def training(world, tenant):
    """A training with two seats."""
    return services.announce_training(tenant_id=tenant.pk, new=next_week(), actor=world.joko)


def question(tenant, **fields) -> Question:
    """Something about the papers."""
    values = {
        "kind": "papers",
        "title": "NPWP ditolak",
        "text": "Nomornya benar, mengapa ditolak?",
        "tenant_id": tenant.pk,
    }
    return Question(**{**values, **fields})


@pytest.fixture
def ticket(world, tenant, shop):
    """Citra's question to the helpdesk."""
    asked = question(tenant, vendor_id=shop.pk, step_kind="application", step_ref="usaha")
    return services.open_ticket(question=asked, actor=world.citra)


def shops(world, number: int) -> list[Vendor]:
    """More shops of the region, each with an owner."""
    return [
        factories.make_vendor(
            factories.make_user(f"Pemilik{n}"), region=world.vendor.region, approved_by=world.joko
        )
        for n in range(number)
    ]
