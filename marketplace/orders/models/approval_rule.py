"""An agency's own rules of who approves besides its PPK."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalog.category_models import Category
from marketplace.accounts.models import Agency
from marketplace.core.bounds import MAX_SUM_RUPIAH
from marketplace.core.fields import RupiahField


class ApprovalRule(models.Model):
    """Aturan persetujuan: which orders of an agency need a second approval, by its own legal act.

    An order of its days is bound that costs ``from_rupiah`` or more, PPN and freight included, and,
    where a ``category`` is named, holds goods of it. The first and the last day are inclusive.
    Written by ``services.enter_approval_rule`` alone; afterwards only its last day is set, once.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="approval_rules")
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    from_rupiah = RupiahField(default=0)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    act_title = models.CharField(max_length=200)
    act_number = models.CharField(max_length=60)
    act_date = models.DateField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=False) | Q(from_rupiah__gte=1),
                name="approval_rule_names_sum_or_goods",
            ),
            models.CheckConstraint(
                condition=Q(from_rupiah__gte=0, from_rupiah__lte=MAX_SUM_RUPIAH),
                name="approval_rule_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="approval_rule_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(act_title="") & ~Q(act_number=""), name="approval_rule_cites_its_act"
            ),
            models.UniqueConstraint(
                fields=["agency", "category", "from_rupiah"],
                condition=Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="one_open_approval_rule_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.from_rupiah} {self.category_id or ''}"
