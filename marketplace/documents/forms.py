"""What is asked of whoever checks a paper."""

import re
from typing import Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.web.fields import LineField

_SHA256: Final = re.compile("[0-9a-f]{64}")


class CopyForm(forms.Form):
    """The SHA-256 of a file that somebody holds."""

    sha256 = LineField(
        label=gettext_lazy("SHA-256 of your file"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter the SHA-256 of your file.")},
    )

    def clean_sha256(self) -> str:
        """Return the hash as we write it, whatever a program printed around it."""
        words = str(self.cleaned_data["sha256"]).lower().split()
        found = next((word for word in words if _SHA256.fullmatch(word)), "")
        if not found:
            raise forms.ValidationError(
                _("A SHA-256 has 64 digits and letters from a to f. Copy the whole of it.")
            )
        return found
