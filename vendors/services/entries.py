"""Write down who typed a field or handed in a paper, in the transaction that stores it."""

from collections.abc import Collection, Iterable

from marketplace.accounts.models import User
from marketplace.core import clock
from vendors import policies
from vendors.application import FIELD_OF_COLUMN
from vendors.models import FieldEntry, Vendor
from vendors.policies import HelpAct


def note_fields(
    vendor: Vendor, *, fields: Collection[str], changed: Collection[str], actor: User
) -> None:
    """Write down who typed the changed ones of these fields, and those nobody typed before.

    So a first answer counts that is the same as an empty one, such as "no PKP".
    """
    known = set(vendor.field_entries.filter(field__in=fields).values_list("field", flat=True))
    _add(vendor, [(one, "") for one in fields if one in changed or one not in known], actor)


def note_columns(vendor: Vendor, columns: Collection[str], *, actor: User) -> None:
    """Write down who gave what now stands in these columns, by a change that was let through."""
    fields = {FIELD_OF_COLUMN[column] for column in columns if column in FIELD_OF_COLUMN}
    note_fields(vendor, fields=fields, changed=fields, actor=actor)


def note_paper(vendor: Vendor, *, field: str, kind: str, actor: User) -> None:
    """Write down who handed a paper in."""
    _add(vendor, [(field, kind)], actor)


def _add(vendor: Vendor, written: Iterable[tuple[str, str]], actor: User) -> None:
    rows = sorted(written)
    if not rows:
        return
    own = policies.acts_for(actor, vendor)
    session = None if own else policies.helping(actor, vendor, HelpAct.TYPE)
    FieldEntry.objects.bulk_create(
        FieldEntry(
            vendor=vendor,
            field=field,
            paper=paper,
            entered_by=actor,
            entered_at=clock.now(),
            session=session,
        )
        for field, paper in rows
    )
