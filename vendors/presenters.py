"""What the pages of this room show: rows of the review, steps of the application, next step."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.regions import chain
from marketplace.core import clock, moments
from vendors import queries, rules
from vendors.application import (
    FIELD_OF_DOCUMENT,
    MASKED,
    MINUTES,
    PAPERS,
    REVIEWED,
    STEPS,
    is_filled,
    masked,
    missing_fields,
    reviewed_fields,
)
from vendors.models import (
    FieldEntry,
    FieldReview,
    KbliEdition,
    LegalForm,
    SizeClass,
    Vendor,
    VendorDocument,
    VendorStatus,
)
from vendors.reference_data import banks, kbli_titles
from vendors.requirements import papers_asked
from vendors.review_checks import machine_checks

SUMMARY = "ringkasan"
Address = Callable[[str], str]


class StepLink(NamedTuple):
    """One step of the application as the owner sees it."""

    key: str
    label: str
    url: str
    missing: str
    is_open: bool


class Progress(NamedTuple):
    """How far the owner is: this step of how many, and the minutes of what is still empty."""

    number: int
    total: int
    minutes: int
    links: list[StepLink]


class Due(NamedTuple):
    """What is left until a deadline, in words."""

    words: str
    is_late: bool
    is_soon: bool


SOON = timedelta(hours=8)


def due_note(due_at: datetime | None, zone: str) -> Due | None:
    """Return the words of the verifier's deadline (R-VERIFY-SLA) in the shop's zone."""
    if due_at is None:
        return None
    left = due_at - clock.now()
    if left <= timedelta(0):
        return Due(_("Deadline passed"), is_late=True, is_soon=True)
    words = _("Deadline: %(moment)s") % {"moment": moments.deadline(due_at, zone)}
    return Due(words, is_late=False, is_soon=left < SOON)


def shown_value(vendor: Vendor, field: str, *, revealed: bool) -> str:
    """Return a field in words; numbers of a person are masked unless just revealed."""
    if field == "bank":
        number = vendor.account_number if revealed else f"•••• {vendor.account_last4}"
        bank = banks().get(vendor.bank_code, vendor.bank_code)
        return f"{bank} · {number} · {vendor.account_holder}"
    if field in MASKED:
        numbers = [str(getattr(vendor, column)) for column in REVIEWED[field].columns]
        return " · ".join(one if revealed else masked(one) for one in numbers if one)
    return _PLAIN[field](vendor)


def _name(vendor: Vendor) -> str:
    return f"{vendor.name} · {LegalForm(vendor.legal_form).label}" if vendor.legal_form else ""


def _kbli(vendor: Vendor) -> str:
    return "; ".join(
        f"{code} {kbli_title(edition, code)}".strip() + f" (KBLI {edition})"
        for edition, code in vendor.kbli_codes
    )


def kbli_title(edition: str, code: str) -> str:
    """Return what a code stands for in its edition; nothing where our list does not carry it."""
    return kbli_titles().get(code, "") if edition == KbliEdition.E2020 else ""


def _size(vendor: Vendor) -> str:
    return str(SizeClass(vendor.size_class).label) if vendor.size_class else ""


def _address(vendor: Vendor) -> str:
    places = [vendor.address, *(place.name for place in chain(vendor.region))]
    return ", ".join(place for place in places if place)


def map_url(vendor: Vendor) -> str:
    """Return the address of a map with the shop's point; nothing where it has none."""
    if vendor.latitude is None or vendor.longitude is None:
        return ""
    place = f"{vendor.latitude:.6f}/{vendor.longitude:.6f}"
    point = f"mlat={vendor.latitude:.6f}&mlon={vendor.longitude:.6f}"
    return f"https://www.openstreetmap.org/?{point}#map=17/{place}"


def tax_status(vendor: Vendor) -> str:
    """Say whether the vendor is registered for VAT (PKP)."""
    return _("PKP") if vendor.is_pkp else _("not PKP")


_PLAIN: dict[str, Callable[[Vendor], str]] = {
    "name": _name,
    "nib": lambda vendor: vendor.nib,
    "kbli": _kbli,
    "size": _size,
    "address": _address,
    "contact": lambda vendor: rules.phone_shown(vendor.phone),
    "tax": tax_status,
}


def size_note(vendor: Vendor) -> str:
    """Return the numbers compared for the size class, by the rules of the day it was submitted."""
    verdict = queries.size_verdict(queries.figures_of(vendor), on=clock.today(vendor.time_zone))
    return verdict.sentence() if verdict else ""


def next_step(vendor: Vendor | None) -> str:
    """Return the key of the first step with something to do, or the summary."""
    if vendor is None:
        return next(iter(STEPS))
    waiting = set(missing_fields(vendor, queries.current_documents(vendor)))
    if vendor.status == VendorStatus.RETURNED:
        rows = queries.returned_fields(vendor)
        waiting |= {REVIEWED[field].step for field, row in rows.items() if not row.repaired_at}
    return next((step for step in STEPS if step in waiting), SUMMARY)


def step_address(step: str) -> str:
    """Return the address of a step of one's own application, or of its summary."""
    if step == SUMMARY:
        return reverse("vendor_summary")
    return reverse("vendor_step", args=[step])


