"""Did you mean …?"""

from __future__ import annotations

import pytest

import cnndsl
from cnndsl.diagnostics import did_you_mean
from cnndsl.layers import ALIASES, LAYERS


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("covn", "conv"),
        ("Conv2d", "conv"),
        ("conv2d", "conv"),
        ("MaxPool2d", "maxpool"),
        ("max_pool", "maxpool"),
        ("maxpol", "maxpool"),
        ("batch_norm", "batchnorm"),
        ("BatchNorm2d", "batchnorm"),
        ("batchnorm1d", "batchnorm"),
        ("ReLU", "relu"),
        ("leakyrelu", "leaky_relu"),
        ("AdaptiveAvgPool2d", "adaptive_avgpool"),
        ("Linear", "linear"),
        ("softmx", "softmax"),
        ("dropuot", "dropout"),
        ("sleu", "selu"),
        ("slu", "silu"),
        ("xyzzy", None),
        ("", None),
        ("c" * 500, None),
    ],
)
def test_the_nearest_keyword(written: str, meant: str | None) -> None:
    assert did_you_mean(written, [*LAYERS, *ALIASES]) == meant


@pytest.mark.parametrize("keyword", LAYERS)
def test_a_keyword_with_two_letters_swapped_is_found_again(keyword: str) -> None:
    swapped = keyword[:1] + keyword[2] + keyword[1] + keyword[3:] if len(keyword) > 2 else keyword
    if swapped not in LAYERS:
        assert did_you_mean(swapped, LAYERS) == keyword


@pytest.mark.parametrize(
    ("lines", "wrong", "right"),
    [
        ("covn 4 3x3", "covn", "conv"),
        ("MaxPool2d 2", "MaxPool2d", "maxpool"),
        ("conv 4 3x3 strides=2", "strides", "stride"),
        ("conv 4 3x3 padding=smae", "smae", "same"),
        ("conv 4 3x3 padding_mode=reflet", "reflet", "reflect"),
        ("gelu approximate=tan", "tan", "tanh"),
        ("let width = 4\nconv widht 3x3", "widht", "width"),
        ("conv in.chanels 3x3", "in.chanels", "in.channels"),
        ("conv (roud(2.5)) 3x3", "roud", "round"),
        ("conv1: relu\nfrom conv2", "conv2", "conv1"),
        ("sqeeze 4", "sqeeze", "squeeze"),
        ("squeeze 4 bis=false", "bis", "bias"),
        ("squeze: squeeze 4\nrepaet 2:\n    relu", "repaet", "repeat"),
        ("secction:\n    rlu", "rlu", "relu"),
    ],
)
def test_help_that_is_taken_mends_the_line(lines: str, wrong: str, right: str) -> None:
    text = f"block squeeze(w, bias=true):\n    conv w 1x1 bias=bias\ninput 3x8x8\n{lines}\n"
    (fault,) = cnndsl.check(text)
    assert fault.help == f"did you mean `{right}`?"
    assert cnndsl.check(text.replace(wrong, right)) == []
