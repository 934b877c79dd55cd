"""What a cooperative's list holds of its members (core.privacy)."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.core import privacy
from marketplace.core.privacy import GONE, TRADE, Person
from vendors.members import queries, services
from vendors.members.models import CooperativeMember, MemberSheet

privacy.names(CooperativeMember, "added_by", "ended_by")
privacy.names(MemberSheet, "sent_by")
privacy.silent(MemberSheet, "the name of a cooperative's sheet, and counts", "file_name", "counts")


def members(who: Person) -> QuerySet[CooperativeMember]:
    """Return the memberships of a person, known by their NIK."""
    return CooperativeMember.objects.filter(nik_index__in=who.nik_indexes)


def _who_sold_nothing(who: Person) -> QuerySet[CooperativeMember]:
    """Return the ended memberships that no order names."""
    return members(who).filter(until__isnull=False, order_makers__isnull=True)


def _sheets(who: Person) -> QuerySet[MemberSheet]:
    """Return the undecided sheets in which they stand; reads all of them."""
    if not who.nik:
        return MemberSheet.objects.none()
    undecided = MemberSheet.objects.exclude(rows="")
    found = [sheet.pk for sheet in undecided.iterator() if any(_theirs(who, sheet))]
    return MemberSheet.objects.filter(pk__in=found)


def _theirs(who: Person, sheet: MemberSheet) -> list[bool]:
    """Say of each row whether it is about a person: by their NIK, or their number in the list."""
    own = members(who).filter(vendor=sheet.vendor_id).values_list("number", flat=True)
    numbers = frozenset(own)
    rows = [row["values"] for row in queries.rows_of(sheet)]
    return [_digits(row["nik"]) == who.nik or row["number"] in numbers for row in rows]


def _digits(typed: str) -> str:
    return "".join(char for char in typed if char in "0123456789")


@privacy.before_erasing
def leave_the_others(who: Person) -> int:
    """Take their rows out of undecided sheets; the rows of other members stay."""
    sheets = list(_sheets(who))
    for sheet in sheets:
        rows = zip(queries.rows_of(sheet), _theirs(who, sheet), strict=True)
        services.keep_rows(sheet, [row for row, is_theirs in rows if not is_theirs])
    return len(sheets)


@privacy.stands_against
def still_a_member(who: Person) -> list[privacy.Words]:
    """Whose goods a cooperative may list has that ended first."""
    return [
        _("This person is still a member of %(cooperative)s. Let the cooperative end that first.")
        % {"cooperative": row.vendor.name}
        for row in members(who).filter(until__isnull=True).select_related("vendor")
    ]


privacy.holds(
    CooperativeMember,
    _("Cooperatives whose member you are or were"),
    members,
    shown={
        "vendor__number": _("Number of the cooperative"),
        "number": _("Number"),
        "name": _("Name"),
        "nik": "NIK",
        "makes": _("What you make"),
        "since": _("Since"),
        "until": _("Until"),
        "consent_on": _("Agreed"),
    },
    erased={
        "number": "hapus-{id}",
        "name": GONE,
        "nik": "",
        "nik_index": "",
        "makes": GONE,
    },
    only=_who_sold_nothing,
    spared_for=TRADE,
)
privacy.locked_first(MemberSheet, _sheets)
privacy.holds(
    MemberSheet,
    _("Sheets of a cooperative in which you stand"),
    _sheets,
    shown={"sent_at": _("When")},
    picked=("rows",),
)
