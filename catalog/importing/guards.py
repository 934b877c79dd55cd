"""What the guards of this room say when they refuse (core.guards)."""

from django.utils.translation import gettext_lazy as _

from marketplace.core import guards
from marketplace.core.errors import Conflict

guards.register(
    Conflict,
    _("A sheet of this shop is not finished yet. Finish it or put it aside first."),
    "one_open_goods_import_per_shop",
)
guards.register(
    Conflict,
    _("This sheet was finished or put aside already. Send it again."),
    "goods_import_ends_one_way",
    "goods_import_starts_judged",
    "one_goods_row_per_number",
    "goods_row_verdict_is_known",
    "one_goods_picture_per_name",
    "one_heading_map_per_export",
)
