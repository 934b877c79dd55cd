"""What a line of the audit, an event, a paper or a message is about: one row of any table.

The kernel cannot point at tables of the rooms above by foreign key. It keeps the model's label,
which stays readable in a sealed audit trail, and the row's own key as a number, so that joins and
comparisons need no casts.
"""

from typing import Any, NamedTuple, Self, TypeVar

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


def about(rows: models.QuerySet[M], thing: models.Model) -> models.QuerySet[M]:
    """Keep what was written about one thing."""
    subject = Subject.of(thing)
    return rows.filter(subject_type=subject.label, subject_id=subject.key)


def about_any(rows: models.QuerySet[M], things: models.QuerySet[Any]) -> models.QuerySet[M]:
    """Keep what was written about one of these things; one join, no list of keys."""
    label = things.model._meta.label_lower
    return rows.filter(subject_type=label, subject_id__in=things.values("pk"))
