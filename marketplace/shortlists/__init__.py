"""What buyers put side by side and keep: comparisons, saved lists, saved searches."""
