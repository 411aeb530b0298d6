"""The statements that are no layers: how each is written, what it does, and the words that others have for it."""

from __future__ import annotations

from typing import NamedTuple


class Statement(NamedTuple):
    """``form`` is how it is written, ``about`` what it does; ``example`` are lines that stand below `input 3x32x32`.

    ``also`` are words of other languages and of papers, and ``advice`` says what to write for them.
    """

    form: str
    about: str
    example: str
    also: tuple[str, ...] = ()
    advice: str = ""


_JOIN = "Each line below it is a branch and gets what arrives; `identity` is the branch that changes nothing."
_ONCE = "A branch of size 1 in channels or along an axis is the same for all that the others have there."
_ADD = "the sum of branches is written `add:`, with a line below it for each branch"
_LIST = "the list of layers is the file itself; lines below `seq:` are a module of their own"

STATEMENTS: dict[str, Statement] = {
    "model": Statement(
        "model NAME(parameter=default, ...)",
        "Names the network and its parameters, which `--set` changes. The network follows below.",
        "conv 8 3x3",
        ("Model", "net", "network"),
        "the name of a network is written `model NAME(classes=10)`, in the first line",
    ),
    "input": Statement(
        "input CxHxW",
        "The shape of one sample, channels first. Every network has one. Several have names: `input left 3x32x32`.",
        "conv 8 3x3",
        ("Input", "InputLayer", "input_layer", "image"),
        "the shape of one sample is written `input 3x224x224`, channels first",
    ),
    "output": Statement(
        "output NAME",
        "Names what flows there as an output of the network, which then gives a dictionary; with a body, "
        "`output NAME: from LABEL`, what that gives. In a block it names a result for the caller.",
        "conv 8 3x3\noutput low\nconv 8 3x3\noutput high",
        ("return", "yield", "outputs", "Output"),
        "the network's output is its last line; several have names: `output low`",
    ),
    "use": Statement(
        'use NAME, ... from "FILE"',
        "Brings blocks that another file defines. The path begins at the folder of the file that says it.",
        "conv 8 3x3",
        ("import", "include", "require"),
        'blocks of another file are named with `use basic from "families/resnet.cnn"`',
    ),
    "block": Statement(
        "block NAME(parameter, parameter=default) with TENSOR, *REST: ...",
        "Defines lines that are called like a layer. It sees its parameters and the names of the top of its file. "
        "After `with` stand tensors that it takes besides what flows to its call, as in `up 64 with enc3`; inside, "
        "`from` reads them, and `output` names further results.",
        "block unit(width):\n    conv width 3x3\n    relu\nunit 8",
        ("def", "function", "func", "class", "define", "macro", "module"),
        "lines with a name are defined with `block NAME(width):`",
    ),
    "inline": Statement(
        "inline BLOCK arguments...",
        "Calls a block without a module of its own: its lines stand in the place of the call.",
        "block unit(width):\n    conv width 3x3\n    relu\ninline unit 8",
    ),
    "let": Statement(
        "let NAME = expression",
        "Binds a name once, until the lines around it end.",
        "let width = 8\nconv width 3x3",
        ("var", "const", "set", "val", "define_name"),
        "a name is bound with `let name = expression`",
    ),
    "init": Statement(
        "init KIND=scheme ... bias=scheme",
        "How the parameters of the layers below it are drawn.",
        "init conv=kaiming_normal(fan_out) bias=0\nconv 8 3x3",
        ("initialize", "initializer", "initialise", "weights_init"),
        "how parameters are drawn is said by `init conv=kaiming_normal(fan_out) bias=0`",
    ),
    "expect": Statement(
        "expect SHAPE params=N",
        "Asserts the shape that arrives, the parameters of all lines so far, or both. It computes nothing.",
        "conv 8 3x3\nexpect 8x30x30 params=224",
        ("assert", "output_shape", "check"),
        "what should arrive is written `expect 16x5x5`; the network's output is its last line",
    ),
    "from": Statement(
        "from LABEL",
        "The output of an earlier labelled line, in a join or at the start of a path.",
        "stem: conv 8 3x3 padding=1\nrelu\nadd:\n    from stem\n    identity",
        ("route", "reuse", "layer"),
        "the output of an earlier line is `from LABEL`, below `concat:` or `add:`",
    ),
    "again": Statement(
        "again LABEL",
        "Runs an earlier labelled layer or section once more, on what flows here and with the same weights.",
        "mix: conv 3 3x3 padding=1\nrelu\nagain mix",
        ("shared", "share", "tied", "weight_sharing"),
        "a layer is run once more with its weights by `again LABEL`",
    ),
    "path": Statement(
        "path: ...",
        "Lines one after the other, as one branch of a join. It makes no module.",
        "add:\n    path:\n        conv 3 3x3 padding=1\n        relu\n    identity",
        ("branch", "branches", "tower", "stream"),
        "a branch is a line below `add:`, `concat:` or `mul:`; `path:` makes one of several lines",
    ),
    "seq": Statement(
        "seq: ...",
        "Lines one after the other, as a module without a name of its own (nn.Sequential).",
        "seq:\n    conv 8 3x3\n    relu\nblocks: seq: conv 8 3x3",
        ("Sequential", "sequence", "ModuleList"),
        _LIST,
    ),
    "add": Statement(
        "add: ...",
        f"The sum of its branches. {_ONCE} {_JOIN}",
        "add:\n    conv 3 3x3 padding=1\n    identity",
        ("Add", "plus", "residual", "skip", "shortcut", "eltwise", "skip_connection", "residual_connection", "sum"),
        _ADD,
    ),
    "concat": Statement(
        "concat: ...",
        f"The channels of its branches one after the other. {_JOIN}",
        "concat:\n    conv 8 1x1\n    conv 8 3x3 padding=1",
        ("Concatenate", "concatenate", "cat", "Concat", "stack", "depth_concat", "hstack"),
        "channels one after the other are written `concat:`, with a line below it for each branch",
    ),
    "mul": Statement(
        "mul: ...",
        f"The product of its branches. {_ONCE} {_JOIN}",
        "mul:\n    path:\n        global_avgpool\n        conv 3 1x1\n        sigmoid\n    identity",
        ("Multiply", "multiply", "gate", "prod", "excite"),
        "the product of branches is written `mul:`, with a line below it for each branch",
    ),
    "sub": Statement(
        "sub: ...",
        f"Its first branch without the others. {_ONCE} {_JOIN}",
        "sub:\n    identity\n    global_avgpool",
        ("Subtract", "subtract", "minus", "difference"),
        "the difference of branches is written `sub:`, with a line below it for each branch",
    ),
    "max": Statement(
        "max: ...",
        f"The largest of its branches, element by element (maxout). {_ONCE} {_JOIN}",
        "max:\n    conv 8 1x1\n    conv 8 1x1",
        ("Maximum", "maximum", "maxout"),
        "the largest of branches is written `max:`, with a line below it for each branch",
    ),
    "mean": Statement(
        "mean: ...",
        f"The mean of its branches, element by element. {_ONCE} {_JOIN}",
        "mean:\n    conv 3 1x1\n    identity",
        ("Average", "average"),
        "the mean of branches is written `mean:`, with a line below it for each branch",
    ),
    "select": Statement(
        "select: ...",
        "The sum of its branches after the first, each times its weight. The first gives one weight for each channel "
        "of each branch, the first branch's first; a softmax over branches makes them add up to 1 (SKNet, ResNeSt).",
        "a: conv 8 1x1\nb: conv 8 1x1\n"
        "select:\n    path:\n        global_avgpool\n        conv 16 1x1\n    from a\n    from b",
        ("radix_softmax", "weighted_sum", "selective"),
        "branches that a softmax weighs are written `select:`, with their weights in the first line below it",
    ),
    "matmul": Statement(
        "matmul: ...",
        "The product of its branches as matrices of channels by places: the places of each are the channels of the "
        "next, and `transpose` exchanges the two (attention over positions).",
        "matmul:\n    conv 8 1x1\n    conv 1024 1x1",
        ("bmm", "einsum", "matrix_product", "dot"),
        "the product of maps as matrices is written `matmul:`, with a line below it for each factor",
    ),
    "split": Statement(
        "split: ...",
        "Cuts the channels into as many equal parts as it has branches, or into parts of as many channels as a list "
        "says, as in `split [16, 48]:`, and concatenates what the branches make of them.",
        "conv 8 3x3\nsplit:\n    identity\n    relu",
        ("chunk", "Split", "slice", "unstack"),
        "channels are cut into equal parts by `split:`, with a line below it for each part",
    ),
    "repeat": Statement(
        "repeat N: ...",
        "Its lines, N times.",
        "repeat 2:\n    conv 8 3x3 padding=1\n    relu",
        ("while", "loop", "times_n", "stacked"),
        "lines are repeated with `repeat 3:`",
    ),
    "for": Statement(
        "for NAME in FIRST..LAST: ...",
        "Its lines for each number, both ends included, or for each item of a list.",
        "for width in [8, 16]:\n    conv width 3x3\n    relu",
        ("foreach", "each"),
        "lines for each item of a list are written `for width in [64, 128]:`",
    ),
    "if": Statement(
        "if CONDITION: ...",
        "Its lines where the condition is true. It is decided while the file is checked.",
        "if in.channels == 3:\n    conv 8 3x3",
        ("when", "unless", "switch", "case"),
        "a decision is written `if in.channels == 3:`",
    ),
    "elif": Statement(
        "elif CONDITION: ...",
        "A further condition of the `if` above it, in the same column.",
        "if in.channels == 1:\n    conv 8 3x3\nelif in.channels == 3:\n    conv 16 3x3",
        ("elseif", "elsif"),
        "a further condition is written `elif CONDITION:`",
    ),
    "else": Statement(
        "else: ...",
        "Its lines where no condition above it is true.",
        "if in.channels == 1:\n    conv 8 3x3\nelse:\n    conv 16 3x3",
        ("otherwise", "default"),
        "what holds for all others stands below `else:`",
    ),
    "aux": Statement(
        "aux weight=W: ...",
        "A head that is computed in training only; its loss counts W times.",
        "aux1: aux weight=0.3:\n    global_avgpool\n    flatten\n    fc 10\nconv 8 3x3",
        ("auxiliary", "head", "side_output", "deep_supervision"),
        "a head for training only is written `aux weight=0.3:`",
    ),
}
"""By the word that a statement starts with, in the order in which they are explained."""


def meant(word: str) -> Statement | None:
    """The statement that a word of another language stands for."""
    return _MEANT.get(word) or _MEANT.get(_folded(word))


def _folded(word: str) -> str:
    return word.lower().replace("_", "")


_MEANT = {
    key: statement for statement in STATEMENTS.values() for word in statement.also for key in (_folded(word), word)
}
