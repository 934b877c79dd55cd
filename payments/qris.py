"""QRIS payloads, merchant-presented mode: tag-length-value text closed by a CRC-16.

A payload is a row of `tt ll value` fields (two digits of tag, two of length); templates nest the
same way. The last field, tag 63, is CRC-16/CCITT-FALSE over everything before its value.
"""

import binascii
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

RUPIAH_CODE: Final = "360"
DYNAMIC: Final = "12"
DOMAIN: Final = "ID.CO.QRIS.WWW"
CRC_HEAD: Final = "6304"
MAX_LENGTH: Final = 99
_AMOUNT: Final = re.compile(r"([0-9]{1,13})(\.0{1,2})?")


class QrisError(ValueError):
    """The payload is not a well-formed QRIS code."""


@dataclass(frozen=True, kw_only=True)
class QrisPayload:
    """What a payment page needs to know from a QRIS code. Amount in whole rupiah, None if open."""

    merchant_name: str
    city: str
    category_code: str
    currency: str
    amount_rupiah: int | None
    is_single_use: bool
    fields: tuple[tuple[str, str], ...]


def crc16(text: str) -> str:
    """Return CRC-16/CCITT-FALSE (polynomial 0x1021, start 0xFFFF) as four upper-case hex digits."""
    return f"{binascii.crc_hqx(text.encode(), 0xFFFF):04X}"


def read_fields(text: str) -> list[tuple[str, str]]:
    """Split a payload or a template into (tag, value) pairs.

    Raises: QrisError when a length is not two digits, or points past the end.
    """
    fields, at = [], 0
    while at < len(text):
        head = text[at : at + 4]
        if not re.fullmatch(r"[0-9]{4}", head):
            raise QrisError("a field must start with two digits of tag and two of length")
        end = at + 4 + int(head[2:])
        if end > len(text):
            raise QrisError("a field is longer than the payload")
        fields.append((head[:2], text[at + 4 : end]))
        at = end
    return fields


def parse(payload: str) -> QrisPayload:
    """Read a scanned QRIS payload.

    Raises: QrisError for broken fields, a wrong or missing CRC, or an amount with sen.
    """
    fields = read_fields(payload)
    if not fields or fields[-1] != ("63", crc16(payload[:-4])):
        raise QrisError("the checksum does not match")
    values = dict(fields)
    return QrisPayload(
        merchant_name=values.get("59", ""),
        city=values.get("60", ""),
        category_code=values.get("52", ""),
        currency=values.get("53", ""),
        amount_rupiah=_read_amount(values.get("54")),
        is_single_use=values.get("01") == DYNAMIC,
        fields=tuple(fields),
    )


def _read_amount(text: str | None) -> int | None:
    if text is None:
        return None
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise QrisError("the amount must be whole rupiah")
    return int(found[1])


def build(  # one argument per printed field; a wrapper object would only rename them
    *, merchant_id: str, merchant_name: str, city: str, amount_rupiah: int, reference: str
) -> str:
    """Write a single-use payload for one amount in whole rupiah.

    Names are folded to ASCII and cut to what the standard prints (25 and 15 characters).
    Raises: QrisError for an amount that is not positive or an id too long for its field.
    """
    if amount_rupiah <= 0:
        raise QrisError("the amount must be positive")
    account = _field("00", DOMAIN) + _field("02", merchant_id) + _field("03", "UMI")
    body = "".join(
        (
            _field("00", "01"),
            _field("01", DYNAMIC),
            _field("51", account),
            _field("52", "5399"),
            _field("53", RUPIAH_CODE),
            _field("54", str(amount_rupiah)),
            _field("58", "ID"),
            _field("59", _ascii(merchant_name, 25)),
            _field("60", _ascii(city, 15)),
            _field("62", _field("05", reference)),
            CRC_HEAD,
        )
    )
    return body + crc16(body)


def _field(tag: str, value: str) -> str:
    if not 0 < len(value) <= MAX_LENGTH:
        raise QrisError(f"field {tag} must have 1 to {MAX_LENGTH} characters")
    return f"{tag}{len(value):02d}{value}"


def _ascii(text: str, width: int) -> str:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return folded.strip()[:width].strip() or "-"
