"""What is written in the words of PyTorch, Keras, darknet, Caffe or papers: the help names what is meant, its words are
followed literally, and the file checks. Where the edit is certain, `--fix` makes the same of it."""

from __future__ import annotations

import re
import textwrap

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import cnndsl
from cnndsl.cli import cli
from cnndsl.diagnostics.fixes import apply, fixes_of
from cnndsl.graph import foreign
from cnndsl.layers import LAYERS, elsewhere
from cnndsl.layers.elsewhere import Elsewhere, LostError
from cnndsl.pipeline import check
from cnndsl.source import Source
from cnndsl.syntax.calls import read
from cnndsl.syntax.statements import STATEMENTS, meant
from tests.conftest import examples

HEAD = "input 3x32x32\n"

BELOW = re.compile(r"delete it, and write `([^`]+)` on the line below")
WRITE = re.compile(r"write `([^`]+)`(?:, and `([^`]+)` on the line below)?")
MEAN = re.compile(r"did you mean `([^`]+)`\?")


def follow(text: str, fault: cnndsl.Diagnostic) -> str:
    """The file after doing what the help says, to the letter: what stands in backticks takes the place of what is
    underlined."""
    span, help_ = fault.span, fault.help
    assert span is not None
    line_end = text.find("\n", span.start)
    if moved := BELOW.search(help_):
        whole = re.match(r" *\w+=\S+", text[span.start - 1 :])
        assert whole
        rest = text[span.start - 1 + whole.end() : line_end]
        return f"{text[: span.start - 1]}{rest}\n{moved[1]}{text[line_end:]}"
    if "delete it" in help_:
        return text[: span.start].rstrip(" ") + text[span.start :].removeprefix(re.match(r"\S+", text[span.start :])[0])
    if found := WRITE.search(help_):
        end = line_end if fault.code.id in ("E0201", "E0108") else span.end
        if fault.code.id == "E0202":
            end = span.start + len(re.match(r"\S+", text[span.start :])[0])
        start = text.index("=", span.start) + 1 if "=" in span.text and "=" not in found[1] else span.start
        if fault.code.id != "E0206":
            start = span.start
        below = f"\n{found[2]}" if found[2] else ""
        return text[:start] + found[1] + below + text[end:]
    found = MEAN.search(help_)
    assert found, help_
    return text[: span.start] + found[1] + text[span.end :]


def followed(text: str) -> str:
    """Follow the help of the first fault until the file checks."""
    for _ in range(8):
        faults = cnndsl.check(text)
        if not faults:
            return text
        text = follow(text, faults[0])
    raise AssertionError(f"the help leads nowhere: {text}")


def fixed(text: str) -> str:
    """What `--fix` makes of a text."""
    for _ in range(8):
        source = Source("<text>", text)
        fixes = fixes_of(check(source).diagnostics, source)
        if not fixes:
            break
        text = apply(source, fixes)
    return text


