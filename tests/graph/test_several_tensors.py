"""Blocks that take and give several tensors, against modules of PyTorch that do."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

import cnndsl
from cnndsl.backends.torch.module_tree import source
from cnndsl.graph.index import Definition
from cnndsl.pipeline import check
from cnndsl.report.expansion import expansion
from cnndsl.source import Source
from tests.graph.test_index import at, lines, of
from tests.report.test_expansion import facts

pytestmark = pytest.mark.filterwarnings("ignore:.*jit.script:FutureWarning")

UP = """
block up(width) with skip:
    up: conv_transpose width 2 stride=2
    concat:
        from skip
        identity
    conv: conv width 3x3 padding=1
"""

UNET = f"""
input 1x16x16
{UP}
down1: conv 4 3x3 padding=1
pool: maxpool 2
down2: conv 8 3x3 padding=1
pool2: maxpool 2
bottom: conv 16 3x3 padding=1
up2: up 8 with down2
up1: up 4 with down1
"""

OCTAVE = """
block octave(width) with low:
    x: identity
    add:
        hh: conv width 3x3 padding=1
        path:
            from low
            lh: conv width 3x3 padding=1
            upsample 2
    high: relu
    output low2:
        add:
            path:
                from x
                avgpool 2
                hl: conv width 3x3 padding=1
            path:
                from low
                ll: conv width 3x3 padding=1
        relu
    from high
input 3x8x8
fine: identity
coarse: avgpool 2
from fine
first: octave 4 with coarse
second: octave 5 with first.low2
concat:
    avgpool 2
    from second.low2
"""


def codes(text: str) -> list[str]:
    return [diagnostic.code.id for diagnostic in cnndsl.check(text)]


class Up(nn.Module):
    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.up = nn.ConvTranspose2d(channels, width, 2, stride=2)
        self.conv = nn.Conv2d(2 * width, width, 3, padding=1)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        y: Tensor = self.conv(torch.cat([skip, self.up(x)], 1))
        return y


class UNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.down1 = nn.Conv2d(1, 4, 3, padding=1)
        self.down2 = nn.Conv2d(4, 8, 3, padding=1)
        self.bottom = nn.Conv2d(8, 16, 3, padding=1)
        self.up2 = Up(16, 8)
        self.up1 = Up(8, 4)

    def forward(self, x: Tensor) -> Tensor:
        down1 = self.down1(x)
        down2 = self.down2(nn.functional.max_pool2d(down1, 2))
        x = self.up2(self.bottom(nn.functional.max_pool2d(down2, 2)), down2)
        y: Tensor = self.up1(x, down1)
        return y


class Octave(nn.Module):
    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.hh, self.lh, self.hl, self.ll = (nn.Conv2d(channels, width, 3, padding=1) for _ in range(4))

    def forward(self, high: Tensor, low: Tensor) -> tuple[Tensor, Tensor]:
        up = nn.functional.interpolate(self.lh(low), scale_factor=2)
        down = nn.functional.avg_pool2d(high, 2)
        return (self.hh(high) + up).relu(), (self.hl(down) + self.ll(low)).relu()


class Octaves(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = Octave(3, 4), Octave(4, 5)

    def forward(self, x: Tensor) -> Tensor:
        high, low = self.second(*self.first(x, nn.functional.avg_pool2d(x, 2)))
        return torch.cat([nn.functional.avg_pool2d(high, 2), low], 1)


@pytest.mark.parametrize(("text", "theirs"), [(UNET, UNet), (OCTAVE, Octaves)])
def test_it_is_the_module_by_hand(text: str, theirs: type[nn.Module]) -> None:
    net = cnndsl.parse(text)
    ours, reference = net.to_torch(), theirs()
    reference.load_state_dict(ours.state_dict())
    assert list(ours.state_dict()) == list(reference.state_dict())
    x = torch.randn(2, *net.input)
    assert torch.equal(ours(x), reference(x))
    assert torch.equal(torch.jit.script(ours)(x), reference(x))


def test_the_forward_takes_and_returns_several_tensors() -> None:
    assert "def forward(self, x: Tensor, skip: Tensor) -> Tensor:" in source(cnndsl.parse(UNET).graph)
    assert "= self.up2(" in source(cnndsl.parse(UNET).graph)
    octaves = source(cnndsl.parse(OCTAVE).graph)
    assert "def forward(self, x: Tensor, low: Tensor) -> tuple[Tensor, Tensor]:" in octaves
    assert "low2 = self.first(x, coarse)" in octaves


REST = """
block sum(width) with first, *rest:
    add:
        from first
        from *rest
        identity
    conv: conv width 1x1
    for i in 0..n-1:
        output y{i}: from rest.{i}
