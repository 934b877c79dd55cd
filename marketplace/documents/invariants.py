"""What must hold about issued papers."""

from marketplace.core.invariants import guards, query

guards("I-21", "", "paper_frozen", "paper_kept", "papers_kept", "paper_sealed")
guards(
    "I-21", "", "one_seal_per_paper", "paper_names_its_hash", "file_frozen", "series_goes_forward"
)
query(
    "I-21",
    "",
    "SELECT 1 FROM documents_issueddocument d WHERE NOT documents_named(d.id, 'document.issued', "
    "d.content_sha256)",
)
