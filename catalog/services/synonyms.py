"""Use-cases of other names: those that come with the product, and those a market adds."""

import csv
from functools import cache
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from catalog import policies, synonyms
from catalog.synonym_models import TERM_MAX, SearchSynonym
from marketplace.accounts.models import User
from marketplace.core import audit, clock, guards
from marketplace.core.errors import RuleViolation
from marketplace.core.locks import lock_one
from marketplace.core.policy import require

_FILE: Final = Path(__file__).resolve().parent.parent / "data" / "synonyms.csv"
MOST_TERMS: Final = 24


@cache
def synonym_rows() -> list[tuple[list[str], list[str], bool]]:
    """Return the other names as they are written."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return [
            (terms_of(row["terms"]), terms_of(row["others"]), row["both_ways"] == "yes")
            for row in csv.DictReader(file)
        ]


def terms_of(text: str) -> list[str]:
    """Return terms that are parted by commas or lines, each once, as a search reads them."""
    parts = text.replace("\n", ",").split(",")
    return list(dict.fromkeys(filter(None, (" ".join(synonyms.way_of(part)) for part in parts))))


@transaction.atomic
def load_synonyms() -> int:
    """Enter the rows that come with the product and are not there; return how many.

    One that is there is left alone: somebody may have changed it or switched it off.
    """
    known = {tuple(terms) for terms in SearchSynonym.objects.values_list("terms", flat=True)}
    made = SearchSynonym.objects.bulk_create(
        SearchSynonym(terms=terms, others=others, both_ways=both_ways)
        for terms, others, both_ways in synonym_rows()
        if tuple(terms) not in known
    )
    return len(made)


@guards.use_case
def add_synonym(*, terms: str, others: str, both_ways: bool, actor: User) -> SearchSynonym:
    """Let a search find goods by one more name. Raises: NotAllowed, RuleViolation, Conflict."""
    require(policies.can_edit_synonyms(actor))
    row = SearchSynonym(terms=_read(terms, "terms"))
    _take(row, others, both_ways=both_ways, active=True, actor=actor)
    row.save(force_insert=True)
    audit.record("synonym.added", actor=actor, subject=row, words=_words(row))
    transaction.on_commit(synonyms.forget)
    return row


@guards.use_case
def change_synonym(
    *, synonym_id: int, others: str, both_ways: bool, active: bool, actor: User
) -> SearchSynonym:
    """Change what else the terms find, or switch them off; the terms stay.

    Raises: NotAllowed, RuleViolation.
    """
    require(policies.can_edit_synonyms(actor))
    row = lock_one(SearchSynonym, synonym_id)
    _take(row, others, both_ways=both_ways, active=active, actor=actor)
    row.save()
    audit.record("synonym.changed", actor=actor, subject=row, words=_words(row), active=active)
    transaction.on_commit(synonyms.forget)
    return row


def _take(row: SearchSynonym, others: str, *, both_ways: bool, active: bool, actor: User) -> None:
    row.others = [one for one in _read(others, "others") if one not in row.terms]
    if len(row.terms) + len(row.others) < 2:
        raise RuleViolation(_("Write at least two names of the same thing."), field="others")
    row.both_ways, row.active = both_ways, active
    row.changed_by, row.changed_at = actor, clock.now()


def _read(text: str, field: str) -> list[str]:
    terms = terms_of(text)
    if len(terms) > MOST_TERMS or any(len(term) > TERM_MAX for term in terms):
        raise RuleViolation(
            _(
                "Write at most %(most)s names, parted by commas, each of at most %(letters)s "
                "letters."
            )
            % {"most": MOST_TERMS, "letters": TERM_MAX},
            field=field,
        )
    return terms


def _words(row: SearchSynonym) -> str:
    arrow = " ↔ " if row.both_ways else " → "
    return arrow.join(filter(None, (", ".join(row.terms), ", ".join(row.others))))