LINES = {
    # written: (words of the help, what comes of it)
    "conv(64, 3)": ("arguments stand apart by spaces: write `conv 64 3`", "conv 64 3"),
    "conv (64, 3)": ("arguments stand apart by spaces: write `conv 64 3`", "conv 64 3"),
    "conv(64, kernel=(3, 5), stride=2)": ("write `conv 64 kernel=3x5 stride=2`", "conv 64 kernel=3x5 stride=2"),
    "conv(in.channels*2, 3x3)": ("write `conv in.channels*2 3x3`", "conv in.channels*2 3x3"),
    "conv 64 (3,3)": ("a size is written with the letter x: write `3x3`", "conv 64 3x3"),
    "conv 64 3 stride=(2, 1)": ("write `2x1`", "conv 64 3 stride=2x1"),
    "relu()": ("write `relu`", "relu"),
    "flatten(),": ("write `flatten`", "flatten"),
    "c1: conv(64, 3)": ("write `conv 64 3`", "c1: conv 64 3"),
    "conv 64 3x3\nswish": ("did you mean `silu`?", "conv 64 3x3\nsilu"),
    "flatten\ndense 10": ("did you mean `fc`?", "flatten\nfc 10"),
    "flatten\nDense(10)": ("write `fc 10`", "flatten\nfc 10"),
    "flatten\nDense(10, activation='softmax')": (
        "write `fc 10`, and `softmax` on the line below",
        "flatten\nfc 10\nsoftmax",
    ),
    "flatten\nLinear(3072, 10)": ("write `fc 10`", "flatten\nfc 10"),
    "flatten\nself.fc1 = nn.Linear(3072, 10, bias=False)": (
        "write `fc1: fc 10 bias=false`",
        "flatten\nfc1: fc 10 bias=false",
    ),
    "bn": ("did you mean `batchnorm`?", "batchnorm"),
    "gap": ("did you mean `global_avgpool`?", "global_avgpool"),
    "avg_pool 2": ("did you mean `avgpool`?", "avgpool 2"),
    "MaxPool2d 2": ("did you mean `maxpool`?", "maxpool 2"),
    "MaxPooling2D": ("write `maxpool 2`", "maxpool 2"),
    "MaxPooling2D((2, 2))": ("write `maxpool 2x2`", "maxpool 2x2"),
    "MaxPooling2D((2, 2), padding='same')": (
        "write `maxpool 2x2 ceil_mode=true`",
        "maxpool 2x2 ceil_mode=true",
    ),
    "nn.MaxPool2d(kernel_size=3, stride=2, padding=1)": (
        "write `maxpool 3 stride=2 padding=1`",
        "maxpool 3 stride=2 padding=1",
    ),
    "AveragePooling2D(pool_size=(2, 2))": ("write `avgpool 2x2`", "avgpool 2x2"),
    "nn.Conv2d(3, 64, 3)": ("write `conv 64 3`", "conv 64 3"),
    "nn.Conv2d(3, 64, 3, padding=1)": ("it is `conv` here: write `conv 64 3 padding=1`", "conv 64 3 padding=1"),
    "nn.Conv2d(3, 64, kernel_size=(1, 7), padding='same'),": (
        "write `conv 64 1x7 padding=same`",
        "conv 64 1x7 padding=same",
    ),
    "Conv2D(64, (3,3), strides=2, padding='same')": (
        "write `conv 64 3x3 stride=2 padding=same`",
        "conv 64 3x3 stride=2 padding=same",
    ),
    'model.add(Conv2D(64, (3, 3), activation="relu"))': (
        "write `conv 64 3x3`, and `relu` on the line below",
        "conv 64 3x3\nrelu",
    ),
    "x = Conv2D(64, 3, padding='valid')(x)": ("write `conv 64 3`", "conv 64 3"),
    "c1: Conv2D(64, 3, padding='same')": ("write `conv 64 3 padding=same`", "c1: conv 64 3 padding=same"),
    "x = F.relu(x)": ("did you mean `relu`?", "relu"),
    "x = F.max_pool2d(x, 2)": ("write `maxpool 2`", "maxpool 2"),
    "x = torch.flatten(x, 1)": ("did you mean `flatten`?", "flatten"),
    "Activation('relu')": ("write `relu`", "relu"),
    "nn.ReLU(inplace=True)": ("did you mean `relu`?", "relu"),
    "nn.LeakyReLU(0.2)": ("write `leaky_relu negative_slope=0.2`", "leaky_relu negative_slope=0.2"),
    "nn.BatchNorm2d(3)": ("did you mean `batchnorm`?", "batchnorm"),
    "BatchNormalization": ("did you mean `batchnorm`?", "batchnorm"),
    "BatchNormalization(momentum=0.99, epsilon=0.001)": (
        "write `batchnorm eps=0.001 momentum=0.01`",
        "batchnorm eps=0.001 momentum=0.01",
    ),
    "Dropout(0.5)": ("write `dropout 0.5`", "dropout 0.5"),
    "Dropout(rate=0.2)": ("write `dropout 0.2`", "dropout 0.2"),
    "GlobalAveragePooling2D": ("did you mean `global_avgpool`?", "global_avgpool"),
    "GlobalAveragePooling2D()": ("did you mean `global_avgpool`?", "global_avgpool"),
    "ZeroPadding2D": ("write `pad 1`", "pad 1"),
    "ZeroPadding2D((2, 3))": ("write `pad 2x3`", "pad 2x3"),
    "nn.ReflectionPad2d((1, 2, 3, 4))": ("write `pad [1, 2, 3, 4] mode=reflect`", "pad [1, 2, 3, 4] mode=reflect"),
    "UpSampling2D(2, interpolation='bilinear')": ("write `upsample 2 mode=bilinear`", "upsample 2 mode=bilinear"),
    "nn.ConvTranspose2d(3, 32, 2, stride=2)": ("write `conv_transpose 32 2 stride=2`", "conv_transpose 32 2 stride=2"),
    "DepthwiseConv2D(3)": (
        "write `conv in.channels 3 groups=in.channels`",
        "conv in.channels 3 groups=in.channels",
    ),
    "InstanceNorm2d(3)": ("did you mean `instancenorm`?", "instancenorm"),
    "conv filters=64 3x3": ("the channels stand without a name: write `64`", "conv 64 3x3"),
    "conv 64 kernel_size=3": ("did you mean `kernel`?", "conv 64 kernel=3"),
    "conv filters=64 kernel_size=3 strides=2": ("did you mean `channels`?", "conv channels=64 kernel=3 stride=2"),
    "conv 64 3x3 activation=relu": (
        "an activation is a line of its own: delete it, and write `relu` on the line below",
        "conv 64 3x3\nrelu",
    ),
    "conv 64 3 use_bias=False": ("did you mean `bias`?", "conv 64 3 bias=false"),
    "conv 64 3 padding=valid": ("no padding is the default: delete it", "conv 64 3"),
    "conv 64 3 padding=1 padding_mode=edge": (
        "write `padding_mode=replicate`",
        "conv 64 3 padding=1 padding_mode=replicate",
    ),
    "maxpool 2 padding=same": ("a pool takes no `same`: write `ceil_mode=true`", "maxpool 2 ceil_mode=true"),
    "maxpool pool_size=2": ("did you mean `kernel`?", "maxpool kernel=2"),
    "dropout rate=0.2": ("did you mean `p`?", "dropout p=0.2"),
    "relu inplace=true": ("delete it: what works in place is decided by the compiler", "relu"),
    "x = conv 64 3x3": ("a label names a line: write `x: conv 64 3x3`", "x: conv 64 3x3"),
    "k = 2 + 1\nconv k 3": ("`let` binds a value: write `let k = 2 + 1`", "let k = 2 + 1\nconv k 3"),
    "for i in range(3):\n    relu": ("a range has both its ends: write `0..2`", "for i in 0..2:\n    relu"),
    "for i in range(1, 4):\n    relu": ("write `1..3`", "for i in 1..3:\n    relu"),
    "let n = 4\nfor i in range(n):\n    relu": ("write `0..n-1`", "let n = 4\nfor i in 0..n-1:\n    relu"),
    "for i in range(0, 6, 2):\n    relu": ("write `[0, 2, 4]`", "for i in [0, 2, 4]:\n    relu"),
    "conv 8/2 3x3": ("write `8//2`, which is 4", "conv 8//2 3x3"),
    "conv 8 3x3 stride=4/2": ("write `4//2`, which is 2", "conv 8 3x3 stride=4//2"),
    "repeat 4/2:\n    relu": ("write `4//2`, which is 2", "repeat 4//2:\n    relu"),
    "enc:\n    c2: relu\ntanh\nadd:\n    from c2\n    identity": (
        "it stands in a container: write `from enc.c2`",
        "enc:\n    c2: relu\ntanh\nadd:\n    from enc.c2\n    identity",
    ),
    "nn.Sequential(\n    nn.Conv2d(3, 8, 3),\n    nn.ReLU(),\n)": ("each module stands on a line of its own", None),
}
"""Where the edit is certain: `--fix` and the words of the help come to the same."""

