"""What a line of the audit, an event, a paper or a message is about: one row of any table.

The kernel cannot point at tables of the rooms above by foreign key. It keeps the model's label,
which stays readable in a sealed audit trail, and the row's own key as a number, so that joins and
comparisons need no casts.
"""

from typing import Generic, NamedTuple, Self, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class Subject(NamedTuple):
    """Model label (``orders.purchaseorder``) and primary key."""

    label: str
    key: int

    @classmethod
    def of(cls, row: models.Model) -> Self:
        """Return the subject a row is. Raises: ValueError for a row that is not saved."""
        if row.pk is None:
            raise ValueError(f"{row!r} has no key yet")
        return cls(row._meta.label_lower, int(row.pk))


class AboutQuerySet(models.QuerySet[M], Generic[M]):
    """Finds what was written about things."""

    def about(self, row: models.Model) -> Self:
        """Keep what is about this row."""
        subject = Subject.of(row)
        return self.filter(subject_type=subject.label, subject_id=subject.key)

    def about_any(self, rows: models.QuerySet[models.Model]) -> Self:
        """Keep what is about one of these rows; one join, no list of keys."""
        label = rows.model._meta.label_lower
        return self.filter(subject_type=label, subject_id__in=rows.values("pk"))


class About(models.Model):
    """Base of the tables that say what they are about."""

    subject_type = models.CharField(max_length=64)
    subject_id = models.BigIntegerField()

    class Meta:
        abstract = True

    @property
    def subject(self) -> Subject:
        """Return what this row is about."""
        return Subject(self.subject_type, self.subject_id)
