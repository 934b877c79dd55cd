"""Which rooms each person must find a door to: read from the permission table, not written here."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from marketplace.orders import lifecycle

permissions: Any = import_module("tests.architecture.permissions")
OK, REDIRECT = 200, 302
REFUSALS = frozenset({403, 404, 409})
# What nobody comes to by clicks, and why. Everything else in the table needs a door.
ELSEWHERE = {
    "healthz": "asked by machines",
    "robots": "asked by machines",
    "sitemap": "asked by machines",
    "sitemap_part": "asked by machines",
    "gallery": "for whoever builds pages",
    "public_photo": "a picture, not a page",
    "private_file": "a file beside its page",
    "issued_document": "a paper beside its page",
    "goods_headings": "follows the sending of a sheet whose headings are not ours",
    "member_payment_back": "beside a payment on the member's statement",
    "check_document": "printed on papers as a QR code",
    "account_login": "before one is signed in",
    "account_signup": "before one is signed in",
    "phone_sign_in": "before one is signed in",
    "phone_sign_up": "before one is signed in",
    "phone_code": "before one is signed in, or on the way to another number",
    "account_phone": "for accounts with a telephone number; the account page leads there",
    "phone_prove": "asked before a step that needs it",
    "identity_sign_in": "before one is signed in, where another system signs people in",
    "identity_callback": "where another system sends people back to",
    "identities": "where another system signs people in; the account page leads there",
    "identity_begin": "where another system signs people in; the account page leads there",
    "identity_link": "follows signing in to another system",
    "identity_unlink": "beside an account of another system that is linked",
    "account_inactive": "before one is signed in",
    "account_reset_password": "before one is signed in",
    "account_reset_password_done": "before one is signed in",
    "account_confirm_login_code": "before one is signed in",
    "mfa_authenticate": "before one is signed in",
    "account_email_verification_sent": "follows a sign-up",
    "account_confirm_email": "stands in a mail",
    "role_invitation": "stands in a mail",
    "unsubscribe": "stands in a mail",
    "notice_number": "asks for a fresh proof; the page of how one is told leads there",
    "notice_number_code": "follows the number for WhatsApp",
    "whatsapp_hook": "asked by machines",
    "courier_hook": "asked by machines",
    "account_reset_password_from_key": "stands in a mail",
    "account_reset_password_from_key_done": "follows a link in a mail",
    "account_set_password": "for accounts without a password",
    "account_reauthenticate": "asked before a step that needs it",
    "mfa_reauthenticate": "asked before a step that needs it",
    "mfa_generate_recovery_codes": "with the second step switched on",
    "mfa_activate_totp": "for whoever has no second step yet; the account page leads there",
    "vendor_owner": "for a shop whose owners' accounts are all closed; its order leads there",
    "etalase_guess": "asked by the form of a new listing once its name is typed",
    "checkout_packages": "asked by the search of packages while somebody types",
    "search_suggestions": "asked by the search box while somebody types",
    "claim_status": "asked by the page that waits for the bank",
    "card_return": "where the bank sends a card holder back to",
}
# Asked and answered by programs.
BY_MACHINES = ("api-", "api_", "bank_")
# Pages of one's own account, which the table lets answer by leading on as well.
OF_THE_ACCOUNT = ("account_", "mfa_")


def is_walked(name: str) -> bool:
    """Whether a row of the table is a page or button that people come to by clicks."""
    return name not in ELSEWHERE and not name.startswith(BY_MACHINES)


def rooms_of(person: str) -> set[str]:
    """Return the rows whose page this person may use, a step of an order by its own row."""
    return {
        name
        for name, row in permissions.PERMISSIONS.items()
        if is_walked(name)
        and (_takes(person, name) if name in _steps() else _uses(person, name, row))
    }


def _steps() -> dict[str, Any]:
    return {f"order_step {step.key}": step for step in lifecycle.steps() if step.address}


def _takes(person: str, name: str) -> bool:
    """A step is somebody's by its role, wherever the order of the table stands."""
    roles = _steps()[name].roles
    return any(person in permissions.OF_ROLE.get(role, set()) for role in roles)


def _uses(person: str, name: str, row: Any) -> bool:
    always = REDIRECT not in row.granted or name.startswith(OF_THE_ACCOUNT)
    return person in row.allowed and OK in row.granted and always


def somebodys() -> set[str]:
    """Return the rows that answer by the thing, or only take a form: somebody finds each."""
    return {
        name
        for name, row in permissions.PERMISSIONS.items()
        if is_walked(name)
        and (row.granted & {REDIRECT, permissions.POST_ONLY})
        and not row.granted & {404}
    }


@cache
def open_rooms() -> frozenset[str]:
    """Return the rows of the open market: pages that a visitor may read too."""
    rows = permissions.PERMISSIONS.items()
    return frozenset(name for name, row in rows if row.visitor == OK)


def refusals_of(person: str, stage: Any) -> list[str]:
    """Return the addresses at which this person is refused."""
    return [
        permissions.address(name, stage)
        for name, row in permissions.PERMISSIONS.items()
        if not name.startswith(BY_MACHINES) and row.answers(person) <= REFUSALS
    ]
