"""A run names the plugins that its network needs; what uses it asks for them, and loads no code by itself."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image
from safetensors.torch import load_file, save_file

import cnndsl
from cnndsl import plugins
from cnndsl.cli import cli
from cnndsl.layers import ALIASES, LAYERS
from cnndsl.train.errors import StoppedError
from cnndsl.train.run import train
from tests.train.conftest import Lines, brief
from tests.train.test_resume import interrupt

from .test_loading import KIND

NET = "input 1x8x8\nconv 4 3x3\ntwice\nflatten\nfc 10\n"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(cli, list(map(str, arguments)), catch_exceptions=False)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the plugin, the network and a run of it."""
    folder = tmp_path_factory.mktemp("plugins")
    (folder / "own.py").write_text(KIND)
    (folder / "net.cnn").write_text(NET)
    before = dict(LAYERS), dict(ALIASES)
    try:
        options = ("--epochs", 1, "--device", "cpu", "--precision", "float32")
        done = call("train", folder / "net.cnn", "--plugin", folder / "own.py", "--out", folder / "run", *options)
        assert done.exit_code == 0, done.output
        yield folder
    finally:
        for registry, kinds in zip((LAYERS, ALIASES), before, strict=True):
            registry.clear()
            registry.update(kinds)  # type: ignore[arg-type]
        plugins._files.clear()


@pytest.fixture
def folder(trained: Path, tmp_path: Path) -> Path:
    """A copy of it, in a process that does not know the plugin."""
    for keyword in ("twice",):
        LAYERS.pop(keyword, None)
    ALIASES.pop("double", None)
    return Path(shutil.copytree(trained, tmp_path / "copy"))


def test_the_records_name_it_and_hold_no_code(folder: Path) -> None:
    wanted = [{"name": "own.py", "digest": sha256(KIND.encode()).hexdigest(), "kinds": ["twice"]}]
    assert json.loads((folder / "run" / "options.json").read_text())["plugins"] == wanted
    assert not list((folder / "run").rglob("*.py"))


@pytest.mark.parametrize("command", ["eval", "predict"])
def test_who_uses_it_is_asked_for_the_plugin(folder: Path, command: str) -> None:
    Image.new("L", (8, 8)).save(folder / "image.png")
    arguments = [command, folder / "run", *([folder / "image.png"] if command == "predict" else [])]
    shutil.copy(folder / "own.py", folder / "run")  # beside the weights it is not loaded either
    missing = call(*arguments)
    assert missing.exit_code == 1
    assert "needs layer kinds that are not there: `twice` of own.py" in missing.output
    assert "give --plugin own.py" in missing.output
    done = call(*arguments, "--plugin", folder / "own.py")
    assert done.exit_code == 0, done.output
    assert "another text" not in done.output


def test_another_text_of_the_plugin_is_said(folder: Path) -> None:
    (folder / "own.py").write_text(KIND + "\n# changed\n")
    done = call("eval", folder / "run", "--plugin", folder / "own.py")
    assert done.exit_code == 0
    assert "note: the network was trained with another text of the plugin own.py\n" in done.output


def test_a_run_goes_on_with_the_same_plugin_only(folder: Path) -> None:
    plugins.load([folder / "own.py"])
    with pytest.raises(StoppedError):
        train(cnndsl.load(folder / "net.cnn"), brief(), Lines({30: interrupt}), folder / "half")
    del LAYERS["twice"], ALIASES["double"]
    plugins._files.clear()
    missing = call("train", "--resume", folder / "half")
    assert missing.exit_code == 1
    assert "`twice` of own.py" in missing.output
    (folder / "own.py").write_text(KIND + "\n# changed\n")
    changed = call("train", "--resume", folder / "half", "--plugin", folder / "own.py")
    assert changed.exit_code == 1
    assert "the plugin own.py was changed since the run began" in changed.output
    (folder / "own.py").write_text(KIND)
    done = call("train", "--resume", folder / "half", "--plugin", folder / "own.py")
    assert done.exit_code == 0, done.output
    assert json.loads((folder / "half" / "results.json").read_text())["status"] == "finished"


DAMAGED: list[Any] = [
    "x", {}, [1], [{}], [{"name": "own.py", "digest": "0", "kinds": 3}], [{"name": 1, "digest": "0", "kinds": []}],
    [{"name": "own.py" * 100, "digest": "0", "kinds": ["twice"]}], [{"name": "o", "digest": "0", "kinds": []}] * 200,
]  # fmt: skip


@pytest.mark.parametrize("value", DAMAGED, ids=[json.dumps(value)[:40] for value in DAMAGED])
def test_a_strangers_record_is_data(folder: Path, value: Any) -> None:
    from safetensors import safe_open

    path = folder / "run" / "best.safetensors"
    with safe_open(path, "pt") as file:
        metadata = file.metadata()
    save_file(load_file(path), folder / "other.safetensors", {**metadata, "plugins": json.dumps(value)})
    done = call("predict", folder / "other.safetensors", folder / "image.png")
    assert done.exit_code == 1
    assert "the field `plugins` of its metadata" in done.output


def test_a_strangers_names_cannot_steer_the_terminal(folder: Path) -> None:
    from safetensors import safe_open

    path = folder / "run" / "best.safetensors"
    with safe_open(path, "pt") as file:
        metadata = file.metadata()
    evil = [{"name": "\x1b[2Jown.py", "digest": "0", "kinds": ["twice\x1b[2J"]}]
    save_file(load_file(path), folder / "other.safetensors", {**metadata, "plugins": json.dumps(evil)})
    assert "\x1b" not in call("predict", folder / "other.safetensors", folder / "image.png").output
