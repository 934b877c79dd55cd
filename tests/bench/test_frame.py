"""The frame of `bench` and `trust`: what counts as met, what is written, how it ends."""

import json
from io import StringIO

import pytest
from django.core.management.base import CommandError

from tests.bench import command, database
from tests.bench import experiments as bench_experiments
from tests.bench.registry import BENCH, TRUST, Experiment, Registry
from tests.bench.report import Report, write_json
from tests.bench.run import CouldNotRun, Options, Run
from tests.bench.runner import exit_code, run_all
from tests.bench.targets import Target, read_targets, targets_file
from tests.trust import experiments as trust_experiments

REGISTERED_BY = (bench_experiments, trust_experiments)  # importing them registers everything
RESULT_KEYS = {"metric", "value", "unit", "floor", "ratio", "target", "pass"}
AT_MOST_TWICE = {"page": Target("<=", 2, of_ratio=True)}


def report(**targets: Target) -> Report:
    return Report("bench sample", 7, targets)


@pytest.mark.parametrize(
    ("entry", "value", "floor", "met"),
    [
        ("{ equals = 0 }", 0, None, True),
        ("{ equals = 0 }", 1, None, False),
        ("{ min = 3 }", 3, None, True),
        ("{ max = 3 }", 3.1, None, False),
        ("{ max_ratio = 2 }", 20, 10, True),
        ("{ max_ratio = 2 }", 21, 10, False),
        ("{ min_ratio = 0.5 }", 4, 10, False),
        ("{ max_ratio = 2 }", 20, None, False),  # a ratio nobody measured is not met
    ],
)
def test_a_bound_is_on_the_value_or_on_its_ratio(tmp_path, entry, value, floor, met):
    file = tmp_path / "targets.toml"
    file.write_text(f'[bench.sample]\n"page" = {entry}\n', encoding="utf-8")
    figures = Report("bench sample", 1, read_targets("bench", "sample", file))
    assert figures.measure("page", value, floor=floor).met is met
    assert exit_code([figures]) == (0 if met else 1)


@pytest.mark.parametrize("entry", ["{}", "{ max = 1, min = 0 }", "{ about = 3 }"])
def test_a_malformed_target_is_refused(tmp_path, entry):
    file = tmp_path / "targets.toml"
    file.write_text(f'[bench.sample]\n"page" = {entry}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="exactly one"):
        read_targets("bench", "sample", file)


def test_a_target_that_was_not_measured_is_missed():
    figures = report(**AT_MOST_TWICE)
    assert exit_code([figures]) == 1
    assert "page NOT MEASURED" in figures.line()


def test_a_figure_without_target_is_information():
    figures = report()
    assert figures.measure("seconds", 3.2, "s").target is None
    assert exit_code([figures]) == 0


def test_the_file_has_the_promised_shape(tmp_path):
    figures = report(**AT_MOST_TWICE)
    figures.measure("page", 12.5, "ms", floor=5.0)
    path = tmp_path / "folder" / "figures.json"
    write_json(path, figures.as_json())
    written = json.loads(path.read_text(encoding="utf-8"))
    assert set(written) == {"name", "seed", "machine", "results"}
    assert (written["name"], written["seed"]) == ("bench sample", 7)
    assert {"cores", "memory_gib", "python"} <= set(written["machine"])
    (result,) = written["results"]
    assert set(result) == RESULT_KEYS
    assert (result["ratio"], result["target"], result["pass"]) == (2.5, "<= 2 x floor", False)


def sample(work, sabotage=None) -> Registry:
    registry = Registry("bench")
    registry.add("sample", work, help="a sample", sabotage=sabotage)
    return registry


def ran(registry: Registry, **options) -> int:
    chosen = registry.all()
    return exit_code(run_all("bench", chosen, Options(**options), lambda _line: None))


@pytest.mark.parametrize(("noticed", "code"), [(True, 1), (False, 0)])
def test_a_saboteur_must_turn_the_run_red(noticed, code):
    def broken(run: Run) -> None:
        run.caught("a lie", noticed=noticed)

    assert ran(sample(lambda run: None, broken), sabotage=True) == code


def test_without_a_saboteur_sabotage_cannot_run():
    with pytest.raises(CouldNotRun, match="no saboteur"):
        ran(sample(lambda run: None), sabotage=True)


def test_chance_repeats_with_its_seed():
    drawn = []

    def draw(run: Run) -> None:
        drawn.append(run.chance.random())

    for seed in (1, 1, 2):
        ran(sample(draw), seed=seed)
    assert drawn[0] == drawn[1] != drawn[2]


def ended(monkeypatch, work, *words) -> tuple[int, str]:
    """Run the command on a database that is ready; return its exit code and its last line."""
    monkeypatch.setattr(database, "prepare", lambda: None)
    out = StringIO()
    sample_command = command.ExperimentCommand(stdout=out)
    sample_command.registry = sample(work)
    options = vars(sample_command.create_parser("manage.py", "bench").parse_args(list(words)))
    try:
        sample_command.handle(**options)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue().splitlines()[-1]
    except CommandError as refusal:
        return refusal.returncode, str(refusal)
    raise AssertionError("the command must end with a code")


def test_the_command_ends_with_one_line_of_figures(monkeypatch):
    code, line = ended(monkeypatch, lambda run: run.measure("page", 3, "ms"), "sample")
    assert code == 0
    assert line.startswith("bench sample: 0/0 met, seed 1 | page 3 ms")


def test_the_command_writes_its_figures(monkeypatch, tmp_path):
    path = tmp_path / "figures.json"
    words = ("sample", "--seed", "5", "--json", str(path))
    assert ended(monkeypatch, lambda run: run.measure("page", 3, "ms"), *words)[0] == 0
    written = json.loads(path.read_text(encoding="utf-8"))
    assert written["seed"] == 5
    assert {result["metric"] for result in written["results"]} == {"page", "seconds"}


def test_what_cannot_run_ends_with_two(monkeypatch, capsys):
    def obstacle(_run: Run) -> None:
        raise CouldNotRun("the disk is full; make room")

    def bug(_run: Run) -> None:
        raise ZeroDivisionError

    assert ended(monkeypatch, obstacle, "sample") == (2, "the disk is full; make room")
    assert ended(monkeypatch, bug, "sample")[0] == 2
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert ended(monkeypatch, bug, "no-such-name")[0] == 2


@pytest.mark.parametrize("registry", [BENCH, TRUST], ids=["bench", "trust"])
def test_every_experiment_has_targets_and_a_saboteur(registry):
    assert targets_file().exists()
    for experiment in registry.all():
        assert isinstance(experiment, Experiment)
        assert experiment.sabotage is not None, experiment.name
        assert read_targets(registry.command, experiment.name), experiment.name
