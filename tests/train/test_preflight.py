"""Does the network fit the data? The answers, and their price: no torch."""

import subprocess
import sys

import pytest

import cnndsl
from cnndsl.train import preflight
from cnndsl.train.dataset import Facts
from cnndsl.train.options import Options
from cnndsl.train.preflight import PreflightError
from cnndsl.train.setup import prepare

GREY = Facts("digits", (1, 8, 8), tuple("0123456789"))
COLOUR = Facts("photos", (3, 32, 32), ("cat", "dog"))


@pytest.mark.parametrize("input_shape", [(1, 8, 8), (1, 32, 32), (3, 224, 224), (1, 16, 8)])
def test_what_a_rule_settles_is_no_problem(input_shape: tuple[int, int, int]) -> None:
    assert preflight.problems(input_shape, (10,), GREY) == []


def test_wrong_class_count_says_what_to_write() -> None:
    (problem,) = preflight.problems((1, 8, 8), (1000,), GREY)
    assert problem.title == "the network gives 1000 classes, digits has 10"
    assert "`fc 10`" in problem.help
    assert "--set classes=10" in problem.help
    assert problem.line == "output"


def test_a_feature_map_is_not_a_classifier() -> None:
    (problem,) = preflight.problems((1, 8, 8), (16, 5, 5), GREY)
    assert "16x5x5" in problem.title
    assert problem.help == "end the file with `flatten` and `fc 10`"


@pytest.mark.parametrize(("channels", "facts"), [(2, GREY), (4, COLOUR), (1, COLOUR)])
def test_channels_that_no_rule_settles(channels: int, facts: Facts) -> None:
    (problem,) = preflight.problems((channels, 28, 28), (len(facts.classes),), facts)
    shape = f"{facts.shape[0]}x28x28"
    assert problem.help == f"write `input {shape}`, or call with --input {shape}"
    assert problem.line == "input"


def test_all_problems_are_found_at_once() -> None:
    assert len(preflight.problems((2, 8, 8), (11,), GREY)) == 2


def test_notes_say_what_is_done_to_the_images() -> None:
    assert preflight.notes((1, 8, 8), GREY) == []
    assert preflight.notes((3, 32, 16), GREY) == [
        "resized from 8x8 to 32x16 (bilinear)",
        "their aspect ratio changes",
        "grey repeated to 3 channels",
    ]
    assert preflight.notes((3, 32, 32), COLOUR) == []


def test_softmax_before_the_loss_is_a_warning() -> None:
    assert preflight.warnings("fc") == preflight.warnings("log_softmax") == []
    assert "softmax" in preflight.warnings("softmax")[0]


def test_problems_point_at_lines_of_the_file() -> None:
    net = cnndsl.parse("# a comment\ninput 2x8x8\nflatten\nfc 12\n", path="net.cnn")
    with pytest.raises(PreflightError) as error:
        prepare(net, Options(device="cpu"))
    shown = error.value.render().splitlines()
    assert shown[0] == "error: net.cnn:2: the network takes 2 channels, the images of digits have 1"
    assert shown[1].startswith("  help: write `input 1x8x8`")
    assert shown[2] == "error: net.cnn:4: the network gives 12 classes, digits has 10"
    assert len(shown) == 4


def test_a_network_without_parameters_has_nothing_to_learn() -> None:
    net = cnndsl.parse("input 1x2x5\nflatten\n", path="net.cnn")
    with pytest.raises(cnndsl.train.errors.TrainingError, match=r"net\.cnn: the network has no parameters"):
        prepare(net, Options(device="cpu"))


def test_the_comparison_needs_no_torch() -> None:
    modules = "options", "errors", "dataset", "digits", "sources", "preflight"
    imports = "; ".join(f"import cnndsl.train.{name}" for name in modules)
    command = (
        f"import sys; {imports}; import cnndsl.cli.train; sys.exit('torch' in sys.modules or 'rich' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", command], check=False).returncode == 0
