"""The last letter to somebody who was erased: to the address that is kept nowhere any more."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.notices.mailing import letter


def goodbye(request_id: int, address: str, language: str) -> None:
    """Say that it is done, and what the law keeps. Sent once; a dead mail server loses it."""
    with translation.override(language):
        body = render_to_string("emails/erased.txt", {"number": request_id})
        subject = _("Your data on Pasar Bela was erased")
    letter(subject=subject, body=body, to=address, mark=f"erased-{request_id}").send()
