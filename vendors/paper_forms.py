"""The form of one paper: its file, and what is printed on it where its kind has that."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from marketplace.web.fields import LineField, PaperField
from vendors.form_base import ConditionalInput
from vendors.requirements import DETAILS, OPTIONAL_DETAILS
from vendors.services import Printed


class DayField(forms.DateField):
    """A day, chosen from the phone's own calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
        )


class DocumentForm(forms.Form):
    """One paper of the page: its file, and what is printed on it."""

    number = LineField(
        label=gettext_lazy("Number of the paper"), max_length=60, widget=ConditionalInput
    )
    issuer = LineField(
        label=gettext_lazy("Who issued it"),
        max_length=120,
        help_text=gettext_lazy("Notary, ministry, tax office or village, as printed."),
        widget=ConditionalInput,
    )
    issued_on = DayField(label=gettext_lazy("Issued on"))
    expires_on = DayField(
        label=gettext_lazy("Valid until"),
        help_text=gettext_lazy("Leave it empty if the card is for life."),
    )
    upload = PaperField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A clear photo, or a PDF up to 10 MB."),
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, kind: str, draft: Any = None
    ) -> None:
        """``kind``: of which paper; what its kind has not is not asked.

        draft: what stands in the page and is shown again without being judged.
        """
        self.kind = kind
        typed = {name: (draft or {}).get(f"{kind}-{name}", "") for name in self.base_fields}
        super().__init__(data, files, prefix=kind, initial=typed)
        self.fields["upload"].widget.attrs["data-foto"] = "surat"
        for name in ("number", "issuer", "issued_on", "expires_on"):
            if name not in DETAILS.get(kind, ()):
                del self.fields[name]
            elif (kind, name) in OPTIONAL_DETAILS:
                self.fields[name].required = False

    @property
    def has_file(self) -> bool:
        """Whether a file came for this paper."""
        return self.add_prefix("upload") in self.files

    def printed(self) -> Printed:
        """Return what is printed on the paper."""
        names = ("number", "issuer", "issued_on", "expires_on")
        return Printed(**{name: self.cleaned_data[name] for name in names if name in self.fields})
