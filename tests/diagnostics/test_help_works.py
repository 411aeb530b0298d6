"""A help line with a concrete number, applied to the file, makes it pass."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import event, given, note, settings
from hypothesis import strategies as st

import cnndsl
from tests.conftest import examples


def only(text: str) -> cnndsl.Diagnostic:
    (fault,) = cnndsl.check(text)
    return fault


def numbers(pattern: str, text: str) -> list[int]:
    """The numbers that a help line names."""
    found = re.search(pattern, text)
    assert found, text
    return [int(number.replace(",", "")) for number in found.groups()]


MENDED = {
    # fault: program, pattern of its help, what the program becomes with the numbers
    "a window too large": (
        "input 3x8x8\nconv 4 11x11\n",
        r"a kernel of at most (\d+)",
        lambda text, n: text.replace("11x11", f"{n}x{n}"),
    ),
    "a window too large, padded": (
        "input 3x8x8\nconv 4 11x11\n",
        r"padding=(\d+)",
        lambda text, n: text.replace("11x11", f"11x11 padding={n}"),
    ),
    "a dilated window too large": (
        "input 3x8x8\nconv 4 5x5 dilation=3\n",
        r"a kernel of at most (\d+)",
        lambda text, n: text.replace("5x5", f"{n}x{n}"),
    ),
    "a pool too large": (
        "input 3x8x8\nmaxpool 9\n",
        r"a kernel of at most (\d+)",
        lambda text, n: text.replace("9", f"{n}"),
    ),
    "pool padding": (
        "input 3x8x8\nmaxpool 3 padding=2\n",
        r"padding=(\d+) or less",
        lambda text, n: text.replace("padding=2", f"padding={n}"),
    ),
    "a pool kernel for the padding": (
        "input 3x8x8\nmaxpool 3 padding=2\n",
        r"a kernel of at least (\d+)",
        lambda text, n: text.replace("maxpool 3", f"maxpool {n}"),
    ),
    "groups": (
        "input 64x8x8\nconv 96 1x1 groups=5\n",
        r"or (\d+)$",
        lambda text, n: text.replace("groups=5", f"groups={n}"),
    ),
    "groups of a norm": (
        "input 12x8x8\ngroupnorm 5\n",
        r"a divisor of 12: 1, 2, (\d+),",
        lambda text, n: text.replace("groupnorm 5", f"groupnorm {n}"),
    ),
    "a reflection too wide": (
        "input 3x4x4\nconv 4 9x9 padding=4 padding_mode=reflect\n",
        r"padding=(\d+)",
        lambda text, n: text.replace("padding=4", f"padding={n}"),
    ),
    "a pad too wide": (
        "input 3x4x4\npad 5 mode=circular\n",
        r"at most (\d+)",
        lambda text, n: text.replace("pad 5", f"pad {n}"),
    ),
    "output padding": (
        "input 4x8x8\nconv_transpose 4 3 stride=2 output_padding=2\n",
        r"at most (\d+)",
        lambda text, n: text.replace("output_padding=2", f"output_padding={n}"),
    ),
    "a transposed convolution that cuts all": (
        "input 4x2x2\nconv_transpose 4 3 padding=4\n",
        r"padding=(\d+) or less",
        lambda text, n: text.replace("padding=4", f"padding={n}"),
    ),
    "an integer written as a decimal": (
        "input 3x8x8\nconv 4.0 3x3\n",
        r"write (\d+),",
        lambda text, n: text.replace("4.0", str(n)),
    ),
    "expected parameters": (
        "input 1x32x32\nconv 6 5x5\nexpect 6x28x28 params=150\n",
        r"params=(\d+)",
        lambda text, n: text.replace("params=150", f"params={n}"),
    ),
    "an expected shape": (
        "input 1x32x32\nconv 6 5x5\nexpect 6x29x29\n",
        r"expect 6x(\d+)x28",
        lambda text, n: text.replace("29", str(n)),
    ),
    "a dimension beyond the last": (
        "input 3x8x8\nflatten\nsoftmax dim=3\n",
        r"dim=(\d)",
        lambda text, n: text.replace("dim=3", f"dim={n}"),
    ),
    "a projection": (
        "input 4x8x8\nadd:\n    identity\n    conv 6 3x3 padding=1 stride=2\n",
        r"conv (\d+) 1x1 stride=2",
        lambda text, n: text.replace("identity", f"conv {n} 1x1 stride=2"),
    ),
    "an indentation": (
        "input 3x8x8\ns:\n        relu\n    tanh\n",
        r"by 0 or (\d+) spaces",
        lambda text, n: text.replace("    tanh", " " * n + "tanh"),
    ),
    "a number out of range": (
        "input 3x8x8\ndropout 1.5\n",
        r"from 0 to (\d)",
        lambda text, n: text.replace("1.5", str(n)),
    ),
    "normalisation by channel": (
        "input 3x8x8\nnormalize mean=[1, 2]\n",
        r"or (\d)",
        lambda text, n: text.replace("[1, 2]", str([0.5] * n)),
    ),
}


@pytest.mark.parametrize("fault", MENDED)
def test_the_number_in_the_help_makes_the_file_pass(fault: str) -> None:
    text, pattern, mend = MENDED[fault]
    (number,) = numbers(pattern, only(text).help)
    assert cnndsl.check(mend(text, number)) == []


def test_a_forgotten_flatten() -> None:
    text = "input 1x28x28\nconv 10 5x5\npool 2\nfc 10\n"
    help_ = only(text).help
    flat = cnndsl.parse(text.replace("fc", "flatten\nfc"))
    pooled = cnndsl.parse(text.replace("fc", "global_avgpool\nflatten\nfc"))
    assert numbers(r"gives ([\d,]+) features", help_) == list(flat.layers[2].output)
    assert numbers(r"they give ([\d,]+)\)", help_) == list(pooled.layers[3].output)


FOLLOWED: dict[str, tuple[str, str, Callable[[str, str], str]]] = {
    # fault: program, the words that its help says to write, what the program becomes with them
    "a vector for a convolution": (
        "input 3x8x8\nflatten\nconv 4 3x3\n",
        r"move it before the `(\w+)`",
        lambda text, word: text.replace(f"{word}\nconv 4 3x3", f"conv 4 3x3\n{word}"),
    ),
    "a channels-last map": (
        "input 3x8x8\npermute channels_last\nconv 4 3x3\n",
        r"put `(.+)` before it",
        lambda text, words: text.replace("conv", f"{words}\nconv"),
    ),
    "a lost colon": (
        "input 3x8x8\ns\n    relu\n",
        r"write `(.)` at the end of the line",
        lambda text, sign: text.replace("s\n", f"s{sign}\n"),
    ),
    "a line too deep": (
        "input 3x8x8\nrelu\n    relu\n",
        r"indent line (\d) less",
        lambda text, line: "".join(
            row.lstrip() if at == int(line) else row for at, row in enumerate(text.splitlines(keepends=True), start=1)
        ),
    ),
    "a lost bracket": (
        "input 3x8x8\nconv (4 3x3\n",
        r"write the missing `(.)`",
        lambda text, sign: text.replace("(4", f"(4{sign}"),
    ),
    "the wrong bracket": (
        "input 3x8x8\nconv (4] 3x3\n",
        r"write `(.)` here",
        lambda text, sign: text.replace("]", sign),
    ),
    "no input": ("relu\n", r"above it, as in `(.+)`", lambda text, line: f"{line}\n{text}"),
    "an unusable label": (
        "input 3x8x8\nforward: relu\n",
        r"another label, such as `(\w+)`",
        lambda text, label: text.replace("forward", label),
    ),
    "spaces around an option": (
        "input 3x8x8\nconv 4 3x3 stride = 2\n",
        r"without spaces: (\S+)$",
        lambda text, option: text.replace("stride = 2", option),
    ),
    "spaces around an operator": (
        "input 3x8x8\nconv 2 + 2 3x3\n",
        r"in parentheses: (.+)$",
        lambda text, like: text.replace("2 + 2", like.replace("a + 1", "2 + 2")),
    ),
    "input channels": (
        "input 3x8x8\nconv 3 64 3x3 padding=1\n",
        r"write `(.+?)`",
        lambda text, line: text.replace("conv 3 64 3x3 padding=1", line),
    ),
    "PyTorch's order": (
        "input 3x8x8\nconv 64 3 1\n",
        r"write `(.+?)`",
        lambda text, line: text.replace("conv 64 3 1", line),
    ),
    "input features": (
        "input 3x8x8\nflatten\nfc 192 10\n",
        r"write `(.+?)`",
        lambda text, line: text.replace("fc 192 10", line),
    ),
    "channels of a norm": (
        "input 3x8x8\nbatchnorm 3\n",
        r"write `(.+?)`",
        lambda text, line: text.replace("batchnorm 3", line),
    ),
    "an unknown name": (
        "input 3x8x8\nconv width 3x3\n",
        r"bind it before: (let \w+ = )…",
        lambda text, words: f"{words}4\n{text}",
    ),
}


@pytest.mark.parametrize("fault", FOLLOWED)
def test_the_words_of_the_help_make_the_file_pass(fault: str) -> None:
    text, pattern, mend = FOLLOWED[fault]
    help_ = only(text).help
    found = re.search(pattern, help_)
    assert found, help_
    mended = mend(text, found[1])
    assert mended != text
    assert cnndsl.check(mended) == []


sizes = st.tuples(st.integers(1, 12), st.integers(1, 12))


@settings(max_examples=examples(100))
@given(
    shape=sizes,
    kernel=sizes,
    padding=st.tuples(st.integers(0, 5), st.integers(0, 5)),
    dilation=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    stride=st.integers(1, 3),
    kind=st.sampled_from(["conv 4", "maxpool", "avgpool"]),
    prefer=st.sampled_from(["kernel", "padding"]),
)
def test_following_the_help_ends_at_a_file_that_passes(
    shape: tuple[int, int],
    kernel: tuple[int, int],
    padding: tuple[int, int],
    dilation: tuple[int, int],
    stride: int,
    kind: str,
    prefer: str,
) -> None:
    """Windows of any shape: at most one correction for each axis and each of its three faults."""
    kernels, pads = list(kernel), list(padding)
    if kind == "avgpool":
        dilation = (1, 1)
    for step in range(7):
        spread = f" dilation={dilation[0]}x{dilation[1]}" if kind != "avgpool" else ""
        line = f"{kind} {kernels[0]}x{kernels[1]} stride={stride} padding={pads[0]}x{pads[1]}{spread}"
        text = f"input 3x{shape[0]}x{shape[1]}\n{line}\n"
        note(text)
        faults = cnndsl.check(text)
        if not faults:
            event(f"{step} corrections")
            return
        (fault,) = faults
        note(fault.help)
        axis = 0 if "height" in fault.title else 1
        if fault.code.id == "E0304" or (prefer == "padding" and "padding=" in fault.help):
            (pads[axis],) = numbers(r"padding=(\d+)", fault.help)
            if "padding=0 and" in fault.help:
                (kernels[axis],) = numbers(r"a kernel of at most (\d+)", fault.help)
        else:
            (kernels[axis],) = numbers(r"a kernel of at most (\d+)", fault.help)
            if "padding=0 and" in fault.help:
                pads[axis] = 0
    raise AssertionError("the help leads nowhere")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("conv 3 64 3x3 padding=1", "not written, they follow from the lines above: write `conv 64 3x3 padding=1`"),
        ("conv 64 3 1", "write `conv 3 1`; or did you mean `stride=1`?"),
        ("fc 192 10", "write `fc 10`"),
        ("batchnorm 3", "write `batchnorm`"),
        ("conv 4 3x3 5", "write it as in `conv 64 3x3"),
        ("conv 3 64 3 1 1", "write it as in `conv 64 3x3"),
        ("conv 4 3x3 padding=x", "write `padding=same`, or bind the name before: let x = …"),
        (
            "upsample 2 mode=x",
            "write `mode=nearest`, `mode=bilinear` or `mode=bicubic`",
        ),
    ],
)
def test_what_help_offers(line: str, says: str) -> None:
    fault = cnndsl.check(f"input 3x8x8\n{line}\n")[0]
    assert says in fault.help
    assert fault.help not in fault.title


def test_arguments_by_pytorch_s_names() -> None:
    faults = cnndsl.check("input 3x8x8\nconv in_channels=3 channels=64 kernel=3\n")
    assert [(fault.code.id, fault.help.split(":")[0]) for fault in faults] == [("E0202", "delete it")]
