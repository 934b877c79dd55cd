"""SNAP response codes: three digits of HTTP status, two of service, two of case."""

from dataclasses import dataclass, field
from typing import Any, Final

TOKEN: Final = "73"  # noqa: S105 - a service number
CARD: Final = "01"
CHARGE: Final = "54"
CHARGE_STATUS: Final = "55"
PAYOUT: Final = "18"
PAYOUT_STATUS: Final = "36"
ACCOUNT: Final = "16"
QRIS: Final = "47"
QRIS_STATUS: Final = "51"


@dataclass(frozen=True)
class Answer:
    """One answer of the bank."""

    status: int
    case: str
    message: str
    fields: dict[str, Any] = field(default_factory=dict)

    def body(self, service: str) -> dict[str, Any]:
        """Return the JSON body as this service spells it."""
        code = f"{self.status}{service}{self.case}"
        return {"responseCode": code, "responseMessage": self.message, **self.fields}


class RefusalError(Exception):
    """The request cannot be served; carries the answer that says why."""

    def __init__(self, status: int, case: str, message: str) -> None:
        super().__init__(message)
        self.answer = Answer(status, case, message)


def missing(name: str) -> RefusalError:
    """A mandatory field or header is not there."""
    return RefusalError(400, "02", f"Invalid Mandatory Field {name}")


def malformed(name: str) -> RefusalError:
    """A field or header is there, but not in its promised form."""
    return RefusalError(400, "01", f"Invalid Field Format {name}")


NOT_FOUND: Final = Answer(404, "01", "Transaction Not Found")
KEY_REUSED: Final = Answer(409, "00", "Conflict: X-EXTERNAL-ID was used for another request")
DUPLICATE: Final = Answer(409, "01", "Duplicate partnerReferenceNo")
BROKEN: Final = Answer(500, "01", "Internal Server Error")
DOWN: Final = Answer(503, "00", "Service Unavailable")
