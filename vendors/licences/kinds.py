"""The kinds of licences in one table: who issues them, whether they end, how a number is read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.core.text import clean_line
from vendors.licences import rules
from vendors.rules import FINE, Finding


class LicenceKind(models.TextChoices):
    """What a paper proves."""

    HALAL = "halal", _("Halal certificate")
    NON_HALAL = "non_halal", _("Stated non-halal label")
    PIRT = "pirt", _("Home-food permit (P-IRT)")
    BPOM_MD = "bpom_md", _("BPOM registration, food made here (MD)")
    BPOM_ML = "bpom_ml", _("BPOM registration, imported food (ML)")
    SNI = "sni", _("National standard (SNI)")
    HACCP = "haccp", _("Food safety (HACCP)")
    NUTRITION_TEST = "nutrition_test", _("Nutrition test")
    TKDN = "tkdn", _("Local content (TKDN)")
    BRAND = "brand", _("Registered brand (merek)")


@dataclass(frozen=True, slots=True)
class Kind:
    """What holds for one kind.

    ``issuer``: the office that usually issues it, for the form and for "where do I get one";
    ``ends``: whether it always has a last day (a halal certificate has none while the recipe is
    unchanged, Perppu 2/2022; earlier ones had one); ``paper``: whether a file proves it; ``badge``:
    the short word on cards; ``check``: of its number, on a day; ``shown``: how it is stored.
    """

    issuer: str | Promise
    badge: str | Promise
    ends: bool = True
    paper: bool = True
    check: Callable[[str, date], Finding] = lambda value, on: rules.check_any(value)
    tidy: Callable[[str], str] = lambda value: clean_line(value).upper()
    register: str = ""


def _pirt(value: str) -> str:
    digits = rules.pirt_digits(value)
    return f"{digits[:13]}-{digits[13:]}"


def _lettered(value: str) -> str:
    letters, rest = rules.letters_and_rest(value)
    return f"{letters.removeprefix('BPOM').removeprefix('RI')} {rest}".strip()


KINDS: Final[dict[str, Kind]] = {
    LicenceKind.HALAL: Kind(
        issuer="BPJPH",
        badge=_("Halal"),
        ends=False,
        check=lambda value, on: rules.check_halal(value),
        tidy=lambda value: "".join(rules.letters_and_rest(value)),
        register="bpjph.halal.go.id",
    ),
    LicenceKind.NON_HALAL: Kind(
        issuer=_("The owner of the shop, by a declaration"),
        badge=_("Not halal"),
        ends=False,
        paper=False,
        check=lambda value, on: FINE,
    ),
    LicenceKind.PIRT: Kind(
        issuer=_("Health office of the regency, through OSS"),
        badge="P-IRT",
        check=lambda value, on: rules.check_pirt(value, on=on),
        tidy=_pirt,
        register="sppirt.pom.go.id",
    ),
    LicenceKind.BPOM_MD: Kind(
        issuer="BPOM",
        badge="BPOM MD",
        check=lambda value, on: rules.check_bpom(value, letters="MD"),
        tidy=_lettered,
        register="cekbpom.pom.go.id",
    ),
    LicenceKind.BPOM_ML: Kind(
        issuer="BPOM",
        badge="BPOM ML",
        check=lambda value, on: rules.check_bpom(value, letters="ML"),
        tidy=_lettered,
        register="cekbpom.pom.go.id",
    ),
    LicenceKind.SNI: Kind(
        issuer=_("A certification body accredited by KAN"),
        badge="SNI",
        check=lambda value, on: rules.check_sni(value),
        register="bangbeni.bsn.go.id",
    ),
    LicenceKind.HACCP: Kind(issuer=_("A certification body accredited by KAN"), badge="HACCP"),
    LicenceKind.NUTRITION_TEST: Kind(
        issuer=_("A laboratory accredited by KAN"), badge=_("Nutrition tested"), ends=False
    ),
    LicenceKind.TKDN: Kind(
        issuer=_("Ministry of Industry, through SIINas"),
        badge="TKDN",
        register="tkdn.kemenperin.go.id",
    ),
    LicenceKind.BRAND: Kind(
        issuer=_("Directorate General of Intellectual Property (DJKI)"),
        badge=_("Registered brand"),
        register="pdki-indonesia.dgip.go.id",
    ),
}
# Either says what a buyer of food must be told (PP 42/2024 art. 160).
HALAL_STATED: Final = (LicenceKind.HALAL, LicenceKind.NON_HALAL)
# Once stated, goods are not sold when it has lapsed; the others only lose their badge.
NEEDED_WHILE_STATED: Final = (
    LicenceKind.HALAL,
    LicenceKind.PIRT,
    LicenceKind.BPOM_MD,
    LicenceKind.BPOM_ML,
)
ALWAYS_ENDS: Final = tuple(kind for kind in LicenceKind if KINDS[kind].ends)
WITHOUT_PAPER: Final = tuple(kind for kind in LicenceKind if not KINDS[kind].paper)
