"""What sanctions hold of a person, and that a running one stands against erasing (core.privacy)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import privacy
from marketplace.core.privacy import PROOF, Person
from vendors.held import of_shops, shops
from vendors.sanctions.models import (
    LiftRequest,
    RequestStatus,
    Sanction,
    SanctionFile,
    SanctionStatus,
    SanctionStep,
    SanctionSubject,
)


@privacy.stands_against
def running(who: Person) -> list[privacy.Words]:
    """A sanction that runs, or an appeal that waits, is decided first."""
    open_ones = Sanction.objects.filter(
        vendor__in=shops(who).values("pk"),
        status__in=[SanctionStatus.PROPOSED, SanctionStatus.IN_FORCE],
    )
    appeals = LiftRequest.objects.filter(asked_by=who.account_id, status=RequestStatus.PENDING)
    numbers = {*open_ones.values_list("number", flat=True)}
    numbers |= {*appeals.values_list("sanction__number", flat=True)}
    return [
        _("Sanction %(number)s is not over. Wait until it has ended or was decided.")
        % {"number": number}
        for number in sorted(numbers)
    ]


privacy.holds(
    Sanction,
    _("Sanctions of your shops"),
    of_shops(Sanction),
    shown={
        "number": _("Number"),
        "get_kind_display": _("Kind"),
        "facts": _("Facts"),
        "answer": _("Answer of the shop"),
        "get_status_display": _("Where it stands"),
        "starts_on": _("From"),
        "ends_on": _("Until"),
    },
    kept={"facts": PROOF, "answer": PROOF, "status_reason": PROOF},
)
privacy.names(Sanction, "status_by", "proposed_by", "answered_by", "decided_by", "read_by")
privacy.silent(Sanction, "our own number", "number")
privacy.holds(
    SanctionStep,
    _("Steps of sanctions"),
    of_shops(SanctionStep, "sanction__vendor__in"),
    shown={"get_to_status_display": _("Where it stands"), "changed_at": _("When")},
    kept={"reason": PROOF},
)
privacy.names(SanctionStep, "changed_by")
privacy.silent(SanctionStep, "states", "from_status")
privacy.holds(
    SanctionFile,
    _("Papers of sanctions"),
    of_shops(SanctionFile, "sanction__vendor__in"),
    shown={"get_side_display": _("Kind"), "added_at": _("When")},
    kept={"file": PROOF},
)
privacy.names(SanctionFile, "added_by")
privacy.silent(SanctionSubject, "which goods were hidden")
privacy.holds(
    LiftRequest,
    _("Appeals"),
    of_shops(LiftRequest, "sanction__vendor__in"),
    shown={"words": _("Words"), "asked_at": _("When"), "reason": _("Reason")},
    kept={"words": PROOF, "reason": PROOF},
)
privacy.names(LiftRequest, "asked_by", "decided_by")
