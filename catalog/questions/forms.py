"""Shapes of what is typed: a question, an answer, and why something is taken down."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.questions import policies
from catalog.questions.models import WORDS_MAX
from marketplace.accounts.models import Agency
from marketplace.web.fields import ReasonField, TextField


class QuestionForm(forms.Form):
    """What an office asks; which one is asked only of who works in several."""

    agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(), label=_("Asked by"), empty_label=None
    )
    words = TextField(
        label=_("Your question"),
        min_length=10,
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "At most 500 characters. Everybody reads it with the answer, under the name of your "
            "office. Leave out names, telephone numbers and addresses."
        ),
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offices = list(policies.offices_of(user)[:2])
        if len(offices) == 1:
            self.only: Agency | None = offices[0]
            del self.fields["agency"]
        else:
            self.only = None
            self.fields["agency"].queryset = policies.offices_of(user)  # type: ignore[attr-defined]

    def office(self) -> Agency:
        """Return in whose name is asked."""
        chosen: Agency = self.only or self.cleaned_data["agency"]
        return chosen


class AnswerForm(forms.Form):
    """What the shop answers."""

    words = TextField(
        label=_("Your answer"),
        min_length=10,
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At most 500 characters, read by everybody on the page of the goods."),
    )


class RemoveForm(forms.Form):
    """Why a question or an answer is taken down, read by both sides."""

    reason = ReasonField(min_length=5)
