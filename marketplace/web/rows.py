"""Form fields that choose one of rows which the page has read already."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import ModelChoiceIterator


class Rows(ModelChoiceIterator):  # type: ignore[type-arg]
    """The rows of the field, without a query."""

    field: "RowField"

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        yield from self.rows()

    def rows(self) -> Iterator[Any]:
        """Yield the choices but the empty one."""
        return (self.choice(row) for row in self.field.rows)

    def __len__(self) -> int:
        return len(self.field.rows) + (self.field.empty_label is not None)

    def __bool__(self) -> bool:
        return len(self) > 0


class RowField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the rows that a form offers: neither showing nor checking it asks the database.

    Django's own field asks when it is shown and once more when it is checked; a page with a form
    for each of its parts asked the same a dozen times.
    """

    iterator = Rows

    def __init__(self, model: type[models.Model], **options: Any) -> None:
        self.rows: Sequence[Any] = ()
        super().__init__(model._default_manager.none(), **options)

    def offer(self, rows: Iterable[Any]) -> None:
        """Offer these rows, in their order."""
        self.rows = list(rows)
        self.widget.choices = self.choices

    def to_python(self, value: Any) -> Any:
        """Return the row whose key was sent."""
        if value in self.empty_values:
            return None
        key = str(getattr(value, "pk", value))
        for row in self.rows:
            if str(row.pk) == key:
                return row
        raise ValidationError(
            self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
        )
