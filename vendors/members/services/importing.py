"""A sheet becomes members: read and judged at once, then taken in whole, or put aside.

A cooperative has some hundred members, so that one transaction takes them in. Sent twice, it
changes nothing the second time: a member is known again by the number, and an empty NIK leaves what
is known.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, blind_index, clock, guards, locks, outbox
from marketplace.core.errors import Conflict, DomainError, InvalidUpload
from marketplace.core.policy import require
from marketplace.core.uploads import Sheet, take_sheet
from marketplace.core.uploads.taking import safe_name
from vendors.members import policies, queries, rules
from vendors.members.models import CooperativeMember, MemberSheet, RowVerdict
from vendors.members.services.keeping import MemberFacts, write
from vendors.models import Vendor
from vendors.region_words import finder_of, normal_region
from vendors.sheet_reading import rows_below
from vendors.sheet_rows import Candidate

SHEET_NAME: Final = "Anggota"
Row = dict[str, Any]


def send_sheet(*, vendor_id: int, upload: UploadedFile[Any], actor: User) -> MemberSheet:
    """Read a sheet and judge its rows; the list of members does not change yet.

    An earlier sheet that was only looked at is put aside. Raises: NotAllowed, InvalidUpload, Busy.
    """
    vendor = Vendor.objects.select_related("region__parent__parent").get(pk=vendor_id)
    require(policies.can_keep(actor, vendor))
    rows = _judged(vendor, _read(take_sheet(upload, prefer=SHEET_NAME), vendor))
    return _keep(vendor_id, safe_name(upload.name or ""), rows, actor)


def _read(sheet: Sheet, vendor: Vendor) -> list[tuple[int, Candidate]]:
    regions = finder_of(queries.regions_for(vendor))
    today = clock.today(vendor.time_zone)
    no_heading = _(
        "No heading with “Nomor anggota” and “Nama anggota” was found in the first rows. Take "
        "the template and fill it in."
    )
    read = [
        (number, rules.read_row(said, regions.get(normal_region(said["region"].text)), today))
        for number, said in rows_below(sheet, rules, no_heading=no_heading)
    ]
    if not 0 < len(read) <= rules.MOST_ROWS:
        raise InvalidUpload(
            _("A sheet holds from 1 to %(most)s members below its heading; this one has %(found)s.")
            % {"most": rules.MOST_ROWS, "found": len(read)}
        )
    return read


# ---- verdicts


def _judged(vendor: Vendor, read: Sequence[tuple[int, Candidate]]) -> list[Row]:
    known = queries.by_number(vendor, [row.values["number"] for _number, row in read])
    niks = {
        index: member.number
        for member in CooperativeMember.objects.filter(vendor=vendor, until=None).exclude(nik="")
        for index in blind_index.indexes_of("nik", member.nik)
    }
    seen: dict[str, int] = {}
    return [_row(number, row, known, niks, seen) for number, row in read]


def _row(
    number: int,
    row: Candidate,
    known: dict[str, CooperativeMember],
    niks: dict[str, str],
    seen: dict[str, int],
) -> Row:
    changes: list[str] = []
    if not row.problems:
        _note_twins(row, number, niks, seen)
        member = known.get(row.values["number"])
        if member is not None and not member.is_active:
            row.wrong("number", "number_left")
        elif member is not None:
            changes = _changed(member, row.values)
    return {
        "number": number,
        "verdict": _verdict(row, changes, is_known=row.values["number"] in known),
        "values": row.values,
        "problems": [problem.stored for problem in row.problems],
        "changes": changes,
    }


def _verdict(row: Candidate, changes: Sequence[str], *, is_known: bool) -> str:
    if row.problems:
        return RowVerdict.WRONG.value
    if not is_known:
        return RowVerdict.NEW.value
    return RowVerdict.CHANGED.value if changes else RowVerdict.SAME.value


def _note_twins(row: Candidate, number: int, niks: dict[str, str], seen: dict[str, int]) -> None:
    """Find the same member twice in one sheet, and a NIK that another member has."""
    keys = [f"number:{row.values['number']}"]
    if row.values["nik"]:
        keys.append(f"nik:{row.values['nik']}")
        holder = niks.get(blind_index.index_of("nik", row.values["nik"]))
        if holder not in {None, row.values["number"]}:
            row.wrong("nik", "nik_taken")
    twin = next((seen[key] for key in keys if key in seen), None)
    if twin is not None:
        row.wrong("number", "twice", row=twin)
    for key in keys:
        seen.setdefault(key, number)


def _changed(member: CooperativeMember, values: dict[str, str]) -> list[str]:
    """Return the columns in which a row says something else than is known."""
    held = {
        "name": member.name,
        "makes": member.makes,
        "region_id": str(member.region_id),
        "since": member.since.isoformat(),
        "consent": member.consent_on.isoformat(),
        "public": "ya" if member.named_in_public else "",
        "nik": member.nik if values["nik"] else "",
    }
    found = [column for column, before in held.items() if values[column] != before]
    return ["region" if column == "region_id" else column for column in found]


# ---- kept, taken in, put aside


@guards.use_case
def _keep(vendor_id: int, name: str, rows: Sequence[Row], actor: User) -> MemberSheet:
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.can_keep(actor, vendor))
    before = queries.open_sheet(vendor)
    if before is not None:
        _decide(before, "put_aside_at")
    counts = _counted(rows)
    sheet = MemberSheet.objects.create(
        vendor=vendor,
        file_name=name,
        rows=_written(rows),
        counts=counts,
        sent_by=actor,
        sent_at=clock.now(),
    )
    audit.record("member_sheet.sent", actor=actor, subject=vendor, sheet=sheet.pk, counts=counts)
    return sheet


def keep_rows(sheet: MemberSheet, rows: Sequence[Row]) -> None:
    """Leave only these rows in a sheet that is held; the others are of somebody who is erased."""
    sheet.rows, sheet.counts = _written(rows), _counted(rows)
    sheet.save(update_fields=["rows", "counts"])


def _written(rows: Sequence[Row]) -> str:
    return json.dumps(list(rows), ensure_ascii=False)


def _counted(rows: Sequence[Row]) -> dict[str, int]:
    return {verdict.value: sum(row["verdict"] == verdict for row in rows) for verdict in RowVerdict}


@guards.use_case
def take_sheet_in(*, sheet_id: int, actor: User) -> int:
    """Add and change the members that a sheet names; return how many. All of them or none.

    Rows to be repaired are left out, as the page said. Raises: NotAllowed, Conflict for a sheet
    that was decided, or a row that no longer fits what is known meanwhile.
    """
    sheet = _held(sheet_id, actor)
    vendor, taken = sheet.vendor, 0
    wanted = [row for row in queries.rows_of(sheet) if row["verdict"] in _TAKEN]
    known = queries.by_number(vendor, [row["values"]["number"] for row in wanted])
    for row in wanted:
        taken += _take(vendor, row, known, actor)
    _decide(sheet, "taken_at")
    audit.record("member_sheet.taken", actor=actor, subject=vendor, sheet=sheet.pk, rows=taken)
    outbox.emit("member_sheet.taken", subject=vendor, rows=taken)
    return taken


_TAKEN: Final = {RowVerdict.NEW.value, RowVerdict.CHANGED.value}


def _take(vendor: Vendor, row: Row, known: dict[str, CooperativeMember], actor: User) -> int:
    values = row["values"]
    member = known.get(values["number"]) or CooperativeMember(
        vendor=vendor, added_by=actor, added_at=clock.now()
    )
    member.vendor = vendor
    try:
        with transaction.atomic():
            return int(bool(write(member, _facts(values))))
    except DomainError as refused:
        raise Conflict(
            _("Row %(row)s does not fit any more: %(reason)s Send the sheet again.")
            % {"row": row["number"], "reason": refused.message}
        ) from refused


def _facts(values: dict[str, str]) -> MemberFacts:
    return MemberFacts(
        number=values["number"],
        name=values["name"],
        makes=values["makes"],
        region_id=int(values["region_id"]),
        since=date.fromisoformat(values["since"]),
        consent_on=date.fromisoformat(values["consent"]),
        nik=values["nik"],
        named_in_public=bool(values["public"]),
    )


@guards.use_case
def put_sheet_aside(*, sheet_id: int, actor: User) -> MemberSheet:
    """Forget a sheet; no member changes. Raises: NotAllowed, Conflict for one that was decided."""
    sheet = _held(sheet_id, actor)
    _decide(sheet, "put_aside_at")
    audit.record("member_sheet.put_aside", actor=actor, subject=sheet.vendor, sheet=sheet.pk)
    return sheet


def _held(sheet_id: int, actor: User) -> MemberSheet:
    vendor_id = MemberSheet.objects.values_list("vendor_id", flat=True).get(pk=sheet_id)
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.can_keep(actor, vendor))
    sheet = locks.lock_one(MemberSheet, sheet_id)
    sheet.vendor = vendor
    if not sheet.is_open:
        raise Conflict(_("This sheet was taken in or put aside already. Send it again."))
    return sheet


def _decide(sheet: MemberSheet, moment: str) -> None:
    setattr(sheet, moment, clock.now())
    sheet.rows = ""
    sheet.save(update_fields=[moment, "rows"])
