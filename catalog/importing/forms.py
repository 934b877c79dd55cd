"""What is typed about sheets of goods."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.importing import presenters, queries, rules
from catalog.importing.messages import COLUMN_LABELS
from catalog.importing.models import GoodsImport, GoodsRow
from marketplace.web.fields import ArchiveField, LineField, SheetField, TextField

LONG = frozenset({"description"})


class GoodsSheetForm(forms.Form):
    """A filled template, or the export of another marketplace."""

    sheet = SheetField(
        label=_("Sheet of goods"),
        help_text=_("Excel (.xlsx) or CSV, at most 25,000 rows and 8 MB."),
    )


class PicturesForm(forms.Form):
    """A zip of the photos that rows name by file."""

    pictures = ArchiveField(
        label=_("Zip of photos"),
        help_text=_("At most 500 photos and 24 MB. The sheet names each by its file name."),
    )


class HeadingsForm(forms.Form):
    """Which column of an export is which, and what new goods are where it does not say so."""

    def __init__(self, *args: Any, sheet: GoodsImport, **options: Any) -> None:
        initial: dict[str, Any] = {column: str(place) for column, place in sheet.places.items()}
        super().__init__(*args, **{**options, "initial": initial})
        choices = presenters.heading_choices(sheet.headings)
        for column in rules.COLUMNS:
            self.fields[column] = forms.ChoiceField(
                label=COLUMN_LABELS[column], choices=choices, required=False
            )
        labels = [queries.etalase_label(one) for one in queries.etalases_of(sheet.vendor)]
        self.fields["new_etalase"] = forms.ChoiceField(
            label=_("Showcase of new goods"),
            choices=[("", _("as each row says")), *((label, label) for label in labels)],
            required=False,
        )
        self.fields["new_unit"] = LineField(
            label=_("New goods are sold by"),
            max_length=24,
            required=False,
            help_text=_("Where the row says nothing: for example buah."),
        )

    def given(self) -> dict[str, Any]:
        """Return what was typed as ``confirm_headings`` takes it."""
        data = self.cleaned_data
        chosen = {column: data[column] for column in rules.COLUMNS}
        return {
            "places": {column: int(place) for column, place in chosen.items() if place},
            "etalase_label": data["new_etalase"],
            "unit": data["new_unit"],
        }


class RowForm(forms.Form):
    """The cells of one row, as text."""

    def __init__(self, *args: Any, row: GoodsRow, **options: Any) -> None:
        super().__init__(*args, **{**options, "initial": row.said})
        for column in rules.COLUMNS:
            kind = TextField if column in LONG else LineField
            self.fields[column] = kind(
                label=COLUMN_LABELS[column], max_length=rules.CELL, required=False
            )

    def cells(self) -> Mapping[str, str]:
        """Return the cells that say anything."""
        return {column: text for column, text in self.cleaned_data.items() if text}


def prices_of(numbers: Sequence[str]) -> dict[int, int]:
    """Return row → rupiah of what was ticked: ``12:65000``; what is none is left out."""
    found = {}
    for pair in numbers:
        row, _sign, price = pair.partition(":")
        if row.isdigit() and price.isdigit() and len(pair) < 32:
            found[int(row)] = int(price)
    return found
