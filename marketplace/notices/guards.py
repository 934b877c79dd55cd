"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict

guards.register(
    Conflict,
    _("This person has been told already."),
    "one_notice_per_person_and_channel",
)
