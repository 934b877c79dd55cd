"""What people report about goods, and words that a catalogue manager is warned of."""
