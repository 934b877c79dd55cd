"""Where: regions, tenants and agencies."""

from django.db import models
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
