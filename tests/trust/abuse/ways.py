"""Spellings of an address that is not ours, as browsers read them, and of addresses inside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Address
from urllib.parse import quote, urljoin, urlsplit

from tests.trust.abuse.bed import EVIL

AWAY = (
    *(f"https://{EVIL}/", f"http://{EVIL}", f"//{EVIL}", f"///{EVIL}", f"////{EVIL}/x"),
    *(
        f"https:{EVIL}",
        f"https:/{EVIL}",
        f"https:///{EVIL}",
        f"HTTPS://{EVIL}/",
        f"hTTp:\\\\{EVIL}",
    ),
    *(f"\\{EVIL}", f"\\\\{EVIL}", f"/\\{EVIL}", f"\\/{EVIL}", f"/\\/{EVIL}", f"\\\\\\{EVIL}"),
    *(f"/\t/{EVIL}", f"\t//{EVIL}", f"/\n/{EVIL}", f"/\r\n/{EVIL}", f" //{EVIL}", f"\x00//{EVIL}"),
    *(f"\x0b//{EVIL}", f"\u3000//{EVIL}", f"\u2028//{EVIL}", f"\ufeff//{EVIL}", f"\x1f//{EVIL}"),
    *(f"https://127.0.0.1@{EVIL}/", f"//127.0.0.1:8000@{EVIL}", f"//{EVIL}:80\\@127.0.0.1/"),
    *(f"https://{EVIL}\\@127.0.0.1/", f"https://{EVIL}#@127.0.0.1/", f"//{EVIL}?127.0.0.1/"),
    *(f"https://127.0.0.1.{EVIL}/", f"//127.0.0.1%2e{EVIL}/", f"//127.0.0.1\u3002{EVIL}/"),
    *(f"//\u2100{EVIL}/", f"//{EVIL}%00127.0.0.1/", f"http://{EVIL}\u2044127.0.0.1/"),
    *(f"ftp://{EVIL}/", f"ws://{EVIL}/", f"data:text/html,{EVIL}", f"javascript:'{EVIL}'"),
    *(f"JaVaScRiPt://127.0.0.1/%0a'{EVIL}'", f"java\tscript:'{EVIL}'", f"vbscript:{EVIL}"),
    *(f"//[::1]@{EVIL}", f"http://[{EVIL}", f"http://{EVIL}:x/", f"/../../{EVIL}//", f"{EVIL}"),
    *(f"/x\r\nLocation: https://{EVIL}/", f"/%0d%0aLocation:%20//{EVIL}/", f"@{EVIL}", f".{EVIL}"),
    *(f"/%2f{EVIL}", f"/%5c{EVIL}", f"%2f%2f{EVIL}", f"/;@{EVIL}", f"/.//{EVIL}", f"//{EVIL}/..//"),
)
INSIDE = (
    *("127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.1.1"),  # noqa: S104
    *("169.254.169.254", "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "198.18.0.1"),
)
INSIDE_6 = (
    *("::1", "::", "0:0:0:0:0:0:0:1", "fe80::1", "fe80::1%25lo", "fc00::1", "fd12:3456::1"),
    *("ff02::1", "::ffff:0:127.0.0.1", "2001:db8::1", "100::1", "2001::1", "3fff::1", "fec0::1"),
)
NAMES = ("localhost", "LOCALHOST", "localhost.", "localhost.localdomain", "ip6-localhost")
OTHER_SCHEMES = (
    *("http://127.0.0.1/", "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1:6379/_"),
    *(
        "dict://127.0.0.1:11211/",
        "jar:https://127.0.0.1!/",
        "data:image/png;base64,AAAA",
        "//[::1]/",
    ),
    *("https://", "https:///x", "https://[", "https://127.0.0.1:6379/", "https://127.0.0.1:99999/"),
    *(
        "https://a.test:22/",
        "https://a@127.0.0.1/",
        "https://127.0.0.1#@a.test/",
        "https:127.0.0.1",
    ),
    *("https://a.test\\@127.0.0.1/", "https://127.0.0.1\\@a.test/", "https://a.test@127.0.0.1/"),
)
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
_DROPPED, _EDGES = re.compile("[\t\r\n]"), "".join(map(chr, range(33)))


def leads_away(address: str, host: str) -> bool:
    """Say whether a browser that stands on a page of ours would leave for somewhere else."""
    meant = _DROPPED.sub("", address.strip(_EDGES))
    script = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", meant)
    if script and script[1].lower() not in {"http", "https"}:
        return True
    path, mark, rest = meant.partition("?")
    meant = path.replace("\\", "/") + mark + rest
    if script:  # special schemes: any number of slashes, also none, begins a host
        meant = f"http://{meant[len(script[0]) :].lstrip('/')}"
    elif meant.startswith("//"):
        meant = f"//{meant.lstrip('/')}"
    try:
        return urlsplit(urljoin(f"http://{host}/halaman/", meant)).netloc != host
    except ValueError:
        return False  # no browser opens it


def inside() -> Iterator[str]:
    """Yield https addresses that mean a place inside, in every spelling, and other schemes."""
    for address in INSIDE:
        for host in _spelled(IPv4Address(address)):
            yield f"https://{host}/foto.jpg"
    yield from (f"https://[{address}]/foto.jpg" for address in INSIDE_6)
    yield from (f"https://{name}/foto.jpg" for name in NAMES)
    yield from OTHER_SCHEMES


def _spelled(address: IPv4Address) -> Iterator[str]:
    a, b, c, d = address.packed
    number, hexed = int(address), address.packed.hex()
    yield from (str(address), f"{address}.", str(number), hex(number), f"0{number:o}")
    yield from (f"{a}.{number & 0xFFFFFF}", f"{a}.{b}.{(c << 8) + d}", f"0x{a:x}.{b}.{c}.{d}")
    yield ".".join(f"0{part:o}" for part in (a, b, c, d))
    yield ".".join(hex(part) for part in (a, b, c, d))
    yield ".".join(f"{part:03d}" for part in (a, b, c, d)) if a > 99 else f"0{a:o}.{b}.{c}.{d}"
    yield str(address).translate(FULL_WIDTH)
    yield "".join(quote(char) if char != "." else "%2e" for char in str(address))
    high, low = hexed[:4], hexed[4:]
    yield from (f"[::ffff:{address}]", f"[::ffff:{high}:{low}]", f"[::{address}]")
    yield from (f"[64:ff9b::{high}:{low}]", f"[64:ff9b:1::{high}:{low}]", f"[2002:{high}:{low}::]")
