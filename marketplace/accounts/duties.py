"""Which duties never meet in one person.

Source: two-person control, docs/regulations.md "Roles and letters". What depends on one order (who
ordered never approves, receives or pays for it) is asked of that order (I-26); here stands what
excludes each other in an office altogether, whatever is ordered.
"""

from collections.abc import Iterable
from typing import Final

from marketplace.accounts.models.roles import Role

_GIVES_ROLES: Final = {
    Role.PROCUREMENT_OFFICER,
    Role.COMMITMENT_OFFICER,
    Role.CARD_HOLDER,
    Role.TREASURER,
    Role.INTERNAL_AUDITOR,
}
_AUDITED: Final = {
    Role.PROCUREMENT_OFFICER,
    Role.COMMITMENT_OFFICER,
    Role.ACTIVITY_OFFICER,
    Role.CARD_HOLDER,
    Role.BUDGET_AUTHORITY,
    Role.TREASURER,
}
_PAID_BY_ANOTHER: Final = {
    Role.PROCUREMENT_OFFICER,
    Role.COMMITMENT_OFFICER,
    Role.BUDGET_AUTHORITY,
}
# Twin of accounts_apart (migration 0011).
APART: Final = frozenset(
    frozenset({one, other})
    for one, others in (
        (Role.AGENCY_ADMIN, _GIVES_ROLES),  # who gives roles does not use them
        (Role.INTERNAL_AUDITOR, _AUDITED),  # nobody audits themselves
        (Role.TREASURER, _PAID_BY_ANOTHER),  # who orders, approves or decides does not pay
    )
    for other in others
)


def excluding(role: str, held: Iterable[str]) -> str:
    """Return the first of the held roles that excludes another one, empty where none does."""
    return next((one for one in sorted(held) if frozenset({one, role}) in APART), "")
