"""The folder of secrets is made once, closed to others, and says what remains to be brought."""

import stat

import pytest
from cryptography.fernet import Fernet

from config.local import deployment
from config.local.paths import LocalError


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "secrets"


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_what_chance_can_make_is_made_once(folder):
    assert deployment.main([], folder) == 1
    first = {path.name: path.read_text() for path in folder.iterdir()}
    assert set(first) == set(deployment.MADE)
    assert len(set(first.values())) == len(first)
    Fernet(first["field_keys"])
    assert deployment.main([], folder) == 1
    assert {path.name: path.read_text() for path in folder.iterdir()} == first


def test_others_cannot_enter_and_containers_can_read(folder):
    deployment.main([], folder)
    assert mode(folder) == 0o700
    assert {mode(path) for path in folder.iterdir()} == {0o444}


def test_it_says_what_is_missing_until_nothing_is(folder, capsys):
    deployment.main([], folder)
    told = capsys.readouterr().out
    for name in deployment.BROUGHT:
        assert f"missing   secrets/{name}: " in told
        (folder / name).write_text("brought")
    assert deployment.main([], folder) == 0
    assert capsys.readouterr().out == "secrets: there=12 made=0 missing=0\n"


def test_words_after_it_are_refused(folder):
    with pytest.raises(LocalError):
        deployment.main(["--force"], folder)
    assert not folder.exists()
