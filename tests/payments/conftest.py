"""Fixtures of the payments suite."""

from tests.payments.bank_process import bank, bank_process, own_bank

__all__ = ["bank", "bank_process", "own_bank"]
