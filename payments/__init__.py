"""Cards, the bank, the ledger and settlement."""