UNSURE = {
    # written: (words of the help, what comes of following them); more than one thing may be meant
    "reshape": ("did you mean `flatten`?", "flatten"),
    "conv 7/2 3x3": ("write `7//2`, which is 3", "conv 7//2 3x3"),
    "repeat 7/2:\n    relu": ("write `7//2`, which is 3", "repeat 7//2:\n    relu"),
    "conv 64 3 in_channels=3": ("delete it: input channels are not written", "conv 64 3"),
    "maxpool 3 stride=2 padding=same": ("write `padding=1`, which rounds up too", "maxpool 3 stride=2 padding=1"),
}

INPUTS = {
    "input (3, 224, 224)": ("channels first: write `input 3x224x224`", "input 3x224x224"),
    "input(3, 224, 224)": ("write `input 3x224x224`", "input 3x224x224"),
    "Input(shape=(224, 224, 3))": ("write `input 3x224x224`", "input 3x224x224"),
}


@pytest.mark.parametrize("written", LINES)
def test_the_help_is_followed_literally_and_the_edit_is_the_same(written: str) -> None:
    says, becomes = LINES[written]
    text = f"{HEAD}{written}\n"
    faults = cnndsl.check(text)
    assert says in faults[0].help
    mended = fixed(text)
    assert cnndsl.check(mended) == []
    if becomes is not None:
        assert mended == f"{HEAD}{becomes}\n"
        if "container" not in says and "for i" not in written:
            assert followed(text) == mended


