"""What must hold about sessions at counters."""

from marketplace.core.invariants import allowed, guards, invariant, query

guards("I-18", "", "session_steps_guard", "session_guard")
query(
    "I-18",
    "",
    "SELECT 1 FROM counter_sessionstatuschange s WHERE NOT EXISTS ("
    "SELECT 1 FROM core_transition t WHERE t.machine = 'counter_session' "
    "AND t.from_status = s.from_status AND t.to_status = s.to_status)",
)
guards("I-20", "", "session_steps_recorded", "confirmation_guard", "counter_code_once")
query(
    "I-20",
    "",
    "SELECT 1 FROM counter_countersession c JOIN LATERAL ("
    "SELECT to_status FROM counter_sessionstatuschange WHERE session_id = c.id "
    "ORDER BY id DESC LIMIT 1) last ON true WHERE last.to_status <> c.status",
)


@invariant("I-20")
def session_history_writable() -> int:
    """Only the trigger writes history."""
    table = "counter_sessionstatuschange"
    return allowed(*((table, act) for act in ("INSERT", "UPDATE", "DELETE")))
