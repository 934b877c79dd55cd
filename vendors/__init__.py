"""Registration, legality and review of vendors."""
