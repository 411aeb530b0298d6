"""`cnndsl runs` as a user calls it."""

import csv
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cnndsl.cli import cli
from cnndsl.evaluate.runs import NAMES

Call = Callable[..., Result]
HEAD = "epoch,lr,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds,images_per_second\n"
RESULTS = {
    "model": "Net", "data": "digits", "status": "finished", "test_accuracy": 0.5, "validation_accuracy": 0.6,
    "best_epoch": 2, "epochs": 3, "train_seconds": 7.5, "params": 1234, "macs": 99, "device": "cpu", "seed": 4,
}  # fmt: skip


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(cli, ["runs", *map(str, arguments)], catch_exceptions=False)


def run(name: str, results: object = None, metrics: str | bytes | None = None, options: object = None) -> None:
    folder = Path("runs") / name
    folder.mkdir(parents=True)
    for file, content in (("results.json", results), ("options.json", options)):
        if content is not None:
            (folder / file).write_text(content if isinstance(content, str) else json.dumps(content))
    content = metrics if isinstance(metrics, bytes) else (HEAD + (metrics or "")).encode()
    (folder / "metrics.csv").write_bytes(content)


def listed(result: Result) -> list[str]:
    return [line.split()[0] for line in result.stdout.splitlines()[2:]]


def test_all_figures_of_a_finished_run(call: Call) -> None:
    run("Net-1", RESULTS)
    (found,) = json.loads(call("--format", "json").stdout)
    assert tuple(found) == NAMES
    assert found["started"] > 0
    expected = {
        "name": "Net-1", "model": "Net", "data": "digits", "status": "finished", "epochs": 3, "best_epoch": 2,
        "validation_accuracy": 0.6, "test_accuracy": 0.5, "params": 1234, "macs": 99, "seconds": 7.5,
        "device": "cpu", "seed": 4, "problem": None,
    }  # fmt: skip
    assert {key: value for key, value in found.items() if key != "started"} == expected


def test_a_real_run(call: Call, finished: Path) -> None:
    (found,) = json.loads(call(finished, "--format", "json").stdout)
    results = json.loads((finished / "results.json").read_text())
    assert found["test_accuracy"] == results["test_accuracy"]
    assert (found["status"], found["model"], found["seed"]) == ("finished", "Small", 7)
    assert listed(call(finished.parent)) == ["Small-1"]


def test_a_run_without_results_is_told_by_its_epochs(call: Call, finished: Path) -> None:
    shutil.copytree(finished, "runs/Small-1", ignore=shutil.ignore_patterns("results.json"))
    run("Net-2")
    small, net = sorted(json.loads(call("--format", "json").stdout), key=lambda one: one["name"], reverse=True)
    results = json.loads((finished / "results.json").read_text())
    assert small["status"] == net["status"] == "running or killed"
    for key in ("model", "data", "epochs", "best_epoch", "validation_accuracy", "seed", "device"):
        assert small[key] == results[key], key
    assert small["test_accuracy"] is None
    assert small["seconds"] > 0
    assert net["epochs"] == 0
    assert call().exit_code == 0


@pytest.mark.parametrize(
    ("results", "metrics", "options", "said"),
    [
        ("{", None, None, "results.json is not JSON (line 1)"),
        ("[]", None, None, "results.json is not a JSON object"),
        ("[" * 100_000, None, None, "results.json"),
        ("{}", None, None, "results.json has no status"),
        (None, None, '{"a": \n oops', "options.json is not JSON (line 2)"),
        (None, "1,2,3\n", None, "metrics.csv has a line that is damaged"),
        (None, "1,0.1,x,x,x,y,z,w\n", None, "metrics.csv has a line that is damaged"),
        (None, b"a,b\n1,2\n", None, "metrics.csv has a line that is damaged"),
        (None, b"\xff\xfe", None, "metrics.csv cannot be read: it is not UTF-8 text"),
        (None, "1e999,0.1,1,0.5,1,0.5,1,9\n", None, "metrics.csv has a line that is damaged"),
        (None, "1,0.1,1,0.5,1,nan,1,9\n", None, "metrics.csv has a line that is damaged"),
        (None, "1,0.1,1,0.5,1,0.5,1e999,9\n", None, "metrics.csv has a line that is damaged"),
        (None, "1,0.1,1,0.5,1,1e300,1,9\n", None, "metrics.csv has a line that is damaged"),
        (None, f'1,0.1,1,0.5,1,0.5,1,"{"9" * 200_000}"\n', None, "metrics.csv has a line that is damaged"),
        (f'{{"status": "finished", "seed": {"9" * 5000}}}', None, None, "results.json has a whole number of thousands"),
    ],
)
def test_damaged_records_are_told(
    call: Call, results: str | None, metrics: str | bytes | None, options: str | None, said: str
) -> None:
    run("Bad-1", results, metrics, options)
    run("Net-1", RESULTS)
    result = call()
    assert result.exit_code == 1
    assert "damaged" in result.stdout
    assert f"Bad-1: {said}" in result.stdout
    assert "Net-1" in result.stdout
    assert [one["problem"] is None for one in json.loads(call("--format", "json").stdout)] == [False, True]


