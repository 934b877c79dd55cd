"""What the machine can say about each field; the verifier decides."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from vendors import policies, rules
from vendors.application import reviewed_fields
from vendors.messages import sentence
from vendors.models import KbliEdition, Vendor, VendorRole
from vendors.reference_data import banks, kbli_titles
from vendors.rules import Finding, Level

GOOD_NAME_MATCH = 80

SHAPES: Final[Mapping[str, Callable[[str], Finding]]] = {
    "nib": rules.check_nib,
    "npwp": rules.check_npwp,
    "nik": rules.check_nik,
    "nitku": rules.check_nitku,
    "cooperative_number": rules.check_cooperative_number,
    "bank_code": rules.check_bank_code,
    "account_number": rules.check_account_number,
    "kbli_codes": rules.check_kbli,
}


_also_named: list[Callable[[Vendor], Iterable[str]]] = []


def also_named(function: Callable[[Vendor], Iterable[str]]) -> Callable[[Vendor], Iterable[str]]:
    """Register who besides its owners an account may belong to, as a room above knows."""
    _also_named.append(function)
    return function


class Check(NamedTuple):
    """``state`` is ok, warn or look (nothing a machine can tell); ``note`` one sentence."""

    state: str
    note: str


def shape_problem(column: str, value: str) -> str:
    """Return the sentence for a wrong shape, or nothing when a person may still judge it."""
    finding = SHAPES[column](value)
    return sentence(finding) if finding.is_error else ""


def doubt(column: str, value: str) -> str:
    """Return the sentence of a doubt about a number of the right shape; nothing where all fits."""
    finding = SHAPES[column](value)
    return sentence(finding) if finding.level == Level.WARN else ""


def phone_problem(value: str) -> str:
    """Return the sentence for what cannot be a telephone number."""
    if rules.phone(value):
        return ""
    return _("A telephone number has 8 to 15 digits, for example 0812 3456 7890.")


def name_match(vendor: Vendor, holder: str = "") -> int:
    """Return in per cent how well the account holder, or the one typed, fits an owner or firm."""
    owners = policies.active_memberships(VendorRole.OWNER).filter(vendor=vendor)
    known = (name for asked in _also_named for name in asked(vendor))
    names = (*owners.values_list("user__name", flat=True), vendor.name, *known)
    shown = holder or vendor.account_holder
    return max(rules.name_match_percent(shown, name) for name in names)


def machine_checks(vendor: Vendor, size_note: str) -> dict[str, Check]:
    """Return a check for every field the verifier judges. ``size_note``: the compared numbers."""
    compare = Check("look", _("Compare it with the documents."))
    found: dict[str, Callable[[], Check]] = {
        "name": lambda: Check("look", _("Compare it with the NIB document.")),
        "nib": lambda: _number(rules.check_nib(vendor.nib), _("Right shape: 13 digits.")),
        "npwp": lambda: _npwp(vendor),
        "nik": lambda: _number(
            rules.check_nik(vendor.nik), _("Province code and birth date are valid.")
        ),
        "cooperative_number": lambda: _number(
            rules.check_cooperative_number(vendor.cooperative_number),
            _("The usual length; look it up at the ministry."),
        ),
        "kbli": lambda: kbli_check(tuple(pair) for pair in vendor.kbli_codes),
        "size": lambda: Check("ok", size_note) if size_note else Check("look", ""),
        "address": lambda: compare,
        "bank": lambda: _bank(vendor),
        "contact": lambda: Check("look", _("Call the number if something is unclear.")),
        "tax": lambda: compare if vendor.is_pkp else Check("look", _("No SPPKP is asked for.")),
    }
    return {field: found[field]() for field in reviewed_fields(vendor)}


def _number(finding: Finding, fine: str) -> Check:
    if finding.level == Level.OK:
        return Check("ok", fine)
    return Check("warn", sentence(finding))


def _npwp(vendor: Vendor) -> Check:
    check = _number(rules.check_npwp(vendor.npwp), _("Right length, and the check digit fits."))
    if not vendor.nitku:
        return check
    place = rules.check_nitku(vendor.nitku, npwp=vendor.npwp)
    if place.level == Level.OK:
        return check
    return Check("warn", " ".join(dict.fromkeys((check.note, sentence(place)))))


def kbli_check(codes: Iterable[tuple[str, ...]]) -> Check:
    """Say which codes are in the list we carry; of another edition we carry none."""
    unlisted = [
        f"{code} ({edition})"
        for edition, code in codes
        if edition != KbliEdition.E2020 or code not in kbli_titles()
    ]
    if unlisted:
        return Check(
            "warn",
            _("%(codes)s is not in our short list; look it up at OSS.")
            % {"codes": ", ".join(unlisted)},
        )
    return Check("ok", _("Every code is in the KBLI 2020 list."))


def _bank(vendor: Vendor) -> Check:
    unusual = rules.check_account_number(vendor.account_number)
    percent = name_match(vendor)
    words = _("The holder's name matches by %(percent)s %%.") % {"percent": percent}
    if unusual.level != Level.OK:
        return Check("warn", f"{words} {sentence(unusual)}")
    if vendor.bank_code not in banks():
        return Check("warn", f"{words} " + _("This bank code is not in our list."))
    return Check("ok" if percent >= GOOD_NAME_MATCH else "warn", words)
