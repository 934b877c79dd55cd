"""What this room registers with the kernel."""

from datetime import datetime
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marketplace.accounts import token_scopes
from marketplace.accounts.models import User
from marketplace.core import deadlines, files, locks, periodic, rule_entry, transitions
from marketplace.core.policy import operators_only
from marketplace.notices import kinds
from marketplace.web import frame, panels, viewer_zone
from vendors import (
    acting,
    badges,
    guards,
    handlers,
    held,
    policies,
    presenters,
    queries,
    queue_queries,
    services,
)
from vendors.channels import Channel
from vendors.models import (
    VENDOR_TRANSITIONS,
    ChangeRequest,
    Invitation,
    Vendor,
    VendorMembership,
    VendorStatus,
)
from vendors.services.papers import DOCUMENT_FILE

SHOWN_TASKS = 20

__all__ = ["acting", "badges", "guards", "handlers", "held"]

locks.register({Vendor: 30, VendorMembership: 35, Invitation: 37})
periodic.register("send_invitations", services.send_invitations)
rule_entry.channels_are(channel.value for channel in Channel)
transitions.register("vendor", VENDOR_TRANSITIONS)
files.readable_by(DOCUMENT_FILE, policies.can_read_document)
token_scopes.register(
    "sell",
    gettext_lazy("Answer orders and send goods"),
    lambda user: policies.vendors_of(user).exists(),
)
deadlines.on_due(queries.REVIEW_DEADLINE, services.remind_verifiers, about=Vendor)
deadlines.on_due(queries.SIZE_DEADLINE, services.remind_size, about=Vendor)

kinds.register(
    "vendor.submitted",
    title=gettext_lazy("%(name)s waits for verification"),
    body=gettext_lazy("Application %(number)s is complete. Please check its fields and papers."),
)
kinds.register(
    "vendor.review_overdue",
    title=gettext_lazy("%(name)s has waited too long for verification"),
    body=gettext_lazy("Application %(number)s has passed its deadline (rule R-VERIFY-SLA)."),
)
kinds.register(
    "vendor.returned",
    title=gettext_lazy("Please repair your application"),
    body=gettext_lazy("The verifier returned application %(number)s: %(reason)s"),
)
kinds.register(
    "vendor.approved",
    title=gettext_lazy("%(name)s is verified"),
    body=gettext_lazy("Application %(number)s is approved. You can list your goods now."),
)
kinds.register(
    "vendor.rejected",
    title=gettext_lazy("The application of %(name)s was rejected"),
    body=gettext_lazy("Application %(number)s was rejected: %(reason)s"),
)
kinds.register(
    "vendor.change_asked",
    title=gettext_lazy("%(name)s asks for a change: %(what)s"),
    body=gettext_lazy("Compare it with its paper; until then what was verified is used."),
)
kinds.register(
    "vendor.change_passed_on",
    title=gettext_lazy("%(name)s: a second look is asked for (%(what)s)"),
    body=gettext_lazy(
        "One verifier has compared it with its paper. Compare it again, then apply or refuse it."
    ),
)
kinds.register(
    "vendor.change_applied",
    title=gettext_lazy("%(name)s: the change holds now (%(what)s)"),
    body=gettext_lazy(
        "A verifier has checked it. If nobody of the shop asked for it: change your passwords and "
        "ask for the right one again today."
    ),
)
kinds.register(
    "vendor.member_added",
    title=gettext_lazy("You act for %(name)s: %(role)s"),
    body=gettext_lazy(
        "Its owner added you. If that is not right, leave by the page of the people of the shop."
    ),
)
kinds.register(
    "vendor.change_begun",
    title=gettext_lazy("%(name)s: a change was asked for (%(what)s)"),
    body=gettext_lazy(
        "A verifier compares it; until then what was verified is used. If it was not you, withdraw "
        "it on the page of changes and change your password."
    ),
)
kinds.register(
    "vendor.change_refused",
    title=gettext_lazy("%(name)s: the change was refused (%(what)s)"),
    body=gettext_lazy("What was verified stays in use. Reason: %(reason)s"),
)

kinds.register(
    "vendor.size_due",
    title=gettext_lazy("%(name)s: declare the size of the business again by %(due_on)s"),
    body=gettext_lazy(
        "Once a year you state your sales or capital (rule R-SIZE-YEARLY); it takes two minutes."
    ),
)
kinds.register(
    "vendor.channels_changed",
    title=gettext_lazy("%(name)s: where you may sell has changed"),
    body=gettext_lazy("Your size class opens these channels now: %(channels)s."),
)
kinds.register(
    "vendor.invitation_accepted",
    title=gettext_lazy("An invitation was accepted: %(role)s, %(name)s"),
    body=gettext_lazy("The page of the people of the shop says who it is. You can end the role."),
)
kinds.register(
    "vendor.invitation_declined",
    title=gettext_lazy("An invitation was declined: %(role)s, %(name)s"),
    body=gettext_lazy("Nobody acts for the shop by it. You can invite somebody else."),
)
for words, kind in (
    (gettext_lazy("Your application was returned. Read what to repair."), "vendor.returned"),
    (gettext_lazy("Your shop is verified. You can list your goods now."), "vendor.approved"),
    (gettext_lazy("Your application was rejected. Read the reason."), "vendor.rejected"),
    (gettext_lazy("A change of your shop was asked for. Was it you?"), "vendor.change_begun"),
    (gettext_lazy("A change of your shop holds now. Check it."), "vendor.change_applied"),
    (gettext_lazy("A change of your shop was refused. Read why."), "vendor.change_refused"),
    (gettext_lazy("Declare the size of your business again."), "vendor.size_due"),
):
    kinds.register_text(words, kind)


