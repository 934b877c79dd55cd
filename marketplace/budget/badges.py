"""How a row of a sheet of the budget looks: icon, word and hue."""

from django.utils.translation import gettext_lazy as _

from marketplace.budget.models import RowVerdict
from marketplace.web import badges
from marketplace.web.badges import Chip

badges.register(
    "plan_row",
    {
        RowVerdict.NEW: Chip("plus", _("New"), "kelor"),
        RowVerdict.CHANGED: Chip("pen-line", _("Changed"), "kunyit"),
        RowVerdict.SAME: Chip("equal", _("The same"), "netral"),
        RowVerdict.WRONG: Chip("circle-alert", _("To repair"), "mengkudu"),
    },
)
