"""The form in which a person says how they want to be told."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.core import phones, whatsapp
from marketplace.notices.choices import Paces, number_of, paces_of, reach_of
from marketplace.notices.models import Group, Pace, Way

ABOUT: Final[Mapping[Group, Promise]] = {
    Group.TALK: _("Somebody wrote in an order's conversation, asked about goods, or answered."),
    Group.GOODS: _("Listings that went live or came back, prices that rise, new etalases."),
    Group.LISTS: _("New goods for a saved search, and carts that colleagues hand over."),
    Group.RATINGS: _("A rating was opened."),
    Group.HELP: _("Cases of help, trainings, and questions to the helpdesk."),
}
ALWAYS: Final = (
    (
        _("Orders, negotiations and their deadlines"),
        _("The order letter (Surat Pesanan) binds you, and its clocks run."),
    ),
    (_("Money"), _("Payments and payouts, and whatever stops them.")),
    (_("Complaints"), _("Whoever stays silent in one may lose it.")),
    (
        _("Verification, licences and sanctions"),
        _("You may answer or appeal for a certain time."),
    ),
    (
        _("Your account, roles and data"),
        _("A change that you did not make must not stay hidden from you."),
    ),
)

_HOURS: Final = [(hour, f"{hour:02}.00") for hour in range(24)]


class ChoicesForm(forms.Form):
    """Groups by way, WhatsApp, and quiet hours."""

    by_whatsapp = forms.BooleanField(required=False)
    quiet_from = forms.TypedChoiceField(label=_("From"), choices=_HOURS, coerce=int)
    quiet_until = forms.TypedChoiceField(
        label=_("Until"),
        choices=_HOURS,
        coerce=int,
        help_text=_("The same hour twice: no quiet hours."),
    )
    quiet_mail = forms.BooleanField(
        label=_("Hold mails back in these hours as well"), required=False
    )

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        self.reach = reach_of(person)
        self.paces = paces_of(person)
        self.number = number_of(person)
        self.takes_whatsapp = bool(self.number) and whatsapp.is_offered()
        self.may_add_number = not self.number and whatsapp.is_offered()
        super().__init__(*args, **options)
        for name in ("quiet_from", "quiet_until", "quiet_mail", "by_whatsapp"):
            self.fields[name].initial = getattr(self.reach, name)
        self.fields["by_whatsapp"].label = _("Messages to %(number)s come by WhatsApp") % {
            "number": phones.shown(self.number)
        }
        has = {Way.EMAIL: bool(person.email), Way.PHONE: bool(self.number)}
        self.ways = [way for way in Way if has[way]]
        for group in Group:
            for way in self.ways:
                self.fields[f"{group}-{way}"] = self._pace_field(group, way)

    def _pace_field(self, group: Group, way: Way) -> forms.ChoiceField:
        choices = [
            (pace.value, pace.label)
            for pace in Pace
            if way == Way.EMAIL or pace != Pace.DIGEST  # the mail of the day is a mail
        ]
        return forms.ChoiceField(label=way.label, choices=choices, initial=self.paces[group, way])

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The groups as the page shows them."""
        return [
            {
                "label": group.label,
                "about": ABOUT[group],
                "fields": [self[f"{group}-{way}"] for way in self.ways],
            }
            for group in Group
        ]

    def chosen(self) -> Paces:
        """Return the pace of each group and way."""
        said = self.cleaned_data
        return {(group, way): Pace(said[f"{group}-{way}"]) for group in Group for way in self.ways}

    def reached(self) -> dict[str, Any]:
        """Return phone channel and quiet hours."""
        names = ("by_whatsapp", "quiet_from", "quiet_until", "quiet_mail")
        return {name: self.cleaned_data[name] for name in names}
