"""`cnndsl export`: formats, targets, what is refused, what is reported; and runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file

import cnndsl
from cnndsl import export
from cnndsl.export.product import Product
from cnndsl.whole_files import write_whole
from tests.evaluate.conftest import CNN, METADATA, finished, weights  # noqa: F401 - fixtures
from tests.export.conftest import run
from tests.train.conftest import _one_thread  # noqa: F401 - the fixture holds here too


def test_the_ending_chooses_the_format_and_the_word_overrules_it(folder: Path) -> None:
    assert run("small.cnn", "-o", "out.cnn").exit_code == 0
    assert run("small.cnn", "--to", "cnn", "-o", "out.txt").exit_code == 0
    assert (folder / "out.cnn").read_text("utf-8") == (folder / "out.txt").read_text("utf-8")


def test_without_a_target_the_file_lies_in_this_folder(folder: Path) -> None:
    done = run("lenet", "--to", "cnn")
    assert (done.exit_code, done.output.partition(":")[0]) == (0, "wrote lenet.cnn")
    assert (folder / "lenet.cnn").exists()


def test_standard_output_holds_the_text_alone(folder: Path) -> None:
    done = run("small.cnn", "--to", "cnn", "-o", "-", "--report", "json")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "model Small(classes=10)"
    report = json.loads(done.stderr)
    assert report["files"] == {"-": len(done.stdout.encode())}


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["small.cnn"], 2, "give --to"),
        (["small.cnn", "-o", "-"], 2, "-o - needs --to"),
        (["small.cnn", "-o", "out"], 2, "out names no format"),
        (["small.cnn", "-o", "out.pkl"], 2, "out.pkl names no format"),
        (["small.cnn", "--to", "cnn", "--half"], 2, "--half is not for --to cnn"),
        (["small.cnn", "-o", "out.cnn", "--weights", "no.safetensors"], 1, "there is no run or weights file"),
        (["small.cnn", "--to", "cnn", "--weights", ".", "--seed", "1"], 2, "--seed is for a network without --weights"),
        (["no.cnn", "--to", "cnn"], 1, "no.cnn"),
        (["no.safetensors", "--to", "cnn"], 1, "there is no run or weights file"),
        ([".", "--to", "cnn"], 1, "is no run folder"),
        ([".", "--to", "cnn", "--set", "classes=3"], 2, "--set is for a .cnn file"),
    ],
)
def test_what_is_refused(folder: Path, words: list[str], status: int, says: str) -> None:
    done = run(*words)
    assert (done.exit_code, says in done.output) == (status, True), done.output
    assert [path.name for path in folder.iterdir()] == ["small.cnn"]


def test_no_file_is_replaced_unasked(folder: Path) -> None:
    target = folder / "mine.cnn"
    target.write_text("mine", "utf-8")
    done = run("small.cnn", "-o", "mine.cnn")
    assert (done.exit_code, target.read_text("utf-8")) == (1, "mine")
    assert done.output == "error: mine.cnn exists\n  help: name another file with -o, or give --force to replace it\n"
    assert run("small.cnn", "-o", "mine.cnn", "--force").exit_code == 0
    assert "conv" in target.read_text("utf-8")
    (folder / "a.cnn").mkdir()
    assert run("small.cnn", "-o", "a.cnn", "--force").output.startswith("error: a.cnn is a folder")


def test_a_file_in_parts_is_whole_or_absent(tmp_path: Path) -> None:
    write_whole(tmp_path / "parts", (part for part in (b"one", b"two")))
    assert (tmp_path / "parts").read_bytes() == b"onetwo"

    def failing():  # type: ignore[no-untyped-def]
        yield b"one"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "broken", failing())
    assert [path.name for path in tmp_path.iterdir()] == ["parts"]


def test_a_product_of_several_files_needs_a_target(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cnn = export.load("cnn")
    monkeypatch.setattr(cnn, "make", lambda *_: Product(b"graph", beside={"data.bin": [b"weights"]}))
    assert (
        run("small.cnn", "--to", "cnn", "-o", "-").output
        == "error: this takes several files\n  help: name one with -o\n"
    )
    assert run("small.cnn", "-o", "there/out.cnn").exit_code == 0
    assert (folder / "there" / "data.bin").read_bytes() == b"weights"
    assert run("small.cnn", "-o", "there/other.cnn").output.startswith("error: there/data.bin exists")


def test_the_help_says_of_each_format_what_it_is_and_whose_options_are() -> None:
    shown = run("--help").output
    for name in export.names():
        assert export.summary(name) in shown
    assert "safetensors)" in " ".join(shown.split())


def test_a_run_is_exported_with_its_network_as_it_was_written(folder: Path, finished: Path) -> None:  # noqa: F811
    done = run(str(finished), "--to", "safetensors", "-o", "out.safetensors", "--report", "json")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert (report["weights"], report["seed"]) == (str(finished / "best.safetensors"), None)
    assert report["classes"] == 10
    done = run("out.safetensors", "-o", "again.safetensors")
    assert done.exit_code == 0, done.output
    first, second = (safe_open(folder / f"{name}.safetensors", framework="pt") for name in ("out", "again"))
    assert first.metadata() == second.metadata()
    assert json.loads(first.metadata()["classes"]) == [str(digit) for digit in range(10)]
    assert all(torch.equal(first.get_tensor(key), second.get_tensor(key)) for key in first.keys())  # noqa: SIM118


def test_weights_of_others_are_exported(folder: Path) -> None:
    """Those of `torch.save`, through a wrapper, are the network's, and are compared with it as all others."""
    state = cnndsl.load("small.cnn").to_torch().state_dict()
    torch.save({"model": {f"module.{key}": tensor for key, tensor in state.items()}}, "w.pt")
    done = run("small.cnn", "--weights", "w.pt", "-o", "out.safetensors", "--verify")
    assert done.exit_code == 0, done.stderr
    assert "note: the weights are those under `model` in w.pt" in done.stderr
    written = load_file("out.safetensors")
    assert written.keys() == state.keys()
    assert all(torch.equal(tensor, state[key]) for key, tensor in written.items())
    torch.save(dict(list(state.items())[1:]), "part.pt")
    assert (
        "part.pt does not fit Small: 1 key is missing\n"
        in run("small.cnn", "--weights", "part.pt", "-o", "part.cnn").stderr
    )
    named = run("small.cnn", "--weights", "torchvision:resnet18/none", "--to", "safetensors")
    assert "torchvision has no weights none for resnet18" in named.stderr
