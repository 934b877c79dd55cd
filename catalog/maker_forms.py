"""The form of who makes a listing's goods: a member and a share in each row."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from catalog.maker_models import ProductMaker
from marketplace.core.money import BP_PER_PERCENT
from marketplace.core.text import clean_line
from marketplace.web.fields import LineField, PercentField
from vendors.members.models import CooperativeMember
from vendors.members.queries import members_of
from vendors.models import Vendor

EMPTY_ROWS: Final = 3
MOST_ROWS: Final = 400


def member_label(member: CooperativeMember) -> str:
    """Return a member as the list of choices shows one: number and name."""
    return f"{member.number} · {member.name}"


class MakersForm(forms.Form):
    """Rows of member and share; a row that names nobody is left out."""

    def __init__(
        self, *args: Any, vendor: Vendor, makers: Sequence[ProductMaker], **options: Any
    ) -> None:
        """``makers``: those that are named now."""
        super().__init__(*args, **options)
        self.members = list(members_of(vendor))
        posted = sum(name.startswith("member-") for name in self.data)
        self.number = min(max(len(makers) + EMPTY_ROWS, posted), MOST_ROWS)
        for row in range(self.number):
            maker = makers[row] if row < len(makers) else None
            self._add_row(row, maker)

    def _add_row(self, row: int, maker: ProductMaker | None) -> None:
        self.fields[f"member-{row}"] = LineField(
            label=_("Member"),
            max_length=160,
            required=False,
            initial=member_label(maker.member) if maker else "",
            widget=forms.TextInput(attrs={"list": "anggota", "autocomplete": "off"}),
        )
        self.fields[f"share-{row}"] = PercentField(
            label=_("Share in percent"),
            required=False,
            initial=Decimal(maker.share_bp) / BP_PER_PERCENT if maker else None,
        )

    @property
    def rows(self) -> list[tuple[BoundField, BoundField]]:
        """The two fields of each row."""
        return [(self[f"member-{row}"], self[f"share-{row}"]) for row in range(self.number)]

    @property
    def labels(self) -> list[str]:
        """The members to choose from."""
        return [member_label(member) for member in self.members]

    def clean(self) -> dict[str, Any]:
        """Find the member of each row. What is wrong stands beside its field."""
        cleaned = super().clean() or self.cleaned_data
        self.shares: dict[int, int] = {}
        for row in range(self.number):
            typed = clean_line(str(cleaned.get(f"member-{row}") or ""))
            share = cleaned.get(f"share-{row}")
            if typed or share is not None:
                self._take(row, typed, share)
        return cleaned

    def _take(self, row: int, typed: str, share: Decimal | None) -> None:
        member = self._found(typed)
        if member is None:
            self.add_error(
                f"member-{row}",
                _("Nobody on your list is called so. Type the member number, or choose the name."),
            )
        elif member.pk in self.shares:
            self.add_error(f"member-{row}", _("This member stands in another row already."))
        elif f"share-{row}" in self.errors:
            return
        elif not share:
            self.add_error(f"share-{row}", _("Write the share in percent, more than 0."))
        else:
            self.shares[member.pk] = int(share * BP_PER_PERCENT)

    def _found(self, typed: str) -> CooperativeMember | None:
        """Return whom a row means: by label or number, or by a name that only one has."""
        words = typed.casefold()
        for one in self.members:
            if words in {member_label(one).casefold(), one.number.casefold()}:
                return one
        named = [one for one in self.members if one.name.casefold() == words]
        return named[0] if len(named) == 1 else None
