"""What this room registers with the kernel."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.core import deadlines, files, locks, transitions
from marketplace.notices import kinds
from marketplace.web import panels
from vendors import acting
from vendors.models import Vendor
from vendors.sanctions import (
    badges,
    guards,
    handlers,
    held,
    invariants,
    policies,
    presenters,
    queries,
    services,
)
from vendors.sanctions.models import SANCTION_TRANSITIONS, LiftRequest, Sanction
from vendors.sanctions.services.steps import ENDS, FILE_KIND, HEARING

SHOWN_TASKS = 20

__all__ = ["badges", "guards", "handlers", "held", "invariants"]

locks.register({Sanction: 39})
transitions.register("sanction", SANCTION_TRANSITIONS)
files.readable_by(FILE_KIND, policies.can_read_file)
deadlines.on_due(ENDS, services.end_sanction, about=Sanction)
deadlines.on_due(HEARING, services.remind_of_decision, about=Sanction)

kinds.register(
    "sanction.warned",
    title=gettext_lazy("%(name)s was warned: %(ground)s"),
    body=gettext_lazy("Read warning %(number)s; the owner confirms having read it."),
)
kinds.register(
    "sanction.listing_hidden",
    title=gettext_lazy("Goods of %(name)s are hidden up to %(last_on)s"),
    body=gettext_lazy("Sanction %(number)s says which and why: %(ground)s"),
)
kinds.register(
    "sanction.proposed",
    title=gettext_lazy("%(name)s: a blacklist is proposed, answer by %(last_on)s"),
    body=gettext_lazy(
        "Read %(number)s (%(ground)s). The owner answers in writing before anybody decides."
    ),
)
kinds.register(
    "sanction.dismissed",
    title=gettext_lazy("%(name)s: the proposal to blacklist it was dismissed"),
    body=gettext_lazy("%(number)s has no effect. Reason: %(reason)s"),
)
kinds.register(
    "vendor.suspended",
    title=gettext_lazy("%(name)s is suspended up to %(last_on)s"),
    body=gettext_lazy(
        "%(kind)s %(number)s: %(ground)s. Your goods cannot be ordered for now; accepted orders "
        "go on and are paid."
    ),
)
kinds.register(
    "vendor.reinstated",
    title=gettext_lazy("%(name)s may sell again"),
    body=gettext_lazy("%(kind)s %(number)s is over: %(reason)s"),
)
kinds.register(
    "sanction.ended",
    title=gettext_lazy("%(name)s: sanction %(number)s has ended"),
    body=gettext_lazy("%(kind)s, ground: %(ground)s. It ended with its last day."),
)
kinds.register(
    "sanction.lifted",
    title=gettext_lazy("%(name)s: sanction %(number)s was lifted"),
    body=gettext_lazy("%(kind)s, ground: %(ground)s. Reason: %(reason)s"),
)
kinds.register(
    "sanction.decided",
    title=gettext_lazy("%(name)s: somebody decided on sanction %(number)s"),
    body=gettext_lazy("%(kind)s, ground: %(ground)s. Its page shows what was decided and why."),
)
kinds.register(
    "sanction.answered",
    title=gettext_lazy("%(name)s has answered the proposal to blacklist it"),
    body=gettext_lazy("Read the answer in %(number)s and decide."),
)
kinds.register(
    "sanction.hearing_over",
    title=gettext_lazy("%(name)s did not answer in time; decide on the blacklist"),
    body=gettext_lazy("The hearing of %(number)s is over (rule R-SANCTION-HEARING)."),
)
kinds.register(
    "sanction.appealed",
    title=gettext_lazy("%(name)s appeals against sanction %(number)s"),
    body=gettext_lazy("Somebody who had no part in the sanction decides: %(kind)s, %(ground)s."),
)
kinds.register(
    "sanction.lift_asked",
    title=gettext_lazy("%(name)s: a colleague proposes to lift sanction %(number)s"),
    body=gettext_lazy("A second person decides: %(kind)s, %(ground)s."),
)
kinds.register(
    "sanction.lift_refused",
    title=gettext_lazy("%(name)s: sanction %(number)s stands"),
    body=gettext_lazy("It was asked to lift it, and refused: %(reason)s"),
)
kinds.register_text(
    gettext_lazy("Your shop is suspended. Read why, and until when."), "vendor.suspended"
)
kinds.register_text(
    gettext_lazy("A measure concerns your shop. Read it and answer in time."),
    "sanction.warned",
    "sanction.listing_hidden",
    "sanction.proposed",
)


@panels.provide("places")
def sanction_places(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead whoever oversees shops to the list of sanctions."""
    user = request.user
    if isinstance(user, User) and policies.can_see_list(user):
        return [panels.Place("sanction_list", _("Sanctions"), "scale", order=15)]
    return []


