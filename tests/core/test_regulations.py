"""Law in one place: the rulebook's data, its codes, the document, and nothing beside them.

A rule that nothing reads fails here, and so does a number in code that looks like law.
"""

import ast
import csv
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from marketplace.core.rule_codes import MEANINGS, RuleCode
from marketplace.web.translations import read_catalogue
from vendors.channels import Channel

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("catalog", "marketplace", "payments", "vendors")
# History, the pretended bank with its own tariff, and the demonstration's invented year.
NO_PRODUCT = {"migrations", "simulator", "demo"}
DECLARED = ROOT / "marketplace" / "core" / "rule_codes.py"


def rows():
    """The machine-readable rules."""
    path = ROOT / "marketplace" / "core" / "data" / "rulebook.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def documented():
    """(code, channel, value, unit, from) of each row of the document's table, and the rest."""
    text = (ROOT / "docs" / "regulations.md").read_text(encoding="utf-8")
    table = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| R-")
    ]
    return {
        (code, ch, value, unit, day): (what, source, sure)
        for code, what, ch, value, unit, day, source, sure in table
    }


def test_the_document_and_the_data_list_the_same_rules():
    listed = {(r["code"], r["channel"], r["value"], r["unit"], r["valid_from"]) for r in rows()}
    assert listed == set(documented())


def test_every_documented_rule_says_what_it_is_where_from_and_how_sure():
    for what, source, sure in documented().values():
        assert what
        assert source
        assert re.search(r"\[(V|V2|I|K)\]", sure)


def test_every_code_has_a_meaning_and_a_national_row():
    assert set(MEANINGS) == set(RuleCode)
    assert {row["code"] for row in rows()} == {code.value for code in RuleCode}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["code"])
def test_every_row_is_well_formed(row):
    assert row["unit"] == MEANINGS[RuleCode(row["code"])].unit
    assert row["channel"] in {"", *Channel}
    assert int(row["value"]) >= 0
    assert date.fromisoformat(row["valid_from"]) <= date(2026, 11, 22)
    assert row["valid_to"] == "" or row["valid_to"] >= row["valid_from"]
    assert row["legal_source"]


def test_no_two_rows_are_in_force_on_the_same_day():
    seen = [(row["code"], row["channel"]) for row in rows() if row["valid_to"] == ""]
    assert len(seen) == len(set(seen))


# ---- every rule is read


@cache
def sources():
    """(path, tree) of the product's modules."""
    paths = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    return [
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in paths
        if path != DECLARED and not NO_PRODUCT & set(path.parts)
    ]


