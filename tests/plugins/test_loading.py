"""Plugins are run when their user names them, once; what cannot be used is said with its place, and leaves no trace."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import cnndsl
from cnndsl import plugins
from cnndsl.cli import cli
from cnndsl.layers import ALIASES, LAYERS

from .conftest import KINDS

KIND = '''
from cnndsl.layers import Layer, Fault
from cnndsl.layers.arguments import INT, arg


class Twice(Layer):
    """Twice."""

    keyword = "twice"
    aliases = ("double",)
    example = "twice"

    def torch(self, nn, x):
        return nn.Identity()
'''
NET = "input 3x8x8\ntwice\nconv 4 3x3\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with a network of the kind and its plugin."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.cnn").write_text(NET)
    (tmp_path / "own.py").write_text(KIND)
    return tmp_path


def test_load_parse_and_check_take_plugins(folder: Path) -> None:
    assert [d.code.id for d in cnndsl.check(NET)] == ["E0201"]
    assert cnndsl.check(NET, plugins=["own.py"]) == []
    assert cnndsl.parse(NET, plugins=[folder / "own.py"]).layers[0].kind == "twice"
    assert cnndsl.load("net.cnn", plugins=[str(folder / "own.py")]).layers[0].kind == "twice"
    assert cnndsl.load("net.cnn").layers[0].kind == "twice"  # they stay


def test_words_that_others_have_for_a_kind_are_understood(folder: Path) -> None:
    text = KIND.replace("import Layer,", "import Elsewhere, Layer,").replace(
        'example = "twice"\n',
        'example = "twice"\n    also = ("doubled",)\n    elsewhere = (Elsewhere("Doubling", "axis: n:times"),)\n'
        '    times: int = arg(INT, "how often", min=1, default=2)\n',
    )
    (folder / "own.py").write_text(text)
    for written, says in {
        "doubled": "did you mean `twice`?",
        "nn.Doubling(1, 3)": "it is `twice` here: write `twice times=3`",
        "twice n=3": "did you mean `times`?",
    }.items():
        (fault,) = cnndsl.check(f"input 3x8x8\n{written}\n", plugins=["own.py"])
        assert fault.help == says
        assert fault.fix is not None


def test_a_module_is_found_by_its_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = folder / "pack"
    package.mkdir()
    (package / "__init__.py").write_text("from pack import kinds\n")
    (package / "kinds.py").write_text(KIND)
    monkeypatch.syspath_prepend(str(folder))
    plugins.load(["pack"])
    plugins.load(["pack"])
    net = cnndsl.parse(NET)
    (needed,) = plugins.needed(net.graph)
    assert (needed.name, needed.kinds, needed.missing, needed.changed) == ("pack.kinds", ("twice",), [], False)
    for name in ("pack", "pack.kinds"):
        del sys.modules[name]


def test_a_plugin_runs_once_and_again_when_it_has_changed(folder: Path) -> None:
    (folder / "own.py").write_text(KIND + "\nwith open('log', 'a') as log: log.write('x')\n")
    for _ in range(3):
        plugins.load(["own.py", str(folder / "own.py")])
    assert (folder / "log").read_text() == "x"
    (folder / "own.py").write_text(KIND.replace("double", "duplicate").replace("Twice.", "Two times."))
    plugins.load(["own.py"])
    assert LAYERS["twice"].__doc__ == "Two times."
    assert ALIASES.get("duplicate") == "twice"
    assert "double" not in ALIASES
    (folder / "own.py").write_text("1/0")
    with pytest.raises(cnndsl.PluginError):
        plugins.load(["own.py"])
    assert LAYERS["twice"].__doc__ == "Two times."  # as before


def test_modules_with_classes_of_a_plugin_can_be_pickled(folder: Path) -> None:
    """In a process that has loaded the same file; the pickle itself brings no code of it."""
    text = KIND.replace("nn.Identity()", "Doubling()") + (
        "\n\nfrom torch import nn as torchs\n\n\nclass Doubling(torchs.Module):\n    def forward(self, x):\n        return 2 * x\n"
    )
    (folder / "own.py").write_text(text)
    module = cnndsl.parse(NET, plugins=["own.py"]).to_torch()
    assert type(pickle.loads(pickle.dumps(module))[0]) is type(module[0])
    (folder / "net.pickle").write_bytes(pickle.dumps(module))
    there = "import pickle, sys\nmodule = pickle.load(open('net.pickle', 'rb'))\nprint(type(module[0]).__name__)"
    loading = f"from cnndsl import plugins\nplugins.load(['own.py'])\n{there}"
    done = subprocess.run([sys.executable, "-c", loading], capture_output=True, text=True, check=True)
    assert done.stdout == "Doubling\n"
    assert "No module named" in subprocess.run([sys.executable, "-c", there], capture_output=True, text=True).stderr


def test_no_file_makes_code_run(folder: Path) -> None:
    """A network that names a kind, beside a file and a module that would bring it."""
    for name in ("twice.py", "net.py", "conftest.py", "cnndsl_plugins.py"):
        (folder / name).write_text("open('ran', 'w')\n" + KIND)
    done = subprocess.run(
        [sys.executable, "-m", "cnndsl", "check", "net.cnn"], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert done.returncode == 1
    assert "there is no layer or block `twice`" in done.stdout
    assert not (folder / "ran").exists()


FAULTS = {
    "1 / 0\n": "own.py:1: ZeroDivisionError: division by zero",
    "x = 1\ndef f(:\n": "own.py:2: invalid syntax",
    "import no_such_module\n": "own.py:1: ModuleNotFoundError: No module named 'no_such_module'",
    "import sys\n\nsys.exit(3)\n": "own.py:3: SystemExit: 3",
    "x = 1\n": "the plugin own.py has no layer kind; define a subclass of cnndsl.layers.Layer with a `keyword`",
    KIND.replace('"twice"', '"conv"'): "own.py:6: there is a layer kind `conv` already, Conv of cnndsl.layers.conv",
    KIND.replace('"double"', '"pool"'): "own.py:6: there is a layer kind `pool` already, MaxPool of",
    KIND.replace('example = "twice"', 'example = "twice"\n    also = "again"'): "has `also` that is no tuple of words",
    KIND.replace('example = "twice"', 'example = "twice"\n    elsewhere = ("again",)'): "no tuple of Elsewhere",
    KIND.replace('example = "twice"', 'example = "twice"\n    elsewhere = (Elsewhere("Again", "n:times"),)').replace(
        "import Layer,", "import Elsewhere, Layer,"
    ): "says `times` for an argument of `Again`",
    KIND.replace('keyword = "twice"', 'keyword = "Twice"'): "own.py:6: the layer kind Twice has the keyword 'Twice'",
    KIND.replace('"twice"', '"repeat"'): "keyword `repeat`, which is a word of the language",
    KIND.replace('"twice"', '"not"'): "keyword `not`, which is a word of the language",
    KIND.replace('    """Twice."""\n', ""): "own.py:6: the layer kind Twice has no docstring",
    KIND.replace('example = "twice"', 'example = "conv 3"'): "begins with `twice`",
    KIND.replace('example = "twice"', 'example = "twice 3"'): "example `twice 3`, which does not check: ",
    KIND.replace("def torch", "def other"): "needs a method `torch`",
    KIND.replace(
        "aliases = (", "inputs = (int,)\n    aliases = ("
    ): "has `inputs` that are none; they are some of Map,",
    KIND.replace("aliases = (", "weight = 'tensor'\n    aliases = ("): "has `weight = 'tensor'`",
    KIND.replace(
        "aliases = (", "activation = 1\n    aliases = ("
    ): "has the trait `activation = 1`; it is True or False",
    KIND.replace("aliases = (", "activaton = True\n    aliases = ("): "`activaton`, and there is a trait `activation`",
    KIND.replace(
        "aliases = (", "output_channels = 'n'\n    aliases = ("
    ): "has no argument `n` for its `output_channels`",
    KIND.replace(
        "aliases = (", "dropout: int = arg(INT, '')\n    aliases = ("
    ): "argument `dropout` of Twice has the name of a",
    KIND + "\n    def output(self, x):\n        return x.nothing\n": "own.py:17: AttributeError: ",
    KIND + "\n    def output(self, x):\n        return tuple(x)\n": "as its output, which is no shape",
}


@pytest.mark.parametrize(("text", "said"), FAULTS.items(), ids=[said[:30] for said in FAULTS.values()])
def test_what_cannot_be_used_is_said_with_its_place(folder: Path, text: str, said: str) -> None:
    before = dict(LAYERS), dict(ALIASES), set(sys.modules)
    (folder / "own.py").write_text(text)
    with pytest.raises(cnndsl.PluginError) as caught:
        plugins.load(["own.py"])
    assert said in str(caught.value)
    assert "own.py" in str(caught.value)
    assert before[:2] == (LAYERS, ALIASES)
    assert not {name for name in set(sys.modules) - before[2] if "plugin" in name}
    done = CliRunner().invoke(cli, ["check", "net.cnn", "--plugin", "own.py"], catch_exceptions=False)
    assert done.exit_code == 2
    assert said[:40] in " ".join(done.output.split())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.py", "there is no plugin missing.py"),
        ("./missing", "there is no plugin ./missing"),
        ("no_such_module", "there is no module no_such_module; is it installed here?"),
        ("own", "there is no module own; name the file: own.py"),
        ("no_such.module", "there is no module no_such.module"),
        (".", "there is no module"),
        ("", "there is no module"),
        ("nul\0.py", "cannot be read"),
        ("a..b", "there is no module 'a..b'; name a file"),
        ("../", "cannot be read"),
        ("json", "the plugin json has no layer kind"),
    ],
)
def test_what_is_not_there(folder: Path, name: str, said: str) -> None:
    with pytest.raises(cnndsl.PluginError) as caught:
        plugins.load([name])
    assert said in str(caught.value)


def test_two_plugins_with_one_keyword(folder: Path) -> None:
    (folder / "other.py").write_text(KIND)
    with pytest.raises(cnndsl.PluginError, match=r"there is a layer kind `twice` already, Twice of .*own"):
        plugins.load(["own.py", "other.py"])


COMMANDS = {
    "check": ["net.cnn"],
    "summary": ["net.cnn"],
    "explain": ["net.cnn"],
    "quiz": ["net.cnn"],
    "expand": ["net.cnn"],
    "fmt": ["net.cnn", "--check"],
    "diff": ["net.cnn", "net.cnn"],
    "layers": ["double"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_reads_networks_takes_plugins(folder: Path, command: str) -> None:
    done = CliRunner().invoke(cli, [command, *COMMANDS[command], "--plugin", "own.py"], catch_exceptions=False)
    assert (done.exit_code, "twice" in done.output) == (0, command not in ("check", "fmt", "diff"))


def test_all_that_read_networks_have_the_option() -> None:
    for command in [*COMMANDS, "train", "eval", "predict"]:
        done = CliRunner().invoke(cli, [command, "--help"], catch_exceptions=False)
        assert "--plugin FILE|MODULE" in done.output, command


def test_a_rule_that_fails_later_is_the_plugins_fault(folder: Path) -> None:
    (folder / "own.py").write_text(
        KIND + "\n    def output(self, x):\n        return 1 / 0 if x.channels == 3 else x\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "cnndsl", "check", "net.cnn", "--plugin", "own.py"], capture_output=True, text=True,
        check=False, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "error: a plugin fails at own.py:17: ZeroDivisionError: division by zero\n"


def test_a_kind_is_defined_again_in_a_notebook() -> None:
    for doc in ("One.", "Two."):
        space = {"__name__": "__main__"}
        exec(KIND.replace("Twice.", doc), space)
        assert LAYERS["twice"].__doc__ == doc
    assert [plugin.name for plugin in plugins.needed(cnndsl.parse(NET).graph)] == ["__main__"]


def test_networks_of_the_package_need_no_plugin() -> None:
    plugins.load([KINDS])
    assert plugins.needed(cnndsl.load("architectures/convnext_tiny.cnn").graph) == []
