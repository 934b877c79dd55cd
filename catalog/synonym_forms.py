"""Shapes of what is typed about other names; meaning is judged by the services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.synonym_models import SearchSynonym
from marketplace.web.fields import TextField

TYPED_MAX = 1_200


def _names(label: Any, **options: Any) -> TextField:
    return TextField(
        label=label, max_length=TYPED_MAX, widget=forms.Textarea(attrs={"rows": 2}), **options
    )


class NewSynonymForm(forms.Form):
    """Names of one thing, and what they find besides."""

    terms = _names(
        _("Names of one thing"),
        help_text=_("Parted by commas: each finds all of them. Small letters, without signs."),
    )
    others = _names(
        _("They also find"),
        required=False,
        help_text=_("Narrower or other things; these words do not find the names above."),
    )
    both_ways = forms.BooleanField(label=_("These words find the names, too"), required=False)


class SynonymForm(forms.Form):
    """What the names find besides, and whether they are read at all."""

    others = _names(_("They also find"), required=False)
    both_ways = forms.BooleanField(label=_("These words find the names, too"), required=False)
    active = forms.BooleanField(label=_("Read by searches"), required=False)

    def __init__(self, data: Any = None, *, row: SearchSynonym) -> None:
        said = {"others": ", ".join(row.others), "both_ways": row.both_ways, "active": row.active}
        super().__init__(data, initial=said)