@pytest.mark.parametrize("written", UNSURE)
def test_what_is_not_certain_is_said_and_left_alone(written: str) -> None:
    says, becomes = UNSURE[written]
    text = f"{HEAD}{written}\n"
    (fault,) = cnndsl.check(text)
    assert says in fault.help
    assert fixed(text) == text
    assert followed(text) == f"{HEAD}{becomes}\n"


@pytest.mark.parametrize("written", INPUTS)
def test_inputs(written: str) -> None:
    says, becomes = INPUTS[written]
    text = f"{written}\nconv 8 3x3\n"
    assert says in cnndsl.check(text)[0].help
    assert fixed(text) == f"{becomes}\nconv 8 3x3\n"


def test_a_sequence_of_modules_becomes_lines() -> None:
    text = f"{HEAD}self.stem = nn.Sequential(\n    nn.Conv2d(3, 8, 3, bias=False),\n    nn.BatchNorm2d(8),\n)\n"
    assert fixed(text) == f"{HEAD}stem:\n    conv 8 3 bias=false\n    batchnorm\n"


def test_blocks_are_called_without_brackets() -> None:
    text = f"block unit(width, stride):\n    conv width 3x3 stride=stride\n{HEAD}unit(16, 1)\n"
    (fault,) = cnndsl.check(text)
    assert fault.help == "arguments stand apart by spaces: write `unit 16 1`"
    assert fixed(text) == text.replace("unit(16, 1)", "unit 16 1")


@pytest.mark.parametrize("place", ["add:\n    {}\n    identity\n", "if true: {}\n"])
def test_a_line_below_is_put_only_where_one_may_stand(place: str) -> None:
    text = HEAD + place.format("Conv2D(3, 3, padding='same', activation='relu')")
    (fault,) = cnndsl.check(text)
    assert fault.help.endswith("write `conv 3 3 padding=same`, and `relu` on the line below")
    assert fault.fix is None


@pytest.mark.parametrize("word", ["dense", "reshape", "branch", "swish", "bn", "gap", "densse", "Convolution2"])
def test_no_absurd_word_is_offered(word: str) -> None:
    (fault,) = cnndsl.check(f"{HEAD}{word}\n")
    assert not re.search(r"`(else|repeat|tanh|hardswish|elif)`", fault.help)


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())
def test_words_for_statements_are_explained(statement: object) -> None:
    for word in statement.also:  # type: ignore[attr-defined]
        faults = cnndsl.check(f"{HEAD}{word}\n")
        assert faults[0].help in (statement.advice, *[STATEMENTS[w].advice for w in STATEMENTS])  # type: ignore[attr-defined]
        assert meant(word) is not None


@pytest.mark.parametrize("keyword", STATEMENTS)
def test_the_examples_of_statements_check(keyword: str) -> None:
    statement = STATEMENTS[keyword]
    heads = {"use": "", "model": "model Net(classes=10)\n"}
    assert cnndsl.check(f"{heads.get(keyword, '')}{HEAD}{statement.example}\n") == []
    assert keyword in {*re.findall(r"\w+", statement.example), "model", "input", "use"}


