"""What the texts promise is bound to the code that makes it true (docs/promises.md)."""
