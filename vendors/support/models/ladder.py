"""The legality ladder (tangga legalitas): which papers a firm of a kind needs, as dated rows."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import RupiahField
from marketplace.core.laws import cited


class Paper(models.TextChoices):
    """A paper of the ladder; also what a facilitation case is about."""

    NIB = "nib", _("NIB (business number)")
    NPWP = "npwp", _("NPWP (tax number)")
    PIRT = "pirt", _("P-IRT (home food permit)")
    BPOM = "bpom", _("BPOM registration (MD)")
    HALAL = "halal", _("Halal certificate")
    SNI = "sni", _("SNI (national standard)")
    HACCP = "haccp", _("HACCP (food safety)")
    NUTRITION = "nutrition", _("Nutrition test")
    TKDN = "tkdn", _("TKDN (local content)")
    BRAND = "brand", _("Trade mark")


class GoodsClass(models.TextChoices):
    """What is made, as far as papers differ by it; found from the KBLI codes."""

    FOOD_PACKAGED = "food_packaged", _("Packaged food")
    FOOD_FRESH = "food_fresh", _("Catering and fresh meals")
    DRINK = "drink", _("Drinks")
    COSMETICS = "cosmetics", _("Soap and cosmetics")
    TEXTILE = "textile", _("Textile, batik and clothing")
    PRINTING = "printing", _("Printing")
    FURNITURE = "furniture", _("Furniture and wood work")
    TRADE = "trade", _("Trade in goods of others")
    FARM = "farm", _("Farm, forest and fish")
    SERVICES = "services", _("Services")
    OTHER = "other", _("Other goods")


class Office(models.TextChoices):
    """Who issues a paper."""

    OSS = "oss", _("OSS / one-stop service office (DPMPTSP)")
    TAX = "tax", _("Tax office (KPP)")
    HEALTH = "health", _("Health office (Dinas Kesehatan)")
    BPOM = "bpom", _("Food and drug agency (Balai POM)")
    BPJPH = "bpjph", _("Halal agency (BPJPH)")
    BSN = "bsn", _("Standards agency (BSN) and its certifiers")
    CERTIFIER = "certifier", _("Accredited certifier")
    LABORATORY = "laboratory", _("Accredited laboratory")
    INDUSTRY = "industry", _("Ministry of Industry (SIINas)")
    DJKI = "djki", _("Intellectual property office (DJKI)")


class LadderRule(models.Model):
    """One paper for one kind of firm from a day on; ended once, never rewritten (trigger).

    An empty ``goods_class``, ``size_classes`` or ``legal_forms`` means any. ``cost_rupiah``: whole
    rupiah, 0 is free, None unknown. ``working_days``: usual, not promised. ``after``: the papers
    that must come first. ``how``/``how_en``: where and how, in both languages.
    """

    code = models.CharField(max_length=40)
    paper = models.CharField(max_length=10, choices=Paper.choices)
    goods_class = models.CharField(
        max_length=16, choices=GoodsClass.choices, blank=True, default=""
    )
    size_classes = ArrayField(models.CharField(max_length=8), blank=True, default=list)
    legal_forms = ArrayField(models.CharField(max_length=12), blank=True, default=list)
    is_must = models.BooleanField()
    after = ArrayField(models.CharField(max_length=10), blank=True, default=list)
    office = models.CharField(max_length=12, choices=Office.choices)
    cost_rupiah = RupiahField(null=True, blank=True)
    working_days = models.PositiveSmallIntegerField(null=True, blank=True)
    how = models.CharField(max_length=400)
    how_en = models.CharField(max_length=400)
    programme = models.CharField(max_length=80, blank=True, default="")
    legal_source = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(valid_until__isnull=True),
                name="one_open_ladder_rule_per_code",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="ladder_rule_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(cost_rupiah__isnull=True) | Q(cost_rupiah__gte=0),
                name="ladder_cost_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def cited(self) -> str:
        """Its legal source, as the reader's language cites it."""
        return cited(self.legal_source)

    @property
    def how_said(self) -> str:
        """Where and how, in the reader's language."""
        return self.how_en if (get_language() or "").startswith("en") else self.how
