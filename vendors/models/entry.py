"""Who typed what of an application: each writing of a field or a paper, by person and moment."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vendors.models.vendor import Vendor


class FieldEntry(models.Model):
    """One writing of a reviewed field, or of one of its papers; the newest one counts.

    ``paper``: the kind of paper that was handed in, empty for what was typed. ``session``: the
    public id of the session at a counter in which an officer wrote for somebody; empty for whoever
    wrote of their own shop. Rows are only added (trigger); what was written stands in the vendor.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="field_entries")
    field = models.CharField(max_length=32)
    paper = models.CharField(max_length=24, blank=True, default="")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()
    session = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(field=""), name="field_entry_names_its_field")
        ]
        indexes = [
            models.Index(fields=["vendor", "field", "-id"], name="newest_field_entry"),
            models.Index(fields=["entered_by", "vendor"], name="field_entries_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.vendor_id} {self.paper or self.field}"

    @property
    def at_counter(self) -> bool:
        """Whether an officer typed it for somebody."""
        return self.session is not None
