"""What a cooperative's list holds of its members (core.privacy)."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.core import privacy
from marketplace.core.privacy import GONE, TRADE, Person
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
    """Return the undecided sheets that say their NIK; reads all of them."""
    undecided = MemberSheet.objects.exclude(rows="").values_list("pk", "rows")
    found = [pk for pk, rows in undecided.iterator() if who.nik and who.nik in rows]
    return MemberSheet.objects.filter(pk__in=found)


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
privacy.holds(
    MemberSheet,
    _("Sheets of a cooperative in which you stand"),
    _sheets,
    shown={"sent_at": _("When")},
    erased={"rows": ""},
)
