"""Races and faults: what the house promises, attacked on throw-away services."""
