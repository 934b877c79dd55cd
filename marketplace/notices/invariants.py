"""What must hold about notices."""

from marketplace.core.invariants import guards, query

guards("I-22", "", "one_notice_per_person_and_channel")
# Whoever is told by mail is told in the inbox as well: the two rows come from one insert.
query(
    "I-22",
    "",
    "SELECT 1 FROM notices_notice GROUP BY event_id, recipient_id HAVING count(*) <> 2",
)
