"""Does the network fit the data? What rules settle, what is told, and the price: no torch."""

import re
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy

import cnndsl
from cnndsl.source import Source
from cnndsl.train.data.dataset import Facts
from cnndsl.train.data.preprocessing import Preprocessing
from cnndsl.train.decide import fit
from cnndsl.train.decide.fit import Fit

GREY = Facts("digits", 1, (8, 8), tuple("0123456789"))
COLOUR = Facts("photos", 3, None, ("cat", "dog"))


def fitted(text: str, facts: Facts, input_shape: tuple[int, ...] | None = None, **values: Any) -> Fit:
    return fit.fit(Source("net.cnn", text), values, input_shape, facts)


def told(text: str, facts: Facts, input_shape: tuple[int, ...] | None = None, **values: Any) -> cnndsl.Diagnostic:
    """The one diagnostic."""
    found = fitted(text, facts, input_shape, **values)
    assert found.checked.network is None
    (diagnostic,) = found.checked.diagnostics
    return diagnostic


# ------------------------------------------------------------------------------------------------- rules


@pytest.mark.parametrize(
    ("shape", "facts", "notes"),
    [
        ((1, 8, 8), GREY, ()),
        ((1, 32, 32), GREY, ("images of 8x8 are resized to 32x32",)),
        ((3, 8, 8), GREY, ("grey is repeated to 3 channels",)),
        ((3, 16, 8), GREY, ("images of 8x8 are scaled and cropped to 16x8", "grey is repeated to 3 channels")),
        ((3, 9, 9), COLOUR, ("images of any size are scaled and cropped to 9x9",)),
    ],
)
def test_what_is_done_to_the_images_is_said(shape: tuple[int, ...], facts: Facts, notes: tuple[str, ...]) -> None:
    text = f"input {'x'.join(map(str, shape))}\nflatten\nfc {len(facts.classes)}\n"
    found = fitted(text, facts)
    assert found.notes == notes
    assert found.checked.network is not None
    assert found.checked.network.input == shape


def test_stretching_is_told_as_such() -> None:
    assert fit.images((1, 12, 12), GREY, "pad") == ("images of 8x8 get a black border to 12x12",)
    assert fit.images((1, 16, 8), GREY, "stretch") == ("images of 8x8 are stretched to 16x8",)
    assert fit.images((1, 16, 16), GREY, "stretch") == ("images of 8x8 are resized to 16x16",)


NET = "model Net(classes{default})\ninput 1x8x8\nflatten\nfc classes\n"


@pytest.mark.parametrize("default", ["=1000", "=3", ""])
def test_classes_are_taken_from_the_data(default: str) -> None:
    found = fitted(NET.format(default=default), GREY)
    assert found.checked.network is not None
    assert found.checked.network.output == (10,)
    assert found.checked.network.settings == {"classes": 10}
    assert found.notes == ("classes set to 10, as in digits",)


def test_nothing_is_said_of_classes_that_fit() -> None:
    for text, values in ((NET.format(default="=10"), {}), (NET.format(default=""), {"classes": 10})):
        found = fitted(text, GREY, **values)
        assert found.notes == ()
        assert found.checked.network is not None


def test_classes_that_were_set_stay() -> None:
    diagnostic = told(NET.format(default="=10"), GREY, classes=7)
    assert diagnostic.code.id == "E0603"
    assert diagnostic.title == "the network gives 7 numbers, digits has 10 classes"
    assert diagnostic.span is not None
    assert diagnostic.span.line == 4
    assert [(label.span.text, label.text) for label in diagnostic.labels] == [("classes=10", "set to 7")]
    assert diagnostic.help == "leave `classes` to be taken from the data, or set it to 10"


def test_a_faulty_file_and_a_library_come_back_as_they_are() -> None:
    faulty = fitted("model Net(classes)\ninput 1x8x8\nfc classes\n", GREY)
    assert [diagnostic.code.id for diagnostic in faulty.checked.diagnostics] == ["E0301"]
    library = fitted("block head(n):\n    fc n\n", GREY)
    assert library.checked.network is None
    assert library.checked.blocks == 1
    assert library.checked.diagnostics == []


# ------------------------------------------------------------------------------------------------- mismatches


@pytest.mark.parametrize(("channels", "facts"), [(2, GREY), (4, COLOUR), (1, COLOUR)])
def test_channels_that_no_rule_settles(channels: int, facts: Facts) -> None:
    diagnostic = told(f"# a comment\ninput {channels}x28x28\nflatten\nfc {len(facts.classes)}\n", facts)
    shape = f"{facts.channels}x28x28"
    assert diagnostic.code.id == "E0601"
    assert diagnostic.help == f"write `input {shape}`, or call with --input {shape}"
    assert diagnostic.span is not None
    assert diagnostic.span.line == 2


def test_an_input_from_outside_is_mended_outside() -> None:
    for line in ("input 1x8x8\n", ""):
        diagnostic = told(f"{line}flatten\nfc 10\n", GREY, (2, 8, 8))
        assert diagnostic.help == "call with --input 1x8x8"


def test_what_stands_in_the_way_of_the_change_is_told() -> None:
    text = "input 4x8x8\nconv 4 3x3 groups=2\nflatten\nfc 2\n"
    diagnostic = told(text, COLOUR)
    assert any("with 3x8x8 another line fails, net.cnn:2:12: " in note for note in diagnostic.notes)


def test_a_map_is_no_classifier() -> None:
    diagnostic = told("input 1x8x8\nconv 16 4x4\n", GREY)
    assert diagnostic.code.id == "E0602"
    assert diagnostic.title == "the network gives a feature map 16x5x5, a classifier gives one number for each class"
    assert diagnostic.help == "add the lines `flatten` and `fc 10` at the end"


