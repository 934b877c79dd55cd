"""What must hold about cases and tickets."""

from marketplace.core.invariants import allowed, guards, invariant, query

guards("I-18", "", "case_steps_guard", "ticket_steps_guard")
query(
    "I-18",
    "",
    "SELECT 1 FROM support_casestatuschange s WHERE NOT EXISTS ("
    "SELECT 1 FROM core_transition t WHERE t.machine = 'support_case' "
    "AND t.from_status = s.from_status AND t.to_status = s.to_status)",
)
query(
    "I-18",
    "",
    "SELECT 1 FROM support_ticketstatuschange s WHERE NOT EXISTS ("
    "SELECT 1 FROM core_transition t WHERE t.machine = 'ticket' "
    "AND t.from_status = s.from_status AND t.to_status = s.to_status)",
)
guards(
    "I-20",
    "each step has its history row, written with it",
    "case_steps_recorded",
    "ticket_steps_recorded",
)
query(
    "I-20",
    "",
    "SELECT 1 FROM support_case c JOIN LATERAL ("
    "SELECT to_status FROM support_casestatuschange WHERE case_id = c.id "
    "ORDER BY id DESC LIMIT 1) last ON true WHERE last.to_status <> c.status",
)
query(
    "I-20",
    "",
    "SELECT 1 FROM support_ticket c JOIN LATERAL ("
    "SELECT to_status FROM support_ticketstatuschange WHERE ticket_id = c.id "
    "ORDER BY id DESC LIMIT 1) last ON true WHERE last.to_status <> c.status",
)


@invariant("I-20")
def support_history_writable() -> int:
    """Only the triggers write history."""
    tables = ("support_casestatuschange", "support_ticketstatuschange")
    acts = ("INSERT", "UPDATE", "DELETE")
    return allowed(*((table, act) for table in tables for act in acts))
