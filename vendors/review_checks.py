"""What the machine can say about each field; the verifier decides."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from vendors import policies, rules
from vendors.application import reviewed_fields
from vendors.messages import sentence
from vendors.models import Vendor, VendorRole
from vendors.reference_data import banks, kbli_titles
from vendors.rules import Finding, Level

GOOD_NAME_MATCH = 80

SHAPES: Final[Mapping[str, Callable[[str], Finding]]] = {
    "nib": rules.check_nib,
    "npwp": rules.check_npwp,
    "nik": rules.check_nik,
    "bank_code": rules.check_bank_code,
    "account_number": rules.check_account_number,
    "kbli_codes": rules.check_kbli,
}


class Check(NamedTuple):
    """``state`` is ok, warn or look (nothing a machine can tell); ``note`` one sentence."""

    state: str
    note: str


def shape_problem(column: str, value: str) -> str:
    """Return the sentence for a wrong shape, or nothing when a person may still judge it."""
    finding = SHAPES[column](value)
    return sentence(finding) if finding.is_error else ""


def phone_problem(value: str) -> str:
    """Return the sentence for what cannot be a telephone number."""
    if rules.phone(value):
        return ""
    return _("A telephone number has 8 to 15 digits, for example 0812 3456 7890.")


def name_match(vendor: Vendor) -> int:
    """Return in per cent how well the account holder matches an owner or the firm."""
    owners = policies.active_memberships(VendorRole.OWNER).filter(vendor=vendor)
    names = (*owners.values_list("user__name", flat=True), vendor.name)
    return max(rules.name_match_percent(vendor.account_holder, name) for name in names)


def machine_checks(vendor: Vendor, size_note: str) -> dict[str, Check]:
    """Return a check for every field the verifier judges. ``size_note``: the compared numbers."""
    found = {
        "name": Check("look", _("Compare it with the NIB document.")),
        "nib": _number(rules.check_nib(vendor.nib), _("Right shape: 13 digits.")),
        "npwp": _number(
            rules.check_npwp(vendor.npwp), _("Right length, and the check digit fits.")
        ),
        "nik": _number(rules.check_nik(vendor.nik), _("Province code and birth date are valid.")),
        "kbli": _kbli(vendor),
        "size": Check("ok", size_note) if size_note else Check("look", ""),
        "address": Check("look", _("Compare it with the documents.")),
        "bank": _bank(vendor),
        "contact": Check("look", _("Call the number if something is unclear.")),
    }
    return {field: found[field] for field in reviewed_fields(vendor)}


def _number(finding: Finding, fine: str) -> Check:
    if finding.level == Level.OK:
        return Check("ok", fine)
    return Check("warn", sentence(finding))


def _kbli(vendor: Vendor) -> Check:
    unknown = [code for code in vendor.kbli_codes if code not in kbli_titles()]
    if unknown:
        return Check(
            "warn",
            _("%(codes)s is not in our short list; look it up at OSS.")
            % {"codes": ", ".join(unknown)},
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
