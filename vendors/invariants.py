"""What must hold about vendors."""

from marketplace.core.invariants import allowed, guards, invariant, query

guards("I-18", "", "vendor_steps")
query(
    "I-18",
    "",
    "SELECT 1 FROM vendors_vendorstatuschange s WHERE s.from_status <> '' AND NOT EXISTS ("
    "SELECT 1 FROM core_transition t WHERE t.machine = 'vendor' "
    "AND t.from_status = s.from_status AND t.to_status = s.to_status)",
)
guards("I-20", "each step has its history row, written with it", "vendor_steps_recorded")
query(
    "I-20",
    "",
    "SELECT 1 FROM vendors_vendor v JOIN LATERAL ("
    "SELECT to_status FROM vendors_vendorstatuschange WHERE vendor_id = v.id "
    "ORDER BY id DESC LIMIT 1) last ON true WHERE last.to_status <> v.status",
)
guards("I-26", "nobody approves what they made", "vendor_reviewer_is_not_owner")
query("I-26", "", "SELECT 1 FROM vendors_vendor WHERE approved_by_id = owner_id")
guards("I-23", "a vendor sells only while approved", "approved_vendor_was_reviewed")


@invariant("I-20")
def history_writable() -> int:
    """Only the trigger writes history."""
    table = "vendors_vendorstatuschange"
    return allowed((table, "INSERT"), (table, "UPDATE"), (table, "DELETE"))
