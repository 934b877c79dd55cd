"""The forms of one checkout: a common part, and one for each section of the cart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import Agency
from marketplace.budget.usual import bookings, goods_of
from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_values
from marketplace.shortlists.queries import newest_stored
from marketplace.sourcing import queries, services
from marketplace.sourcing.forms import SectionForm, TermsForm
from marketplace.sourcing.models import Cart


@dataclass
class CheckoutPage:
    """The forms of one checkout: the common part, and one per section."""

    common: TermsForm
    parts: list[tuple[queries.Section, SectionForm, str]]
    refusal: str = ""

    @property
    def sections(self) -> list[queries.Section]:
        """What is shown."""
        return [section for section, _form, _words in self.parts]

    def is_valid(self) -> bool:
        """Check every form, so that all problems show at once."""
        verdicts = [self.common.is_valid(), *(form.is_valid() for _s, form, _w in self.parts)]
        return all(verdicts)

    def terms(self) -> dict[str, services.Terms]:
        """Return what the service needs, by section."""
        common = self.common.cleaned_data
        return {section.key: form.terms(common) for section, form, _words in self.parts}

    def refuse(self, refused: DomainError) -> None:
        """Put the sentence beside the vendor it is about, else on top."""
        key, field = refused.details.get("section"), str(refused.details.get("field", ""))
        for section, form, _words in self.parts:
            if section.key == key and field in form.fields:
                form.add_error(field, refused.message)
                return
        self.parts = [
            (section, form, refused.message if section.key == key else words)
            for section, form, words in self.parts
        ]
        if key not in {section.key for section, _form, _words in self.parts}:
            self.refusal = refused.message


def checkout_page(request: HttpRequest, mine: Cart, agency: Agency) -> CheckoutPage:
    """Return the forms of a checkout, with what was typed so far."""
    typed = request.POST if request.method == "POST" else None
    today = clock.today(agency.time_zone)
    law = rule_values(
        RuleCode.DELIVER, RuleCode.NEEDED_WITHIN, on=today, tenant_slug=agency.tenant.slug
    )
    options: dict[str, Any] = {
        "agency": agency,
        "actor": actor_of(request),
        "today": today,
        "law": law,
    }
    initial = {"delivery_address": agency.address, "delivery_region": agency.region_id}
    freights = _freights(request) if typed is not None else queries.freights_by_table(mine, agency)
    parts = []
    options_of_parts = {**options, "stored": newest_stored(agency.pk)}
    for section in queries.sections(mine, agency, freights):
        words = {"title": section.suggested_title, "freight": freights.get(section.key, 0)}
        form = SectionForm(
            typed, prefix=section.key, initial=words, section=section, **options_of_parts
        )
        parts.append((section, form, ""))
    common = TermsForm(typed, prefix="common", initial=initial, **options)
    _note_usual_accounts(common, [form for _section, form, _words in parts])
    return CheckoutPage(common, parts)


def _note_usual_accounts(common: TermsForm, forms: Sequence[SectionForm]) -> None:
    """Say of each section on which accounts its goods are usually booked; in one query."""
    goods = goods_of(sku.pk for form in forms for sku in form.bought)
    for form in forms:
        bought = [goods[sku.pk] for sku in form.bought if sku.pk in goods]
        form.bookings = bookings(bought, form.chosen_account() or common.chosen_account())


def _freights(request: HttpRequest) -> dict[str, int]:
    """Read the freights typed so far; an unreadable one counts as nothing until it is repaired."""
    field = SectionForm.base_fields["freight"]
    found = {}
    for name, text in request.POST.items():
        if name.endswith("-freight"):
            try:
                found[name.removesuffix("-freight")] = field.clean(text)
            except ValidationError:
                continue
    return found
