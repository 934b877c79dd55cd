"""Where: regions, tenants and agencies, and since when a region takes part."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RegionLevel(models.TextChoices):
    """Provinsi, kabupaten/kota, kecamatan."""

    PROVINCE = "province", _("Province")
    REGENCY = "regency", _("Regency or city")
    DISTRICT = "district", _("District")


class Region(models.Model):
    """A region by its Kemendagri code, with the time zone its offices live in."""

    code = models.CharField(max_length=13, unique=True)
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=8, choices=RegionLevel.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    time_zone = models.CharField(max_length=32)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Tenant(models.Model):
    """A province or city that hosts its own market on this installation."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    region = models.ForeignKey(Region, on_delete=models.PROTECT)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def time_zone(self) -> str:
        """The zone in which who works for the whole tenant reads moments."""
        return self.region.time_zone


class Agency(models.Model):
    """A regional agency (perangkat daerah, OPD) that buys."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="agencies")
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    address = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name

    @property
    def time_zone(self) -> str:
        """The zone in which this agency's days, documents and cut-offs are counted."""
        return self.region.time_zone


class ProgrammeMove(models.TextChoices):
    """What a region does on a day."""

    JOINS = "joins", _("Joins the programme")
    LEAVES = "leaves", _("Leaves the programme")


class ProgrammeStep(models.Model):
    """From a day on a kabupaten, kota or province takes part in the programme, or no longer.

    ``effective_on``: a day of the region's own zone. Where several are of one day the last entered
    counts; what was entered is never changed. ``act_number``: the legal act, where one is cited.
    """

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="programme_steps")
    move = models.CharField(max_length=6, choices=ProgrammeMove.choices)
    effective_on = models.DateField()
    act_title = models.CharField(max_length=200, blank=True, default="")
    act_number = models.CharField(max_length=60, blank=True, default="")
    act_date = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["effective_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(move__in=["joins", "leaves"]), name="programme_move_is_known"
            ),
            models.CheckConstraint(
                condition=Q(act_title="", act_number="", act_date=None)
                | ~Q(act_title="") & ~Q(act_number="") & Q(act_date__isnull=False),
                name="programme_act_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region}: {self.get_move_display()} {self.effective_on}"
