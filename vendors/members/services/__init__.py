"""Use-cases of members: add, change, end; read a NIK in full; take a sheet of many in."""

from vendors.members.services.importing import (
    keep_rows,
    put_sheet_aside,
    send_sheet,
    take_sheet_in,
)
from vendors.members.services.keeping import (
    MemberFacts,
    add_member,
    change_member,
    end_member,
    reveal_nik,
)

__all__ = [
    "MemberFacts",
    "add_member",
    "change_member",
    "end_member",
    "keep_rows",
    "put_sheet_aside",
    "reveal_nik",
    "send_sheet",
    "take_sheet_in",
]
