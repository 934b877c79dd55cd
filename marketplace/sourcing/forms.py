"""Forms of cart and checkout: they check shapes and keep what was typed; services check meaning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import Agency, Region, Role, User
from marketplace.accounts.queries import officers_of
from marketplace.accounts.regions import places_around
from marketplace.budget.fields import AccountOfPackageField, PackageField
from marketplace.budget.models import PackageLine, PlanPackage
from marketplace.budget.queries import open_packages, parts_of
from marketplace.budget.services import require_booked_on
from marketplace.budget.usual import Booking
from marketplace.core import clock, moments
from marketplace.core.bounds import MAX_QUANTITY
from marketplace.core.errors import RuleViolation
from marketplace.core.models import Rule
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_values
from marketplace.orders import freight_words
from marketplace.orders.evidence import others_in
from marketplace.orders.forms import GroundsForm
from marketplace.orders.models import LINE_NOTE_MAX, ApprovalRule
from marketplace.orders.own_rules.reading import rules_on
from marketplace.orders.rules import last_day_of_need
from marketplace.orders.services.placeable import require_day_of_need
from marketplace.orders.splitting import passing
from marketplace.shortlists.models import StoredComparison
from marketplace.shortlists.queries import holds_any
from marketplace.sourcing.freights import Ways
from marketplace.sourcing.models import NAME_MAX
from marketplace.sourcing.queries import Section
from marketplace.sourcing.services import Terms
from marketplace.web.fields import LineField, WholeNumberField
from marketplace.web.rows import RowField

SHARED = (
    "commitment_officer",
    "plan_package",
    "account_code",
    "delivery_address",
    "delivery_region",
    "deliver_by",
)


class QuantityForm(forms.Form):
    """How many units; 0 takes the goods out of the cart."""

    quantity = WholeNumberField(label=gettext_lazy("Quantity"), most=MAX_QUANTITY)


class NoteForm(forms.Form):
    """What the shop is told of a line."""

    note = LineField(
        label=gettext_lazy("Note for the vendor"), max_length=LINE_NOTE_MAX, required=False
    )


class ShareForm(forms.Form):
    """To whom, and under which name, what is chosen is handed."""

    prefix = "share"
    to = forms.TypedChoiceField(coerce=int, label=gettext_lazy("Hand to"))
    name = LineField(
        label=gettext_lazy("What it is for"),
        max_length=NAME_MAX,
        help_text=gettext_lazy("For example: lunch for the meeting on Tuesday."),
    )

    def __init__(self, *args: Any, colleagues: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        found = [(person.pk, person.name) for person in colleagues]
        self.has_somebody = bool(found)
        field = self.fields["to"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - declared above
        field.choices = [("", _("Choose a person")), *found]


def reviewers(agency: Agency, actor: User) -> QuerySet[User]:
    """Return the commitment officers (PPK) who may review the actor's order: never the actor."""
    return officers_of(agency.pk, Role.COMMITMENT_OFFICER).exclude(pk=actor.pk)


@dataclass(frozen=True)
class Offered:
    """What the forms of one checkout let an officer choose from, read once for all of them.

    ``law``: the rules of ``today`` on when goods are delivered and may be needed;
    ``approval_rules``: the agency's own.
    """

    agency: Agency
    today: date
    law: Mapping[RuleCode, Rule]
    approval_rules: Sequence[ApprovalRule]
    reviewers: Sequence[User]
    packages: Sequence[PlanPackage]
    parts: Sequence[PackageLine]
    places: Sequence[Region]


def offered_to(actor: User, agency: Agency) -> Offered:
    """Read what a checkout for an agency offers to choose from today."""
    today = clock.today(agency.time_zone)
    packages = list(open_packages(agency.pk, today.year))
    return Offered(
        agency=agency,
        today=today,
        law=rule_values(
            RuleCode.DELIVER, RuleCode.NEEDED_WITHIN, on=today, tenant_slug=agency.tenant.slug
        ),
        approval_rules=rules_on(agency.pk, today),
        reviewers=list(reviewers(agency, actor)),
        packages=packages,
        parts=list(parts_of(packages)),
        places=list(places_around(agency.region)),
    )


