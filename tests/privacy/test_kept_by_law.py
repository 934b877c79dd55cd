"""Citra sold, was paid and handed her shop over: what names her stays where a law keeps it."""

import pytest

from marketplace.core import audit, invariants
from marketplace.documents.models import IssuedDocument
from marketplace.documents.sealing import seal_of
from marketplace.privacy import people, services
from marketplace.privacy.models import RequestKind
from payments.services import settlement
from tests import factories, stories
from tests.payments.bank_process import bank, bank_process, own_bank
from tests.payments.money_steps import paid
from tests.privacy import lives, searching
from vendors import services as vendors
from vendors.models import VendorRole

__all__ = ["bank", "bank_process", "own_bank"]
ADDRESS, NAME = "citra.tenun@example.test", "Citra Wulandari"


@pytest.fixture
def sold(committed_world, bank_settings):
    """Citra's shop was paid for an order, and is Lina's now."""
    world = committed_world
    citra = world.citra
    citra.name, citra.email = NAME, ADDRESS
    citra.save()
    citra.emailaddress_set.update(email=ADDRESS)
    claim = stories.claimed(world, quantity=40)
    paid(world, claim)
    settlement.settle()
    lives.relay()
    vendors.add_member(
        vendor_id=world.vendor.pk, user=world.lina, role=VendorRole.STAFF, actor=citra
    )
    vendors.hand_over_ownership(vendor_id=world.vendor.pk, to=world.lina, actor=citra)
    for paper in IssuedDocument.objects.all():
        assert seal_of(paper).holds
    return world


def test_her_name_stays_on_papers_alone_and_they_verify(sold):
    operator = factories.make_operator("Olga")
    one = people.known(account_id=sold.citra.pk)
    request = services.ask(RequestKind.ERASE, one, actor=sold.citra)
    services.carry_out(request_id=request.pk, actor=operator)
    lives.relay()
    left = searching.found({ADDRESS, NAME})
    assert set(left) <= {("documents_issueddocument", "data")}, left
    assert set(left) <= searching.kept()
    sold.vendor.refresh_from_db()
    assert sold.vendor.account_holder == "CITRA CONTOH"  # the shop's account, on slips and payouts
    assert all(seal_of(paper).holds for paper in IssuedDocument.objects.all())
    audit.seal()
    assert audit.verify().broken_at is None
    assert [one.code for one, count in invariants.examine() if count] == []
