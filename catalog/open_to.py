"""For whose goods an etalase is open, by where the shop is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OpenTo(models.TextChoices):
    """Which shops may list in an etalase: its own region's, those of the province, or all."""

    RESIDENTS = "residents", _("Shops of its own region")
    PROVINCE = "province", _("Shops of the whole province")
    ANYONE = "anyone", _("Shops from anywhere")
