"""What this room registers with the kernel."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.accounts import (
    appointing,
    browsers,
    guards,
    held,
    phone_codes,
    policies,
    second_step,
)
from marketplace.accounts.models import AccountChange, Membership, PhoneCode, Tenant, User
from marketplace.core import audit, deadlines, locks, periodic, rule_entry
from marketplace.core.policy import operators_only
from marketplace.web import frame, panels, viewer_zone

__all__ = ["guards", "held", "second_step"]

locks.register({PhoneCode: 23, AccountChange: 24, User: 25, Membership: 26})
audit.told_more_by(lambda actor: {"on_behalf_of": getattr(actor, "on_behalf_of", [])})
deadlines.on_due(appointing.BEGINS, appointing.say("stand_in.began"), about=Membership)
deadlines.on_due(appointing.ENDING, appointing.say("role.ending"), about=Membership)
deadlines.on_due(appointing.OVER, appointing.say("role.over"), about=Membership)
periodic.register("forget_phone_codes", phone_codes.forget_old)
periodic.register("forget_ended_sessions", browsers.forget_ended)


@frame.frame_part
def person(request: HttpRequest) -> dict[str, Any]:
    """Name the signed-in person and the hat they wear."""
    user = request.user
    if not isinstance(user, User):
        return {"user_name": "", "user_role_line": "", "brand_tenant": ""}
    if not user.active_memberships:
        return {"user_name": str(user), "user_role_line": "", "brand_tenant": ""}
    first = user.active_memberships[0]
    return {
        "user_name": str(user),
        "user_role_line": f"{first.get_role_display()} · {first.office.name}",
        "brand_tenant": first.tenant.name,
    }


@viewer_zone.found_by
def zone_of_the_office(request: HttpRequest) -> str:
    """Name the zone of the office that the signed-in person works in."""
    user = request.user
    return zone_of_their_office(user) if isinstance(user, User) else ""


@viewer_zone.known_by
def zone_of_their_office(person: User) -> str:
    """Name the zone of the office that a person works in."""
    held = person.active_memberships
    return str(held[0].office.time_zone) if held else ""


@panels.provide("places")
def administration(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead operators to the tables of the machine room."""
    if not operators_only(request.user):
        return []
    return [panels.Place("admin:index", _("Administration"), "settings", order=90)]


@panels.provide("tasks")
def changes_to_decide(request: HttpRequest, _subject: object) -> list[panels.Task]:
    """Return what another operator asked for and this one may decide, as one task."""
    user = request.user
    count = policies.to_decide(user).count() if isinstance(user, User) else 0
    if not count:
        return []
    title = ngettext(
        "%(count)s change of an account waits for a second operator",
        "%(count)s changes of accounts wait for a second operator",
        count,
    )
    return [
        panels.Task(
            title=title % {"count": count},
            detail=_("Asked for by a colleague. Approve it, or refuse it."),
            url=f"{reverse('admin:accounts_accountchange_changelist')}?decided_at__isempty=1",
            action=_("Decide"),
            icon="shield-check",
        )
    ]


@rule_entry.tenants_known_by
def tenant_exists(slug: str) -> bool:
    """Say whether a rule may be entered for a tenant of this slug."""
    return Tenant.objects.filter(slug=slug).exists()
