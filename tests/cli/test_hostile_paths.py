"""What is no regular file, or holds nonsense, in the place of every file that a command reads: an error, never a hang."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from cnndsl.cli import cli
from tests.cli.every_command import undrawn
from tests.train.conftest import _one_thread  # noqa: F401 - the fixture holds here too

NETWORK = "model Tiny(classes=2)\ninput 1x8x8\nconv 2 3x3\nrelu\nflatten\nfc classes\n"
SECONDS = 60


class Hang(BaseException):
    """Not an Exception, so that nothing under test takes it for its own."""


SHORT = ["--epochs", "1", "--batch-size", "4", "--device", "cpu", "--precision", "float32"]


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.mkdir()


def circle(path: Path) -> None:
    path.symlink_to(path.name)


def nonsense(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 64)


def nested(path: Path) -> None:
    path.write_text('{"a":' * 100_000)


def empty(path: Path) -> None:
    path.write_bytes(b"")


KINDS: list[Callable[[Path], None]] = [pipe, device, folder, circle, nonsense, nested, empty]


@pytest.fixture(autouse=True)
def _never_hangs() -> Iterator[None]:
    def ring(_signal: int, _frame: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def images(path: Path) -> None:
    for part, count in (("train", 24), ("test", 4)):
        for number in range(count):
            name = path / part / ("dark" if number % 2 else "light") / f"{number}.png"
            name.parent.mkdir(parents=True, exist_ok=True)
            Image.new("L", (8, 8), 4 * number + 100 * (number % 2)).save(name)


@pytest.fixture(scope="module", autouse=True)
def _undrawn() -> Iterator[None]:
    with undrawn():
        yield


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a network, images, and a run of one epoch on them."""
    home = tmp_path_factory.mktemp("hostile")
    (home / "net.cnn").write_text(NETWORK)
    images(home / "images")
    done = command("train", home / "net.cnn", "--data", home / "images", "--out", home / "run", *SHORT)
    assert done.exit_code == 0, done.output
    return home


def command(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def is_an_error(result: Result) -> None:
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code in (1, 2), result.output
    assert "Traceback" not in result.output
    assert "rror" in result.output, result.output


COMMANDS: dict[str, Callable[[Path, Path], list[object]]] = {
    "check": lambda bad, home: ["check", bad],
    "check --data": lambda bad, home: ["check", home / "net.cnn", "--data", bad],
    "summary": lambda bad, home: ["summary", bad],
    "explain": lambda bad, home: ["explain", bad],
    "expand": lambda bad, home: ["expand", bad],
    "quiz": lambda bad, home: ["quiz", bad],
    "fmt": lambda bad, home: ["fmt", bad],
    "draw": lambda bad, home: ["draw", bad, "-o", home / "x.svg"],
    "diff OLD": lambda bad, home: ["diff", bad, home / "net.cnn"],
    "diff NEW": lambda bad, home: ["diff", home / "net.cnn", bad],
    "eval": lambda bad, home: ["eval", bad],
    "eval --data": lambda bad, home: ["eval", home / "run", "--data", bad],
    "predict": lambda bad, home: ["predict", bad, home / "images" / "test" / "dark" / "1.png"],
    "predict IMAGE": lambda bad, home: ["predict", home / "run", bad],
    "report": lambda bad, home: ["report", bad, "-o", home / "x.html"],
    "export": lambda bad, home: ["export", bad, "--to", "cnn", "-o", "-"],
    "export --weights": lambda bad, home: ["export", home / "net.cnn", "--weights", bad, "--to", "safetensors", "-o", "-"],
    "train": lambda bad, home: ["train", bad, "--data", home / "images", "--out", bad.parent / "out", *SHORT],
    "train --data": lambda bad, home: ["train", home / "net.cnn", "--data", bad, "--out", bad.parent / "out", *SHORT],
    "train --recipe": lambda bad, home: ["train", home / "net.cnn", "--recipe", bad, "--dry-run", *SHORT],
    "train --resume": lambda bad, home: ["train", "--resume", bad],
}  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS)
def test_what_is_no_file(words: str, place: Path, tmp_path: Path) -> None:
    for kind in KINDS:
        bad = tmp_path / kind.__name__ / "bad.cnn"
        bad.parent.mkdir()
        kind(bad)
        if (words, kind) != ("train --recipe", empty):  # which is a recipe that leaves all as it is
            is_an_error(command(*COMMANDS[words](bad, place)))


FILES = ["best.safetensors", "options.json", "network.cnn", "results.json", "metrics.csv", "last.safetensors"]


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_file_in_a_run(name: str, place: Path, tmp_path: Path) -> None:
    """Each command says what is wrong, or does not read the file; a list of runs shows the others."""
    image = place / "images" / "test" / "dark" / "1.png"
    for kind in (pipe, device, nested):
        run = tmp_path / kind.__name__ / "run"
        shutil.copytree(place / "run", run)
        (run / name).unlink(missing_ok=True)
        kind(run / name)
        for words in (
            ["eval", run], ["predict", run, image], ["report", run, "-o", tmp_path / "x.html", "--force"], ["runs", run.parent],
            ["train", "--resume", run], ["export", run, "--to", "cnn", "-o", "-"],
        ):  # fmt: skip
            result = command(*words)
            assert result.exception is None or isinstance(result.exception, SystemExit), (words, kind, result.exception)
            assert "Traceback" not in result.output


