"""What is wrong with a cell of a sheet of goods, in the reader's language, and how to repair it."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from catalog.services.price_bounds import refusal_of
from catalog.services.price_jumps import said_of
from marketplace.core.money import grouped
from vendors.sheet_messages import OF_CELLS

COLUMN_LABELS: Final[Mapping[str, Any]] = {
    "code": _("Code of the goods"),
    "parent": _("Parent code"),
    "name": _("Name of the goods"),
    "label": _("Name of the variant"),
    "etalase": _("Showcase"),
    "description": _("Description"),
    "unit": _("Sold by"),
    "price_rupiah": _("Price without PPN"),
    "stock": _("Stock"),
    "tax_class": _("Tax"),
    "weight_gram": _("Weight in grams"),
    "origin": _("Made in"),
    "is_domestic": _("Domestic product (PDN)"),
    "tkdn_percent": _("TKDN in percent"),
    "photo": _("Photo"),
    "photo_alt": _("The photo in words"),
}
# What each column of the template is for; the sheet of explanations shows it.
EXPLAINED: Final[Mapping[str, Promise]] = {
    "code": _("Your own code (SKU), unique in your shop. A row is known again by it."),
    "parent": _("Only for new variants: the code of another variant of the same goods."),
    "name": _("What it is, the material and the size: Kopi arabika Bajawa, bubuk 250 g."),
    "label": _("What is different about this variant: 250 g, merah. Empty where there is one."),
    "etalase": _("Choose it from the list. Needed for new goods."),
    "description": _("At most 2,000 characters."),
    "unit": _("For example lembar, kotak, bungkus, unit. Needed for new goods."),
    "price_rupiah": _("Whole rupiah for one unit, without PPN: 25000 or 25.000."),
    "stock": _("Units on the shelf, those promised to orders included."),
    "tax_class": _("Choose it from the list."),
    "weight_gram": _("Of one unit."),
    "origin": _("Kabupaten or kota. Empty for new goods: the place of the shop."),
    "is_domestic": _("ya or tidak."),
    "tkdn_percent": _("Only what a certificate or your own declaration proves: 40,25."),
    "photo": _("An https address of a photo, or the name of a file in the zip that you send."),
    "photo_alt": _("Read aloud to people who cannot see the photo."),
}
SENTENCES: Final[Mapping[str, Promise]] = {
    **OF_CELLS,
    "too_short": _("Write at least %(least)s characters."),
    "fraction": _("This is no whole number. Write it without anything behind the comma."),
    "no_number": _("This is no number. Write it as 25000 or 25.000."),
    "out_of_bounds": _("Write a number from %(least)s to %(most)s."),
    "percent": _("Write a percentage from 0 to 100, such as 40,25."),
    "percent_below_one": _("Write the percentage itself: 40, where the cell holds 0.4."),
    "yes_or_no": _("Write ya or tidak."),
    "tax_unknown": _("Choose the tax from the list of the template."),
    "region_unknown": _(
        "No kabupaten or kota has this name, or several have. Choose it from the list."
    ),
    "etalase_unknown": _(
        "No showcase that your shop may choose has this name. Choose it from the list."
    ),
    "etalase_closed": _("This showcase is not open to your shop today. Choose another one."),
    "code_missing": _("Write the code: goods are known again by it."),
    "missing": _("Fill this in: new goods cannot do without it."),
    "twice": _("Row %(row)s of this sheet has the same code. Keep one of them."),
    "under_review": _("The catalogue manager is reading this listing. Wait for the answer."),
    "change_waits": _(
        "The last change of this listing waits for the catalogue manager. Send it after the answer."
    ),
    "fixed_while_live": _(
        "It does not change while the listing is live. Empty the cell, or take the listing "
        "down first."
    ),
    "reserved": _("%(reserved)s units are promised to orders. Write at least as many."),
    "photo_unreadable": _(
        "Write an https address, or the name of a JPEG, PNG or WebP file in your zip."
    ),
    "photo_not_sent": _("No file of this name was sent. Send it in a zip of photos."),
    "photo_not_yours": _("This photo belongs to no goods of your shop."),
    "photo_refused": _("This file is no photo that can be read. Take a JPEG, PNG or WebP."),
    "fetch_address": _("This address cannot be used. Write one that begins with https://."),
    "fetch_inside": _("This address leads to no public site."),
    "fetch_away": _("The site of this photo does not answer. Try again later, or send a zip."),
    "fetch_no_file": _("There is no photo at this address any more."),
    "fetch_moves": _("This address leads on and on. Write the one where the photo is."),
    "fetch_large": _("This photo is too large."),
}


def sentence(problem: Mapping[str, Any]) -> str:
    """Return a stored problem as a sentence that begins with its column.

    Raises: KeyError for a code without one (a bug).
    """
    return _g("%(column)s: %(problem)s") % {
        "column": COLUMN_LABELS[problem["column"]],
        "problem": problem_words(problem),
    }


def problem_words(problem: Mapping[str, Any]) -> str:
    """Return a stored problem in words, beside its cell. Raises: as ``sentence``."""
    code, params = str(problem["code"]), dict(problem["params"])
    if code == "price_jumps":
        return " ".join(said_of(params))
    if code == "price_rise":
        return refusal_of(params).message
    shown = {name: _shown(value) for name, value in params.items()}
    return str(SENTENCES[code]) % shown if code != "refused" else str(params["words"])


def _shown(value: Any) -> str:
    return grouped(value) if isinstance(value, int) else str(value)
