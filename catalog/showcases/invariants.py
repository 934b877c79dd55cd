"""What must hold about proposals of etalases."""

from marketplace.core.invariants import allowed, guards, invariant, query

guards("I-18", "", "proposal_guard")
guards("I-20", "", "proposal_steps_recorded", "proposal_history_frozen", "proposal_kept")
query(
    "I-20",
    "",
    "SELECT 1 FROM showcases_etalaseproposal p JOIN LATERAL ("
    "SELECT to_status FROM showcases_proposalstep WHERE proposal_id = p.id "
    "ORDER BY id DESC LIMIT 1) last ON true WHERE last.to_status <> p.status",
)
guards("I-26", "", "etalase_opened_by_another")


@invariant("I-20")
def history_writable() -> int:
    """Only the trigger writes history."""
    table = "showcases_proposalstep"
    return allowed((table, "INSERT"), (table, "UPDATE"), (table, "DELETE"))
