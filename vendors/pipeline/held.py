"""What target lists hold of people who never signed up, or did (core.privacy)."""

import json

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.core import privacy
from marketplace.core.privacy import GONE, Person
from vendors.held import proven
from vendors.pipeline.models import ImportRow, ShopInvitation, Target, TargetImport, TargetList

privacy.silent(TargetList, "the name of a programme", "name")
privacy.names(TargetList, "made_by")
privacy.silent(TargetImport, "the name of an office's sheet", "file_name")
privacy.names(TargetImport, "sent_by")
privacy.silent(ShopInvitation, "the hash of a code", "code_hash")
privacy.names(ShopInvitation, "invited_by", "accepted_by", "revoked_by")


def targets(who: Person) -> QuerySet[Target]:
    """Return the rows of lists that are a person's: by shop, address or phone; reads all rows.

    A draft that names the NIB of a row is tied to it, and may be anybody's: only a shop that was
    verified, or an invitation that was answered, says whose row it is.
    """
    rows = Target.objects.all()
    by_mail = privacy.matching(rows, "email", who.emails)
    by_phone = privacy.matching(rows, "phone", who.phones)
    of_shop = Q(vendor__in=proven(who).values("pk"))
    answered = Q(invitations__accepted_by=who.account_id, invitations__accepted_by__isnull=False)
    found = rows.filter(Q(pk__in=[*by_mail, *by_phone]) | of_shop | answered)
    return Target.objects.filter(pk__in=found.values("pk"))


def _read(who: Person) -> QuerySet[ImportRow]:
    """Return the rows of sheets that say an address or phone of theirs; reads all not forgotten."""
    wanted = who.emails | who.phones
    kept = ImportRow.objects.exclude(said="")
    pairs = kept.values_list("pk", "said").iterator(chunk_size=2000) if wanted else ()
    found = [pk for pk, said in pairs if wanted & {str(cell) for cell in json.loads(said).values()}]
    return ImportRow.objects.filter(pk__in=found)


privacy.holds(
    Target,
    _("Lists of offices in which you stand"),
    targets,
    shown={
        "name": _("Name of the shop"),
        "owner_name": _("Name"),
        "phone": _("Phone"),
        "email": _("E-mail address"),
        "nib": "NIB",
        "npwp": "NPWP",
        "kbli": "KBLI",
        "note": _("Note"),
        "made_at": _("When"),
    },
    erased={
        "name": GONE,
        "owner_name": "",
        "phone": "",
        "email": "",
        "nib": "",
        "npwp": "",
        "npwp_index": "",
        "person_key": "dihapus-{id}",
        "note": "",
    },
)
privacy.holds(
    ImportRow,
    _("Rows of sheets in which you stand"),
    _read,
    shown={"said": _("Words"), "row_number": _("Row")},
    erased={"said": ""},
)
privacy.silent(ImportRow, "codes and names of columns", "problems", "changes")
