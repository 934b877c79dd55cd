"""What a verifier looks for in the queue; it stands in the address, so that going back keeps it."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import Region
from marketplace.web.fields import LineField
from vendors.queue_queries import Sought


class QueueForm(forms.Form):
    """A field that cannot be read narrows nothing and says so beside it."""

    q = LineField(
        label=gettext_lazy("Name, owner or number"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    region = forms.ModelChoiceField(
        queryset=Region.objects.none(),
        label=gettext_lazy("Regency or city"),
        required=False,
        empty_label=gettext_lazy("All"),
    )
    late = forms.BooleanField(label=gettext_lazy("Only what is late"), required=False)

    def __init__(self, data: Any, *, regencies: QuerySet[Region]) -> None:
        super().__init__(data)
        field = self.fields["region"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = regencies
        self.is_valid()

    def sought(self) -> Sought:
        """Return what could be read."""
        region = self.cleaned_data.get("region")
        return Sought(
            words=self.cleaned_data.get("q", ""),
            region_id=region.pk if region else None,
            late=bool(self.cleaned_data.get("late")),
        )

    def address(self) -> str:
        """Return the search as the tail of an address, empty where nothing is sought."""
        sought = self.sought()
        words = {"q": sought.words, "region": sought.region_id, "late": sought.late and "on"}
        kept = {name: value for name, value in words.items() if value}
        return f"&{urlencode(kept)}" if kept else ""
