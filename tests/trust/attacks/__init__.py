"""The table of attacks by raw SQL: what somebody with a database prompt might try.

Each row: the invariant, a name, the statements, and the SQLSTATE that must come back, first for
the application's role, then for the owner of the tables (whom only triggers and constraints stop).
None for the owner: only the withheld grant protects, and an owner may change anything by design.
"""

from tests.trust.attacked import ROLES
from tests.trust.attacks.listings import SEEN, STOCK
from tests.trust.attacks.money import CHARGES, LEDGER
from tests.trust.attacks.orders import CAP
from tests.trust.attacks.parts import CLAIMS, PARTS
from tests.trust.attacks.people import PEOPLE
from tests.trust.attacks.trail import STEPS, TRAIL

ATTACKS = [*STOCK, *CAP, *SEEN, *CHARGES, *LEDGER, *STEPS, *TRAIL, *PEOPLE, *CLAIMS, *PARTS]
# Where nothing is expected the owner of a table may; production connects as the other role.
REFUSALS = [
    (role, attack, expected)
    for attack in ATTACKS
    for role, expected in zip(ROLES, (attack.app, attack.owner), strict=True)
    if expected
]
