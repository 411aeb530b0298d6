"""The file of plain PyTorch is the network: state_dict, outputs, ruff, mypy; and it reads as its source does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

import cnndsl
from cnndsl.export.python import comparison, file
from cnndsl.layers import LAYERS
from tests.conftest import examples
from tests.export.conftest import run
from tests.graph.chains import Chain, chains
from tests.graph.dags import Program
from tests.graph.drawn import programs
from tests.graph.test_inputs_and_outputs import TWO_STREAMS
from tests.layers import strategies

NAMES = ["densenet121", "googlenet", "lenet", "mobilenet_v2", "resnet50", "resnet50_fpn", "squeezenet1_1"]
"""All architectures are compared by `python -m tests.conformance exported`."""

CACHE = Path(__file__).parents[2] / ".mypy_cache" / "exported"
"""What mypy knows of torch is kept from one run of the tests to the next."""

HEADS = (
    "input 3x8x8",
    "input 32x8x8",
    "input 32x8x8\nflatten",
    "input 6x4x4\nflatten",
    "input 32x8x8\npermute channels_last",
)


def check(net: cnndsl.Network, *, generalise: bool = True) -> str:
    """The file of a network, compared with it."""
    written = file.source(net, generalise=generalise)
    said = comparison.compare(written.text, written.model, net, thorough=True)
    assert said == "same state_dict, equal outputs in evaluation and in training"
    return written.text


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files of NAMES, and of programs of every layer kind."""
    folder = tmp_path_factory.mktemp("written")
    for name in NAMES:
        (folder / f"{name}.py").write_text(file.source(cnndsl.load(name)).text, "utf-8")
    for keyword, kind in LAYERS.items():
        text = next(text for text in (f"{head}\n{kind.example}\n" for head in HEADS) if not cnndsl.check(text))
        (folder / f"kind_{keyword}.py").write_text(file.source(cnndsl.parse(text)).text, "utf-8")
    text = (
        "input 3x9x9\nconv 4 3 stride=2 padding=same\nconv 4 2 padding=same padding_mode=reflect\n"
        "conv 4 3 standardise=scaled\ndrop_path 0.1\nscale\n"
    )
    (folder / "two_streams.py").write_text(file.source(cnndsl.parse(TWO_STREAMS)).text, "utf-8")
    (folder / "padded.py").write_text(file.source(cnndsl.parse(text)).text, "utf-8")
    return folder


@pytest.mark.parametrize("name", ["lenet", "lenet5_1998", "resnet20", "squeezenet1_1"])
def test_architectures_are_what_is_compiled(name: str) -> None:
    check(cnndsl.load(name))


@settings(max_examples=examples(30))
@given(program=programs())
def test_random_programs_with_branches(program: Program) -> None:
    assume(not cnndsl.check(program.text))
    note(program.text)
    check(cnndsl.parse(program.text))


@settings(max_examples=examples(30))
@given(chain=chains())
def test_random_chains(chain: Chain) -> None:
    assume(chain.valid and not cnndsl.check(chain.text, input=chain.input, **chain.settings))
    note(chain.text)
    check(cnndsl.parse(chain.text, input=chain.input, **chain.settings))


@settings(max_examples=examples(100))
@given(data=st.data(), keyword=st.sampled_from(sorted(LAYERS)))
def test_every_kind_at_odd_options(data: st.DataObject, keyword: str) -> None:
    text = strategies.program(
        data.draw(strategies.shapes(keyword)), strategies.written(keyword, data.draw(strategies.arguments(keyword)))
    )
    assume(not cnndsl.check(text))
    note(text)
    check(cnndsl.parse(text))


FOLDS = {
    "add": torch.add,
    "sub": torch.sub,
    "mul": torch.mul,
    "mean": torch.add,
    "max": torch.maximum,
    "matmul": torch.matmul,
}


@pytest.mark.parametrize("join", FOLDS)
@pytest.mark.parametrize("count", [100, 101, 450])
def test_joins_of_hundreds_of_branches_are_taken_one_after_the_other(join: str, count: int) -> None:
    branches = "".join(f"    from {'abx'[number % 3]}\n" for number in range(count - 1))
    net = cnndsl.parse(f"input x 2x2\na: softmax\nb: sigmoid\n{join}:\n{branches}    identity\nhardtanh\n")
    x = torch.rand(3, 2, 2, dtype=torch.double)  # which holds the products of 450 such matrices
    a = x.softmax(1)
    b = a.sigmoid()
    folded, *others = [(a, b, x)[number % 3] for number in range(count - 1)] + [b]
    for other in others:
        folded = FOLDS[join](folded, other)
    expected = torch.nn.functional.hardtanh(folded / count if join == "mean" else folded)
    assert torch.equal(net.to_torch()(x), expected)
    written = file.source(net)
    comparison.compare(written.text, written.model, net, thorough=True)