def named_rules(tree):
    """The members of RuleCode that a module names."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "RuleCode"
    }


def test_every_rule_is_read_by_the_product():
    read = set().union(*(named_rules(tree) for _path, tree in sources()))
    assert {code.name for code in RuleCode} - read == set()


def test_rules_are_named_by_their_code_never_by_text():
    written = {
        (path, node.value)
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in {code.value for code in RuleCode}
    }
    assert written == set()


# ---- no number is law

# (module, name or comparison): why the number is no law.
NOT_LAW = {
    ("marketplace/core/sizes.py", "MEGABYTE"): "bytes in a megabyte",
    ("marketplace/web/fields.py", "SAID_BOUND"): "beyond it a bound is no help to a person",
    ("catalog/models.py", "tkdn_percent__lte=100"): "all of it",
    ("vendors/standing.py", "ENOUGH_ORDERS"): "orders before figures of a shop are shown",
    ("catalog/questions/rules.py", "ENOUGH_ANSWERS"): "answers before figures of a shop are shown",
    ("catalog/questions/rules.py", "COUNTED_DAYS"): "a statistic; it decides nothing",
    ("catalog/questions/rules.py", "MOST_A_DAY"): "against a flood of questions",
    ("catalog/views/sitemap.py", "MOST_PARTS"): "parts of a sitemap, by the protocol",
    ("catalog/synonym_models.py", "TERM_MAX"): "characters of a word",
    ("catalog/search_words.py", "MAX_TERM"): "characters of a word",
    ("catalog/search_sql.py", "ENOUGH"): "goods on a page before others are looked for",
    ("catalog/places.py", "FAR"): "behind every place whose distance is known",
    ("catalog/offices.py", "TURN_DAYS"): "orders that count for the turn of shops, our own habit",
    ("catalog/goods_page.py", "COUNTED_AT_MOST"): "beyond it nobody counts goods",
    ("catalog/offers.py", "NEAR_BP"): "a price so near to the median is called the same",
    ("catalog/delivery_models.py", "MAX_DELIVERY_DAYS"): "what fits: a quarter of working days",
    ("marketplace/orders/models/freight.py", "VALID_DAYS"): "what a form begins with",
    ("catalog/terms_models.py", "MAX_LEAD_DAYS"): "what fits: a year of working days",
    ("catalog/day_rules.py", "DAYS_AHEAD"): "what fits: a year ahead",
    ("catalog/search_orders.py", "FAIR"): "a place in the order of lists",
    ("catalog/showcases/rules.py", "ENOUGH_SOURCES"): "sources of a price survey, our own habit",
    ("catalog/photos.py", "MAX_SVG"): "bytes of a drawing",
    ("catalog/prices.py", "DAYS_KEPT"): "size of a cache",
    ("catalog/prices.py", "HISTORY_MONTHS"): "months a chart shows",
    ("marketplace/core/money.py", "BP_PER_PERCENT"): "definition of the unit",
    ("marketplace/core/bounds.py", "MAX_RATE_BP"): "definition of the unit",
    ("marketplace/core/bounds.py", "MAX_DAYS"): "width of a field",
    ("marketplace/web/charts.py", "amount ~ 1000000"): "unit of an axis",
    ("marketplace/core/uploads/walking.py", "MAX_THINGS"): "size of a paper",
    ("marketplace/core/inviting.py", "VALID_DAYS"): "our own promise to whoever is invited",
    ("marketplace/core/inviting.py", "MOST_A_DAY"): "against letters to strangers through us",
    ("vendors/invitation_rules.py", "GUESS_WINDOW_SECONDS"): "against guessing",
    ("marketplace/accounts/kept_forms.py", "MOST_BYTES"): "size of what was typed",
    ("marketplace/accounts/tokens.py", "hours=12"): "life of a session of a program",
    ("marketplace/web/api_limits.py", "WINDOW_SECONDS"): "a minute",
    ("marketplace/web/api_parsing.py", "MAX_BODY_BYTES"): "size of a message",
    ("marketplace/core/money.py", "BASIS_POINTS"): "definition of the unit",
    ("marketplace/documents/layout.py", "BP_PER_MILLE"): "definition of the unit",
    ("marketplace/orders/api.py", "SEEN_MAX_LENGTH"): "length of a field",
    ("marketplace/orders/document_text.py", "rate_bp ~ 1100"): "how papers print R-PPN-1",
    ("marketplace/insight/charts.py", "MILLION"): "unit of an axis",
    ("marketplace/insight/queries.py", "NEW_SHOP_DAYS"): "a statistic; it decides nothing",
    ("marketplace/notices/views.py", "hours=8"): "colour of a deadline",
    ("marketplace/notices/views.py", "days=2"): "colour of a deadline",
    ("marketplace/orders/document_list.py", "LIMIT"): "rows of a page",
    ("marketplace/orders/rules.py", "_LARGEST_SERIAL"): "width of a number",
    ("marketplace/orders/worklist.py", "LIMIT"): "rows of a page",
    ("marketplace/sourcing/share_doors.py", "LIMIT"): "rows of a page",
    ("payments/actions.py", "LIMIT"): "rows of a page",
    ("payments/gateway/inbound.py", "MAX_BODY_BYTES"): "size of a message",
    ("payments/gateway/wire.py", "MAX_ANSWER_BYTES"): "size of a message",
    ("payments/snap.py", "hours=7"): "the zone SNAP stamps in",
    ("vendors/presenters.py", "hours=8"): "colour of a deadline",
    ("vendors/licences/models.py", "tkdn_percent__lte=100"): "all of it",
    ("vendors/licences/rules.py", "0 percent ~ 100"): "all of it",
    ("vendors/rules.py", "1 day ~ 31"): "form of a citizen number",
    ("marketplace/privacy/models.py", "LIFE_OF_A_DOWNLOAD_DAYS"): "our own promise",
    ("vendors/pipeline/rules.py", "ROWS_KEPT_DAYS"): "our own promise about what a sheet said",
    ("marketplace/core/sheets.py", "_LONGEST"): "rows of a file",
    ("marketplace/core/fetching.py", "_PIECE"): "size of a message",
    ("catalog/channel_keys/keys.py", "hours=24"): "our own promise about a key that was replaced",
    ("catalog/importing/rules.py", "MOST_ROWS"): "size of a sheet",
    ("catalog/importing/rules.py", "ROWS_KEPT_DAYS"): "our own promise about what a sheet said",
    ("marketplace/core/uploads/antivirus.py", "_CHUNK"): "size of a message",
    ("marketplace/web/parked.py", "MOST_BYTES_A_PART"): "size of a message",
    ("marketplace/core/posting.py", "MAX_ANSWER_BYTES"): "size of a message",
    ("marketplace/notices/hooks.py", "MAX_BODY_BYTES"): "size of a message",
    ("marketplace/fulfilment/courier_protocol.py", "MAX_BODY_BYTES"): "size of a message",
    ("marketplace/notices/unsubscribing.py", "days=180"): "how long the address in a mail is good",
    ("marketplace/accounts/phone_codes.py", "PER_NUMBER_A_DAY"): "brake on our own codes",
    ("marketplace/accounts/phone_codes.py", "PER_NUMBER_AND_ADDRESS_A_DAY"): "the same",
    ("marketplace/accounts/phone_codes.py", "PER_KNOWN_DEVICE_A_DAY"): "the same",
    ("marketplace/accounts/phone_codes.py", "days=2"): "how long our own codes are counted",
    ("payments/splitting.py", "ALL_BP"): "all of it",
    ("catalog/maker_models.py", "ALL_BP"): "all of it",
    ("marketplace/insight/reach.py", "ALL_BP"): "all of it",
    ("marketplace/insight/funnel_views.py", "MOST_EXPORTED"): "rows of a file",
}
MONEY = 10_000  # from here on a bare number can hardly be a count, an index or a size of a page
UNITS = re.compile(
    r"(_|\b)(days?|bp|rupiah|percent|hours|months|weeks|floor|cap|limit|window|term|enough)(_|\b)",
    re.IGNORECASE,
)


def whole(node):
    """The number a literal states, or None; 0 and 1 say nothing."""
    if isinstance(node, ast.Constant) and type(node.value) is int and node.value > 1:
        return node.value
    return None


def suspects(tree):
    """Literals that count days, rupiah, basis points, or that are as large as money."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and whole(node.value):
            yield from named(node)
        elif isinstance(node, ast.keyword) and node.arg and whole(node.value):
            if UNITS.search(node.arg):
                yield f"{node.arg}={node.value.value}"
        elif isinstance(node, ast.Call) and "working_days" in ast.unparse(node.func):
            yield from (f"working_days {arg.value}" for arg in node.args if whole(arg))
        elif isinstance(node, ast.Compare):
            yield from compared(node)


