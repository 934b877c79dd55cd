"""The rows of the review: what the verifier sees of each field, then and now, and has decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from vendors import policies, queries
from vendors.application import MASKED, REVIEWED, reviewed_fields
from vendors.judged import as_it_was, as_judged, former_papers, is_settled
from vendors.models import ChangeKind, ChangeRequest, FieldReview, Vendor, VendorDocument
from vendors.presenters import map_url, shown_value, size_note, typed_notes
from vendors.return_reasons import usual_reasons
from vendors.review_checks import machine_checks

CORRECT, RETURN = "ok", "return"


@dataclass(frozen=True)
class Decision:
    """What stands in one row of the verifier's form: nothing yet, "ok" or "return"."""

    verdict: str = ""
    reason: str = ""
    error: str = ""
    usual: str = ""

    @property
    def returned(self) -> bool:
        """Whether the row goes back to the applicant."""
        return self.verdict == RETURN


# Which reviewed field a change after verification touches.
CHANGED_FIELD: Final[Mapping[str, str]] = {
    ChangeKind.ACCOUNT: "bank",
    ChangeKind.PHONE: "contact",
    ChangeKind.ADDRESS: "address",
    ChangeKind.NPWP: "npwp",
    ChangeKind.PKP: "tax",
    ChangeKind.SIZE: "size",
}


@dataclass(frozen=True)
class Row:
    """One field before the verifier: its value, the machine's check, the decision so far."""

    name: str
    label: str
    value: str
    check: str
    note: str
    decision: Decision
    is_masked: bool = False
    last: FieldReview | None = None
    change: ChangeRequest | None = None
    papers: tuple[VendorDocument, ...] = ()
    former_papers: tuple[VendorDocument, ...] = ()
    before: str = ""
    map_url: str = ""
    is_settled: bool = False
    typed: str = ""
    usual: tuple[tuple[str, Promise], ...] = ()


def review_rows(
    vendor: Vendor, user: User, *, typed: Mapping[str, Decision], revealed: str = ""
) -> list[Row]:
    """Return the rows of the review in order; ``revealed`` is the one number shown in full."""
    checks, last = machine_checks(vendor, size_note(vendor)), queries.last_reviews(vendor)
    opened = queries.reveals_by(user, vendor)
    changed = {CHANGED_FIELD[kind]: row for kind, row in queries.applied_changes(vendor).items()}
    kept, twins = queries.current_documents(vendor), twin_notes(vendor, user)
    typed_by = typed_notes(vendor)
    rows = []
    for field in reviewed_fields(vendor):
        settled = is_settled(vendor, last.get(field), kept)
        notes = [
            checks[field].note,
            twins.get(field, ""),
            _mask_note(field, opened[field]),
            _history(last.get(field)),
        ]
        rows.append(
            Row(
                name=field,
                label=str(REVIEWED[field].label),
                value=shown_value(vendor, field, revealed=field == revealed),
                check="warn" if field in twins else checks[field].state,
                note=" ".join(note for note in notes if note),
                decision=typed.get(field, Decision(CORRECT if settled else "")),
                is_settled=settled,
                usual=tuple((str(n), words) for n, words in enumerate(usual_reasons(field))),
                **_before(vendor, last.get(field), kept),
                is_masked=field in MASKED and field != revealed,
                last=last.get(field),
                change=changed.get(field),
                papers=tuple(kept[kind] for kind in REVIEWED[field].documents if kind in kept),
                typed=typed_by.get(field, ""),
                map_url=map_url(vendor) if field == "address" else "",
            )
        )
    return rows


def _before(
    vendor: Vendor, last: FieldReview | None, papers: Mapping[str, VendorDocument]
) -> dict[str, Any]:
    """Return what the verdict before was about, where it is another value or paper now."""
    former = as_it_was(vendor, last) if last else None
    if last is None or former is None or last.value == as_judged(vendor, last.field, papers):
        return {}
    was = shown_value(former, last.field, revealed=False)
    is_same = was == shown_value(vendor, last.field, revealed=False)
    return {
        "before": "" if is_same else was,
        "former_papers": tuple(former_papers(vendor, last, papers)),
    }


def twin_notes(vendor: Vendor, user: User) -> dict[str, str]:
    """Say by number which other shops have the same; by name only those in the reader's region."""
    notes = {}
    for name, shops in queries.twins(vendor).items():
        known = policies.reviewable_by(user).filter(pk__in=[shop.pk for shop in shops])
        words = [f"{shop.name} ({shop.number})" for shop in known]
        if len(words) < len(shops):
            words.append(_("another application that you do not see"))
        notes[name] = _("The same number stands at: %(shops)s.") % {"shops": ", ".join(words)}
    return notes


def _mask_note(field: str, times: int) -> str:
    if field not in MASKED:
        return ""
    return _("Masked, opened by you: %(times)s.") % {"times": times} if times else _("Masked.")


def _history(last: FieldReview | None) -> str:
    if last is None or last.ok:
        return ""
    return _("Returned before: %(reason)s") % {"reason": last.reason}
