"""What must hold about notices."""

from marketplace.core.invariants import guards, query

guards("I-22", "", "one_notice_per_person_and_channel")
# Whoever is told by mail or SMS is told in the inbox as well: the rows come from one insert.
query(
    "I-22",
    "",
    "SELECT 1 FROM notices_notice GROUP BY event_id, recipient_id "
    "HAVING count(*) FILTER (WHERE channel = 'inbox') <> 1 OR count(*) > 2",
)
