"""Shapes of what is typed about members; meaning is judged by the services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Region
from marketplace.web.fields import LineField, ReasonField, SheetField
from vendors.application import masked
from vendors.members import queries
from vendors.members.models import CooperativeMember
from vendors.members.rules import MAKES_MAX, NAME_MAX, NUMBER_MAX
from vendors.members.services import MemberFacts
from vendors.models import Vendor
from vendors.region_words import finder_of, normal_region, region_label


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **options,
    )


class MemberForm(forms.Form):
    """One member. The NIK is never shown again: left empty, the one that is known stays."""

    number = LineField(
        label=_("Member number"),
        max_length=NUMBER_MAX,
        help_text=_("As in your register of members (buku daftar anggota)."),
    )
    name = LineField(label=_("Name of the member"), max_length=NAME_MAX)
    makes = LineField(
        label=_("What the member makes"),
        max_length=MAKES_MAX,
        help_text=_("For example tenun ikat, kopi bubuk, anyaman lontar."),
    )
    region = LineField(
        label=_("Where the member lives"),
        max_length=180,
        help_text=_("Type the kecamatan and choose it from the list."),
    )
    nik = LineField(label=_("NIK"), max_length=40, required=False)
    since = _day(_("Member since"))
    consent_on = _day(
        _("Consent given on"),
        help_text=_("The day on which the member agreed in writing to be named on orders."),
    )
    named_in_public = forms.BooleanField(
        label=_("The member agrees to be named on public pages too"), required=False
    )

    def __init__(
        self, *args: Any, vendor: Vendor, member: CooperativeMember | None = None, **options: Any
    ) -> None:
        """``member``: the one whose words are changed."""
        if member is not None:
            options.setdefault("initial", _stored(member))
        super().__init__(*args, **options)
        self.regions = queries.regions_for(vendor)
        self.fields["region"].widget.attrs.update({"list": "wilayah", "autocomplete": "off"})
        nik = self.fields["nik"]
        nik.widget.attrs["inputmode"] = "numeric"
        nik.help_text = (
            _("Known: %(nik)s. Left empty, it stays.") % {"nik": masked(member.nik)}
            if member is not None and member.nik
            else _("16 digits, if the member has given it. Kept encrypted.")
        )

    def clean_region(self) -> int:
        """Return the key of the region that was typed. Raises: ValidationError."""
        typed = str(self.cleaned_data["region"])
        found = finder_of(self.regions).get(normal_region(typed))
        if found is None:
            raise forms.ValidationError(
                _(
                    "No region of your province has this name, or several have. Choose it from "
                    "the list, such as “Nekamese, Kabupaten Kupang”."
                )
            )
        return found

    @property
    def region_labels(self) -> list[str]:
        """What the list of regions offers."""
        return [region_label(region) for region in self.regions]

    def facts(self) -> MemberFacts:
        """Return what was typed as the use-case takes it."""
        typed = dict(self.cleaned_data)
        return MemberFacts(region_id=typed.pop("region"), **typed)


def _stored(member: CooperativeMember) -> dict[str, Any]:
    names = ("number", "name", "makes", "since", "consent_on", "named_in_public")
    known: Region = member.region
    return {name: getattr(member, name) for name in names} | {"region": region_label(known)}


class LeaveForm(forms.Form):
    """The last day of a member."""

    until = _day(_("Last day as a member"))


class SheetForm(forms.Form):
    """A filled template, or any table with its columns."""

    sheet = SheetField(
        label=_("Sheet"), help_text=_("Excel (.xlsx) or CSV, at most 1,000 members and 3 MB.")
    )


class PurposeForm(forms.Form):
    """Why somebody looks at the NIK of a member."""

    purpose = ReasonField(
        label=_("What do you need it for?"),
        missing=_("Write what you need it for, such as: comparing it with the identity card."),
    )