@viewer_zone.found_by
def zone_of_the_shop(request: HttpRequest) -> str:
    """Name the zone of the shop that the signed-in person acts for."""
    shop = acting.acting_vendor(request) if acting.acts_of(request) else None
    return shop.time_zone if shop and shop.region else ""


@viewer_zone.known_by
def zone_of_their_shop(person: User) -> str:
    """Name the zone of the first shop that a person acts for."""
    shop = queries.shops_of(person).filter(region__isnull=False).first()
    return shop.time_zone if shop else ""


@frame.frame_part
def shops(request: HttpRequest) -> dict[str, Any]:
    """Name the shop acted for to a person who has several; asked only by pages that show it."""

    def choice() -> dict[str, Any]:
        user = request.user
        mine = (
            list(queries.shops_of(user))
            if isinstance(user, User) and acting.acts_of(request)
            else []
        )
        return {"shops": mine, "chosen": acting.acting_vendor(request)} if len(mine) > 1 else {}

    return {"acting": cache(choice)}


@panels.provide("places")
def shop_places(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead to one's shop or to opening one, and verifiers to their queue."""
    user = request.user
    if not isinstance(user, User):
        return []
    if policies.can_see_queue(user):
        return [panels.Place("vendor_queue", _("Verification"), "badge-check", order=10)]
    if acting.acts_of(request):
        return [panels.Place("vendor_home", _("My shop"), "store", order=10)]
    if policies.can_apply(user):
        return [panels.Place("vendor_home", _("Open a shop"), "store", order=10)]
    return []


@panels.provide("tasks")
def vendor_tasks(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Return what waits for this person about applications: their own, or those to judge."""
    if not isinstance(request.user, User):
        return []
    applies = policies.VendorAct.APPLY in acting.acts_of(request)
    own = _owner_tasks(request.user) if applies else []
    return [*own, *_review_tasks(request.user)]


def _owner_tasks(user: User) -> list[panels.Task]:
    own = queries.shops_of(user, to=policies.VendorAct.APPLY)
    unfinished = own.filter(status__in=policies.EDITABLE)
    due = queries.to_declare_size(own)
    return [
        *(_own_task(user, vendor) for vendor in unfinished),
        *(_size_task(user, *one) for one in due),
    ]


def _size_task(user: User, vendor: Vendor, due_at: datetime) -> panels.Task:
    return panels.Task(
        title=_("Declare the size of %(name)s") % {"name": vendor.name},
        detail=_("Once a year; it takes two minutes."),
        url=acting.shop_url("vendor_size", vendor, reader=user),
        action=_("Declare"),
        icon="scale",
        due_at=due_at,
        zone=vendor.time_zone,
    )


def _own_task(user: User, vendor: Vendor) -> panels.Task:
    if vendor.status == VendorStatus.DRAFT:
        title, action = _("Complete your vendor application"), _("Continue")
        detail = vendor.name
    else:
        number = len(queries.returned_fields(vendor))
        title, action = _("Repair your vendor application"), _("Repair")
        detail = ngettext(
            "%(number)s field returned by the verifier",
            "%(number)s fields returned by the verifier",
            number,
        ) % {"number": number}
    return panels.Task(
        title=title,
        detail=detail,
        url=acting.shop_url("vendor_apply", vendor, reader=user),
        action=action,
        does=presenters.step_address(presenters.next_step(vendor)),
        icon="file-pen",
        since=vendor.status_at,
    )


def _review_tasks(user: User) -> list[panels.Task]:
    if not (policies.can_verify(user) or operators_only(user)):
        return []
    queue = queue_queries.review_queue(user)[:SHOWN_TASKS] if policies.can_verify(user) else ()
    changes = queue_queries.pending_changes(user)[:SHOWN_TASKS]
    return [*map(_review_task, queue), *map(_change_task, changes)]


def _change_task(change: ChangeRequest) -> panels.Task:
    title = (
        _("Check a change of %(name)s")
        if change.first_look_by_id is None
        else _("Look a second time at a change of %(name)s")
    )
    return panels.Task(
        title=title % {"name": change.vendor.name},
        detail=f"{change.vendor.number} · {change.get_kind_display()}",
        url=reverse("change_review", args=[change.public_id]),
        action=_("Check"),
        icon="file-pen",
        since=change.asked_at,
    )


def _review_task(vendor: Vendor) -> panels.Task:
    return panels.Task(
        title=_("Verify %(name)s") % {"name": vendor.name},
        detail=f"{vendor.number} · {getattr(vendor, 'owner_name', '')}",
        url=reverse("vendor_review", args=[vendor.public_id]),
        action=_("Check"),
        icon="store",
        due_at=getattr(vendor, "due_at", None),
        zone=vendor.time_zone,
        since=vendor.submitted_at,
    )
