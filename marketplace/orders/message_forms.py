"""What is written in the conversation of an order, and sent along."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.notices.models import MOST_FILES
from marketplace.web.fields import LineField, PaperField


class MessageForm(forms.Form):
    """A line of the conversation."""

    text = LineField(
        label=gettext_lazy("Write a message"),
        max_length=1000,
        error_messages={"required": gettext_lazy("Write something before sending.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.names = [f"file_{place}" for place in range(1, MOST_FILES + 1)]
        for place, name in enumerate(self.names, start=1):
            self.fields[name] = PaperField(
                label=_("File %(number)s") % {"number": place}, required=False
            )

    @property
    def file_fields(self) -> list[forms.BoundField]:
        """The fields of the files, in order."""
        return [self[name] for name in self.names]

    def uploads(self) -> list[Any]:
        """Return the files that came."""
        return [self.cleaned_data[name] for name in self.names if self.cleaned_data[name]]
