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
guards("I-26", "nobody approves what they made", "vendor_reviewer_is_no_member", "membership_guard")
query(
    "I-26",
    "",
    "SELECT 1 FROM vendors_vendor v JOIN vendors_vendormembership m ON m.vendor_id = v.id "
    "AND m.user_id = v.approved_by_id AND coalesce(m.until, 'infinity') > v.approved_at",
)
guards(
    "I-23",
    "a vendor sells only while approved",
    "vendor_has_owner",
    "owner_remains",
    "one_active_role_per_vendor_person",
)
query(
    "I-23",
    "",
    "SELECT 1 FROM vendors_vendor v WHERE v.status <> 'draft' AND NOT EXISTS ("
    "SELECT 1 FROM vendors_vendormembership m WHERE m.vendor_id = v.id AND m.role = 'owner' "
    "AND m.until IS NULL)",
)
guards("I-23", "a vendor sells only while approved", "approved_vendor_was_reviewed")


@invariant("I-20")
def history_writable() -> int:
    """Only the trigger writes history."""
    table = "vendors_vendorstatuschange"
    return allowed((table, "INSERT"), (table, "UPDATE"), (table, "DELETE"))
