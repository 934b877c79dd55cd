"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.appointments.inviting import InvitationClosed
from marketplace.core import guards
from marketplace.core.errors import NotAllowed

guards.register(
    InvitationClosed,
    _("This invitation was answered or taken back already, or is too old. Reload the page."),
    "role_invitation_has_one_end",
    "role_invitation_accepted_in_time",
    "role_invitation_withdrawn_by_somebody",
    "role_invitation_expires",
    "role_invitation_starts_open",
    "role_invitation_is_decided_once",
    "role_invitation_gives_the_role",
)
guards.register(
    NotAllowed,
    _("An administrator of an agency is appointed by two operators together."),
    "role_invitation_role_is_given_here",
)
