"""What happens to a vendor: the owner's steps, the verifier's verdicts, suspension."""

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
from vendors.services.review import (
    approve_application,
    reinstate_vendor,
    reject_application,
    remind_verifiers,
    return_application,
    reveal_field,
    suspend_vendor,
)
from vendors.services.steps import FieldLocked, InvalidField, Unfinished

__all__ = [
    "FieldLocked",
    "InvalidField",
    "Unfinished",
    "approve_application",
    "attach_document",
    "begin_with_business",
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
