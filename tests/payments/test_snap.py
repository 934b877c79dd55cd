"""Bank Indonesia's signatures, against published vectors and against mischief."""

import json
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments import snap
from payments.simulator.keys import write_bank_keys
from tests.shared_data import shared


@pytest.fixture(scope="module")
def vectors():
    return json.loads(shared("payment/snap_vektor_tanda_tangan.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def own_keys(tmp_path_factory):
    keys = write_bank_keys(tmp_path_factory.mktemp("keys"))
    with open(keys["BANK_PRIVATE_KEY_FILE"], "rb") as private:
        key = snap.load_private_key(private.read())
    with open(keys["BANK_CLIENT_PUBLIC_KEY_FILE"], "rb") as public:
        return key, snap.load_public_key(public.read())


def test_published_rsa_signatures_verify_and_a_changed_text_does_not(vectors):
    key = snap.load_public_key(vectors["public_key_pem"].encode())
    signed = [v for v in vectors["vektor"] if v["algoritma"] == "SHA256withRSA"]
    assert len(signed) == 2
    for vector in signed:
        text, signature = vector["string_to_sign"], vector["signature_base64"]
        assert snap.verify_asymmetric(key, text, signature)
        assert not snap.verify_asymmetric(key, text + " ", signature)


def test_published_hmac_signatures_are_reproduced(vectors):
    signed = [v for v in vectors["vektor"] if v["algoritma"] == "HMAC-SHA512"]
    assert len(signed) == 2
    for vector in signed:
        text, signature = vector["string_to_sign"], vector["signature_base64"]
        assert snap.sign_symmetric(vectors["client_secret"], text) == signature
        assert snap.verify_symmetric(vectors["client_secret"], text, signature)
        assert not snap.verify_symmetric("another secret", text, signature)


def test_the_token_string_is_client_and_timestamp(vectors):
    text = snap.token_string(vectors["client_id"], vectors["timestamp"])
    assert text == vectors["vektor"][0]["string_to_sign"]


@pytest.mark.parametrize("indent", [None, 1, "\t"])
def test_transaction_vectors_hold_however_the_body_is_spaced(vectors, indent):
    for vector in vectors["vektor_dihitung_sendiri"]["vektor"]:
        compact = vector["badan_minify"]
        body = compact
        if compact and indent is not None:
            body = json.dumps(json.loads(compact), indent=indent, ensure_ascii=False)
        stamp, token = vector["timestamp"], vectors["access_token"]
        assert snap.minify(body.encode()).decode() == compact
        assert snap.body_digest(body.encode()) == vector["sha256_badan"]
        text = snap.service_string(vector["metode"], vector["path"], token, body.encode(), stamp)
        assert text == vector["string_to_sign"]
        assert snap.sign_symmetric(vectors["client_secret"], text) == vector["signature_base64"]


@pytest.mark.parametrize(
    ("body", "minified"),
    [
        (b"", b""),
        (b' { "a" : " b  c " } \r\n', b'{"a":" b  c "}'),
        (rb'{"a": "say \" twice \\" , "b":1}', rb'{"a":"say \" twice \\","b":1}'),
        ('{"toko": "Café  Kupang"}'.encode(), '{"toko":"Café  Kupang"}'.encode()),
        (b'{"open": "never  closed', b'{"open":"never  closed'),
    ],
)
def test_minify_keeps_spaces_inside_strings(body, minified):
    assert snap.minify(body) == minified


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=8))
def test_minify_never_changes_what_the_body_means(value):
    spaced = json.dumps({"v": value}, indent=3, ensure_ascii=False).encode(errors="surrogatepass")
    assert json.loads(snap.minify(spaced)) == json.loads(spaced)


def test_minify_of_a_hostile_body_costs_linear_time():
    started = time.monotonic()
    snap.minify(b'"' + b'\\"' * 32_000)
    assert time.monotonic() - started < 1


def test_asymmetric_signature_round_trip(own_keys):
    private, public = own_keys
    signature = snap.sign_asymmetric(private, "text")
    assert snap.verify_asymmetric(public, "text", signature)


@pytest.mark.parametrize("signature", ["", "****", "AAAA", "é", "QUJD\n"])
def test_a_signature_that_is_none_is_a_plain_no(own_keys, signature):
    assert not snap.verify_asymmetric(own_keys[1], "text", signature)
    assert not snap.verify_symmetric("secret", "text", signature)


def test_timestamps_are_written_in_jakarta_time():
    moment = datetime(2026, 11, 21, 20, 30, 5, 999, tzinfo=UTC)
    assert snap.timestamp_of(moment) == "2026-11-22T03:30:05+07:00"
    assert snap.parse_timestamp("2026-11-22T03:30:05+07:00") == moment.replace(microsecond=0)
    with pytest.raises(ValueError, match="aware"):
        snap.timestamp_of(moment.replace(tzinfo=None))


@pytest.mark.parametrize(
    "text",
    ["", "2026-11-22", "2026-11-22T03:30:05", "2026-11-22T03:30:05Z", "2026-13-22T03:30:05+07:00",
     "20261122T033005+0700", "2026-11-22 03:30:05+07:00", "٢٠٢٦-11-22T03:30:05+07:00",
     "2026-11-22T03:30:05+07:00\n"],
)  # fmt: skip
def test_other_spellings_of_a_moment_are_refused(text):
    with pytest.raises(ValueError, match=r"timestamp|month"):
        snap.parse_timestamp(text)


@pytest.mark.parametrize(
    ("seconds", "fresh"), [(0, True), (300, True), (-300, True), (301, False), (-301, False)]
)
def test_a_stamp_is_fresh_for_five_minutes_on_either_side(seconds, fresh):
    now = datetime(2026, 11, 22, 10, tzinfo=timezone(timedelta(hours=8)))
    assert snap.is_fresh(now + timedelta(seconds=seconds), now=now) is fresh


@given(st.integers(min_value=1, max_value=2**53))
def test_amounts_round_trip(rupiah):
    assert snap.parse_amount(snap.amount_of(rupiah)) == rupiah


@pytest.mark.parametrize("rupiah", [0, -1, 2**53 + 1])
def test_amounts_out_of_range_are_not_written(rupiah):
    with pytest.raises(ValueError, match="range"):
        snap.amount_of(rupiah)


@pytest.mark.parametrize(
    "value",
    ["", "0.00", "-1.00", "+1.00", "1", "1.0", "1.50", "1.000", "01.00", "1e9", "NaN", "1,000.00",
     " 1.00", "1.00\n", "١.00", "9007199254740993.00", "99999999999999999.00", 1, 1.0, True, None],
)  # fmt: skip
def test_amounts_are_never_guessed(value):
    with pytest.raises(ValueError, match="whole rupiah"):
        snap.parse_amount({"value": value, "currency": "IDR"})


@pytest.mark.parametrize(
    "amount", [None, [], "1.00", {"value": "1.00"}, {"value": "1.00", "currency": "USD"}]
)
def test_amounts_are_in_rupiah(amount):
    with pytest.raises(ValueError, match="IDR"):
        snap.parse_amount(amount)


def test_keys_of_another_kind_are_refused():
    with pytest.raises(ValueError, match=r"PEM"):
        snap.load_public_key(b"not a key")


def test_keys_are_made_once_and_readable_by_their_owner_only(tmp_path):
    first = write_bank_keys(tmp_path)
    assert write_bank_keys(tmp_path) == first
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
