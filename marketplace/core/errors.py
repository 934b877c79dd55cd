"""Refusals: a stable code for machines and a sentence for people."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from marketplace.core.text import one_stop


class DomainError(Exception):
    """A refusal the user can understand and act on. Anything else is a bug: let it be a 500."""

    code = "domain_error"
    http_status = 409

    def __init__(self, message: str, **details: object) -> None:
        self.message = one_stop(str(message))
        super().__init__(self.message)
        self.details = details

    def add_to(self, form: Any, *, renamed: Mapping[str, str] = MappingProxyType({})) -> None:
        """Put the sentence beside the field it names, above the form where that has none.

        renamed: what a field of the use-case is called in the form.
        """
        named = str(self.details.get("field", ""))
        field = renamed.get(named, named)
        form.add_error(field if field in form.fields else None, self.message)


class NotAllowed(DomainError):
    """The person may not do this; the message names who may."""

    code, http_status = "not_allowed", 403


class NotFoundError(DomainError):
    """The thing does not exist, or not for this person."""

    code, http_status = "not_found", 404


class InvalidTransition(DomainError):
    """The thing is in a state from which this step does not exist."""

    code, http_status = "invalid_transition", 409


class Conflict(DomainError):
    """Somebody else changed it first, or the same key came with another request."""

    code, http_status = "conflict", 409


class RuleViolation(DomainError):
    """A dated rule of the rulebook, or a rule of the field, refuses the numbers given."""

    code, http_status = "rule_violation", 422


class CapExceeded(RuleViolation):
    """The gross value passes the cap of the channel (R-CAP-1)."""

    code = "cap_exceeded"


class OutOfStock(RuleViolation):
    """Fewer units are free than were asked for."""

    code = "out_of_stock"


class BudgetExceeded(RuleViolation):
    """The plan package (RUP) has less left than the order needs."""

    code = "budget_exceeded"


class VendorNotEligible(RuleViolation):
    """The vendor is not approved, is suspended, or may not sell in this channel."""

    code = "vendor_not_eligible"


class InvalidUpload(RuleViolation):
    """A file is too large, of the wrong kind, or not what it claims to be."""

    code = "invalid_upload"

    def add_to(self, form: Any, *, renamed: Mapping[str, str] = MappingProxyType({})) -> None:
        """Put the sentence beside the one field that takes a file."""
        of_files = (n for n, field in form.fields.items() if field.widget.needs_multipart_form)
        form.add_error(next(of_files, None), self.message)


class UnstorableText(DomainError):
    """The request holds a NUL character, which no text of ours can contain."""

    code, http_status = "unstorable_text", 400


class Busy(DomainError):
    """Somebody holds the lock; trying again in a moment is safe."""

    code, http_status = "busy", 503


class NoRoom(DomainError):
    """The disk of the database is full; nothing of the request was kept."""

    code, http_status = "no_room", 507
