"""Shapes of what is typed about comparisons, lists and searches; services check meaning."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.agency_forms import AgencyForm
from marketplace.core.bounds import MAX_QUANTITY
from marketplace.shortlists.models import NAME_MAX, NOTE_MAX, SavedLine
from marketplace.web.fields import LineField, WholeNumberField


class EvidenceForm(AgencyForm):
    """Under which title a comparison is stored."""

    title = LineField(
        label=gettext_lazy("What is compared"),
        max_length=NAME_MAX,
        help_text=gettext_lazy("For example: A4 paper for the second quarter."),
    )


class ListNameForm(forms.Form):
    """The name of a list, and whether colleagues read it."""

    name = LineField(label=gettext_lazy("Name of the list"), max_length=NAME_MAX)
    is_shared = forms.BooleanField(
        label=gettext_lazy("Colleagues of the agency may read it"), required=False
    )


class ListForm(ListNameForm, AgencyForm):
    """A list to begin."""


class LinesForm(forms.Form):
    """Units and note of each line of a list."""

    def __init__(self, *args: Any, lines: Sequence[SavedLine], **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = list(lines)
        for line in self.lines:
            words = {"name": line.sku.title}
            self.fields[f"units-{line.pk}"] = WholeNumberField(
                label=_("Quantity of %(name)s") % words,
                least=1,
                most=MAX_QUANTITY,
                initial=line.units,
            )
            self.fields[f"note-{line.pk}"] = LineField(
                label=_("Note on %(name)s") % words,
                max_length=NOTE_MAX,
                required=False,
                initial=line.note,
            )

    def units_of(self, line: SavedLine) -> forms.BoundField:
        """Return the field of a line's units."""
        return self[f"units-{line.pk}"]

    def note_of(self, line: SavedLine) -> forms.BoundField:
        """Return the field of a line's note."""
        return self[f"note-{line.pk}"]

    def said(self) -> dict[int, tuple[int, str]]:
        """Return units and note by the key of the line."""
        data = self.cleaned_data
        return {line.pk: (data[f"units-{line.pk}"], data[f"note-{line.pk}"]) for line in self.lines}


class SearchForm(forms.Form):
    """Under which name a search is kept."""

    name = LineField(label=gettext_lazy("Name of the search"), max_length=NAME_MAX)
