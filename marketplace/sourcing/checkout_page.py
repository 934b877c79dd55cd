"""The forms of one checkout: a common part, and one for each section of the cart."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, QueryDict

from marketplace.accounts.actor import actor_of
from marketplace.accounts.models import Agency, Region, User
from marketplace.budget.usual import bookings, goods_of
from marketplace.core.errors import DomainError
from marketplace.core.text import clean_line
from marketplace.core.whole_numbers import plain_number
from marketplace.orders.own_rules.reading import asking
from marketplace.orders.seconding import names_before, words_before
from marketplace.shortlists.queries import newest_stored
from marketplace.sourcing import queries, services
from marketplace.sourcing.forms import Offered, SectionForm, TermsForm, offered_to
from marketplace.sourcing.freights import ways_of
from marketplace.sourcing.item_reading import items_of
from marketplace.sourcing.models import Cart, CartItem
from marketplace.sourcing.moving import Moved, moved


@dataclass
class CheckoutPage:
    """The forms of one checkout: the common part, and one per section.

    ``items``: what is ordered. ``replaced``: an order that goes to another shop; ``replacing``: the
    section in its place.
    """

    common: TermsForm
    parts: list[tuple[queries.Section, SectionForm, str]]
    refusal: str = ""
    items: Sequence[CartItem] = ()
    replaced: int | None = None
    replacing: str = ""

    @property
    def sections(self) -> list[queries.Section]:
        """What is shown."""
        return [section for section, _form, _words in self.parts]

    @property
    def swapped(self) -> str:
        """The parts of the page that another place of delivery changes, as htmx names them."""
        keys = [section.key for section in self.sections]
        parts = [f"#{part}-{key}" for key in keys for part in ("jumlah", "kirim")]
        return ",".join(["#dilihat", *parts])

    def is_valid(self) -> bool:
        """Check every form, so that all problems show at once."""
        verdicts = [self.common.is_valid(), *(form.is_valid() for _s, form, _w in self.parts)]
        return all(verdicts)

    def terms(self) -> dict[str, services.Terms]:
        """Return what the service needs, by section."""
        common = self.common.cleaned_data
        found = {section.key: form.terms(common) for section, form, _words in self.parts}
        if self.replaced is not None and self.replacing in found:
            found[self.replacing] = replace(found[self.replacing], reissue_of_id=self.replaced)
        return found

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
    typed: QueryDict | None = request.POST if request.method == "POST" else None
    return checkout_of(actor_of(request), mine, agency, typed, moved(request, agency))


def checkout_of(
    actor: User, mine: Cart, agency: Agency, typed: QueryDict | None, kept: Moved | None
) -> CheckoutPage:
    """Return the forms of a checkout; ``kept``: the order that goes to another shop with it."""
    offered = offered_to(actor, agency)
    initial = {"delivery_address": agency.address, "delivery_region": agency.region_id}
    items = items_of(mine, only_chosen=True)
    goods = queries.goods_of(items)
    if kept is not None:
        initial |= kept.common
    places = places_typed(typed or QueryDict(), goods, agency, offered.places)
    ways = ways_of(goods, agency, {key: region for key, (region, _address) in places.items()})
    if typed is not None and {"recalculate", "ask"} & typed.keys():
        typed = _with_open_ways(typed, {key: (one.open, one.first) for key, one in ways.items()})
    chosen = {
        key: one.first if typed is None else typed.get(f"{key}-freight_way", "")
        for key, one in ways.items()
    }
    terms = {key: one.priced(chosen[key]) for key, one in ways.items()}
    parts: list[tuple[queries.Section, SectionForm, str]] = []
    replacing = ""
    stored = newest_stored(agency.pk)
    for section in queries.sections(items, agency, terms):
        words = {"title": section.suggested_title, "freight_way": ways[section.key].first}
        if kept is not None and kept.goods & {line.item.sku_id for line in section.lines}:
            words |= kept.words
            replacing = replacing or section.key
        form = SectionForm(
            typed,
            prefix=section.key,
            initial=words,
            section=section,
            ways=ways[section.key],
            stored=stored,
            offered=offered,
        )
        parts.append((section, form, ""))
    common = TermsForm(typed, prefix="common", initial=initial, offered=offered)
    _note_usual_accounts(common, [form for _section, form, _words in parts])
    _note_second(actor, offered, parts)
    replaced = kept.order.pk if kept is not None else None
    return CheckoutPage(common, parts, items=items, replaced=replaced, replacing=replacing)


def _note_usual_accounts(common: TermsForm, forms: Sequence[SectionForm]) -> None:
    """Say of each section on which accounts its goods are usually booked; in one query."""
    goods = goods_of(sku.pk for form in forms for sku in form.bought)
    for form in forms:
        bought = [goods[sku.pk] for sku in form.bought if sku.pk in goods]
        form.bookings = bookings(bought, form.chosen_account() or common.chosen_account())


def _note_second(
    actor: User, offered: Offered, parts: Iterable[tuple[queries.Section, SectionForm, str]]
) -> None:
    """Say of each section by which rules of the agency it needs a second approval."""
    names: str | None = None
    for section, form, _words in parts:
        gross = section.tax.gross_rupiah
        bound = asking(offered.approval_rules, gross_rupiah=gross, categories=section.categories)
        if bound:
            names = names_before(offered.agency, actor) if names is None else names
            form.second = words_before(bound, gross, names)


def places_typed(
    posted: QueryDict, sections: Iterable[str], agency: Agency, around: Iterable[Region]
) -> dict[str, tuple[Region, str]]:
    """Return where the goods of each section go, by what was typed so far: its own, else common.

    ``around``: the places that are on offer. What is unreadable counts as the office itself until
    it is repaired.
    """
    known = {place.pk: place for place in around}

    def typed(section: str) -> tuple[Region | None, str]:
        region = known.get(plain_number(posted.get(f"{section}-delivery_region", "")) or 0)
        return region, clean_line(posted.get(f"{section}-delivery_address", ""))

    region, address = typed("common")
    found = {}
    for key in sections:
        own_region, own_address = typed(key)
        found[key] = (own_region or region or agency.region, own_address or address)
    return found


def _with_open_ways(typed: QueryDict, ways: Mapping[str, tuple[Collection[str], str]]) -> QueryDict:
    """Return what was typed, where a way that is not open any more gives way to the first one."""
    again = typed.copy()
    for key, (open_ones, first) in ways.items():
        name = f"{key}-freight_way"
        if again.get(name, "") not in open_ones:
            again[name] = first
    return again
