"""What happens to a vendor: the owner's steps, its people, the verifier's verdicts, suspension."""

from vendors.services.application import (
    attach_document,
    begin_with_business,
    save_address,
    save_bank,
    save_business,
    save_size,
    start_application,
    submit_application,
)
from vendors.services.people import (
    AlreadyEnded,
    AlreadyMember,
    LastOwner,
    ReviewedByThem,
    add_member,
    end_membership,
    hand_over_ownership,
)
from vendors.services.review import (
    approve_application,
    reinstate_vendor,
    reject_application,
    remind_verifiers,
    return_application,
    reveal_field,
    suspend_vendor,
)
from vendors.services.transitions import FieldLocked, InvalidField, Unfinished

__all__ = [
    "AlreadyEnded",
    "AlreadyMember",
    "FieldLocked",
    "InvalidField",
    "LastOwner",
    "ReviewedByThem",
    "Unfinished",
    "add_member",
    "approve_application",
    "attach_document",
    "begin_with_business",
    "end_membership",
    "hand_over_ownership",
    "reinstate_vendor",
    "reject_application",
    "remind_verifiers",
    "return_application",
    "reveal_field",
    "save_address",
    "save_bank",
    "save_business",
    "save_size",
    "start_application",
    "submit_application",
    "suspend_vendor",
]
