"""The agency of the cast has rules of its own on who approves besides its PPK."""

from datetime import date, timedelta
from typing import Any

from marketplace.accounts.models import Role
from marketplace.core import clock
from marketplace.core.rule_entry import LegalAct
from marketplace.orders.models import ApprovalRule
from marketplace.orders.services import NewApprovalRule, enter_approval_rule
from tests import factories

ACT = LegalAct("Keputusan Kepala Dinas", "12/KPTS/2026", date(2026, 1, 5))


def tomorrow(world: Any) -> date:
    """The first day on which a rule that is entered now may hold."""
    return clock.today(world.agency.time_zone) + timedelta(days=1)


def new_rule(world: Any, **fields: Any) -> NewApprovalRule:
    """What Sekar types: from tomorrow on, from Rp 2,000,000 on."""
    typed = {"act": ACT, "valid_from": tomorrow(world), "from_rupiah": 2_000_000, **fields}
    return NewApprovalRule(**typed)


def entered(world: Any, sekar: Any, **fields: Any) -> ApprovalRule:
    """A rule that Sekar entered."""
    return enter_approval_rule(
        agency_id=world.agency.pk, new=new_rule(world, **fields), reason="Kendali", actor=sekar
    )


def standing(world: Any, **fields: Any) -> ApprovalRule:
    """A rule that holds since a month, before the agency has any order."""
    row = {
        "agency": world.agency,
        "from_rupiah": 2_000_000,
        "valid_from": clock.today(world.agency.time_zone) - timedelta(days=30),
        "act_title": ACT.title,
        "act_number": ACT.number,
        "act_date": ACT.day,
        "entered_by": world.hadi,
        "entered_at": clock.now(),
    }
    return ApprovalRule.objects.create(**{**row, **fields})


def staged_rule(world: Any, sekar: Any = None) -> ApprovalRule:
    """A rule that holds from tomorrow on, for pages to name."""
    sekar = sekar or factories.make_officer("Sekar", Role.AGENCY_ADMIN, world.agency)
    return entered(world, sekar, from_rupiah=40_000_000)
