"""What must hold about sanctions."""

from marketplace.core.invariants import allowed, guards, invariant, query

guards("I-18", "", "sanction_guard")
guards("I-20", "each step has its history row, written with it", "sanction_steps_recorded")
query(
    "I-20",
    "",
    "SELECT 1 FROM sanctions_sanction s JOIN LATERAL ("
    "SELECT to_status FROM sanctions_sanctionstep WHERE sanction_id = s.id "
    "ORDER BY id DESC LIMIT 1) last ON true WHERE last.to_status <> s.status",
)
guards("I-20", "", "sanction_kept", "sanction_history_frozen", "sanction_file_frozen", "lift_kept")
guards(
    "I-23",
    "a vendor sells only while approved",
    "vendor_status_by_sanction",
    "sanction_whole",
    "sanction_subject_frozen",
)
query(
    "I-23",
    "",
    "SELECT 1 FROM vendors_vendor v WHERE (v.status = 'suspended') <> EXISTS ("
    "SELECT 1 FROM sanctions_sanction s WHERE s.vendor_id = v.id AND s.status = 'in_force' "
    "AND s.kind IN ('suspension', 'blacklist'))",
)
guards(
    "I-26",
    "nobody approves what they made",
    "lift_guard",
    "blacklist_decided_by_another",
    "lift_decided_by_another",
)
query(
    "I-26",
    "",
    "SELECT 1 FROM sanctions_sanction s JOIN sanctions_liftrequest r ON r.sanction_id = s.id "
    "WHERE r.decided_by_id = r.asked_by_id OR r.kind = 'appeal' "
    "AND r.decided_by_id IN (s.proposed_by_id, s.decided_by_id)",
)


@invariant("I-20")
def history_writable() -> int:
    """Only the trigger writes history."""
    table = "sanctions_sanctionstep"
    return allowed((table, "INSERT"), (table, "UPDATE"), (table, "DELETE"))
