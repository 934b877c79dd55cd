"""Two of the facts are about orders that the bank has paid."""

from tests.payments.bank_process import bank, bank_process, own_bank

__all__ = ["bank", "bank_process", "own_bank"]
