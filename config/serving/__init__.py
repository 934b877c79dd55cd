"""The entrance of the site: what reaches Django, when, and how much of it.

The server hands every request to ``config.asgi``, where a client costs no thread: its body is
buffered, its turn is awaited and its answer is sent on the event loop. Django itself runs in a
fixed number of threads, each with its own lasting database connection (docs/architecture.md).
"""