@panels.provide("vendor.review")
def sanctions_under_review(request: HttpRequest, vendor: Vendor) -> list[panels.Panel]:
    """Show a shop's sanctions on the verifier's page, and the doors to new ones."""
    user = request.user
    if not isinstance(user, User):
        return []
    may = bool(policies.can_sanction(user, vendor))
    rows = list(queries.of_shop(vendor))
    if not rows and not may:
        return []
    context = {
        "rows": rows,
        "vendor": vendor,
        "warnings": queries.warnings_in_window(vendor),
        "doors": presenters.DOORS.items() if may else (),
    }
    return [panels.Panel("sanctions/_of_shop.html", context, order=40)]


@panels.provide("vendor.panels")
def sanctions_of_my_shop(request: HttpRequest, vendor: Vendor) -> list[panels.Panel]:
    """Lead the people of a shop to its sanctions, where it has any."""
    rows = list(queries.of_shop(vendor)[:SHOWN_TASKS])
    return [panels.Panel("sanctions/_of_mine.html", {"rows": rows}, order=30)] if rows else []


@panels.provide("shop.notes")
def stops_of_the_shop(_request: HttpRequest, vendor: Vendor) -> list[panels.Panel]:
    """Say on a shop's public page that it is suspended, by what and until when."""
    rows = list(queries.shop_stops(vendor))
    return [panels.Panel("sanctions/_stops.html", {"rows": rows})] if rows else []


@panels.provide("tasks")
def sanction_tasks(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Return what waits for this person: to read, to answer, to decide."""
    user = request.user
    if not isinstance(user, User):
        return []
    found: list[panels.Task] = []
    if acting.acts_of(request):
        found += [_answer(row) for row in queries.to_answer(user)[:SHOWN_TASKS]]
        found += [_confirm(row) for row in queries.to_confirm(user)[:SHOWN_TASKS]]
    if policies.can_see_list(user):
        found += [_decide(row) for row in queries.ready_to_decide(user)[:SHOWN_TASKS]]
        found += [_lift(row) for row in queries.requests_to_decide(user)[:SHOWN_TASKS]]
    return found


def _answer(sanction: Sanction) -> panels.Task:
    return panels.Task(
        title=_("Answer the proposal to blacklist %(name)s") % {"name": sanction.vendor.name},
        detail=f"{sanction.number} · {sanction.get_ground_display()}",
        url=reverse("shop_sanction", args=[sanction.public_id]),
        action=_("Answer"),
        icon="scale",
        due_at=presenters.hearing_ends(sanction),
        zone=sanction.vendor.time_zone,
        since=sanction.proposed_at,
    )


def _confirm(sanction: Sanction) -> panels.Task:
    return panels.Task(
        title=_("Read what was imposed on %(name)s") % {"name": sanction.vendor.name},
        detail=f"{sanction.number} · {sanction.get_kind_display()}",
        url=reverse("shop_sanction", args=[sanction.public_id]),
        action=_("Read"),
        icon="scale",
        since=sanction.status_at,
    )


def _decide(sanction: Sanction) -> panels.Task:
    return panels.Task(
        title=_("Decide on the blacklist of %(name)s") % {"name": sanction.vendor.name},
        detail=f"{sanction.number} · {sanction.get_ground_display()}",
        url=reverse("sanction", args=[sanction.public_id]),
        action=_("Decide"),
        icon="scale",
        since=sanction.answered_at or sanction.proposed_at,
    )


def _lift(request: LiftRequest) -> panels.Task:
    sanction = request.sanction
    return panels.Task(
        title=_("Decide on: %(what)s, %(name)s")
        % {"what": request.get_kind_display(), "name": sanction.vendor.name},
        detail=f"{sanction.number} · {sanction.get_kind_display()}",
        url=reverse("sanction", args=[sanction.public_id]),
        action=_("Decide"),
        icon="scale",
        since=request.asked_at,
    )
