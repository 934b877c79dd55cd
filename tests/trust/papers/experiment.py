"""`manage.py trust papers`: what is printed is what is stored, and what is stored was issued."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

import pypdf
from django.test import Client
from django.urls import reverse

from marketplace.core.money import grouped
from marketplace.documents import printable, sealing, typesetting
from marketplace.documents import services as documents
from marketplace.documents.models import IssuedDocument
from marketplace.fulfilment.models import Claim, ClaimStatus
from tests.bench import database
from tests.bench.registry import TRUST
from tests.bench.run import Run
from tests.documents.hostile import HOSTILE, dressed
from tests.trust.cast import swapped
from tests.trust.papers import archive, changes, figures, market

TOLD_AT_MOST = 8
SLIP = "withholding-slip"


def papers() -> list[IssuedDocument]:
    """Return every paper of the market."""
    return list(IssuedDocument.objects.select_related("file").order_by("pk"))


def text_of(pdf: bytes) -> str:
    """Return all pages as one text with single spaces."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def misprints(paper: IssuedDocument, pdf: bytes) -> list[str]:
    """Return figures that are not on the paper, sums that nothing accounts for, empty promises."""
    wanted, text = figures.expected(paper), text_of(pdf)
    found = [f"{paper}: no {name} {words!r}" for name, words in wanted if words not in text]
    found += [f"{paper}: {figure} is nobody's" for figure in figures.strays(text, wanted)]
    for words in ("belum ditandatangani", "rupiah rupiah", "penyedia menerima"):
        found += [f"{paper}: says {words!r}"] if words in text.lower() else []
    return found


def hostile_faults(paper: IssuedDocument) -> Iterator[str]:
    """Print a paper with each hostile text in it; its number and figures must still be there."""
    sums = {grouped(paper.amount_rupiah), paper.number}
    for name, words in HOSTILE.items():
        pdf = typesetting.render_pdf(paper.kind, dressed(paper.data, words))
        text = text_of(pdf)
        yield from (f"{paper} with {name}: no {figure}" for figure in sums if figure not in text)
        yield from (f"{paper} with {name}: {fault}" for fault in archive.faults(pdf))


def unseen_changes(paper: IssuedDocument) -> tuple[int, int]:
    """Change every leaf of a paper; return how many changes there were, and how many held."""
    seals = [sealing.seal_of(other).holds for other in changes.changed(paper)]
    return len(seals), sum(seals)


def check_page_faults(paper: IssuedDocument) -> Iterator[str]:
    """Open what the QR code opens: it shows the sealed figures, and after a change it says so."""
    visitor = Client(headers={"host": "localhost"})
    page = reverse("check_document", args=[paper.token])
    if not paper.data["verify_url"].endswith(page):
        yield f"{paper}: its QR code leads elsewhere"
    shown = " ".join(visitor.get(page).content.decode().split())
    sums = [grouped(paper.amount_rupiah), paper.number, paper.data["date"]]
    sums += [grouped(row["amount_rupiah"]) for row in paper.data.get("totals", [])]
    yield from (f"{paper}: the check shows no {words}" for words in sums if words not in shown)
    with _rewritten(paper):
        if grouped(paper.amount_rupiah * 10 + 1) in visitor.get(page).content.decode():
            yield f"{paper}: a changed sum is called genuine"


@contextmanager
def _rewritten(paper: IssuedDocument) -> Iterator[None]:
    """Change a paper as the owner of the tables, who can switch triggers off, and back again."""
    off = "ALTER TABLE documents_issueddocument DISABLE TRIGGER USER"
    on = "ALTER TABLE documents_issueddocument ENABLE TRIGGER USER"
    write = "UPDATE documents_issueddocument SET amount_rupiah = {} WHERE id = {}"
    key, was = paper.pk, paper.amount_rupiah
    database.run_as_owner(off, write.format(was * 10 + 1, key))
    try:
        yield
    finally:
        database.run_as_owner(write.format(was, key), on)


def slip_faults(found: list[IssuedDocument]) -> Iterator[str]:
    """Ask for one slip of each charged claim with tax, over exactly its taxes."""
    slips = [(p.data["claim_number"], p.amount_rupiah) for p in found if p.kind == SLIP]
    charged = Claim.objects.exclude(status=ClaimStatus.OPEN)
    owed = [(claim.number, claim.vat_rupiah + claim.pph22_rupiah) for claim in charged]
    owed = [row for row in owed if row[1]]
    yield from (f"claim {row[0]} has no slip over {row[1]}" for row in owed if row not in slips)
    yield from (f"slip {row} is of no claim" for row in slips if row not in owed)
    if len(slips) != len(set(slips)):
        yield "a claim has two slips"


