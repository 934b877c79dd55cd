"""What happens at a counter: sessions are opened and closed, people agree and confirm."""

from vendors.counter.services.common import (
    DAY_DEADLINE,
    PAPER_FILE,
    AccountUnfit,
    ChangedSince,
    CodeNeeded,
    InvalidEntry,
    MobileNeeded,
    NotAgreed,
    NotComplete,
    PaperNeeded,
    ServesThemselves,
    TooManyMessages,
    WrongCode,
)
from vendors.counter.services.confirming import (
    confirm_by_code,
    confirm_by_paper,
    print_sheet,
    send_code,
)
from vendors.counter.services.owning import judge_contact, may_sign, never_answered, phone_of
from vendors.counter.services.sessions import (
    agree,
    begin,
    close_day,
    close_session,
    open_session,
    reopen,
    submit,
)

__all__ = [
    "DAY_DEADLINE",
    "PAPER_FILE",
    "AccountUnfit",
    "ChangedSince",
    "CodeNeeded",
    "InvalidEntry",
    "MobileNeeded",
    "NotAgreed",
    "NotComplete",
    "PaperNeeded",
    "ServesThemselves",
    "TooManyMessages",
    "WrongCode",
    "agree",
    "begin",
    "close_day",
    "close_session",
    "confirm_by_code",
    "confirm_by_paper",
    "judge_contact",
    "may_sign",
    "never_answered",
    "open_session",
    "phone_of",
    "print_sheet",
    "reopen",
    "send_code",
    "submit",
]