@pytest.mark.parametrize("record", ["results.json", "options.json", "metrics.csv"])
@pytest.mark.parametrize("kind", ["pipe", "folder", "endless", "large", "loop"])
def test_what_is_no_record_is_not_read(call: Call, record: str, kind: str) -> None:
    run("Bad-1", RESULTS)
    run("Net-1", RESULTS)
    path = Path("runs/Bad-1", record)
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "large":
        path.touch()
        os.truncate(path, 2**30)
    else:
        path.symlink_to("/dev/zero" if kind == "endless" else path.name)
    result = call("--format", "json")
    assert result.exit_code == 1
    bad, good = json.loads(result.stdout)
    assert f"{record} cannot be read: " in bad["problem"] or f"{record} is " in bad["problem"]
    assert good["problem"] is None


def test_entries_that_cannot_be_looked_into_hide_nothing(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    run("Net-1", RESULTS)
    run("Closed-1", RESULTS)
    Path("runs/loop").symlink_to("loop")
    Path("runs/nowhere").symlink_to("gone")
    stat = Path.exists

    def closed(self: Path, **options: bool) -> bool:  # as for a user who may not enter the folder
        if "Closed-1" in self.parts:
            raise PermissionError(13, "Permission denied")
        return stat(self, **options)

    monkeypatch.setattr(Path, "exists", closed)
    result = call("--format", "json")
    assert result.exit_code == 1
    assert {one["name"]: one["problem"] for one in json.loads(result.stdout)} == {
        "Closed-1": "cannot be read: Permission denied",
        "loop": "cannot be read: Too many levels of symbolic links",
        "Net-1": None,
    }


VALUES = [
    "1e999", "-1e999", "NaN", "9" * 400, "-7", "1.5", "true", "null", "[]", "{}", '"\\ud800"', '"\\u0000"', '""', "1e17", "0",
]  # fmt: skip


@pytest.mark.parametrize("form", ["table", "json", "csv", "md"])
def test_whatever_stands_in_one_record_the_others_are_listed(call: Call, form: str) -> None:
    """Every field of the three records with every value; what is printed is the format that was asked for."""
    fields = [("results.json", key) for key in RESULTS] + [
        ("options.json", key) for key in ("model", "seed", "options")
    ]
    fields += [("metrics.csv", key) for key in HEAD.strip().split(",")]
    for number, ((record, key), value) in enumerate((field, value) for field in fields for value in VALUES):
        if record == "metrics.csv":
            row = ",".join(value if name == key else "0.5" for name in HEAD.strip().split(","))
            run(f"Bad-{number}", metrics=row + "\n")
        else:
            text = json.dumps({**RESULTS, key: "@"}).replace('"@"', value)
            run(f"Bad-{number}", **{record.split(".")[0]: text})
    run("Good-1", RESULTS)
    shown = call("--format", form).stdout
    if form == "json":
        rows = json.loads(shown, parse_constant=lambda name: pytest.fail(name))
        assert len(rows) == number + 2
        shown.encode()
        assert "\\ud800" not in shown.replace("\\\\ud800", "")
    assert "Good-1" in shown
    assert "inf" not in shown.replace("info", "").lower()
    for order in ("accuracy", "validation", "params", "time", "date"):
        assert "Good-1" in call("--sort", order, "--format", form).stdout


def test_a_name_that_is_no_utf_8_is_listed(call: Call) -> None:
    run("Net-\udcff", RESULTS)
    run("Net-1", RESULTS)
    assert [one["name"] for one in json.loads(call("--format", "json").stdout)] == ["Net-1", "Net-\\udcff"]
    for form in ("table", "csv", "md"):
        assert "Net-1" in call("--format", form).stdout


def test_figures_of_the_wrong_kind_are_left_out(call: Call) -> None:
    wrong = {**RESULTS, "epochs": "three", "test_accuracy": True, "params": 1e300, "model": 4, "train_seconds": 1e999}
    run("Net-1", wrong, options={"options": 4, "data": []})
    (found,) = json.loads(call("--format", "json").stdout)
    kept = [found[key] for key in ("epochs", "test_accuracy", "params", "model", "seconds")]
    assert kept == [0, None, None, None, None]
    assert call().exit_code == 0


def test_the_orders(call: Call) -> None:
    run("Net-10", {**RESULTS, "test_accuracy": 0.9, "params": 5, "train_seconds": 9})
    run("Net-2", {**RESULTS, "test_accuracy": 0.7, "params": 1, "train_seconds": 30, "validation_accuracy": 0.99})
    run("Net-3")
    assert listed(call()) == ["Net-2", "Net-3", "Net-10"]
    assert listed(call("--sort", "accuracy")) == ["Net-10", "Net-2", "Net-3"]
    assert listed(call("--sort", "validation")) == ["Net-2", "Net-10", "Net-3"]
    assert listed(call("--sort", "params")) == ["Net-2", "Net-10", "Net-3"]
    assert listed(call("--sort", "time")) == ["Net-10", "Net-2", "Net-3"]
    for name, started in (("Net-3", 300), ("Net-10", 200), ("Net-2", 100)):
        record = Path("runs", name, "options.json")
        record.write_text("{}")
        os.utime(record, (started, started))
    assert listed(call("--sort", "date")) == ["Net-3", "Net-10", "Net-2"]


def test_the_formats(call: Call) -> None:
    run("Net|1", {**RESULTS, "data": "my, data"})
    (row,) = csv.DictReader(call("--format", "csv").stdout.splitlines())
    assert (row["data"], row["test_accuracy"], row["problem"]) == ("my, data", "0.5", "")
    markdown = call("--format", "md").stdout.splitlines()
    assert markdown[2].startswith("| Net\\|1 | Net | my, data | finished | 3 | 60.00% | 50.00% | 1,234 | 7.5 s |")


def test_a_folder_below_this_one_is_named_from_here(call: Call, tmp_path: Path) -> None:
    for number, data in enumerate([str(tmp_path / "photos/mine"), "/else/where", "digits"]):
        run(f"Net-{number}", {**RESULTS, "data": data})
    rows = call("--format", "md").stdout.splitlines()[2:]
    assert [row.split(" | ")[2] for row in rows] == ["./photos/mine", "/else/where", "digits"]
    assert json.loads(call("--format", "json").stdout)[0]["data"] == str(tmp_path / "photos/mine")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_table_fits_a_terminal(call: Call, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    run("a_network_with_a_rather_long_name-1", {**RESULTS, "data": "folders/of/images/that/lie/deep", "params": 10**9})
    run("Net-1")
    shown = call().stdout.splitlines()
    assert max(map(len, shown)) <= max(width, 78)


def test_what_is_no_run_is_not_listed(call: Call) -> None:
    run("Net-1", RESULTS)
    Path("runs/notes").mkdir()
    Path("runs/notes.txt").touch()
    assert listed(call()) == ["Net-1"]


def test_no_runs(call: Call) -> None:
    missing = call()
    assert missing.exit_code == 1
    assert missing.stderr.startswith("error: there is no folder runs\n  help: ")
    Path("runs").mkdir()
    assert call().stdout == "there are no runs in runs\n"
    Path("file").touch()
    assert call("file").exit_code == 1


def test_names_cannot_steer_the_terminal(call: Call) -> None:
    run("Net-1", {**RESULTS, "model": "\x1b[2Jx", "status": "a\nb"})
    shown = call().stdout
    assert "\x1b" not in shown
    assert len(shown.splitlines()) == 3
