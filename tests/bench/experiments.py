"""The measurements: importing this module registers every one of them."""

from tests.bench import catalogue, checkout, search_quality, storefront, vendors
from tests.bench.registry import BENCH

__all__ = ["BENCH", "catalogue", "checkout", "search_quality", "storefront", "vendors"]

SUMMARY = "each figure against a bare floor of the same run (targets: tests/bench/targets.toml)."
