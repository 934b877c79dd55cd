"""How many bytes a first view brings."""

from collections.abc import Callable, Sequence

from tests.browser import DESK, PHONE, Visitor
from tests.factories import User

FIRST_VIEW_BYTES = 100_000


def transferred(visitor: Visitor, path: str) -> dict[str, int]:
    """Open a page with an empty cache and return bytes on the wire by address."""
    wire = visitor.context.new_cdp_session(visitor.page)
    wire.send("Network.enable")
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    wire.on(
        "Network.requestWillBeSent", lambda e: names.update({e["requestId"]: e["request"]["url"]})
    )
    wire.on(
        "Network.loadingFinished",
        lambda e: sizes.update({names.get(e["requestId"], "?"): int(e["encodedDataLength"])}),
    )
    visitor.go(path)
    visitor.page.wait_for_load_state("networkidle")
    wire.detach()
    return sizes


def heavy_views(
    places: Sequence[tuple[User | None, str]], visit: Callable[..., Visitor]
) -> dict[str, dict[str, int]]:
    """Return the first views that are too heavy, with the bytes of each of their files."""
    heavy = {}
    for size in (PHONE, DESK):
        for user, path in places:
            window = visit(user, size=size)
            cache = window.context.new_cdp_session(window.page)
            cache.send("Network.clearBrowserCache")
            sizes = transferred(window, path)
            if sum(sizes.values()) > FIRST_VIEW_BYTES:
                heavy[path] = sizes
    return heavy