"""


@pytest.mark.parametrize("n", [0, 1, 3])
def test_any_number_of_tensors(n: int) -> None:
    given = ", ".join(f"a{i}" for i in range(n + 1))
    convs = "".join(f"a{i}: conv 4 1x1\n" for i in range(n + 1))
    text = f"model M(n={n})\ninput 4x6x6\n{REST}{convs}s: sum 4 with {given}\nconcat:\n    identity\n    from *s\n"
    net = cnndsl.parse(text)
    assert net.output == (4 * (n + 1), 6, 6)
    module = net.to_torch()
    x = torch.randn(2, 4, 6, 6)
    values = []
    for i in range(n + 1):
        values.append(module.get_submodule(f"a{i}")(values[-1] if values else x))
    total = values[0]
    for value in (*values[1:], values[-1]):
        total = total + value
    summed = module.get_submodule("s.conv")(total)
    torch.testing.assert_close(module(x), torch.cat([summed, *values[1:]], 1), rtol=0, atol=1e-6)


def test_results_are_handed_on_together() -> None:
    text = (
        "input 4x6x6\nblock two() with *x:\n    for i in 0..1:\n        path:\n            from x.{i}\n"
        "            c{i}: conv 4 1x1\n        output y{i}\na: relu\nb: tanh\ns:\n    0: two with a, b\n"
        "    for i in 1..2: {i}: two with *{i-1}\nadd:\n    from *s.2\n"
    )
    net = cnndsl.parse(text)
    assert [name for name in net.graph.tensors() if "weight" in name] == [
        f"s.{i}.c{j}.weight" for i in range(3) for j in range(2)
    ]
    assert source(net.graph).count("= self.s[") == 3


PLACES = {
    "a block in a block": f"{UP}block outer() with a:\n    pool: maxpool 2\n    in_: up 3 with a\nx: relu\nouter with x\n",
    "inline": f"{UP}x: relu\nmaxpool 2\ninline up 3 with x\n",
    "results of an inline call": "block b():\n    c: conv 3 1x1\n    output low\n    relu\ninline b\nadd:\n    from low\n    identity\n",
    "the input itself": "block b() with a:\n    conv 3 1x1\n    add:\n        identity\n        from a\ns: identity\nrelu\nb with s\n",
    "a tensor twice": "block b() with a, c:\n    add:\n        from a\n        from c\n        identity\ns: relu\nb with s, s\n",
    "a tensor that nothing reads": "block b() with a:\n    conv 3 1x1\ns: relu\nb with s\n",
    "nothing of what flows": "block b() with a:\n    from a\n    conv 3 1x1\ns: relu\nconv 2 1x1\nb with s\n",
    "a result that is a tensor": "block b() with a:\n    conv 3 1x1\n    output o: from a\ns: relu\nx: b with s\nadd:\n    from x.o\n    from x\n",
    "in a section of a block": "block b() with a:\n    s:\n        conv 3 1x1\n        add:\n            from a\n            identity\nk: relu\nb with k\n",
    "results that only a head reads": "block b():\n    conv 3 1x1\n    output o: tanh\nx: b\nh: aux weight=1:\n    from x.o\n    flatten\n    fc 2\nrelu\n",
    "a recursive block": "block b(n) with *a:\n    c: conv 3 1x1\n    if n > 0: next: b n-1 with *a, c\n    else:\n        concat:\n            from *a\n            identity\nb 2\n",
    "init in the caller": "block b() with a:\n    conv 3 1x1\n    add:\n        from a\n        identity\ns: relu\ninit conv=normal(0.5)\nb with s\ninit conv=default\nb with s\n",
    "again of a block": "block b() with a:\n    c: conv 3 1x1\n    add:\n        from a\n        identity\ns: relu\nx: b with s\nagain x\n",
    "names that Python keeps": "block b() with x, lambda, self:\n    add:\n        from x\n        from lambda\n        from self\n        identity\ns: relu\nt: tanh\nb with s, t, s\n",
}  # fmt: skip


@pytest.mark.parametrize("where", PLACES)
def test_it_computes_its_graph(where: str) -> None:
    net = cnndsl.parse(f"input 3x6x6\n{PLACES[where]}")
    module = net.to_torch(inplace=False).eval()
    assert set(module.state_dict()) == set(net.graph.tensors())
    values = {0: torch.randn(2, 3, 6, 6)}
    for node in net.graph.layers():
        read = [values[x.index] for x in node.inputs]
        if node.keyword in ("add", "concat"):
            values[node.index] = torch.cat(read, 1) if node.keyword == "concat" else sum(read[1:], read[0])
        elif node.operation.identity:  # type: ignore[union-attr]
            values[node.index] = read[0]
        else:
            values[node.index] = module.get_submodule(node.name)(read[0])
    torch.testing.assert_close(module(values[0]), values[net.graph.results[0].node.index], rtol=0, atol=1e-6)
    x = values[0]
    assert torch.equal(torch.jit.script(module)(x), module(x))


@pytest.mark.parametrize("text", [UNET, OCTAVE, *(f"input 3x6x6\n{text}" for text in PLACES.values())])
def test_it_is_worked_out_to_the_same_network(text: str) -> None:
    checked = check(Source("net.cnn", text), record=True)
    assert checked.network is not None
    again = check(Source("again.cnn", expansion(checked.network)), record=True).network
    assert again is not None
    assert facts(again)[1:] == facts(checked.network)[1:]
    assert source(again.graph).count("def forward") >= source(checked.network.graph).count("def forward")


FAULTS = {
    "b\nblock b() with a:\n    add:\n        from a\n        identity": ("E0204", "takes the tensor `a`"),
    "x: relu\nb with x, x\nblock b() with a:\n    add:\n        from a\n        identity": ("E0205", "takes 1 tensor"),
    "x: relu\nb with x\nblock b(): relu": ("E0205", "takes no tensors"),
    "x: relu\nconv 3 1x1 with x": ("E0404", "`conv` is a layer"),
    "b with nowhere\nblock b() with a:\n    from a\n    relu": ("E0407", "labelled `nowhere`"),
    "x: relu\nb with *x\nblock b() with *a:\n    concat:\n        from *a\n        identity": ("E0407", "`x` is one value"),
    "x: relu\nb with x\nblock b() with *a:\n    from a\n    relu": ("E0407", "`a` is 1 tensor"),
    "x: relu\nb with x\nblock b() with *a:\n    from *a\n    relu": ("E0404", "is several values"),
    "x: relu\nb with x\nblock b() with *a:\n    from a.1\n    relu": ("E0407", "`a.1`"),
    "x: relu\nb with x\nblock b() with a:\n    again a": ("E0309", "`a` names a value"),
    "x: relu\nb with x\nblock b() with a:\n    a: conv 3 1x1\n    add:\n        from a\n        identity": ("E0402", "a line and a tensor of the block are named `a`"),
    "x: relu\nb with x, x\nblock b() with a, a:\n    from a\n    relu": ("E0211", "two tensors of the block are named `a`"),
    "x: relu\nb with x\nblock b() with *a, c:\n    from c\n    relu": ("E0105", "`*a` stands last"),
    "b\nblock b():\n    s:\n        relu\n        output low\n    relu": ("E0404", "own level of the model or of a block"),
    "relu\nblock b() with a.b: relu": ("E0105", "names the tensors that it takes"),
}  # fmt: skip


@pytest.mark.parametrize("text", FAULTS)
def test_faults_say_what_is_meant(text: str) -> None:
    found = cnndsl.check(f"input 3x8x8\n{text}\n")
    code, says = FAULTS[text]
    assert found[0].code.id == code
    assert says in found[0].title


def test_labels_of_a_block_and_its_tensors_are_nearest_first() -> None:
    text = (
        "input 3x6x6\nblock b() with a:\n    s:\n        a: conv 5 1x1\n        relu\n        from a\n    from a\n    tanh\n"
        "a: relu\nconv 4 1x1\nb with a\n"
    )
    assert [layer.input[0] for layer in cnndsl.parse(text).layers] == [3, 3, 4, 5, 3]


def test_tensors_are_defined_in_the_header() -> None:
    text = "input 3x6x6\nblock b() with one, *rest:\n    concat:\n        from one\n        from rest.0\n        identity\nx: relu\nb with x, x\n"
    index, origin = of(text)
    one = index.definition_at(origin, at(origin, "from >one"))
    assert one == Definition("parameter", "one", one.span if one else None)
    assert lines(index.references_of(one)) == [("net.cnn", 2), ("net.cnn", 4)]
    label = index.definition_at(origin, at(origin, "\n>x: relu"))
    assert label is not None
    assert lines(index.references_of(label)) == [("net.cnn", 7), ("net.cnn", 8), ("net.cnn", 8)]


@pytest.mark.parametrize("body", ["inline b w with s", "inner: b w with s", "add: b (w + w - w) with s"])
def test_a_body_after_the_colon_may_be_a_call_with_tensors(body: str) -> None:
    """The words after its `with` were taken for a part of the block's own header."""
    block = "block b(w) with s:\n    conv w 1\n    add:\n        from s\n        identity\n"
    rest = "x: relu\na [4, 5][:1][0] with x\n"
    one = cnndsl.parse(f"input 4x8x8\n{block}block a(w) with s: {body}\n{rest}")
    first, _, other = body.partition(": ")
    lines = f"    {first}:\n        {other}" if first == "add" else f"    {body}"
    below = cnndsl.parse(f"input 4x8x8\n{block}block a(w) with s:\n{lines}\n{rest}")
    assert one.graph.tensors() == below.graph.tensors() != {}


def test_tensors_that_double_meet_a_limit() -> None:
    text = "input 3x4x4\nblock b(n) with *a:\n    relu\n    if n > 0: next: b n-1 with *a, *a\nx: relu\nb 70 with x\n"
    assert codes(text) == ["E0406"]


def test_many_runs_compile_in_one_look_at_each() -> None:
    net = cnndsl.parse("input 3x4x4\ns:\n    relu\n    tanh\nrepeat 3000: again s\n")
    assert source(net.graph).count("self.s(") == 3001
