"""How large a typed number may be, so that nothing made of them overflows. Pure.

None of these is law: they are what fits. One price times the largest quantity, or a sum times a
rate in basis points, stays below 2**63, the largest number of a bigint.
"""

from typing import Final

MAX_PRICE_RUPIAH: Final = 10**12  # of one unit, before PPN
MAX_SUM_RUPIAH: Final = 10**15 - 1  # of an order, a ceiling or a year: the largest sum in words
MAX_FREIGHT_RUPIAH: Final = 10**9
MAX_QUANTITY: Final = 10**6  # units of one line
MAX_STOCK: Final = 10**9
MAX_WEIGHT_GRAM: Final = 10**8
MAX_RATE_BP: Final = 10_000  # the whole
MAX_DAYS: Final = 3_660  # ten years