@pytest.mark.parametrize(
    "lines",
    [
        "repeat 700:\n    add:\n        identity\n        identity",
        "repeat 29:\n    concat:\n        identity\n        identity",
        "block b(w):\n    repeat 110:\n        concat:\n            identity\n            conv w 1\nb 1\nb 2",
        "for i in 1..3:\n    if i == 2: relu\n    conv 3 1\n" * 30,
        "".join(f"{'    ' * i}for i{i} in 1..2:\n" for i in range(6)) + "    " * 6 + "conv 1+i0+i5 1",
        "block b(n):\n"
        + "".join(f"{'    ' * (i + 1)}a{i}-x:\n" for i in range(24))
        + f"{'    ' * 25}relu\n{'    ' * 25}if n > 0: inline b n-1\ninline b 2",
    ],
    ids=["joins", "doubling", "growing", "loops that are none", "loops in loops", "sections in sections"],
)
def test_files_of_any_depth_are_python(lines: str) -> None:
    written = file.source(cnndsl.parse(f"input 1x1x1\n{lines}\nconv 1 1\n"))
    comparison.load(written.text, written.model)


def test_without_expressions_every_number_is_a_literal() -> None:
    text = check(cnndsl.load("resnet20"), generalise=False)
    assert "in_channels" not in text


def test_ruff_and_mypy_find_nothing(written: Path) -> None:
    for command in (
        ["ruff", "check", "--isolated", "--no-cache", "--extend-select", "E501"],
        ["ruff", "format", "--isolated", "--check", "--no-cache"],
        ["mypy", "--strict", "--config-file", "/dev/null", "--cache-dir", str(CACHE)],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command, "."], cwd=written, capture_output=True, text=True, check=False, timeout=600
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_blocks_parameters_and_loops_of_the_source_are_there(written: Path) -> None:
    inception = (written / "googlenet.py").read_text("utf-8")
    assert "self, in_channels: int, c1: int, r3: int, c3: int, r5: int, c5: int, pool: int" in inception
    assert "        self.inception3a = Inception(192, 64, 96, 128, 16, 32, 32)  # 256x28x28\n" in inception
    assert "def __init__(self, classes: int = 1000) -> None:" in inception
    dense = (written / "densenet121.py").read_text("utf-8")
    assert 'for j in range(1, depth + 1):\n            layers[f"denselayer{j}"] = DenseLayer(channels' in dense
    assert "in_channels // 2" in dense
    assert 'Huang et al., "Densely Connected Convolutional Networks", 2016, arXiv:1608.06993' in dense
    assert "# expect 16x5x5" in file.source(cnndsl.load("lenet")).text


def test_a_loop_goes_through_numbers_that_are_others_in_each_round() -> None:
    """`sum` of a slice has no expression here, so the numbers stand there; stages of different lengths share a class."""
    text = check(
        cnndsl.parse(
            "input 8x6x6\nlet steps = [0.01, 0.02, 0.03, 0.05]\n"
            "block unit(p):\n    conv in.channels 1\n    dropout p\n"
            "for s in 1..3: stage{s}: for i in 1..s+1: unit s*sum(steps[:i])\n"
        )
    )
    assert "def __init__(self, in_channels: int, ps: tuple[float, ...]) -> None:" in text
    assert "*[Unit(in_channels, p) for p in ps]" in text
    assert "Stage(8, (0.01, 0.03))" in text


def test_a_comment_above_a_block_stands_in_the_first_of_its_classes() -> None:
    text = "# Two layers.\n# Or three.\nblock unit(n):\n    conv n 3\n    relu\n    if n > 4:\n        batchnorm\n"
    written = check(cnndsl.parse(f"{text}input 3x16x16\nunit 4\nunit 8\nunit 16\nother: seq:\n    unit 3\n    relu\n"))
    assert written.count("Two layers. Or three.") == 1
    assert '"""Two layers. Or three.\n' in written.split("class Unit2")[0]
    assert written.split("class Unit2(nn.Sequential):\n")[1].startswith(
        '    """Another form of `Unit`.\n\n    Source: line 3.\n'
    )


def test_other_parameters_give_another_network() -> None:
    """What the file has as a parameter of the model is one: it makes the network that the source makes."""
    for name in NAMES:
        text = file.source(cnndsl.load(name)).text
        values: dict[str, Any] = {"width": 32} if name == "resnet50_fpn" else {"classes": 7}
        expected = cnndsl.load(name, **values)
        made = comparison.load(text, expected.name)
        with torch.device("meta"):
            state = made(**values).state_dict()
        assert {key: tuple(value.shape) for key, value in state.items()} == expected.graph.tensors()


