"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict

guards.register(
    Conflict,
    _("An issued paper stays as it was issued. Correct it by a new paper."),
    "paper_frozen",
    "paper_is_sealed",
    "paper_names_its_hash",
    "one_seal_per_paper",
)
