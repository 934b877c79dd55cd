"""What the cover of an order's evidence says, as its template reads it."""

from typing import TypedDict

from marketplace.documents.layout import AmountRow, Party, Sheet, Signer


class BundledOrder(TypedDict):
    """The order that a bundle is the evidence of."""

    number: str
    title: str
    buyer: str
    state: str
    rup_code: str
    account_code: str


class BundledGoods(TypedDict):
    """One line of that order; ``quantity`` carries its unit."""

    name: str
    quantity: str


class ToldStep(TypedDict):
    """What was done in an order; ``who`` and ``why`` may be empty."""

    when: str
    what: str
    who: str
    why: str


class ToldCheck(TypedDict):
    """What a check of an order found; ``state`` in a word."""

    state: str
    title: str
    detail: str


class ToldRule(TypedDict):
    """A rule that bound an order, with its legal source."""

    code: str
    value: str
    source: str


class BundledFile(TypedDict):
    """One file of a bundle; ``size`` with its unit."""

    path: str
    what: str
    size: str
    sha256: str


class BundleCoverData(Sheet):
    """Template ``bundel-bukti``: an order's story, and the list of what lies in its bundle."""

    opening: str
    order: BundledOrder
    vendor: Party
    goods: list[BundledGoods]
    totals: list[AmountRow]
    gross_rupiah: int
    steps: list[ToldStep]
    checks: list[ToldCheck]
    rules: list[ToldRule]
    contents: list[BundledFile]
    content_sha256: str
    terms: list[str]
    signer: Signer
