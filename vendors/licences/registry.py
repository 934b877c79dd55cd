"""What this room registers with the kernel."""

from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.core import deadlines, files, locks
from marketplace.notices import kinds
from marketplace.web import panels
from vendors.acting import acts_of, shop_url
from vendors.licences import (
    badges,
    guards,
    handlers,
    held,
    policies,
    presenters,
    queries,
    rules,
    services,
)
from vendors.licences.models import Licence
from vendors.models import Vendor
from vendors.policies import VendorAct, can_see_queue, can_verify

SHOWN = 20

__all__ = ["badges", "guards", "handlers", "held"]

locks.register({Licence: 38})
files.readable_by(queries.PAPER, policies.can_read_paper)
for _mark in rules.REMIND_BEFORE:
    deadlines.on_due(
        services.deadline_kind(_mark), partial(services.remind, mark=_mark), about=Licence
    )

kinds.register(
    "licence.asked",
    title=gettext_lazy("%(shop)s hands in a licence: %(licence)s"),
    body=gettext_lazy("Compare number %(number)s with its paper and the register of its office."),
)
kinds.register(
    "licence.verified",
    title=gettext_lazy("%(licence)s is verified"),
    body=gettext_lazy("Name it on the listings that rest on it; buyers see its badge there."),
)
kinds.register(
    "licence.returned",
    title=gettext_lazy("%(licence)s was returned for repair"),
    body=gettext_lazy("Reason: %(reason)s. Hand in the right one."),
)
kinds.register(
    "licence.revoked",
    title=gettext_lazy("%(licence)s was revoked"),
    body=gettext_lazy(
        "Reason: %(reason)s. Goods that need it are not sold until another one is verified."
    ),
)
kinds.register(
    "licence.ends",
    title=gettext_lazy("%(licence)s is valid until %(last_on)s"),
    body=gettext_lazy(
        "Hand in the renewed one in time. After that day its badge goes, and goods that need it "
        "are not sold."
    ),
)
kinds.register_text(
    gettext_lazy("A licence of your shop was returned. Read what to repair."), "licence.returned"
)
kinds.register_text(
    gettext_lazy("A licence of your shop ends or has ended. Hand in the new one."),
    "licence.ends",
    "licence.revoked",
)


@panels.provide("places")
def licence_places(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead sellers to the licences of their shop."""
    if VendorAct.SELL not in acts_of(request):
        return []
    return [panels.Place("licence_list", _("Licences"), "badge-check", order=25)]


@panels.provide("vendor.panels")
def licence_panel(request: HttpRequest, vendor: Vendor) -> list[panels.Panel]:
    """Show on the shop's home page what waits, was returned and ends, with the way to all."""
    if not policies.can_list(request.user, vendor):
        return []
    context = {"lines": presenters.in_short(vendor), "zone": vendor.time_zone}
    return [panels.Panel("licences/vendor_panel.html", context, order=20)]


@panels.provide("vendor_queue.panels")
def queue_panel(request: HttpRequest, _subject: object) -> list[panels.Panel]:
    """Show verifiers and auditors the licences that wait, beside the applications."""
    user = request.user
    if not isinstance(user, User) or not can_see_queue(user):
        return []
    waiting = list(policies.waiting_for(user)[:SHOWN])
    return [panels.Panel("licences/queue_panel.html", {"rows": waiting})] if waiting else []


@panels.provide("tasks")
def licence_tasks(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Return what waits for this person: licences to judge, or to hand in anew."""
    user = request.user
    if not isinstance(user, User):
        return []
    judged = policies.waiting_for(user)[:SHOWN] if can_verify(user) else []
    returned = queries.to_repair(user)[:SHOWN] if VendorAct.APPLY in acts_of(request) else []
    return [
        *(_judge_task(licence) for licence in judged),
        *(_repair_task(licence, user) for licence in returned),
    ]


def _judge_task(licence: Licence) -> panels.Task:
    return panels.Task(
        title=_("Check a licence of %(name)s") % {"name": licence.vendor.name},
        detail=f"{licence.get_kind_display()} · {licence.number}",
        url=reverse("licence_review", args=[licence.public_id]),
        action=_("Check"),
        icon="badge-check",
        since=licence.asked_at,
    )


def _repair_task(licence: Licence, user: User) -> panels.Task:
    return panels.Task(
        title=_("Hand in again: %(licence)s") % {"licence": licence.get_kind_display()},
        detail=licence.reason,
        url=shop_url("licence_list", licence.vendor, reader=user),
        action=_("Repair"),
        does=reverse("licence_renew", args=[licence.public_id]),
        icon="undo-2",
        since=licence.decided_at,
    )
