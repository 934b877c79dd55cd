"""A sheet of goods that a shop has sent: its rows, its pictures, and what its headings mean."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import RupiahField
from vendors.models import Vendor


class HeadingMap(models.Model):
    """What the headings of an export mean, as a shop has confirmed it; newest word counts.

    ``places``: column of the template → place in the sheet. ``etalase_label`` and ``unit``: of new
    goods, where the sheet says none.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    places = models.JSONField()
    etalase_label = models.CharField(max_length=160, blank=True, default="")
    unit = models.CharField(max_length=24, blank=True, default="")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "fingerprint"], name="one_heading_map_per_export"
            )
        ]

    def __str__(self) -> str:
        return f"{self.vendor_id} {self.fingerprint[:8]}"


class GoodsImport(models.Model):
    """One sheet: read, its headings confirmed, judged, taken in by a worker, or cancelled.

    Where it stands follows from its moments (``rules.ImportState``).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="goods_imports")
    file_name = models.CharField(max_length=100)
    headings = ArrayField(models.CharField(max_length=200))
    places = models.JSONField(default=dict, blank=True)
    etalase_label = models.CharField(max_length=160, blank=True, default="")
    unit = models.CharField(max_length=24, blank=True, default="")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()
    mapped_at = models.DateTimeField(null=True, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor"],
                condition=Q(finished_at__isnull=True, cancelled_at__isnull=True),
                name="one_open_goods_import_per_shop",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True)
                | Q(cancelled_at__isnull=True, started_at__isnull=False),
                name="goods_import_ends_one_way",
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True, started_by__isnull=True)
                | Q(
                    started_at__isnull=False,
                    started_by__isnull=False,
                    judged_at__isnull=False,
                    mapped_at__isnull=False,
                ),
                name="goods_import_starts_judged",
            ),
        ]
        indexes = [
            models.Index(
                fields=["mapped_at"],
                condition=Q(
                    mapped_at__isnull=False, finished_at__isnull=True, cancelled_at__isnull=True
                ),
                name="goods_import_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} → {self.vendor_id}"


class GoodsVerdict(models.TextChoices):
    """What a row of a sheet would do to the goods of its shop."""

    PENDING = "pending", _("Not looked at yet")
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("Unchanged")
    ASK = "ask", _("Price to confirm")
    ERROR = "error", _("To repair")


class GoodsRow(models.Model):
    """One row. ``raw``: its cells as they came, until it is judged; ``said``: text by column.

    ``problems`` and ``changes``: codes with figures and names of columns. ``confirmed_rupiah``: the
    price that somebody has looked at and means, though it jumps.
    """

    sheet = models.ForeignKey(GoodsImport, on_delete=models.CASCADE, related_name="rows")
    row_number = models.PositiveIntegerField()
    raw = models.JSONField(default=list, blank=True)
    said = models.JSONField(default=dict, blank=True)
    code = models.CharField(max_length=40, blank=True, default="")
    parent = models.CharField(max_length=40, blank=True, default="")
    verdict = models.CharField(
        max_length=7, choices=GoodsVerdict.choices, default=GoodsVerdict.PENDING
    )
    problems = models.JSONField(default=list, blank=True)
    changes = models.JSONField(default=list, blank=True)
    confirmed_rupiah = RupiahField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["row_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "row_number"], name="one_goods_row_per_number"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=GoodsVerdict.values), name="goods_row_verdict_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["sheet", "verdict", "row_number"], name="goods_row_by_verdict"),
            models.Index(fields=["sheet", "code"], name="goods_row_by_code"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} #{self.row_number} {self.verdict}"


class GoodsPicture(models.Model):
    """A photo that rows of a sheet name: a file of a zip, or an address it is fetched from.

    ``source``: as the rows name it. ``digest``: of the file's bytes, or of the address, by which
    the next sheet knows it again. ``content``: until the worker has drawn it anew as ``photo``.
    """

    sheet = models.ForeignKey(GoodsImport, on_delete=models.CASCADE, related_name="pictures")
    source = models.CharField(max_length=500)
    digest = models.CharField(max_length=64)
    content = models.BinaryField(null=True, blank=True)
    photo = models.CharField(max_length=120, blank=True, default="")
    problem = models.CharField(max_length=24, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "source"], name="one_goods_picture_per_name")
        ]
        indexes = [models.Index(fields=["digest"], name="goods_picture_by_digest")]

    def __str__(self) -> str:
        return self.source
