"""Who may sell what, and what a number typed on a form is worth. Pure: no Django, no clock.

A check answers ``error`` only for a wrong shape and ``warn`` for a doubtful checksum or segment:
genuine numbers exist that break unofficial rules, so a person decides those at the register.
Sentences live in messages.py.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from stdnum import luhn
from stdnum.exceptions import InvalidComponent
from stdnum.id import nik

from marketplace.core import lazily, phones
from marketplace.core.text import clean_line
from vendors.channels import Channel, Reach

distance = lazily.module("rapidfuzz.distance")
# Days before a yearly declaration of size is due on which its owner is reminded; 0 is the day.
SIZE_REMINDED_BEFORE: Final = (30, 7, 0)
_POINT: Final = re.compile(
    r"(-?[0-9]{1,3}(?:[.,][0-9]{1,15})?)(?:\s*[,;]\s*|\s+)(-?[0-9]{1,3}(?:[.,][0-9]{1,15})?)",
    re.ASCII,
)


class LegalForm(StrEnum):
    """Perorangan, CV, PT, koperasi, BUMDes."""

    INDIVIDUAL = "individual"
    CV = "cv"
    PT = "pt"
    COOPERATIVE = "cooperative"
    VILLAGE_ENTERPRISE = "bumdes"


class SizeClass(StrEnum):
    """Usaha mikro, kecil, menengah, or larger than the law's small firms (R-SIZE-1)."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    NON_MSME = "non_msme"


class Level(StrEnum):
    """What a finding means for the form: go on, let a person look, or repair it."""

    OK = "ok"
    WARN = "warn"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: a stable code, its level, and the figures for the sentence."""

    code: str
    level: Level = Level.ERROR
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """True when the field must be repaired before the form can go on."""
        return self.level == Level.ERROR


FINE: Final = Finding("ok", Level.OK)


@dataclass(frozen=True, slots=True)
class SizeBounds:
    """Upper bounds in rupiah, inclusive, of the micro, small and medium class."""

    micro: int
    small: int
    medium: int


def size_class(
    *,
    capital_rupiah: int,
    annual_sales_rupiah: int,
    has_full_book_year: bool,
    capital_bounds: SizeBounds,
    sales_bounds: SizeBounds,
) -> SizeClass:
    """Return a firm's size class by PP 7/2021 (R-SIZE-1); each upper bound still belongs to it.

    capital_rupiah: own capital without land and building, the measure of a new firm.
    annual_sales_rupiah: the measure once the firm has closed a full book year.
    Raises: ValueError for a negative figure.
    """
    figure = annual_sales_rupiah if has_full_book_year else capital_rupiah
    bounds = sales_bounds if has_full_book_year else capital_bounds
    if figure < 0:
        raise ValueError("capital and sales must not be negative")
    if figure <= bounds.micro:
        return SizeClass.MICRO
    if figure <= bounds.small:
        return SizeClass.SMALL
    return SizeClass.MEDIUM if figure <= bounds.medium else SizeClass.NON_MSME


def channels_for(
    legal_form: LegalForm, size: SizeClass, reach: Mapping[Channel, Reach]
) -> frozenset[Channel]:
    """Return the channels a vendor may sell in; an empty set means the platform is not for them.

    reach: of each channel, as the rulebook has it on the day (R-CHANNEL-FIRM, R-CHANNEL-COOP).
    """
    rank = 1 + list(SizeClass).index(size)
    is_cooperative = legal_form == LegalForm.COOPERATIVE
    return frozenset(
        channel
        for channel, of_channel in reach.items()
        if rank <= (of_channel.cooperatives if is_cooperative else of_channel.firms)
    )


# --- identifiers -------------------------------------------------------------------------------


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PROVINCES: Final = _words(
    "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 "
    "71 72 73 74 75 76 81 82 91 92 93 94 95 96"
)
_WOMAN: Final = 40  # added to the day of birth in a woman's NIK


def plain(value: str) -> str:
    """Return a number without the points, dashes, spaces and unseen marks it is pasted with."""
    return re.sub(r"[ .\-/']", "", clean_line(value))


def phone(value: str) -> str:
    """Return a telephone number in one shape (``+6281234567890``), empty for what is none."""
    return phones.normalised(value)


def phone_shown(stored: str) -> str:
    """Return a stored telephone number as people read it: ``+62 812-3456-7890``."""
    return phones.shown(stored)


def _wrong_digits(value: str, allowed: tuple[int, ...], code: str) -> Finding | None:
    """Return an error unless the value is digits of an allowed length; ASCII digits only."""
    if re.fullmatch(r"[0-9]+", value) is None:
        return Finding(f"{code}_not_digits")
    if len(value) in allowed:
        return None
    return Finding(f"{code}_length", params={"needed": allowed[0], "found": len(value)})


def check_nib(value: str) -> Finding:
    """Check a business number (NIB): thirteen digits."""
    return _wrong_digits(plain(value), (13,), "nib") or FINE


def check_nik(value: str) -> Finding:
    """Check a citizen number (NIK): region, birth date (day + 40 for women), serial.

    Impossible day or month figures are a wrong shape; an unknown province, a date that no
    calendar has and serial 0000 are doubts.
    """
    digits = plain(value)
    wrong = _wrong_digits(digits, (16,), "nik")
    if wrong:
        return wrong
    day, month = int(digits[6:8]), int(digits[8:10])
    if not (1 <= day <= 31 or _WOMAN < day <= _WOMAN + 31) or not 1 <= month <= 12:
        return Finding("nik_birth_date")
    if digits[:2] not in PROVINCES:
        return Finding("nik_province", Level.WARN, {"code": digits[:2]})
    if not _has_birth_date(digits):
        return Finding("nik_no_such_date", Level.WARN)
    return Finding("nik_serial", Level.WARN) if digits.endswith("0000") else FINE


def _has_birth_date(digits: str) -> bool:
    """Return whether the day exists in either century the two digits can mean."""
    try:
        nik.get_birth_date(digits)
    except InvalidComponent:
        return False
    return True


def check_npwp(value: str) -> Finding:
    """Check a tax number (NPWP), 15 digits of old or 16 of now (PMK 112/2022).

    Sixteen digits are an old number behind a 0, or a person's NIK. The check digit is only a
    doubt: newly issued numbers need not follow it.
    """
    digits = plain(value)
    wrong = _wrong_digits(digits, (16, 15), "npwp")
    if wrong:
        return wrong
    if len(digits) == 16 and not digits.startswith("0"):
        return FINE if check_nik(digits) == FINE else Finding("npwp_not_a_nik", Level.WARN)
    core = digits[1:10] if len(digits) == 16 else digits[:9]
    return FINE if luhn.is_valid(core) else Finding("npwp_check_digit", Level.WARN)


def npwp16(value: str) -> str:
    """Return a tax number in its one stored shape: an old one of 15 digits gets a 0 in front.

    Source: PMK 112/2022 art. 2. What is no number of 15 digits stays as it is.
    """
    digits = plain(value)
    return f"0{digits}" if len(digits) == 15 else digits


def check_nitku(value: str, *, npwp: str = "") -> Finding:
    """Check the number of a place of business (NITKU): 22 digits, the NPWP and six of the place.

    npwp: where it is known; another one in front is a doubt for the verifier.
    """
    digits = plain(value)
    wrong = _wrong_digits(digits, (22,), "nitku")
    if wrong:
        return wrong
    if npwp and not digits.startswith(npwp16(npwp)):
        return Finding("nitku_of_another", Level.WARN)
    return FINE


def check_cooperative_number(value: str) -> Finding:
    """Check the number of a cooperative (NIK koperasi); another length than 16 is a doubt.

    The ministry's layout is not published; a certificate shows it.
    """
    digits = plain(value)
    wrong = _wrong_digits(digits, (16,), "cooperative")
    if wrong and (wrong.code == "cooperative_not_digits" or not 8 <= len(digits) <= 20):
        return wrong
    return Finding("cooperative_unusual", Level.WARN, {"found": len(digits)}) if wrong else FINE


def point(value: str) -> tuple[float, float] | None:
    """Read a map point as phones show it: ``-7.4726, 112.4381``, with points or decimal commas.

    Returns latitude and longitude in degrees, rounded to about ten centimetres; None for no point.
    """
    parts = _POINT.fullmatch(clean_line(value).replace("\N{MINUS SIGN}", "-"))
    if parts is None:
        return None
    latitude, longitude = (round(float(part.replace(",", ".")), 6) for part in parts.groups())
    return latitude, longitude


def check_kbli(value: str) -> Finding:
    """Check the shape of a business-field code (KBLI): five digits; the list decides the rest."""
    return _wrong_digits(plain(value), (5,), "kbli") or FINE


def check_bank_code(value: str) -> Finding:
    """Check a bank's clearing code: three digits."""
    return _wrong_digits(plain(value), (3,), "bank_code") or FINE


