"""The checklist of a case, by what it is about: which steps lead to the paper, in order."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vendors.support.models import Paper

# What a step is called; the key stands in the row, so that a template may change later.
STEPS: Final[Mapping[str, str | Promise]] = {
    "talk": _("Talk about what is made and what is there"),
    "papers": _("Put the needed papers together"),
    "account": _("Make the account at the issuing office"),
    "course": _("Attend the food safety course"),
    "visit": _("Visit of the place where it is made"),
    "label": _("Correct the label and packaging"),
    "ingredients": _("List the ingredients and how it is made"),
    "guide": _("Meet the halal guide (pendamping PPH)"),
    "sample": _("Hand samples to the laboratory"),
    "result": _("Read the result of the laboratory"),
    "plan": _("Write the safety plan (HACCP)"),
    "search": _("Look for similar marks"),
    "logo": _("Draw the mark and choose its classes"),
    "count": _("Calculate the local content"),
    "apply": _("Hand in the application"),
    "pay": _("Pay the fee"),
    "audit": _("Audit by the certifier"),
    "receive": _("Receive the paper"),
}

TEMPLATES: Final[Mapping[str, tuple[str, ...]]] = {
    Paper.NIB: ("talk", "papers", "account", "apply", "receive"),
    Paper.NPWP: ("talk", "papers", "apply", "receive"),
    Paper.PIRT: ("talk", "papers", "course", "label", "apply", "visit", "receive"),
    Paper.BPOM: ("talk", "account", "visit", "label", "apply", "pay", "receive"),
    Paper.HALAL: ("talk", "ingredients", "account", "guide", "apply", "receive"),
    Paper.SNI: ("talk", "papers", "apply", "audit", "receive"),
    Paper.HACCP: ("talk", "course", "plan", "audit", "receive"),
    Paper.NUTRITION: ("talk", "sample", "pay", "result", "label", "receive"),
    Paper.TKDN: ("talk", "account", "count", "apply", "receive"),
    Paper.BRAND: ("talk", "search", "logo", "apply", "pay", "receive"),
}
