"""Read-only views over the whole market."""