@pytest.mark.parametrize("kind", LAYERS.values(), ids=LAYERS.keys())
def test_what_kinds_say_of_others_holds(kind: type) -> None:
    """Arguments of ours, words that stand for no other kind, constructors that name ours."""
    for way in kind.elsewhere:  # type: ignore[attr-defined]
        assert isinstance(way, Elsewhere)
        ours = {name.removeprefix("1-") for name in (*way.arguments.values(), *way.otherwise) if name}
        assert ours <= kind.arguments.keys()  # type: ignore[attr-defined]
        for word in way.words:
            found = {meaning.kind for meaning in elsewhere.meanings(word, LAYERS.values())}
            assert found == {kind}, word
    for word in kind.also:  # type: ignore[attr-defined]
        assert {meaning.kind for meaning in elsewhere.meanings(word, LAYERS.values())} == {kind}, word
        assert meant(word) is None or word not in LAYERS


def test_left_out_arguments_that_matter_stop_the_edit() -> None:
    text = f"{HEAD}Conv2D(8, 3, kernel_initializer='he_normal')\n"
    (fault,) = cnndsl.check(text)
    assert fault.fix is None
    assert "`init` says how parameters are drawn" in fault.help


@pytest.mark.parametrize(
    "text",
    [
        "f(",
        "f(()",
        "f(a b)",
        "f(a,,b)",
        "f(a) b",
        "(3)",
        "f(=3)",
        "f('a)",
        "f(a=)",
        "",
        "f(#)",
        "x=",
        "a.b",
        "f(1)(2,3)",
    ],
)
def test_what_is_no_call(text: str) -> None:
    assert read(text) is None


def test_calls_are_read_with_their_names_and_quotes() -> None:
    call = read("self.c1 = nn.Conv2d(3, (1, 2), mode='a, b', k=[1, 2])(x),")
    assert call is not None
    assert (call.target, call.path, call.word) == ("self.c1", "nn.Conv2d", "Conv2d")
    assert call.arguments == (("", "3"), ("", "(1, 2)"), ("mode", "'a, b'"), ("k", "[1, 2]"))


def test_pytorch_s_constructors_are_what_torch_has() -> None:
    """The arguments that are known of a class stand in PyTorch's order."""
    import inspect

    from torch import nn

    for kind in LAYERS.values():
        for way in kind.elsewhere:
            for word in way.words:
                cls = getattr(nn, word, None)
                if cls is None or word in ("Softmax2d",):
                    continue
                names = [name for name in inspect.signature(cls.__init__).parameters if name != "self"]
                known = [name for name in way.arguments if name in names]
                assert known == names[: len(known)], word


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, [*arguments], catch_exceptions=False)
    return result.exit_code, " ".join(result.output.split())


@pytest.mark.parametrize("word", STATEMENTS)
def test_statements_are_explained(word: str) -> None:
    for command in ("layers", "explain"):
        status, output = run(command, word)
        assert status == 0
        assert output.startswith(f"{word}: ")
        assert " ".join(STATEMENTS[word].example.split()) in output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("layers", "dense"), "did you mean `fc`?"),
        (("layers", "branch"), "`path:` makes one of several lines"),
        (("explain", "branch"), "`path:` makes one of several lines"),
        (("layers", "densse"), "did you mean `fc`?"),
        (("layers", "covn"), "did you mean `conv`?"),
    ],
)
def test_words_that_are_none_of_ours(arguments: tuple[str, ...], says: str) -> None:
    status, output = run(*arguments)
    assert status == 2
    assert says in output


def test_codes_in_any_case() -> None:
    assert run("explain", "e0302") == run("explain", "E0302")


def test_a_line_without_a_layer_is_told(tmp_path: object) -> None:
    path = tmp_path / "net.cnn"  # type: ignore[operator]
    path.write_text(
        textwrap.dedent(
            """\
            # a comment
            input 3x8x8

            let k = 3
            conv 4 k
            expect 4x6x6
            relu
            """
        ),
        "utf-8",
    )
    for line, says in {
        1: "no layer stands on line 1, which is a comment; the nearest is line 2",
        3: "no layer stands on line 3, which is blank; the nearest are line 2 and line 5",
        4: "no layer stands on line 4, which is `let`: binds a name",
        6: "no layer stands on line 6, which is `expect`: asserts the shape",
    }.items():
        status, output = run("explain", str(path), str(line))
        assert status == 2
        assert says in output