def check_account_number(value: str) -> Finding:
    """Check a bank account number: digits only; an unusual length or one digit is a doubt."""
    digits = plain(value)
    wrong = _wrong_digits(digits, tuple(range(10, 17)), "account")
    if wrong and (wrong.code == "account_not_digits" or not 5 <= len(digits) <= 20):
        return wrong
    if wrong or len(set(digits)) == 1:
        return Finding("account_unusual", Level.WARN, {"found": len(digits)})
    return FINE


# --- names -------------------------------------------------------------------------------------

# Legal forms and titles that banks add or leave out; they say nothing about who the holder is.
_NOT_A_NAME: Final = _words(
    "pt cv ud pd tb toko fa firma koperasi kop kud tbk bpk bapak ibu sdr sdri h hj haji hajjah "
    "dr drs dra ir prof se sh st sp skom spd sag mm msi mt mpd amd"
)


def name_match_percent(holder: str, owner: str) -> int:
    """Return from 0 to 100 how alike an account holder's name is to the owner's or firm's name.

    Order of words, titles, legal form, accents and a cut-off at the bank's field length do not
    count against it; an initial counts for its word. A hint for the verifier, never a verdict.
    """
    few, many = sorted((_name_words(holder), _name_words(owner)), key=lambda w: (len(w), w))
    letters = sum(map(len, few)) + sum(map(len, many))
    if not few:
        return 0
    matched, rest = 0.0, list(many)
    for word in few:
        likeness, best = max((_likeness(word, other), other) for other in rest)
        matched += likeness * (len(word) + len(best))
        rest.remove(best)
    return round(100 * matched / letters)


def _name_words(name: str) -> list[str]:
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    glued = re.sub(r"(?<=\b[a-z])\.(?=[a-z]{1,3}\b)", "", ascii_name)  # s.e. -> se
    words = [word for word in re.findall(r"[a-z0-9]+", glued) if word not in _NOT_A_NAME]
    return sorted(words)


def _likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=lambda word: (len(word), word))
    if long.startswith(short):
        return 0.8 if len(short) == 1 else 0.9
    ratio: float = distance.Indel.normalized_similarity(short, long)
    return ratio if ratio >= 0.7 else 0.0
