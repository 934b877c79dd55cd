"""The guards of these tables and what they say."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict

guards.register(
    Conflict,
    _("The parts of this file do not fit together any more. Choose the file again."),
    "parked_within_its_size",
    "one_part_per_place",
)
