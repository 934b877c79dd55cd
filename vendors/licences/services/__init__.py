"""Use-cases of licences: hand in, withdraw; verify, return, revoke; remind of the end."""

from vendors.licences.services.asking import Facts, ask_licence, withdraw_licence
from vendors.licences.services.deciding import return_licence, revoke_licence, verify_licence
from vendors.licences.services.reminding import deadline_kind, remind

__all__ = [
    "Facts",
    "ask_licence",
    "deadline_kind",
    "remind",
    "return_licence",
    "revoke_licence",
    "verify_licence",
    "withdraw_licence",
]
