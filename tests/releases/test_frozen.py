"""No file that a released migration is made of is ever edited, renamed or removed."""

import pytest

from tests.releases import frozen
from tests.releases.release import in_work, names, read

FILE = "marketplace/accounts/data/regions.csv"


@pytest.mark.parametrize("name", names())
def test_the_files_of_a_release_are_as_they_were(name):
    assert frozen.complaints(name, read(name).files, frozen.present()) == []


def test_the_release_in_work_is_not_forgotten():
    assert in_work() in names(), "run `manage.py release_snapshot`, see CONTRIBUTING.md"


def test_our_migrations_and_what_they_read_are_kept_and_nothing_else():
    found = frozen.present()
    assert {
        FILE,
        "marketplace/budget/data/accounts.csv",
        "payments/migrations/0001_initial.py",
    } <= (found.keys())
    assert {path.split("/")[0] for path in found} == {
        "catalog", "marketplace", "payments", "vendors",
    }  # fmt: skip


def test_an_edited_file_is_named():
    found = frozen.present()
    [words] = frozen.complaints("v0.2", found, {**found, FILE: "another"})
    assert words.startswith(f"{FILE} belongs to the released v0.2 and was edited.")


def test_a_renamed_file_is_named():
    found = frozen.present()
    renamed = {path.replace(FILE, "places.csv"): digest for path, digest in found.items()}
    [words] = frozen.complaints("v0.2", found, renamed)
    assert words.startswith(f"{FILE} belongs to the released v0.2 and is gone.")


def test_a_new_file_is_nobodys_business():
    found = frozen.present()
    assert frozen.complaints("v0.2", found, {**found, "x/migrations/0009_new.py": "new"}) == []