@pytest.mark.parametrize("end", ["", "dropout 0.5\nsoftmax\n", "relu\n"])
def test_the_line_that_decides_the_number_is_pointed_at(end: str) -> None:
    diagnostic = told(f"input 1x8x8\nflatten\nfc 1000\n{end}", GREY)
    assert diagnostic.span is not None
    assert diagnostic.span.text == "fc 1000"
    assert diagnostic.help == "let this line give 10: `fc 10`"
    diagnostic = told(f"input 1x8x8\nconv 7 1x1\nglobal_avgpool\nflatten\n{end}", GREY)
    assert diagnostic.span is not None
    assert diagnostic.span.text == "conv 7 1x1"


def test_a_number_that_a_flatten_makes_gets_a_line_after_it() -> None:
    diagnostic = told("input 1x8x8\nconv 2 3x3\nflatten\n", GREY)
    assert diagnostic.help == "add the line `fc 10` at the end"


def test_heads_for_training_give_classes_too() -> None:
    text = "input 1x8x8\nconv 4 3x3\nside: aux weight=0.3:\n    flatten\n    fc {n}\nflatten\nfc 10\n"
    assert fitted(text.format(n=10), GREY).checked.diagnostics == []
    diagnostic = told(text.format(n=7), GREY)
    assert diagnostic.title == "the head `side` gives 7 numbers, digits has 10 classes"
    assert diagnostic.span is not None
    assert diagnostic.span.line == 5


def test_all_mismatches_are_found_at_once() -> None:
    found = fitted("input 2x8x8\nflatten\nfc 11\n", GREY)
    assert [diagnostic.code.id for diagnostic in found.checked.diagnostics] == ["E0601", "E0603"]


def test_a_network_without_parameters_has_nothing_to_learn() -> None:
    assert told("input 1x2x5\nflatten\n", GREY).code.id == "E0604"


def test_the_lints_of_the_end_are_warnings_of_training() -> None:
    for end, codes in (("softmax", ["W0501"]), ("relu", ["W0504"]), ("log_softmax", []), ("", [])):
        net = cnndsl.parse(f"input 1x8x8\nconv 4 3x3\nbatchnorm\nrelu\nflatten\nfc 10\n{end}\n")
        assert [finding.code.id for finding in fit.warnings(net)] == codes


# ------------------------------------------------------------------------------------------------- properties

BODIES = (
    "conv 4 3x3 padding=1\nrelu\n",
    "conv 4 3x3\nbatchnorm\nrelu\nflatten\nfc {n}\n",
    "flatten\nfc {n}\nsoftmax\n",
    "conv {n} 1x1\nglobal_avgpool\nflatten\n",
    "maxpool 2\nflatten\n",
    "global_avgpool\nflatten\n",
)
PROGRAMS = st.builds(
    lambda classes, body, channels, height, width, n: (
        f"model Net(classes={classes})\ninput {channels}x{height}x{width}\n" + body.format(n=n)
    ),
    classes=st.integers(1, 12),
    body=st.sampled_from(BODIES),
    channels=st.integers(1, 4),
    height=st.integers(4, 9),
    width=st.integers(4, 9),
    n=st.one_of(st.just("classes"), st.integers(1, 12)),
)
DATA = st.builds(
    lambda channels, size, count: Facts("data", channels, size, tuple(map(str, range(count)))),
    channels=st.sampled_from([1, 3]),
    size=st.tuples(st.integers(1, 12), st.integers(1, 12)),
    count=st.integers(2, 12),
)
CHOSEN = st.one_of(st.none(), st.integers(1, 12))


def follow(text: str, values: dict[str, Any], diagnostic: cnndsl.Diagnostic) -> tuple[str, dict[str, Any]]:
    """Do what a help says."""
    advice = diagnostic.help
    if found := re.fullmatch(r"write `(input \S+)`.*", advice):
        return re.sub(r"^input .*$", found[1], text, flags=re.MULTILINE), values
    if "to be taken from the data" in advice:
        return text, {}
    if found := re.fullmatch(r"let this line give (\d+): .*", advice):
        assert diagnostic.span is not None
        start, end = diagnostic.span.start, diagnostic.span.end
        return text[:start] + re.sub(r"^(\w+) \w+", rf"\1 {found[1]}", text[start:end]) + text[end:], values
    added = re.findall(r"`([^`]+)`", advice)
    assert added, advice
    return text + "".join(f"{line}\n" for line in added), values


@given(PROGRAMS, DATA, CHOSEN, st.sampled_from(["crop", "stretch"]))
@settings(max_examples=150, deadline=None)
def test_what_is_accepted_trains_and_every_help_leads_there(
    text: str, facts: Facts, classes: int | None, resize: fit.Resize
) -> None:
    values: dict[str, Any] = {} if classes is None else {"classes": classes}
    for _ in range(4):
        found = fit.fit(Source("net.cnn", text), values, None, facts, resize=resize)
        if not found.checked.diagnostics:
            break
        text, values = follow(text, values, found.checked.diagnostics[0])
    net = found.checked.network
    assert net is not None, [str(diagnostic) for diagnostic in found.checked.diagnostics]
    generator = torch.Generator().manual_seed(0)
    assert facts.size is not None
    images = torch.randint(0, 256, (2, facts.channels, *facts.size), generator=generator, dtype=torch.uint8)
    ready = Preprocessing.measure(images, net.input, resize)(images)
    loss = cross_entropy(net.to_torch()(ready), torch.tensor([0, len(facts.classes) - 1]))
    torch.autograd.backward(loss)
    assert loss.isfinite()
