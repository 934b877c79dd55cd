"""Shapes of what is typed about a licence; meaning is judged by the services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.web.fields import LineField, PaperField, PercentField, ReasonField
from vendors.licences.kinds import KINDS, LicenceKind
from vendors.licences.models import Licence
from vendors.licences.services import Facts


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **options,
    )


class LicenceForm(forms.Form):
    """What stands on a paper of one kind; fields that the kind does not know are left out."""

    number = LineField(label=_("Number"), max_length=60)
    issuer = LineField(label=_("Issued by"), max_length=120)
    scope = LineField(
        label=_("What it covers"),
        max_length=200,
        help_text=_("The goods as the paper names them, for example keripik pisang 100 g."),
    )
    tkdn_percent = PercentField(label=_("TKDN in percent"))
    issued_on = _day(_("Issued on"), required=False)
    expires_on = _day(_("Valid until"))
    upload = PaperField(
        label=_("The paper"), help_text=_("A clear photo of the whole page, or the PDF.")
    )
    declared = forms.BooleanField(
        label=_(
            "I declare that these goods contain what is not halal, and that their label says so in "
            "words and colour."
        )
    )

    def __init__(
        self, *args: Any, kind: LicenceKind, earlier: Licence | None = None, **options: Any
    ) -> None:
        """``earlier``: the licence that this one renews or repairs; its words are offered again."""
        self.kind, self.earlier = kind, earlier
        meaning = KINDS[kind]
        initial: dict[str, Any] = {"issuer": str(meaning.issuer)}
        if earlier is not None:
            names = ("number", "issuer", "scope", "tkdn_percent")
            initial |= {name: getattr(earlier, name) for name in names}
        options.setdefault("initial", initial)
        super().__init__(*args, **options)
        unknown = {"declared"} if meaning.paper else set(self.fields) - {"scope", "declared"}
        if kind != LicenceKind.TKDN:
            unknown.add("tkdn_percent")
        for name in unknown:
            del self.fields[name]
        if meaning.paper and not meaning.ends:
            self.fields["expires_on"].required = False
            self.fields["expires_on"].help_text = _("Leave it empty where the paper names none.")

    def facts(self) -> Facts:
        """Return what was typed as the use-case takes it."""
        names = ("scope", "number", "issuer", "issued_on", "expires_on", "tkdn_percent")
        typed = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        replaces = self.earlier.pk if self.earlier else None
        return Facts(kind=self.kind, replaces=replaces, **typed)


class VerdictForm(forms.Form):
    """Why a licence is returned or revoked."""

    reason = ReasonField(help_text=_("The shop owner reads this sentence."))
