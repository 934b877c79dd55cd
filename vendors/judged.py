"""What a verdict was about: one field with its columns and papers, then and now."""

import copy
import json
from collections.abc import Mapping
from typing import Any

from vendors import queries
from vendors.application import REVIEWED
from vendors.models import FieldReview, Vendor, VendorDocument

Papers = Mapping[str, VendorDocument]


def as_judged(vendor: Vendor, field: str, papers: Papers) -> str:
    """Return a field as it stands, to be kept with the verdict; papers: the current ones."""
    columns = {column: getattr(vendor, column) for column in REVIEWED[field].columns}
    kept = {kind: papers[kind].pk for kind in REVIEWED[field].documents if kind in papers}
    return json.dumps({"columns": columns, "papers": kept}, default=str, sort_keys=True)


def is_settled(vendor: Vendor, last: FieldReview | None, papers: Papers) -> bool:
    """Say whether a verifier has found exactly this correct before."""
    return last is not None and last.ok and last.value == as_judged(vendor, last.field, papers)


def as_it_was(vendor: Vendor, last: FieldReview) -> Vendor | None:
    """Return the vendor as a verdict saw it; None where that was not kept."""
    return with_columns(vendor, json.loads(last.value)["columns"]) if last.value else None


def former_papers(vendor: Vendor, last: FieldReview, papers: Papers) -> list[VendorDocument]:
    """Return the papers that a verdict was about and that were exchanged since."""
    if not last.value:
        return []
    judged = set(json.loads(last.value)["papers"].values())
    now = {paper.pk for paper in papers.values()}
    return list(vendor.documents.filter(pk__in=judged - now).select_related("file").order_by("pk"))


def with_columns(vendor: Vendor, columns: Mapping[str, Any]) -> Vendor:
    """Return the shop as it would be with other columns; this one is never saved."""
    imagined = copy.copy(vendor)
    for column, value in columns.items():
        setattr(imagined, column, value)
    if "region_id" in columns:
        imagined.region = queries.region(columns["region_id"])
    return imagined
