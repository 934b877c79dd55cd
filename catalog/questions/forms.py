"""Shapes of what is typed: a question, an answer, and why something is taken down."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.questions.models import WORDS_MAX
from marketplace.accounts.agency_forms import AgencyForm
from marketplace.accounts.models import Agency
from marketplace.web.fields import ReasonField, TextField


class QuestionForm(AgencyForm):
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