def progress(vendor: Vendor | None, step: str, address: Address = step_address) -> Progress:
    """Return how far the owner is on this step; before the first one nothing is filled in."""
    links = step_links(vendor, address) if vendor else []
    waiting = [link.key for link in links if link.missing] if vendor else list(STEPS)
    number = list(STEPS).index(step) + 1
    return Progress(number, len(STEPS), sum(MINUTES[key] for key in waiting), links)


def open_steps(vendor: Vendor | None) -> set[str]:
    """Return the steps that may be edited: all of a draft, those to repair or to fill in later."""
    if vendor is None or vendor.status == VendorStatus.DRAFT:
        return set(STEPS)
    returned = queries.returned_fields(vendor)
    steps = {REVIEWED[field].step for field in returned}
    if any(REVIEWED[field].documents for field in returned):
        steps.add(PAPERS)
    return steps | set(missing_fields(vendor, queries.current_documents(vendor)))


def step_links(vendor: Vendor, address: Address = step_address) -> list[StepLink]:
    """Return all steps with what is missing on each. ``address``: of a step, on its path."""
    missing, opened = missing_fields(vendor, queries.current_documents(vendor)), open_steps(vendor)
    return [
        StepLink(
            key=key,
            label=str(label),
            url=address(key),
            missing=", ".join(missing.get(key, [])),
            is_open=key in opened,
        )
        for key, label in STEPS.items()
    ]


def summary(
    vendor: Vendor,
    address: Address = step_address,
    *,
    zone: str = "",
    in_full: Collection[str] = (),
    only_at_counter: bool = True,
) -> list[dict[str, Any]]:
    """Return the application in words, step by step, with what the verifier returned.

    only_at_counter: say who typed a field only where that was an officer.
    zone: in which it is said when an officer typed something; the shop's own without. in_full:
    the fields whose number is not masked, for the person who says that it is right.
    """
    returned, links = queries.returned_fields(vendor), step_links(vendor, address)
    typed = typed_notes(vendor, zone=zone, only_at_counter=only_at_counter)
    fields, checks = reviewed_fields(vendor), machine_checks(vendor, "")
    return [
        {
            "link": link,
            "rows": [
                {
                    "label": REVIEWED[field].label,
                    "value": shown_value(vendor, field, revealed=field in in_full),
                    "review": returned.get(field),
                    "typed": typed.get(field, ""),
                    "doubt": checks[field].note if checks[field].state == "warn" else "",
                    "is_filled": is_filled(vendor, field),
                }
                for field in fields
                if REVIEWED[field].step == link.key
            ],
        }
        for link in links
        if link.key != PAPERS
    ]


def typed_notes(
    vendor: Vendor, *, zone: str = "", only_at_counter: bool = False
) -> Mapping[str, str]:
    """Say by field who typed it last and when; papers are not named.

    only_at_counter: leave out what somebody typed of their own shop.
    """
    return {
        field: typed_words(entry, zone or vendor.time_zone)
        for field, entry in queries.last_entries(vendor).items()
        if entry.at_counter or not only_at_counter
    }


def typed_words(entry: FieldEntry, zone: str) -> str:
    """Return who typed a field and when, in a sentence."""
    words = {"name": entry.entered_by, "moment": moments.moment(entry.entered_at, zone)}
    if entry.at_counter:
        return _("Typed at the counter by %(name)s, %(moment)s.") % words
    return _("Typed by %(name)s, %(moment)s.") % words


def returned_notes(vendor: Vendor) -> list[tuple[str, FieldReview]]:
    """Return what is to be repaired, each with the name of its field."""
    rows = queries.returned_fields(vendor)
    return [(str(REVIEWED[field].label), rows[field]) for field in REVIEWED if field in rows]


def papers(vendor: Vendor) -> list[dict[str, Any]]:
    """Return each kind of paper that is asked for with the file that counts now, if any."""
    current = queries.current_documents(vendor)
    return [
        {
            "kind": kind.value,
            "label": kind.label,
            "short": str(kind.label).split(" (", maxsplit=1)[0],
            "of": FIELD_OF_DOCUMENT[kind],
            "document": current.get(kind),
            "words": printed_words(current.get(kind)),
            "note": _paper_note(current.get(kind), vendor.time_zone),
        }
        for kind in papers_asked(vendor)
    ]


def _paper_note(document: VendorDocument | None, zone: str) -> str:
    """Return in one line what is printed on a paper and when it came."""
    if document is None:
        return ""
    printed = [text for _label, text in printed_words(document)]
    sent = _("handed in by %(name)s, %(day)s") % {
        "name": document.file.owner,
        "day": moments.day(document.uploaded_at, moments.Style.MEDIUM, zone=zone),
    }
    return " · ".join([*printed, sent])


def printed_words(document: VendorDocument | None) -> list[tuple[str, str]]:
    """Return what is printed on a paper, each with its label; dates as people write them."""
    if document is None:
        return []
    words = {
        _("Number"): document.number,
        _("Issued by"): document.issuer,
        _("Issued on"): moments.day(document.issued_on, moments.Style.MEDIUM)
        if document.issued_on
        else "",
        _("Valid until"): moments.day(document.expires_on, moments.Style.MEDIUM)
        if document.expires_on
        else "",
    }
    return [(label, text) for label, text in words.items() if text]
