"""What the pages of this room ask."""

from django import forms

from marketplace.web.fields import LineField


class ShelfForm(forms.Form):
    """What the shelf of papers is narrowed to."""

    text = LineField(max_length=100, required=False)
    kind = LineField(max_length=32, required=False)
