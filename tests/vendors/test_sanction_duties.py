"""Who may do what on the ladder of sanctions: each duty is another person's."""

import pytest

from marketplace.core import files
from marketplace.core.errors import DomainError, NotAllowed
from tests import factories
from tests.vendors.sanctioning import (
    blacklisted,
    case,
    proposed,
    sari,
    tari,
)
from vendors.models import VendorRole
from vendors.sanctions import policies, services
from vendors.sanctions.models import (
    RequestKind,
    Sanction,
)

__all__ = ["sari", "tari"]

ALLOWED = {
    # who acts → what the verdicts say: sanction, decide, ask to lift, decide a lift, an appeal
    "joko": (True, False, True, True, False),  # who proposed
    "sari": (True, True, True, False, False),  # who decided and asked to lift
    "tari": (True, True, True, True, True),
    "operator": (False, True, True, True, True),
    "indra": (False,) * 5,
    "citra": (False,) * 5,
    "ani": (False,) * 5,
    "stranger": (False,) * 5,
}


@pytest.fixture
def operator(db):
    """Who runs the platform."""
    return factories.make_operator()


@pytest.mark.parametrize("who", ALLOWED)
def test_each_duty_is_another_persons(request, world, sari, who):
    person = request.getfixturevalue(who)
    sanction = blacklisted(world, sari)
    lift = services.ask_lift(sanction_id=sanction.pk, words="Selesai", actor=sari)
    appeal = services.appeal(sanction_id=sanction.pk, words="Keberatan", actor=world.citra)
    waiting = proposed(world)
    found = (
        policies.can_sanction(person, world.vendor),
        policies.can_decide(person, waiting),
        policies.can_ask_lift(person, sanction),
        policies.can_decide_request(person, lift),
        policies.can_decide_request(person, appeal),
    )
    assert tuple(map(bool, found)) == ALLOWED[who]
    assert policies.to_decide(person).filter(pk=waiting.pk).exists() == ALLOWED[who][1]
    listed = set(policies.requests_to_decide(person).values_list("kind", flat=True))
    wanted = {RequestKind.LIFT: ALLOWED[who][3], RequestKind.APPEAL: ALLOWED[who][4]}
    assert listed == {kind for kind, may in wanted.items() if may}
    sees = who in {"joko", "sari", "tari", "operator", "indra", "citra"}
    assert bool(policies.can_view(person, sanction)) == sees
    assert policies.visible_to(person).filter(pk=sanction.pk).exists() == sees


def test_nobody_sanctions_or_judges_the_shop_they_act_for(world, sari, tari):
    sanction = factories.suspend(world.vendor, by=world.joko)
    request = services.ask_lift(sanction_id=sanction.pk, words="Selesai", actor=world.joko)
    factories.join(world.vendor, tari, VendorRole.STAFF)
    with pytest.raises(NotAllowed):
        services.give_warning(vendor_id=world.vendor.pk, case=case(), actor=tari)
    with pytest.raises(NotAllowed):
        services.decide_request(request_id=request.pk, grant=True, reason="Ya", actor=tari)


@pytest.mark.parametrize(
    ("who", "may"),
    [("citra", True), ("lina", False), ("joko", True), ("indra", True), ("ani", False),
     ("stranger", False), ("operator", True)],
)  # fmt: skip
def test_papers_are_read_by_the_owner_and_those_who_oversee(request, world, who, may):
    factories.hire(world)
    paper = proposed(world).files.get().file
    person = world.lina if who == "lina" else request.getfixturevalue(who)
    assert bool(files.can_read(person, paper)) == may


@pytest.mark.parametrize(
    "wrong", [{"ground": "unrecorded"}, {"ground": "entah"}, {"facts": " "}, {"facts": "x" * 4_001}]
)
def test_a_sanction_rests_on_a_ground_of_the_list_and_on_facts(world, wrong):
    with pytest.raises(DomainError) as refused:
        services.give_warning(vendor_id=world.vendor.pk, case=case(**wrong), actor=world.joko)
    assert refused.value.details["field"] in wrong
    assert not Sanction.objects.exists()


def test_a_shop_that_is_not_verified_is_not_sanctioned(submitted, joko):
    with pytest.raises(NotAllowed):
        services.give_warning(vendor_id=submitted.pk, case=case(), actor=joko)