def test_what_is_no_file_among_images(place: Path, tmp_path: Path) -> None:
    for kind in KINDS:
        data = tmp_path / kind.__name__ / "images"
        images(data)
        (data / "train" / "dark" / "1.png").unlink()
        kind(data / "train" / "dark" / "1.png")
        result = command("train", place / "net.cnn", "--data", data, "--out", data.parent / "out", *SHORT)
        assert result.exception is None or isinstance(result.exception, SystemExit), (kind, result.exception)
        assert "Traceback" not in result.output
        if result.exit_code:
            assert "1.png" in result.output, result.output


@pytest.mark.parametrize("name", ["train-images-idx3-ubyte", "t10k-labels-idx1-ubyte", "train-labels-idx1-ubyte.gz"])
def test_what_is_no_file_among_idx(name: str, place: Path, tmp_path: Path) -> None:
    for kind in KINDS:
        data = tmp_path / kind.__name__
        data.mkdir()
        for part, count in (("train", 8), ("t10k", 4)):
            header = b"\0\0\x08\x03" + b"".join(size.to_bytes(4, "big") for size in (count, 8, 8))
            (data / f"{part}-images-idx3-ubyte").write_bytes(header + bytes(range(64)) * count)
            labels = b"\0\0\x08\x01" + count.to_bytes(4, "big") + bytes([0, 1] * (count // 2))
            (data / f"{part}-labels-idx1-ubyte").write_bytes(labels)
        for there in (data / name, data / name.removesuffix(".gz")):
            there.unlink(missing_ok=True)
        kind(data / name)
        is_an_error(
            command("train", place / "net.cnn", "--data", "mnist", "--data-dir", data, "--out", data / "out", *SHORT)
        )


def test_a_network_of_a_hostile_name_is_trained(tmp_path: Path, place: Path) -> None:
    """One real step; neither what it says nor what it keeps holds what steers a terminal."""
    name = tmp_path / "a\x1b[31m\u202e::error::<b>.cnn"
    name.write_text(NETWORK)
    trained = command("train", name, "--data", place / "images", "--out", tmp_path / "out", *SHORT)
    assert trained.exit_code == 0, trained.output
    listed = [command("runs", tmp_path, "--format", form) for form in ("table", "json", "csv", "md")]
    others = [
        command("eval", tmp_path / "out"), command("report", tmp_path / "out", "-o", tmp_path / "x.html"),
        command("predict", tmp_path / "out", place / "images" / "test" / "dark" / "1.png"), command("zoo", str(name)),
        command("diff", name, place / "net.cnn"),
    ]  # fmt: skip
    for result in [trained, *listed, *others]:
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert all(char.isprintable() for char in result.output.replace("\n", "").replace("\r", "")), result.output
    page = (tmp_path / "x.html").read_text("utf-8")
    assert "::error::<b>" not in page
    assert "\x1b" not in page


@pytest.mark.parametrize("kind", [pipe, device])
def test_a_plugin_that_is_no_file(kind: Callable[[Path], None], place: Path, tmp_path: Path) -> None:
    kind(tmp_path / "layers.py")
    result = command("check", place / "net.cnn", "--plugin", tmp_path / "layers.py")
    is_an_error(result)
    assert "no regular file" in result.output


OUTPUTS = {
    "draw": lambda home: ["draw", home / "net.cnn", "--format", "svg", "-o"],
    "diff": lambda home: ["diff", home / "net.cnn", "lenet", "--draw", "-o"],
    "report": lambda home: ["report", home / "net.cnn", "-o"],
    "export": lambda home: ["export", home / "net.cnn", "--to", "cnn", "-o"],
    "eval": lambda home: ["eval", home / "run", "--png"],
}


@pytest.mark.parametrize("words", OUTPUTS)
def test_what_files_are_written_to(words: str, place: Path, tmp_path: Path) -> None:
    """A device takes what is written, and is there afterwards; nothing else is replaced unasked, or hangs."""
    line = OUTPUTS[words](place)
    null = tmp_path / "null.svg"
    null.symlink_to(os.devnull)
    if words != "diff":  # whose name has to tell the format; its status is that of the comparison
        assert command(*line, null).exit_code == 0
    assert null.is_symlink()
    assert not os.path.isfile(os.devnull)
    kinds: list[Callable[[Path], None]] = [folder, circle, nonsense, empty]
    for kind in kinds:
        target = tmp_path / kind.__name__ / "out.svg"
        target.parent.mkdir()
        kind(target)
        before = None if kind in (folder, circle) else target.read_bytes()
        is_an_error(command(*line, target))
        assert before is None or target.read_bytes() == before
        assert [path.name for path in target.parent.iterdir()] == ["out.svg"]
    is_an_error(command(*line, tmp_path / ("n" * 300 + ".svg")))
    (tmp_path / "dangling.svg").symlink_to("gone.svg")
    is_an_error(command(*line, tmp_path / "dangling.svg"))
    assert not (tmp_path / "gone.svg").exists()


@pytest.mark.parametrize("words", ["draw", "report", "export"])
def test_a_file_of_the_name_that_is_not_chosen_is_left_alone(
    words: str, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    line, name = {
        "draw": (["draw"], "net.svg"), "report": (["report"], "net.html"), "export": (["export", "--to", "python"], "net.py"),
    }[words]  # fmt: skip
    os.mkfifo(name)
    is_an_error(command(*line, place / "net.cnn"))


def test_what_is_made_of_a_folder_or_of_standard_input_has_a_name(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(place / "run", tmp_path / "run")
    monkeypatch.chdir(tmp_path / "run")
    assert command("export", ".", "--to", "cnn", "--no-verify").exit_code == 0
    assert (tmp_path / "run" / "run.cnn").is_file()
    done = CliRunner().invoke(cli, ["report", "-"], input=NETWORK)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "run" / "report.html").is_file()
