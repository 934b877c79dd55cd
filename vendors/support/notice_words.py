"""The words of each kind of notice of this room."""

from django.utils.translation import gettext_lazy as _

from marketplace.notices import kinds
from marketplace.notices.models import Group

kinds.register(
    "case.opened",
    title=_("%(name)s asks for help: %(topic)s"),
    body=_("Take case %(number)s up and agree on a first meeting."),
)
kinds.register(
    "case.withdrawn",
    title=_("%(name)s needs no more help: %(topic)s"),
    body=_("Case %(number)s was given up by the shop: %(reason)s"),
)
kinds.register(
    "case.moved",
    title=_("Help with %(topic)s: %(status)s"),
    body=_("Case %(number)s of %(name)s. %(reason)s"),
)
kinds.register(
    "case.noted",
    title=_("Something was added: %(topic)s, %(name)s"),
    body=_("Read it in case %(number)s."),
)
kinds.register(
    "case.late",
    title=_("Case %(number)s has waited too long"),
    body=_("%(topic)s for %(name)s: go on with it, or ask the issuing office how it stands."),
)
kinds.register(
    "case.late_shop",
    title=_("Your case still waits for you: %(topic)s"),
    body=_("Case %(number)s: %(reason)s"),
)
kinds.register(
    "case.appointment_made",
    title=_("Meeting on %(when)s: %(topic)s"),
    body=_("Place: %(place)s. If you cannot come, write in case %(number)s."),
)
kinds.register(
    "training.seat_given",
    title=_("You have a seat: %(title)s"),
    body=_("Another shop gave its seat back. It is on %(when)s."),
)
kinds.register(
    "training.called_off",
    title=_("Called off: %(title)s"),
    body=_("It was to be on %(when)s. Reason: %(reason)s"),
)
kinds.register(
    "ticket.opened",
    title=_("A question for the helpdesk: %(title)s"),
    body=_("Ticket %(number)s waits for an answer."),
)
kinds.register(
    "ticket.asked_on",
    title=_("The asker has written: %(title)s"),
    body=_("Ticket %(number)s waits for an answer."),
)
kinds.register(
    "ticket.late",
    title=_("A ticket has waited too long: %(title)s"),
    body=_("Ticket %(number)s has passed its deadline. Answer it today."),
)
kinds.register(
    "ticket.assigned",
    title=_("A ticket is yours now: %(title)s"),
    body=_("Ticket %(number)s waits for your answer."),
)
kinds.register(
    "ticket.answered",
    title=_("An answer to your question: %(title)s"),
    body=_("Ticket %(number)s: %(text)s"),
)
kinds.register(
    "ticket.solved",
    title=_("Solved: %(title)s"),
    body=_("Ticket %(number)s was marked as solved. Whoever asked may open it again."),
)
kinds.register_optional(
    Group.HELP,
    "case.opened",
    "case.withdrawn",
    "case.moved",
    "case.noted",
    "case.appointment_made",
    "training.seat_given",
    "training.called_off",
    "ticket.opened",
    "ticket.asked_on",
    "ticket.assigned",
    "ticket.answered",
    "ticket.solved",
)
