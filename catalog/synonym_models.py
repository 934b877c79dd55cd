"""Other names of goods, by which a search finds what a listing calls otherwise."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

TERM_MAX = 40


class SearchSynonym(models.Model):
    """Words that buyers type and words that listings use (padanan kata).

    ``terms`` name one thing: each finds all of them and the ``others``. The others find the terms
    only where ``both_ways``: "atk" finds pens, "bolpoin" does not find paper. Rows stay; what is no
    longer wanted is switched off.
    """

    terms = ArrayField(models.CharField(max_length=TERM_MAX))
    others = ArrayField(models.CharField(max_length=TERM_MAX), default=list, blank=True)
    both_ways = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["terms"]
        constraints = [
            models.UniqueConstraint(fields=["terms"], name="synonym_terms_once"),
            models.CheckConstraint(
                condition=Q(terms__len__gte=2) | Q(terms__len=1, others__len__gte=1),
                name="synonym_names_two",
            ),
            models.CheckConstraint(
                condition=Q(terms__len__lte=24) & Q(others__len__lte=24),
                name="synonym_is_short",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.terms)
