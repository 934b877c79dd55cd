"""Notices as mails, in their reader's language, with the way to other choices in each."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from marketplace.core.text import clean_line, clean_text
from marketplace.notices import digests, kinds, unsubscribing
from marketplace.notices.mailing import letter
from marketplace.notices.models import Notice
from marketplace.web.requests import own_link


def as_mail(notice: Notice) -> EmailMessage:
    """Return a notice, or the notices of a day, as a mail in its recipient's language."""
    person = notice.recipient
    words: dict[str, object] = {
        "name": clean_line(person.name),
        "choices": own_link(reverse("notice_choices")),
    }
    with translation.override(person.language):
        if notice.kind == digests.DIGEST:
            title, template = digests.subject_of(notice), "emails/digest.txt"
            words |= {"rows": digests.listed(notice), "link": own_link(reverse("inbox"))}
        else:
            said, template = kinds.render(notice, person.language), "emails/notice.txt"
            title = clean_line(said.title)
            words |= {"body": clean_text(said.body), "link": own_link(notice.url)}
        body = render_to_string(template, words | {"title": title})
    mail = letter(subject=title, body=body, to=person.email or "", mark=f"notice-{notice.pk}")
    mail.extra_headers |= unsubscribing.headers(person.pk)
    return mail
