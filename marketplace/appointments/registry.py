"""What this room registers with the kernel."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts import token_scopes
from marketplace.accounts.appointing import LETTER_FILE
from marketplace.accounts.models import STAND_IN_ROLES, Agency, Role, User
from marketplace.appointments import guards, handlers, held, policies, queries
from marketplace.appointments.invitation_letters import send_role_invitations
from marketplace.appointments.models import RoleInvitation
from marketplace.core import files, locks, periodic
from marketplace.notices import kinds
from marketplace.web import panels

__all__ = ["guards", "handlers", "held"]

locks.register({Agency: 22, RoleInvitation: 27})
periodic.register("send_role_invitations", send_role_invitations)
files.readable_by(LETTER_FILE, policies.can_read_letter)
token_scopes.register(
    "people",
    gettext_lazy("Appoint people of the agency and enter leave"),
    lambda user: bool(user.agencies_as(Role.AGENCY_ADMIN, *STAND_IN_ROLES)),
)

kinds.register(
    "role.given",
    title=gettext_lazy("%(name)s is appointed: %(role)s"),
    body=gettext_lazy("%(office)s, from %(from_on)s on. The letter stands beside the role."),
)
kinds.register(
    "role.ending",
    title=gettext_lazy("A role ends soon: %(role)s, %(name)s"),
    body=gettext_lazy(
        "%(office)s, last day %(until_on)s. Whoever goes on needs a new letter of appointment."
    ),
)
kinds.register(
    "role.over",
    title=gettext_lazy("A role has ended: %(role)s, %(name)s"),
    body=gettext_lazy("%(office)s, by its letter. Its last day was %(until_on)s."),
)
kinds.register(
    "role.ended",
    title=gettext_lazy("A role was ended: %(role)s, %(name)s"),
    body=gettext_lazy("%(office)s. Reason: %(reason)s"),
)
kinds.register(
    "stand_in.given",
    title=gettext_lazy("%(name)s stands in for %(holder)s"),
    body=gettext_lazy(
        "%(role)s, %(office)s, %(from_on)s to %(until_on)s. Meanwhile %(holder)s does not act in "
        "this role."
    ),
)
kinds.register(
    "stand_in.over",
    title=gettext_lazy("%(holder)s acts again: %(role)s"),
    body=gettext_lazy("%(office)s. The days in which %(name)s stood in are over."),
)
kinds.register(
    "stand_in.called_back",
    title=gettext_lazy("%(holder)s acts again: %(role)s"),
    body=gettext_lazy("%(office)s. %(name)s no longer stands in. Reason: %(reason)s"),
)


@panels.provide("account.roles")
def own_roles(request: HttpRequest, _subject: object) -> list[panels.Panel]:
    """Show somebody's roles in agencies on their account page, with letter and leave."""
    user = request.user
    rows = queries.roles_of(user) if isinstance(user, User) else []
    return [panels.Panel("appointments/my_roles.html", {"rows": rows})] if rows else []


@panels.provide("places")
def people_of_the_agency(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead whoever keeps the roles of an agency, or answers for it, to its people."""
    user = request.user
    roles = (Role.AGENCY_ADMIN, Role.BUDGET_AUTHORITY)
    if not isinstance(user, User) or not user.agencies_as(*roles):
        return []
    return [panels.Place("agency_people", _("People of the agency"), "users", order=70)]
