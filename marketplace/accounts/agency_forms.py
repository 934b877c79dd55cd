"""What is done in the name of an agency: which one is asked only of who belongs to several."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Agency


class AgencyForm(forms.Form):
    """Something of an agency; ``agencies``: those that the person may choose from."""

    agency = forms.ModelChoiceField(queryset=Agency.objects.none(), label=_("Agency"))

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        first = list(agencies[:2])
        self.only = first[0] if len(first) == 1 else None
        if self.only:
            del self.fields["agency"]
        else:
            self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]

    def chosen_agency(self) -> Agency:
        """Return the agency chosen, or the only one."""
        chosen: Agency = self.only or self.cleaned_data["agency"]
        return chosen
