"""How an invitation's code looks and where an invitation stands. Pure: no Django, no clock."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from marketplace.core.text import clean_line

GUESSES: Final = 10  # different wrong codes of one account in a window, then none is read
GUESSES_OF_ADDRESS: Final = 40  # a whole office may share one
GUESS_WINDOW_SECONDS: Final = 900
# Capitals and digits without those that look like another one: 0 and O, 1, I and L.
SIGNS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
GROUPS, OF_A_GROUP = 3, 4
CODE_LENGTH: Final = GROUPS * OF_A_GROUP


class InvitationState(StrEnum):
    """Where an invitation stands."""

    OPEN = "open"
    EXPIRED = "expired"
    LAPSED = "lapsed"  # whoever invited no longer manages the people of the shop
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REVOKED = "revoked"


def new_code(choose: Callable[[Sequence[str]], str]) -> str:
    """Return a code of 12 signs (59 bits), each picked by ``choose``, which must be random."""
    return "".join(choose(SIGNS) for _place in range(CODE_LENGTH))


def typed_code(text: str) -> str:
    """Return the code that somebody typed, however they grouped it; empty if it is none."""
    signs = "".join(sign for sign in clean_line(text).upper() if sign not in " -.")
    is_code = len(signs) == CODE_LENGTH and all(sign in SIGNS for sign in signs)
    return signs if is_code else ""


def grouped_code(code: str) -> str:
    """Return a code as it is printed and sent: ``ABCD-EFGH-JKMN``."""
    return "-".join(code[at : at + OF_A_GROUP] for at in range(0, CODE_LENGTH, OF_A_GROUP))


def masked_address(address: str) -> str:
    """Return an e-mail address that its owner knows again and nobody else learns: ``n•••@a.id``."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}•••@{host}"


def state_of(
    *, answered: InvitationState | None, ends: datetime, now: datetime, inviter_manages: bool
) -> InvitationState:
    """Say where an invitation stands; an answer is for ever, the last moment counts no more.

    answered: ACCEPTED, DECLINED or REVOKED where one was given.
    """
    if answered is not None:
        return answered
    if now >= ends:
        return InvitationState.EXPIRED
    return InvitationState.OPEN if inviter_manages else InvitationState.LAPSED
