"""The shape of one order of the demo and of the plan package it draws on. Whole rupiah."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Line:
    """So many units of one listing."""

    listing: str
    quantity: int


@dataclass(frozen=True)
class Step:
    """A state reached at a moment (aware, UTC)."""

    state: str
    at: datetime


@dataclass(frozen=True)
class Package:
    """A plan package (RUP) with the ceiling its orders need; rup_code is synthetic."""

    rup_code: str
    agency: str
    fiscal_year: int
    title: str
    account_code: str
    ceiling_rupiah: int


@dataclass(frozen=True)
class Story:
    """One order from the first click to where it stands today."""

    code: str
    tenant: str
    agency: str
    vendor: str
    channel: str
    need: str
    title: str
    rup_code: str
    account_code: str
    lines: tuple[Line, ...]
    freight_way: str
    freight_rupiah: int
    gross_rupiah: int
    comparison_reason: str
    final_state: str
    reason: str  # why it was returned, declined, disputed ...; "" on the straight road
    steps: tuple[Step, ...]
    needed_on: date
