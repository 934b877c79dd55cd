"""The table of API tokens up to release v0.2, which kept them in clear; nothing is left of it."""