def named(node):
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for name in (target.id for target in targets if isinstance(target, ast.Name)):
        if UNITS.search(name) or node.value.value >= MONEY:
            yield name


def compared(node):
    sides = [node.left, *node.comparators]
    for number in filter(None, map(whole, sides)):
        names = [ast.unparse(side) for side in sides if whole(side) is None]
        if number >= MONEY or any(UNITS.search(name) for name in names):
            yield f"{' '.join(names)} ~ {number}"


def test_no_number_of_the_product_is_law_without_a_rule():
    found = {(path, words) for path, tree in sources() for words in suspects(tree)}
    assert found - set(NOT_LAW) == set()
    assert set(NOT_LAW) - found == set(), "an allowance that nothing needs any more"


# ---- nor does a text state one

TEXT_NUMBER = re.compile(
    r"\b\d+ ?(%%?(?!\()|‰|per mil|(working )?days?|hours?|months?)(?!\w)|\b(tenth|per mille)\b"
)
TEXTS_NOT_LAW = {
    "%(n)s new in 60 days": "a statistic, insight.queries.NEW_SHOP_DAYS",
    "median of %(answered)s answers to %(asked)s questions in 90 days": (
        "a statistic, catalog.questions.rules.COUNTED_DAYS"
    ),
    "1 day left": "a sample of the visual standard",
    "7 hours 40 minutes left, then it lapses by itself": "a sample of the visual standard",
    "We have sent you a letter with one link. Open it to continue; the link is valid for 3 days.": (
        "how long an address confirmation is good, a setting"
    ),
    "This address was given for an account on Pasar Bela. Open the link and press the button; it "
    "is valid for 3 days.": "the same setting",
    "A shop makes at most %(most)s invitations in 24 hours. Go on tomorrow.": (
        "against letters to strangers through us"
    ),
    "A shop makes at most %(most)s invitations in 24 hours. The owner's role is handed over, not "
    "sent.": "the same bound",
}


def texts():
    """Every English text of the pages."""
    for message in read_catalogue(ROOT / "locale" / "id" / "LC_MESSAGES" / "django.po"):
        yield from (message.id if isinstance(message.id, tuple) else (message.id,))


def test_no_text_states_a_number_that_a_rule_holds():
    stated = {text for text in texts() if TEXT_NUMBER.search(text)}
    assert stated == set(TEXTS_NOT_LAW)


def test_the_search_for_numbers_finds_what_once_stood_in_code():
    """A test that cannot fail is a defect: these are the lines the rulebook replaced."""
    once = {
        "SPLIT_WINDOW = timedelta(days=7)": {"days=7"},
        "fallback = add_working_days(now, 14, zone)": {"working_days 14"},
        "FAIR_BP: Final = 1000": {"FAIR_BP"},
        "TKDN_FLOOR = 40": {"TKDN_FLOOR"},
        "ENOUGH_PAID = 3": {"ENOUGH_PAID"},
        "CAP = 50_000_000": {"CAP"},
        "ok = gross_rupiah <= 200_000_000": {"gross_rupiah ~ 200000000"},
        "mdr = mdr_for(size, amount, micro_rate_bp=30)": {"micro_rate_bp=30"},
    }
    for line, found in once.items():
        assert set(suspects(ast.parse(line))) == found, line