SCOPES = {
    "repeat 3:\n    let k = 2\n    relu\nconv k 3x3": "it ended with the `repeat` at line 2: bind it above that line",
    "for k in 1..2:\n    relu\nconv k 3x3": "it ended with the `for` at line 2: bind it above that line",
    "conv k 3x3\nlet k = 2": "it is bound below, at line 3: move that line above this one",
    "block b():\n    conv k 3\nfor k in 1..2:\n    b": "not the `for` at line 4: add a parameter",
    "block b(k):\n    conv k 3\nb 2\nconv k 3": "it belongs to the block at line 2: bind it here",
    "x: relu\nblock b(w):\n    concat:\n        from x\n        identity\nb 3": (
        "labels of the caller are not seen in a block: write the join where `b` is called, with `from x` and the call"
    ),
    "a: tanh\nconcat:\n    identity\n    from later\nlater: relu": (
        "it stands below, at line 6, and a line sees what stands above it: `a`"
    ),
}


@pytest.mark.parametrize("text", SCOPES)
def test_names_that_are_not_seen_are_found(text: str) -> None:
    (fault,) = cnndsl.check(f"{HEAD}{text}\n")
    assert SCOPES[text] in fault.help


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("add(a, b)", "write `add:`, and what it is made of on lines of their own below it"),
        ("x = x + y", "a name is bound once; the sum of branches is written `add:`"),
        ("def forward(self, x):\n    relu", "lines with a name are defined with `block NAME(width):`"),
        ("class Net:\n    relu", "lines with a name are defined with `block NAME(width):`"),
        ("inline repeat 3", "`repeat` is a statement of its own: `repeat N: ...`"),
        ("return x", "the network's output is its last line"),
        ("let k = (1, 2)\nrelu", "a list stands in square brackets: [1, 2]"),
        ("torch.cat([a, b], 1)", "channels one after the other are written `concat:`"),
    ],
)
def test_lines_of_python_programs(text: str, says: str) -> None:
    faults = cnndsl.check(f"{HEAD}{text}\n")
    assert says in faults[0].help
    assert faults[0].fix is None


def test_untold_reasons_are_not_shown() -> None:
    with pytest.raises(LostError):
        elsewhere.line(elsewhere.meanings("Conv2d", LAYERS.values())[0], [("", "3")])
    assert foreign.misspelt("zzzzzz") is None


SIZES = {
    # written below the input: what the help says
    "a pool that rounds up": (
        "input 3x114x114\nconcat:\n    maxpool 3 stride=2\n    conv 8 3x3 stride=2 padding=1\n",
        "write `maxpool 3 stride=2 ceil_mode=true` at line 3",
    ),
    "a pool before an expect": (
        "input 3x300x300\nconv 8 3x3 padding=1\nmaxpool 4\nmaxpool 2\nexpect 8x38x38\n",
        "write `maxpool 2 ceil_mode=true` at line 4",
    ),
}


@pytest.mark.parametrize("fault", SIZES)
def test_the_line_that_drops_a_row_is_mended(fault: str) -> None:
    text, says = SIZES[fault]
    (found,) = cnndsl.check(text)
    assert says in found.help
    line, number = re.findall(r"write `([^`]+)` at line (\d+)", found.help)[0]
    rows = text.split("\n")
    row = rows[int(number) - 1]
    rows[int(number) - 1] = row[: len(row) - len(row.lstrip())] + line
    assert cnndsl.check("\n".join(rows)) == []


@pytest.mark.parametrize(
    "text",
    [
        "input 3x57x57\ndown: conv 16 3x3 padding=1\nmaxpool 2\nconv_transpose 16 2 stride=2\n"
        "concat:\n    from down\n    identity\n",
        "input 3x456x450\ndown: conv 4 3x3 padding=1\nrepeat 4: maxpool 2\nrepeat 4: upsample 2\n"
        "add:\n    from down\n    path:\n        conv 4 1x1\n",
        "input 3x300x300\nconv 8 3x3 padding=1\nmaxpool 4\nmaxpool 2\nexpect 8x38x38\n",
        "block half(k): maxpool k\nlet k = 2\ninput 3x301x301\nhalf k\nexpect 3x151x151\n",
    ],
)
def test_inputs_that_fit_are_the_nearest_ones(text: str) -> None:
    (found,) = cnndsl.check(text)
    said = re.findall(r"`input (\d+)x(\d+)x(\d+)`", found.help)
    height, width = map(int, re.findall(r"input 3x(\d+)x(\d+)", text)[0])

    def fits(by: int) -> bool:
        other = text.replace(f"input 3x{height}x{width}", f"input 3x{height + by}x{width + by}")
        return cnndsl.check(other) == []

    smaller = next((-by for by in range(1, 65) if fits(-by)), None)
    larger = next((by for by in range(1, 65) if fits(by)), None)
    near = [by for by in (smaller, larger) if by is not None]
    assert said == [("3", str(height + by), str(width + by)) for by in near]


