"""Forms of this room: they read what was typed and keep it; the use-cases judge."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Tenant
from marketplace.web.fields import (
    KeyField,
    LineField,
    PaperField,
    ReasonField,
    TextField,
    WholeNumberField,
)
from vendors.support.models import Paper, TicketKind, TrainingTopic
from vendors.support.services import NewTraining, Question

_DAY = {"type": "date"}
_HOUR = {"type": "time"}


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs=_HOUR, format="%H:%M"))


class AskForm(forms.Form):
    """Which paper a shop wants help with."""

    topic = forms.ChoiceField(label=_("Permit or paper"), choices=Paper.choices)
    wish = TextField(
        label=_("What do you make, and what is difficult?"), max_length=500, required=False
    )


class NothingForm(forms.Form):
    """A button that asks nothing."""


class KeyForm(forms.Form):
    """A button beside one row."""

    row = KeyField()


class WhyForm(forms.Form):
    """What the shop is to do, or why it ends."""

    reason = ReasonField(label=_("What is to be done, or why"))


class NoteForm(forms.Form):
    """Words of the shop, with a file where there is one."""

    text = TextField(label=_("Message"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    upload = PaperField(label=_("File"), required=False)


class OfficeNoteForm(NoteForm):
    """Words of the officer."""

    is_internal = forms.BooleanField(label=_("For the office alone"), required=False)


class MeetForm(forms.Form):
    """A meeting, or another moment for one."""

    place = LineField(label=_("Place"), max_length=160)
    day = _day(_("Day"))
    hour = _hour(_("Hour"))
    instead_of = KeyField(required=False)


class TrainingForm(forms.Form):
    """A new training."""

    tenant = forms.ModelChoiceField(label=_("Office"), queryset=Tenant.objects.none())
    title = LineField(label=_("Title"), max_length=120)
    topic = forms.ChoiceField(label=_("Topic"), choices=TrainingTopic.choices)
    about = TextField(
        label=_("What it is about"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    day = _day(_("Day"))
    from_hour = _hour(_("From"))
    to_hour = _hour(_("Until"))
    place = LineField(label=_("Place"), max_length=160, required=False)
    online_url = LineField(label=_("Link of the online meeting"), max_length=200, required=False)
    capacity = WholeNumberField(label=_("Seats"), least=1, most=1000)

    def __init__(self, *args: Any, tenants: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["tenant"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = tenants
        field.empty_label = None

    def value(self) -> NewTraining:
        """Return what the use-case takes."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "tenant"}
        return NewTraining(**typed)


class TicketForm(forms.Form):
    """A question to the helpdesk."""

    kind = forms.ChoiceField(label=_("What is it about?"), choices=TicketKind.choices)
    tenant = forms.ModelChoiceField(label=_("Helpdesk"), queryset=Tenant.objects.none())
    title = LineField(label=_("In a few words"), max_length=120)
    text = TextField(
        label=_("What did you do, and what happened?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    upload = PaperField(label=_("Picture of the screen, or a paper"), required=False)
    step_kind = LineField(required=False, max_length=12, widget=forms.HiddenInput)
    step_ref = LineField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offices: list[Tenant], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["tenant"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Tenant.objects.filter(pk__in=[office.pk for office in offices])
        if len(offices) == 1:
            field.widget, field.initial = forms.HiddenInput(), offices[0].pk

    def question(self, vendor_id: int | None) -> Question:
        """Return what the use-case takes."""
        typed = self.cleaned_data
        names = ("kind", "title", "text", "step_kind", "step_ref")
        said = {name: typed[name] for name in names}
        return Question(**said, tenant_id=typed["tenant"].pk, vendor_id=vendor_id)


class AnswerForm(forms.Form):
    """Words in a ticket."""

    text = TextField(label=_("Message"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    upload = PaperField(label=_("File"), required=False)


class OfficeAnswerForm(AnswerForm):
    """Words of the officer."""

    asks_back = forms.BooleanField(label=_("I need to know more first"), required=False)


class AgainForm(forms.Form):
    """What is not solved yet."""

    text = TextField(
        label=_("What is not solved yet?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AssignForm(forms.Form):
    """To whom a ticket goes."""

    officer = forms.TypedChoiceField(label=_("Officer"), coerce=int)

    def __init__(self, *args: Any, officers: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["officer"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - declared above
        field.choices = officers
