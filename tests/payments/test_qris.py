"""QRIS codes: the published ones are read, broken ones refused, ours read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments import qris
from tests.shared_data import shared_rows


@pytest.fixture(scope="module")
def rows():
    return shared_rows("payment/qris_payload.csv")


def test_every_published_checksum_is_reproduced(rows):
    assert len(rows) == 27
    for row in rows:
        assert qris.crc16(row["payload"][:-4]) == row["crc_hitung"], row["nama_merchant"]


def test_published_codes_are_read_or_refused_as_listed(rows):
    refused = 0
    for row in rows:
        if row["crc_cocok"] == "tidak":
            refused += 1
            with pytest.raises(qris.QrisError):
                qris.parse(row["payload"])
            continue
        read = qris.parse(row["payload"])
        amount = int(float(row["nominal"])) if row["nominal"] else None
        found = (read.merchant_name.strip(), read.currency, read.category_code, read.amount_rupiah)
        assert found == (row["nama_merchant"].strip(), row["mata_uang"], row["mcc"], amount)
    assert refused == 6


def test_crc_of_the_standard_check_string():
    assert qris.crc16("123456789") == "29B1"


@given(
    amount=st.integers(min_value=1, max_value=10**13 - 1),
    name=st.text(min_size=1, max_size=60),
    city=st.text(max_size=60),
)
def test_what_we_build_we_can_read(amount, name, city):
    payload = qris.build(
        merchant_id="M1", merchant_name=name, city=city, amount_rupiah=amount, reference="Q1"
    )
    read = qris.parse(payload)
    assert (read.amount_rupiah, read.currency, read.is_single_use) == (amount, "360", True)
    assert len(read.merchant_name) <= 25
    assert len(read.city) <= 15
    assert dict(read.fields)["62"] == "0502Q1"


def sealed(body):
    return body + "6304" + qris.crc16(body + "6304")


@pytest.mark.parametrize(
    "payload",
    ["", "6304FFFF", "0", "00020", "0002019", "aa0201", "000201", "٠٠0201", sealed("5405-1.00"),
     sealed("54041.50"), sealed("54031e9")],
)  # fmt: skip
def test_broken_codes_are_refused(payload):
    if payload == "6304FFFF":
        assert qris.crc16("6304") != "FFFF"
    with pytest.raises(qris.QrisError):
        qris.parse(payload)


def test_one_changed_character_is_noticed():
    payload = qris.build(
        merchant_id="M1", merchant_name="Kelor", city="Kupang", amount_rupiah=15_000, reference="Q1"
    )
    for at in range(len(payload)):
        changed = payload[:at] + ("1" if payload[at] != "1" else "2") + payload[at + 1 :]
        with pytest.raises(qris.QrisError):
            qris.parse(changed)


@pytest.mark.parametrize(("amount", "merchant_id"), [(0, "M1"), (-5, "M1"), (5, "M" * 100)])
def test_what_cannot_be_printed_is_refused(amount, merchant_id):
    with pytest.raises(qris.QrisError):
        qris.build(
            merchant_id=merchant_id,
            merchant_name="A",
            city="B",
            amount_rupiah=amount,
            reference="Q",
        )
