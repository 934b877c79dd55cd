"""What would pass for somebody else's, and is therefore not taken: names and e-mail addresses.

Letters of other alphabets pass for a to z: a Cyrillic "е", a Turkish "ı", a wide "ｔ". With them a
second "Sanggar Tenun" could be opened, or an address be had that eyes read as somebody's. Names
stand in Latin letters on identity cards (Permendagri 73/2022) and on the NIB; addresses
with others are turned away by many servers.
"""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from marketplace.core.text import imitates


def wrong_with_name(name: str) -> str:
    """Return the sentence that says what is wrong with a name, empty where it can be taken."""
    if not imitates(name):
        return ""
    return _(
        "The name holds letters that only look like a to z. Type it with the keys of your keyboard."
    )


def wrong_with_address(address: str) -> str:
    """Return the sentence that says what is wrong with an address, empty where it can be taken."""
    if not address.isascii():
        return _("Type the e-mail address with the plain letters a to z, such as nina@contoh.id.")
    try:
        validate_email(address)
    except ValidationError:
        return _("This is no e-mail address. Write it in full, such as nina@contoh.id.")
    return ""
