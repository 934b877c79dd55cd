"""A bank for development and tests: its own ASGI program, keys and record, known only over HTTP."""