ADDS = {
    # branches: what to do, to the letter
    "identity": ("    conv 6 3x3 padding=1 stride=2\n    identity\n", "identity"),
    "from": ("    from stem\n    conv 6 3x3 padding=1 stride=2\n", "from stem"),
    "path": ("    path:\n        conv 4 3x3 padding=1\n        relu\n    conv 6 3x3 padding=1 stride=2\n", "path"),
}


@pytest.mark.parametrize("kind", ADDS)
def test_a_branch_is_projected_where_the_help_says(kind: str) -> None:
    body, branch = ADDS[kind]
    text = f"input 4x8x8\nstem: relu\nadd:\n{body}"
    (fault,) = cnndsl.check(text)
    if kind == "identity":
        line, place = re.findall(r"write `([^`]+)` in place of `([^`]+)`", fault.help)[0]
        mended = text.replace(f"    {place}\n", f"    {line}\n")
    elif kind == "from":
        head, place, first, line = re.findall(r"`([^`]+)`", fault.help)
        assert first == place == branch
        mended = text.replace(f"    {place}\n", f"    {head}\n        {first}\n        {line}\n")
    else:
        line = re.findall(r"write `([^`]+)` as the last line of the 4x8x8 branch", fault.help)[0]
        mended = text.replace("        relu\n", f"        relu\n        {line}\n")
    assert cnndsl.check(mended) == []


PIECES = [
    "(",
    ")",
    ",",
    "=",
    "'",
    '"',
    "nn.",
    "x",
    "3",
    " ",
    ":",
    "\n",
    "[",
    "]",
    "in.channels",
    "self.",
    "range(",
    "None",
    "*",
    "/2",
]


@settings(max_examples=examples(200))
@given(
    text=st.sampled_from([*LINES, *UNSURE, *SCOPES]),
    changes=st.lists(st.tuples(st.floats(0, 1), st.sampled_from(PIECES), st.integers(0, 4)), min_size=1, max_size=4),
)
def test_whatever_stands_in_a_call_is_read_or_refused(text: str, changes: list[tuple[float, str, int]]) -> None:
    """No text breaks the reading, and an edit is a change."""
    for place, piece, gone in changes:
        at = int(place * len(text))
        text = text[:at] + piece + text[at + gone :]
    for _ in range(12):
        source = Source("<text>", f"{HEAD}{text}\n")
        fixes = fixes_of(check(source).diagnostics, source)
        if not fixes:
            return
        mended = apply(source, fixes)
        assert mended != source.text
        text = mended.removeprefix(HEAD).removesuffix("\n")
        if not mended.startswith(HEAD):
            return
    raise AssertionError("the edits come to no end")


@settings(max_examples=examples(60))
@given(
    pools=st.lists(
        st.sampled_from(["maxpool 2", "maxpool 3 stride=2 ceil_mode=true", "maxpool 2 ceil_mode=true", "avgpool 3"]),
        min_size=1,
        max_size=3,
    ),
    size=st.integers(16, 40),
    kernel=st.integers(5, 9),
)
def test_the_smallest_input_that_is_large_enough(pools: list[str], size: int, kernel: int) -> None:
    def text(side: int) -> str:
        return "\n".join([f"input 3x{side}x{side}", *pools, f"conv 4 {kernel}x{kernel}", ""])

    faults = cnndsl.check(text(size))
    if not faults or faults[0].code.id != "E0303" or "conv" not in faults[0].span.source.line(faults[0].span.line):  # type: ignore[union-attr]
        return
    (said,) = [int(found) for note in faults[0].notes for found in re.findall(r"input of 3x(\d+)x\1 would", note)]
    assert said == next(side for side in range(size, 1000) if not cnndsl.check(text(side)))