def one_of_each(found: list[IssuedDocument]) -> list[IssuedDocument]:
    """Return the largest paper of each kind."""
    return list(
        {paper.kind: paper for paper in sorted(found, key=lambda p: p.amount_rupiah)}.values()
    )


def trust_papers(run: Run) -> None:
    """Read, compare, dress and change every paper of the market."""
    with database.clone("papers"):
        market.build()
        _read_back(run)
        _dress(run)
        _change(run)


def _read_back(run: Run) -> None:
    found = papers()
    pdfs = {paper.pk: documents.pdf(paper) for paper in found}
    wrong = [fault for paper in found for fault in misprints(paper, pdfs[paper.pk])]
    unfit = [fault for paper in found for fault in archive.faults(pdfs[paper.pk])]
    slips = list(slip_faults(found))
    _tell(run, wrong, unfit, slips)
    run.measure("kinds of paper", len(one_of_each(found)))
    run.measure("papers read", len(found))
    run.measure("figures compared", sum(len(figures.expected(paper)) for paper in found))
    run.measure("figures that differ", len(wrong))
    run.measure("papers not fit for the archive", len(unfit))
    run.measure("slips missing, double or of another sum", len(slips))


def _dress(run: Run) -> None:
    each = one_of_each(papers())
    lost = [fault for paper in each for fault in hostile_faults(paper)]
    _tell(run, lost)
    run.measure("hostile papers printed", len(each) * len(HOSTILE))
    run.measure("hostile papers that lost a figure", len(lost))


def _change(run: Run) -> None:
    found = papers()
    changed = [unseen_changes(paper) for paper in found]
    pages = [fault for paper in one_of_each(found) for fault in check_page_faults(paper)]
    _tell(run, pages)
    run.measure("changes tried", sum(tried for tried, _ in changed))
    run.measure("changes not seen", sum(unseen for _, unseen in changed))
    run.measure("check pages that mislead", len(pages))


def _tell(run: Run, *faults: list[str]) -> None:
    for fault in [fault for some in faults for fault in some][:TOLD_AT_MOST]:
        run.say(f"  {fault}")


# ---- saboteurs


def _wrong_figure() -> AbstractContextManager[None]:
    """A typesetter that prints a rupiah more."""
    honest = printable.in_print

    def careless(data: Any) -> Any:
        if isinstance(data, dict):
            return {
                key: value + 1 if key == "amount_rupiah" else careless(value)
                for key, value in data.items()
            }
        return [careless(value) for value in data] if isinstance(data, list) else honest(data)

    return swapped(typesetting, "in_print", careless)


def _dropped_glyph() -> AbstractContextManager[None]:
    """A typesetter without the letter k."""
    honest = printable.in_print

    def careless(data: Any) -> Any:
        if isinstance(data, dict):
            return {key: careless(value) for key, value in data.items()}
        if isinstance(data, list):
            return [careless(value) for value in data]
        return re.sub("k", "", data) if isinstance(data, str) else honest(data)

    return swapped(typesetting, "in_print", careless)


@contextmanager
def _unsealed_change() -> Iterator[None]:
    """A seal over the number alone: the paper's data may be anything."""
    with swapped(sealing, "content_hash", lambda paper: f"{hash(paper.number) % 16**8:064x}"):
        yield


def _plain_pdf() -> AbstractContextManager[None]:
    """A typesetter that makes any PDF."""
    return swapped(typesetting, "PDF_STANDARD", "1.7")


def _misprinted() -> bool:
    return any(misprints(paper, documents.pdf(paper)) for paper in one_of_each(papers()))


def _unarchived() -> bool:
    return any(archive.faults(documents.pdf(paper)) for paper in one_of_each(papers()))


def _unseen() -> bool:
    return any(unseen_changes(paper)[1] for paper in papers())


Saboteur = tuple[Callable[[], AbstractContextManager[None]], Callable[[], bool]]
SABOTEURS: dict[str, Saboteur] = {
    "a wrong figure": (_wrong_figure, _misprinted),
    "a dropped glyph": (_dropped_glyph, _misprinted),
    "an unsealed change": (_unsealed_change, _unseen),
    "a file that is no archive": (_plain_pdf, _unarchived),
}


def broken_papers(run: Run) -> None:
    """Put each saboteur into its place: the checks must notice."""
    for name, (at_work, notices) in SABOTEURS.items():
        with database.clone("sabotage"), ExitStack() as stack:
            stack.enter_context(at_work())
            market.build()
            run.caught(name, noticed=notices())


TRUST.add(
    "papers",
    trust_papers,
    help="every figure of every paper against the data, hostile text, archive structure, seals",
    sabotage=broken_papers,
)
