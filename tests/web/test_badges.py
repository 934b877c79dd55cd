"""Every state a thing can be in has an icon, a word and a hue of its own."""

import pytest

from catalog.models import ProductStatus
from catalog.showcases.models import ProposalStatus
from marketplace.budget.models import RowVerdict as PlanRowVerdict
from marketplace.competition.models import Status as CompetitionStatus
from marketplace.fulfilment.models import ClaimStatus
from marketplace.negotiation.models import Status as NegotiationStatus
from marketplace.orders.models import OrderStatus
from marketplace.web.badges import CHIPS, HUE_CLASSES
from payments.models import InstructionStatus
from vendors.counter.models import SessionStatus
from vendors.invitation_rules import InvitationState
from vendors.licences.queries import LicenceState
from vendors.members.models import RowVerdict
from vendors.models import VendorStatus
from vendors.sanctions.models import RequestStatus, SanctionStatus
from vendors.support.models import AppointmentState, CaseStatus, SeatState, TicketStatus

STATES = {
    "vendor": VendorStatus,
    "product": ProductStatus,
    "order": OrderStatus,
    "claim": ClaimStatus,
    "payment": InstructionStatus,
    "invitation": InvitationState,
    "licence": LicenceState,
    "sanction": SanctionStatus,
    "lift_request": RequestStatus,
    "case": CaseStatus,
    "appointment": AppointmentState,
    "seat": SeatState,
    "ticket": TicketStatus,
    "counter_session": SessionStatus,
    "member_row": RowVerdict,
    "plan_row": PlanRowVerdict,
    "etalase_proposal": ProposalStatus,
    "negotiation": NegotiationStatus,
    "competition": CompetitionStatus,
}


@pytest.mark.parametrize("kind", STATES)
def test_every_state_has_its_chip_and_no_chip_lacks_a_state(kind):
    assert set(CHIPS[kind]) == set(STATES[kind])


def test_chips_know_the_hues_and_every_kind_is_held_here():
    assert {chip.hue for table in CHIPS.values() for chip in table.values()} <= set(HUE_CLASSES)
    assert set(CHIPS) == {*STATES, "payout"}