class TermsForm(forms.Form):
    """What an order needs to be reviewed, delivered and charged."""

    commitment_officer = RowField(
        User,
        label=gettext_lazy("Reviewing PPK"),
        help_text=gettext_lazy("Another person than you reads and approves the order."),
    )
    plan_package = PackageField(label=gettext_lazy("Plan package (RUP)"))
    account_code = AccountOfPackageField(label=gettext_lazy("Account code"))
    delivery_address = LineField(
        label=gettext_lazy("Delivery address"),
        max_length=300,
        help_text=gettext_lazy("Street, building, floor, and who takes the goods."),
    )
    delivery_region = RowField(Region, label=gettext_lazy("Regency or district"))
    deliver_by = forms.DateField(
        label=gettext_lazy("Needed by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, offered: Offered, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today, self.tenant = offered.today, offered.agency.tenant.slug
        self._offer("commitment_officer", offered.reviewers)
        self._offer("plan_package", offered.packages)
        self._offer_accounts(offered.parts)
        self._offer("delivery_region", offered.places)
        self._bound_day(offered.law)

    def _offer_accounts(self, parts: Sequence[PackageLine]) -> None:
        """Offer the accounts of the packages, those of the chosen package first."""
        typed = self.data.get(self.add_prefix("plan_package"))
        field = self._accounts
        field.offer_parts(
            parts, chosen=typed if self.is_bound else self.initial.get("plan_package")
        )
        self._choose_only("account_code", field.rows)

    @property
    def _accounts(self) -> AccountOfPackageField:
        field = self.fields["account_code"]
        assert isinstance(field, AccountOfPackageField)  # noqa: S101 - declared above
        return field

    def chosen_account(self) -> str:
        """Return the code of the account that is chosen now, empty for none."""
        return self._accounts.code_of(self["account_code"].value())

    def _bound_day(self, law: Mapping[RuleCode, Rule]) -> None:
        last = last_day_of_need(self.today, law[RuleCode.NEEDED_WITHIN].value)
        field = self.fields["deliver_by"]
        field.widget.attrs |= {"min": self.today.isoformat(), "max": last.isoformat()}
        field.help_text = _(
            "Empty: within %(days)s working days, and within the fiscal year. Latest: %(last)s."
        ) % {"days": law[RuleCode.DELIVER].value, "last": moments.day(last)}

    def _offer(self, name: str, rows: Sequence[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, RowField)  # noqa: S101 - declared above
        field.offer(rows)
        self._choose_only(name, rows)

    def _choose_only(self, name: str, rows: Sequence[Any]) -> None:
        """Choose what nothing else could be chosen for."""
        if self.fields[name].required and self.initial.get(name) is None and len(rows) == 1:
            self.initial[name] = rows[0].pk

    def clean(self) -> dict[str, Any]:
        """Refuse an account that the chosen package is not booked on, beside its field."""
        said = super().clean() or self.cleaned_data
        package, account = said.get("plan_package"), said.get("account_code")
        if package and account:
            try:
                require_booked_on(package, account.pk, self._accounts.parts_of(package))
            except RuleViolation as refused:
                refused.add_to(self)
        return said

    def clean_deliver_by(self) -> date | None:
        """Refuse a day that has passed, or lies too far ahead or in another fiscal year."""
        day: date | None = self.cleaned_data["deliver_by"]
        if day is None:
            return None
        try:
            require_day_of_need(day, today=self.today, ordered_on=self.today, tenant=self.tenant)
        except RuleViolation as refused:
            raise forms.ValidationError(refused.message) from refused
        return day


class SectionForm(GroundsForm, TermsForm):
    """One vendor's order; what stays empty is taken from the common part.

    ``second``: why it needs a second approval, in words; empty where no rule asks it.
    """

    second = ""

    title = LineField(label=gettext_lazy("Title of the order"), max_length=140)
    freight_way = forms.ChoiceField(
        label=gettext_lazy("How the goods come"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("As the shop states it, before PPN."),
        error_messages={
            "required": gettext_lazy(
                "Choose how the goods come. Where nothing can be chosen, ask the shop for the "
                "freight first."
            ),
            "invalid_choice": gettext_lazy(
                "The goods cannot come to this place that way any more. Choose another one."
            ),
        },
    )
    note = LineField(label=gettext_lazy("Note for the vendor"), max_length=500, required=False)

    def __init__(
        self,
        *args: Any,
        section: Section,
        ways: Ways,
        stored: Sequence[StoredComparison] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.vendor_id, self.ways = section.vendor.pk, ways
        way = self.fields["freight_way"]
        assert isinstance(way, forms.ChoiceField)  # noqa: S101 - declared above
        way.choices = [(key, freight_words.of_freight(one)) for key, one in ways.open.items()]
        self.bought = [line.item.sku for line in section.lines]
        self.bookings: list[Booking] = []
        self._ask_evidence(section, stored)
        for name in SHARED:
            self.fields[name].required = False
            self.fields[name].help_text = ""
            self.initial.pop(name, None)
        self.ask_grounds(
            dear=section.dear,
            offers=section.offers,
            wanted=section.offers_wanted,
            split=passing(section.split_for(options["offered"].agency)),
        )

    def _ask_evidence(self, section: Section, stored: Sequence[StoredComparison]) -> None:
        """Offer the agency's stored comparisons that hold goods of this order."""
        keys = {sku.pk for sku in self.bought}
        self.evidence = {one.pk: one for one in stored if holds_any(one, keys)}
        if not self.evidence:
            return
        choices = [(str(one.pk), str(one)) for one in self.evidence.values()]
        self.fields["evidence"] = forms.TypedChoiceField(
            choices=[("", _("None")), *choices],
            coerce=int,
            empty_value=None,
            required=False,
            label=_("Stored comparison"),
            help_text=_(
                "Its offers of like goods from other shops count as compared; the PPK reads it."
            ),
        )

    def compared_in(self, data: dict[str, Any]) -> int:
        """Return how many offers were compared now, those of the stored comparison included."""
        named = data.get("compared", [])
        stored = self.evidence.get(data.get("evidence") or 0)
        others = others_in(stored, self.bought, vendor_id=self.vendor_id, but=named)
        return len(named) + len(others)

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The fields that always belong to one vendor's order."""
        return [self[name] for name in ("title", "freight_way", "note")]

    @property
    def shared_fields(self) -> list[forms.BoundField]:
        """The fields that may differ from the common part."""
        return [self[name] for name in SHARED]

    @property
    def differs(self) -> bool:
        """Whether something was typed that differs from the common part, or went wrong there."""
        return any(self[name].value() or self[name].errors for name in SHARED)

    def terms(self, common: dict[str, Any]) -> Terms:
        """Return what checkout needs: own values first, else the common ones."""
        chosen: dict[str, Any] = {
            name: self.cleaned_data.get(name) or common.get(name) for name in SHARED
        }
        return Terms(
            title=self.cleaned_data["title"],
            commitment_officer_id=chosen["commitment_officer"].pk,
            plan_package_id=chosen["plan_package"].pk,
            account_code_id=chosen["account_code"].pk,
            delivery_address=chosen["delivery_address"],
            delivery_region_id=chosen["delivery_region"].pk,
            deliver_by=chosen["deliver_by"],
            freight=self.ways.open[self.cleaned_data["freight_way"]].choice,
            note=self.cleaned_data["note"],
            grounds=self.grounds(),
        )
