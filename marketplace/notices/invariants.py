"""What must hold about notices."""

from marketplace.core.invariants import guards, query

guards("I-22", "", "one_notice_per_person_and_channel", "one_digest_per_day")
# Whoever is told by mail, SMS or WhatsApp is told in the inbox as well: the rows come from one
# insert. A day's mail is no notice of its own.
query(
    "I-22",
    "",
    "SELECT 1 FROM notices_notice WHERE kind <> 'digest.made' GROUP BY event_id, recipient_id "
    "HAVING count(*) FILTER (WHERE channel = 'inbox') <> 1 OR count(*) > 3",
)
