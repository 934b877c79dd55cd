"""`manage.py trust files`, smaller: every door, the light files of the corpus, its saboteurs."""

import pytest

from tests.chance import some
from tests.trust.files import experiment
from tests.trust.files.corpus import REFUSED
from tests.trust.files.doors import doors

# One of each way to be refused, some of them in each run; `tests/core/test_uploads.py` refuses all.
SOME = (
    *("nothing", "74 bytes that declare 30,000²", "a JPEG cut", "a JPEG with an archive", "HEIC"),
    *("a GIF that is a program", "a script at opening", "a page of the web before it"),
    *("cut in the middle", "a password", "an attached file", "pages in a circle"),
)


def test_no_door_falls_takes_or_tells_what_it_must_not(world):
    refused = {name: REFUSED[name] for name in some(SOME, 5)}
    corpus = experiment.made(experiment.LIGHT, refused)
    assert list(experiment.faults(corpus, doors(world))) == []


@pytest.mark.parametrize("name", experiment.SABOTEURS)
def test_a_saboteur_is_noticed(name, world):
    assert experiment.noticed(name, world)