@pytest.mark.parametrize(
    "lines",
    {
        "a section": "s:\n    a: conv width 1\n    add:\n        identity\n        b: conv width 1\nconv 2*width 1\n",
        "a section that goes on": "s: a: conv width 1\nt: r: conv width 1\nadd:\n    s: b: conv width 1\n    u: relu\n",
        "a block": "block b(k):\n    conv width k\n    add:\n        identity\n        conv k*width 1\nb 1\nconv width 1\n",
        "a line that runs again": "s:\n    c: conv width 1\n    r: relu\n    d: conv width 1\n    again r\n    again d\n"
        "    again r\nconv 2*width 1\n",
        "a section of a block": "block b(w):\n    s:\n        a: conv w 1\n        add:\n            conv w 1\n"
        "            identity\nb width\nb width\nconv width 1\n",
    }.values(),
)
def test_a_parameter_of_the_model_reaches_every_class(lines: str) -> None:
    text = f"model M(width=8)\ninput 3x9x9\n{lines}"
    made = comparison.load(file.source(cnndsl.parse(text)).text, "M")(width=12)
    state = {key: tuple(value.shape) for key, value in made.state_dict().items()}
    assert state == cnndsl.parse(text, width=12).graph.tensors()
    assert made(torch.randn(2, 3, 9, 9)).shape[2:] == (9, 9)


def test_parameters_are_drawn_as_the_source_says() -> None:
    text = "input 3x8x8\ninit conv=constant(2) bias=0\nconv 4 3\nbatchnorm\nrelu\nflatten\nfc 5\ninit fc=constant(3)\nfc 6\n"
    net = cnndsl.parse(text)
    written = file.source(net)
    state = comparison.load(written.text, written.model)().state_dict()
    assert all(
        (state[key] == value).all() for key, value in {"0.weight": 2, "0.bias": 0, "4.bias": 0, "5.weight": 3}.items()
    )
    assert state["4.weight"].std() > 0.01


@pytest.mark.parametrize("scheme", ["normal(0.02)", "trunc_normal(0.5)", "uniform(0.1)", "kaiming_normal(fan_out)",
                                    "kaiming_uniform(fan_in, tanh)", "xavier_normal(2)", "orthogonal", "xavier_uniform"])  # fmt: skip
def test_schemes_are_those_of_torch(scheme: str) -> None:
    net = cnndsl.parse(f"input 32x8x8\ninit conv={scheme.replace(', ', ',')}\nconv 64 3\n")
    written = file.source(net)
    torch.manual_seed(0)
    own = comparison.load(written.text, written.model)().state_dict()["0.weight"]
    expected = net.to_torch().state_dict()["0.weight"]
    assert own.std().item() == pytest.approx(expected.std().item(), rel=0.05)
    assert own.abs().max().item() == pytest.approx(expected.abs().max().item(), rel=0.4)


def test_the_command_writes_a_file_that_stands_alone(folder: Path) -> None:
    assert run("small.cnn", "-o", "small.py").exit_code == 0
    code = "import sys, small; small.Small(); assert not any(name.startswith('cnndsl') for name in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=folder, check=True, timeout=300)


def test_a_file_that_is_not_the_network_is_never_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = file.source

    def wrong(net: cnndsl.Network, *, generalise: bool = True) -> file.Written:
        made = real(net, generalise=generalise)
        return made._replace(text=made.text.replace("padding=1", "padding=0")) if generalise else made

    monkeypatch.setattr(file, "source", wrong)
    done = run("small.cnn", "-o", "small.py")
    assert (done.exit_code, "every number stands as a literal" in done.output) == (0, True)
    assert "padding=1" in (folder / "small.py").read_text("utf-8")
    monkeypatch.setattr(file, "source", lambda net, *, generalise=True: wrong(net))
    done = run("small.cnn", "-o", "other.py")
    assert (done.exit_code, "this is a bug in cnndsl" in done.output) == (1, True)
    assert not (folder / "other.py").exists()


def test_what_runs_a_section_again_that_runs_another_again() -> None:
    """The second run has no line of its own, and is called by its layers: it has that of the section."""
    text = "input x 4x6x6\na:\n    b:\n        relu\n    c: conv 4 1\nd:\n    e:\n        f: conv 4 1\n        g: again a\n    h: again e.g\n"
    net = cnndsl.parse(text)
    written = file.source(net)
    assert comparison.compare(written.text, written.model, net, thorough=True).startswith("same state_dict, equal")
