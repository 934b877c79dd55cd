"""What must hold about cases and tickets."""

from marketplace.core.invariants import allowed, guards, invariant, query

guards("I-18", "", "case_steps_guard", "ticket_steps_guard")
for _table, _machine in (("case", "support_case"), ("ticket", "ticket")):
    query(
        "I-18",
        "",
        f"SELECT 1 FROM support_{_table}statuschange s WHERE s.from_status <> '' AND NOT EXISTS ("
        f"SELECT 1 FROM core_transition t WHERE t.machine = '{_machine}' "
        "AND t.from_status = s.from_status AND t.to_status = s.to_status)",
    )
    query(
        "I-20",
        "",
        f"SELECT 1 FROM support_{_table} c JOIN LATERAL ("
        f"SELECT to_status FROM support_{_table}statuschange WHERE {_table}_id = c.id "
        "ORDER BY id DESC LIMIT 1) last ON true WHERE last.to_status <> c.status",
    )
guards("I-20", "each step has its history row, written with it", "case_steps_recorded")
guards("I-20", "each step has its history row, written with it", "ticket_steps_recorded")


@invariant("I-20")
def case_history_writable() -> int:
    """Only the triggers write history."""
    tables = ("support_casestatuschange", "support_ticketstatuschange")
    acts = ("INSERT", "UPDATE", "DELETE")
    return allowed(*((table, act) for table in tables for act in acts))
