"""Fetch a file from an address that somebody typed, and from nowhere inside our own network.

Only https, port 443. The name is resolved once, every address it has must be one of the open
internet, and the connection goes to the address that was judged: what the name means a moment later
changes nothing. A redirect is judged as the first address was.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from typing import Any, Final
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings

MOST_REDIRECTS: Final = 3
SECONDS: Final = 15.0  # for all of it
CONNECT_SECONDS: Final = 5.0
_PIECE: Final = 65_536
_AGENT: Final = "PasarBela/1 (+gambar)"
# Addresses of the open internet that lead to one inside it.
_TRANSLATED: Final = tuple(
    ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")
)


class NotFetched(Exception):
    """Nothing was fetched. ``code``: why, for whoever typed the address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def fetch(address: str, *, most_bytes: int) -> bytes:
    """Return what is behind an https address. Raises: NotFetched."""
    for _hop in range(MOST_REDIRECTS + 1):
        parts = _judged(address)
        try:
            status, moved, content = _get(parts, most_bytes)
        except NotFetched:
            raise
        except (OSError, http.client.HTTPException, ValueError) as lost:
            raise NotFetched("fetch_away") from lost
        if status == http.client.OK:
            return content
        if not moved or status not in {301, 302, 303, 307, 308}:
            raise NotFetched("fetch_no_file")
        address = _led_on(address, moved)
    raise NotFetched("fetch_moves")


def _led_on(address: str, moved: str) -> str:
    try:
        return urljoin(address, moved)
    except ValueError as broken:  # a server may lead on to what is no address at all
        raise NotFetched("fetch_address") from broken


def _judged(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as broken:
        raise NotFetched("fetch_address") from broken
    if not parts.hostname or parts.username is not None or parts.password is not None:
        raise NotFetched("fetch_address")
    if _is_lent(parts.hostname, port):
        return parts
    if parts.scheme != "https" or port not in {None, 443}:
        raise NotFetched("fetch_address")
    return parts


def _is_lent(host: str, port: int | None) -> bool:
    """Whether a test has lent this very server; none is outside of tests."""
    return f"{host}:{port}" in settings.FETCH_LENT_SERVERS


def _resolved(host: str, port: int, *, lent: bool) -> str:
    """Return the address to connect to. Raises: NotFetched unless all are of the open internet."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as lost:
        raise NotFetched("fetch_away") from lost
    addresses = [str(row[4][0]) for row in found]
    if not addresses or not (lent or all(is_open(one) for one in addresses)):
        raise NotFetched("fetch_inside")
    return addresses[0]


def is_open(address: str) -> bool:
    """Whether an IP address belongs to the open internet, and leads nowhere else."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    if mapped is not None:
        return is_open(str(mapped))
    if any(found.version == net.version and found in net for net in _TRANSLATED):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved)


class _ToAddress(http.client.HTTPConnection):
    """A connection to an address that was judged, in the name of its host."""

    def __init__(self, parts: SplitResult, address: str) -> None:
        self.secure = parts.scheme == "https"
        port = parts.port or (443 if self.secure else 80)
        super().__init__(parts.hostname or "", port, timeout=CONNECT_SECONDS)
        self.address = address

    def connect(self) -> None:
        """Connect to the address, and prove by its certificate that it is the host."""
        sock: Any = socket.create_connection((self.address, self.port), timeout=CONNECT_SECONDS)
        self.sock = sock  # closed with the connection, whatever becomes of the handshake
        if self.secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(sock, server_hostname=self.host)

    def cut(self) -> None:
        """End it from outside: a server that sends a byte now and then ends nothing by itself."""
        sock = self.sock
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


def _get(parts: SplitResult, most_bytes: int) -> tuple[int, str, bytes]:
    host, port = parts.hostname or "", parts.port or 443
    address = _resolved(host, port, lent=_is_lent(host, parts.port))
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    connection = _ToAddress(parts, address)
    end = threading.Timer(SECONDS, connection.cut)
    end.daemon = True
    end.start()
    try:
        connection.request("GET", path, headers={"User-Agent": _AGENT, "Accept": "image/*"})
        with connection.getresponse() as answer:
            if answer.status != http.client.OK:
                return answer.status, answer.headers.get("Location", ""), b""
            return answer.status, "", _read(answer, most_bytes)
    finally:
        end.cancel()
        connection.close()


def _read(answer: http.client.HTTPResponse, most_bytes: int) -> bytes:
    content = bytearray()
    while piece := answer.read(_PIECE):
        content += piece
        if len(content) > most_bytes:
            raise NotFetched("fetch_large")
    if answer.length:  # cut off before its end
        raise NotFetched("fetch_away")
    return bytes(content)
