"""Plans drawn at random from what the documents allow, most of which can be run."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from random import Random
from typing import Any

import torch

from tests.conformance.drawn_arguments import arguments
from tests.conformance.functional import Box, Run, Undecided, network_box
from tests.conformance.functional_values import MOST, Refused, Value
from tests.conformance.plans import (
    Again,
    Block,
    Call,
    Expect,
    From,
    Head,
    If,
    Init,
    Join,
    Layer,
    Let,
    Output,
    Path,
    Plan,
    Repeat,
    Section,
    Statement,
    Style,
    number,
)  # fmt: skip

LARGE = 0.1
"""So many programs have sizes up to the limits."""

FAULTY = 0.06
"""So often a statement that cannot be run stays in the plan."""

_SAME = "relu relu6 elu celu selu gelu silu tanh sigmoid softplus softsign hardswish hardsigmoid hardtanh leaky_relu".split()
_ALL = [*_SAME, "identity", "dropout", "layernorm", "rmsnorm", "scale", "shift", "times"]
_ALL += ["channels", "softmax", "log_softmax", "softmin", "normalize", "drop_path"]
_ALL += ["mish", "log_sigmoid", "softshrink", "hardshrink", "tanhshrink", "threshold", "glu", "rrelu"]
DRAWN_MAPS = [
    *["conv"] * 14,
    *["conv_transpose"] * 5,
    *["maxpool", "avgpool"] * 4,
    "pool",
    "adaptive_avgpool",
    "blurpool",
]
DRAWN_MAPS += ["adaptive_maxpool", "global_avgpool", "global_maxpool", *["batchnorm"] * 4, "groupnorm", "instancenorm"]
DRAWN_MAPS += ["lrn", "grn", "eca", "prelu", "dropout2d", "flatten", "pad", "crop", "permute", "permute", "upsample"]
DRAWN_MAPS += ["channel_shuffle", "pixel_shuffle", "pixel_unshuffle", "space_to_depth", "transpose", "channel_mean"]
DRAWN_MAPS += ["channel_max", "coordinates", "switches", "frn", "evonorm", "cond_conv", "deform_conv", "involution"]
DRAWN_MAPS += [
    "self_attention",
    "relative_attention",
    "s_cells",
    "c_cells",
    "lppool",
    "fractional_maxpool",
    "dropblock",
]
DRAWN_MAPS += _ALL
DRAWN_VECTORS = [*["fc"] * 8, "linear", "batchnorm", "groupnorm", "flatten", *["unflatten"] * 3, "prelu", "rbf", *_ALL]
DRAWN_LASTS = [*["fc"] * 6, *["permute"] * 4, "flatten", "grn", *_ALL]
_ANY = [*DRAWN_MAPS, *DRAWN_VECTORS, *DRAWN_LASTS]


_WORDS = "conv relu from let if in true not input output again block expect init aux model repeat for use".split()
"""Labels that are keywords, as any word may be but for the joins, `path`, `seq` and `else`."""

_TAKEN = ["forward", "training", "append", "eval", "__x__", "__init__"]
"""Names that modules use themselves."""


SCHEMES = [
    "default", "constant(0.5)", "constant(0)", "normal(0.01)", "trunc_normal(0.02)", "uniform(0.3)", "kaiming_normal(fan_out)",
    "kaiming_normal", "kaiming_uniform(fan_in, tanh)", "xavier_normal", "xavier_uniform(0.5)", "orthogonal", "orthogonal(2)",
]  # fmt: skip
"""How parameters may be drawn; those of one axis by the first six."""


class Drawer:
    """Draws one plan; what it comes to is worked out on the way, so that most plans can be run."""

    def __init__(self, random: Random, *, large: bool) -> None:
        self.random = random
        self.large = large
        self.blocks: list[Block] = []
        self.labels = 0
        self.broken = False
        self.run = Run({}, training=False, sketch=True)

    def plan(self) -> Plan:
        random = self.random
        parameters = {f"n{at}": random.randint(1, 8) for at in range(random.choice([0, 0, 0, 1, 2]))}
        plan = Plan(self.input(), [], self.blocks, parameters, style=self.style())
        if random.random() < 0.05:
            plan.settings = {name: random.randint(1, 8) for name in parameters if random.random() < 0.7}
        if random.random() < 0.05:
            plan.written = self.input()
            while len(plan.written) != len(plan.input):
                plan.written = self.input()
        self.run.lenient = bool(plan.given)
        if random.random() < 0.3:
            names = random.sample(["x", "left", "right", "image", "out"], random.choice([1, 2, 2, 3]))
            plan.name = names[0]
            for name in names[1:]:
                plan.others[name] = plan.input if random.random() < 0.6 else self.input()
        device = "meta" if self.large else "cpu"
        box = network_box(plan, [torch.empty(2, *shape, device=device) for shape in plan.inputs.values()])
        x = next(iter(box.inputs.values()))
        body, _ = self.body(x, box, parameters, random.randint(1, 9), 0)
        plan.body += body or [Layer("relu")]
        return plan

    def style(self) -> Style:
        if self.random.random() < 0.7:
            return Style()
        return Style(*(self.random.random() < 0.3 for _ in range(5)))

    def add(self, block: Block) -> Block:
        """A block that can be called from now on."""
        self.blocks.append(block)
        self.run.blocks[block.name] = block
        return block

    def input(self) -> tuple[int, ...]:
        """A shape of one sample: three in ten are sequences, volumes or vectors."""
        random = self.random
        rank, c = random.choice([0, 1, 1, 2, 2, 2, 2, 2, 2, 3]), random.choice([1, 2, 3, 4, 6, 8])
        most = random.choice([64, 5000, 100_000, MOST]) if self.large else random.choice([1, 4, 7, [9, 24, 9, 5][rank]])
        if not rank:
            return (random.randint(1, most) if most > 1 else c,)
        sizes = [random.randint(1, most) if random.random() < 0.5 else most for _ in range(rank)]
        left = 2**40
        for at, size in enumerate(sizes) if self.large else ():
            sizes[at] = min(size, left)
            left = max(left // sizes[at], 1)
        return (c, *sizes)

    def body(self, x: Value, box: Box, names: dict[str, Any], count: int, depth: int) -> tuple[list[Statement], Value]:
        """Statements one after the other."""
        names, found = dict(names), []
        for _ in range(count):
            it = self.statement(x, box, names, depth)
            before = saved(box)
            try:
                x = self.run.step(it, x, box, names)
            except (Refused, Undecided) as reason:
                restore(before)
                self.run.replaced.clear()
                if isinstance(reason, Refused) and self.random.random() < FAULTY and not self.broken:
                    self.broken = True
                    return [*found, it], x
                continue
            found.append(it)
        return found, x

    def label(self, names: dict[str, Any], chance: float) -> str | None:
        if self.random.random() > (chance if "repeat" not in names else chance / 10):
            return None
        self.labels += 1
        counters = "".join(f"_{{{name}}}" for name in names if name.startswith("i"))
        choice = self.random.random()
        if choice < 0.85:
            return f"a{self.labels}{counters}"
        if choice < 0.9:
            return f"a-{self.labels}{counters}"
        if choice < 0.95:
            known = [name for name in _numbers(names) if name not in counters]
            return f"a{self.labels}{counters}" + "".join(f"-{{{name}}}" for name in known[:1])
        return self.random.choice(_WORDS if self.random.random() < 0.9 else _TAKEN)

    def statement(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        random = self.random
        if random.random() < 0.6 or depth > 2:
            return self.layer(x, names)
        kinds: list[Callable[..., Statement]] = [
            *[self.join] * 4, self.section, self.repeat, self.condition, self.call, self.call, self.path, self.let,
            self.expect, self.reference, self.reference, self.init, self.again, self.again, self.tensors, self.fractal,
        ]  # fmt: skip
        if depth == 0:
            kinds += [self.head, *[self.output] * 3]
        return random.choice(kinds)(x, box, names, depth)

    def inner(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> list[Statement]:
        return self.body(x, Box(outer=box), names, self.random.randint(1, 3), depth + 1)[0] or [Layer("relu")]

    def section(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        if self.random.random() < 0.2:
            return Section(self.label(names, 1.0), [self.join(x, Box(outer=box), names, depth + 1)])
        sections = [label for label, each in box.labels.items() if isinstance(each, Box) and each.section]
        if sections and self.random.random() < 0.4:
            return Section(self.random.choice(sections), self.inner(x, box, names, depth))
        return Section(self.label(names, 0.7), self.inner(x, box, names, depth))

    def path(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        start = [self.reference(x, box, names, depth)] if self.random.random() < 0.4 and known_labels(box) else []
        if start:
            try:
                x = self.run.step(start[0], x, box, names)
            except Refused:
                start = []
        return Path([*start, *self.inner(x, box, names, depth)])

    def reference(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        known = known_labels(box)
        if not known:
            return Layer("identity")
        path = self.random.choice(known)
        return From(path) if self.random.random() < 0.85 else self.told(path)

    def told(self, path: str) -> Path:
        """`from` by a text that names the line."""
        self.labels += 1
        name = f"t{self.labels}"
        text = (
            path
            if self.random.random() < 0.5
            else re.sub(r"[1-9]\d*", lambda found: f"{{{int(found[0]) + 2} - 2}}", path, count=1)
        )
        return Path([Let(name, f'"{text}"'), From(f"{{{name}}}")])

    def again(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        """A layer or section once more, mostly one that suits what arrives."""
        known = known_labels(box)
        if not known:
            return Layer("identity")
        suited = [path for path in known if self.suits(path, x, box)]
        return Again(self.random.choice(suited if suited and self.random.random() < 0.9 else known))

    def suits(self, path: str, x: Value, box: Box) -> bool:
        found = self.run.located(path, box)
        if isinstance(found, Box):
            entered = found.entered
        else:
            owner = self.run.located(path.rpartition(".")[0], box) if "." in path else self.run.home(path, box)
            made = owner.made.get(path.rpartition(".")[2]) if isinstance(owner, Box) else None
            entered = made.entered if made else None
        return entered is not None and entered.shape == x.shape and entered.last == x.last

    def same_shape(self, path: str, x: Value, box: Box) -> bool:
        try:
            found = self.run.find(path, box)
        except Refused:
            return False
        return found.shape == x.shape and found.last == x.last

    def tensors(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        """The call of a block that takes tensors, of some that have the shape that flows, and gives others."""
        random = self.random
        known = [path for path in known_labels(box) if self.same_shape(path, x, box)]
        if not known or not x.map:
            return Layer("identity")
        self.labels += 1
        one, many = random.random() < 0.7, random.random() < 0.5
        block = Block(f"block{self.labels}", {"w": None, "n": "1"}, [], [*["one"] * one, *["*rest"] * many])
        given = [*[random.choice(known)] * one, *random.sample(known, min(len(known), 2)) * many]
        meet: list[Statement] = [Layer("identity"), *[From("one")] * one, *[From("*rest")] * many]
        meet += [From("rest.0")] * (many and random.random() < 0.3)
        kind = random.choice(["add", "concat", "mean", "max"])
        block.body = [Join(kind, meet), Layer("conv", ["w", "1"], {}, "c"), Output("low")]
        if one and random.random() < 0.5:
            block.body.append(Output("high", [From("one"), Layer(random.choice(_SAME))]))
        if random.random() < 0.4:
            inner = Call(block, ["w"], {"n": "n-1"}, "next", given=[*["c"] * one, *["*rest", "c"] * many])
            block.body.append(If([("n > 0", [inner])]))
        self.add(block)
        width = number(random, random.choice([x.channels, x.channels, random.randint(1, 4)]), _numbers(names))
        return Call(block, [width], {}, self.label(names, 0.8), given=given)

    def repeat(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        random, first = self.random, self.random.choice([1, 1, 0, 2])
        choice, name = random.random(), f"i{depth}{len(names)}"
        if choice < 0.4:
            times = random.randint(1, 3)
            return Repeat(f"repeat {times}", [{}] * times, self.inner(x, box, names | {"repeat": 0}, depth))
        if choice < 0.7:
            last = first + random.randint(0, 2)
            rounds = [{name: turn} for turn in range(first, last + 1)]
            head = f"for {name} in {first}..{last}"
        elif choice < 0.85:
            values = random.sample(range(1, 9), random.randint(1, 3))
            rounds, head = [{name: value} for value in values], f"for {name} in {values}"
        else:
            values = random.sample(range(1, 9), random.randint(1, 3))
            pairs = [[value, random.randint(1, 6)] for value in values]
            rounds = [{name: one, f"j{name}": other} for one, other in pairs]
            head = f"for {name}, j{name} in {pairs}"
        body = self.inner(x, box, names | rounds[0], depth)
        if depth == 0 and random.random() < 0.15:
            self.labels += 1
            body.append(Output(f"o{self.labels}_{{{name}}}"))
        return Repeat(head, rounds, body)

    def condition(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        cases = []
        for _ in range(self.random.choice([1, 1, 1, 2])):
            sign = self.random.choice(["<", ">=", "==", "!=", "<=", ">"])
            test = self.random.choice(["in.channels", "len(in.size)", *_numbers(names)])
            negated = "not " if self.random.random() < 0.1 else ""
            more = f" {self.random.choice(['and', 'or'])} {test} > 1" if self.random.random() < 0.1 else ""
            written = f"{negated}{test} {sign} {self.random.randint(1, 8)}{more}"
            cases.append((written, self.inner(x, box, names, depth)))
        if self.random.random() < 0.6:
            cases.append(("true", self.inner(x, box, names, depth)))
        return If(cases)

    def let(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        self.labels += 1
        return Let(f"v{self.labels}", number(self.random, self.random.randint(1, 8), _numbers(names)))

    def init(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        kinds = self.random.sample(["conv", "conv_transpose", "fc", "batchnorm", "groupnorm", "layernorm", "bias"], 2)
        given = []
        for kind in kinds[: self.random.choice([1, 1, 2])]:
            schemes = SCHEMES if kind in ("conv", "conv_transpose", "fc") else SCHEMES[:6]
            scheme = "0" if kind == "bias" and self.random.random() < 0.5 else self.random.choice(schemes)
            given.append(f"{kind}={scheme}")
        return Init(" ".join(given))

    def expect(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        wanted = self.random.random() < 0.5 and "repeat" not in names and depth == 0
        sizes = [str(each) if self.random.random() < 0.7 else "_" for each in x.shape]
        if self.random.random() < 0.25:
            known = [name for name, value in _numbers(names).items() if value == x.channels]
            sizes = [size if size == "_" or self.random.random() < 0.5 else f"{size}*1" for size in sizes]
            sizes[0] = self.random.choice(["in.channels", *known])
            written = f"[{', '.join(sizes)}]"
        else:
            written = "x".join(sizes)
        shape = "" if x.last or (wanted and self.random.random() < 0.5) else written
        return Expect(shape, None, wanted) if shape or wanted else Layer("identity")

    def head(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        self.labels += 1
        label = f"h{self.labels}" if self.random.random() < 0.85 else None
        outside, self.run.aside = self.run.aside, True
        try:
            return Head(label, self.random.choice([1.0, 0.3, 0.0]), self.inner(x, box, names, depth))
        finally:
            self.run.aside = outside

    def output(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        self.labels += 1
        name = f"o{self.labels}"
        if self.random.random() < 0.15 and box.labels:  # that of a line, for what that gives or for something else
            name = self.random.choice([*box.labels])
            return Output(name, [From(name)] if self.random.random() < 0.6 else [])
        if self.random.random() < 0.5:
            return Output(name, [])
        body = self.path(x, box, names, depth)
        assert isinstance(body, Path)
        return Output(name, body.body)

    # ------------------------------------------------------------------------------------------------ joins

    def join(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        random = self.random
        kind = random.choice(
            ["add", "add", "concat", "concat", "mul", "split", "split", "sub", "mean", "max", "select", "matmul"]
        )
        if kind == "matmul" and x.map and not self.large and random.random() < 0.8:
            return self.product(x, names)
        if kind == "select" and random.random() < 0.8:
            return self.selection(x, box, names, depth)
        count, sizes = random.choice([1, 2, 2, 2, 3]), ""
        parts = [x] * count
        if kind == "split" and x.channels >= count and random.random() < 0.5:
            cuts = [0, *sorted(random.sample(range(1, x.channels), count - 1)), x.channels]
            parts_of = [high - low for low, high in pairwise(cuts)]
            sizes = str(parts_of) if random.random() < 0.9 else str([*parts_of[:-1], parts_of[-1] + 1])
            parts = [Value(part, x.last) for part in x.data.split(parts_of, x.axis)]
        elif kind == "split" and x.channels % count == 0:
            parts = [Value(x.data.chunk(count, x.axis)[0], x.last)] * count
        branches: list[Statement] = []
        for part in parts:
            branches += self.branch(part, box, names, depth, kind)
        if not sizes:
            if random.random() < 0.1:
                branches = [Repeat("repeat 2", [{}, {}], branches)]
            elif random.random() < 0.1:
                branches = [If([("in.channels > 2", branches), ("true", [Layer("relu"), Layer("identity")])])]
        if random.random() < 0.1:
            branches.insert(0, self.let(x, box, names, depth))
        return Join(kind, branches, sizes)

    def product(self, x: Value, names: dict[str, Any]) -> Statement:
        """`matmul:` of two or three branches whose places and channels fit."""
        random = self.random
        places, width = x.data[0, 0].numel(), random.randint(1, 5)
        if random.random() < 0.5:
            first, middle = (
                Layer("conv", [str(width), "1"], {}, self.label(names, 0.3)),
                Layer("conv", [str(places), "1"]),
            )
            return Join("matmul", [first, middle])
        # (places x width) by (width x places), then by what has as many channels as places
        first = Path([Layer("conv", [str(width), "1"], {}, self.label(names, 0.3)), Layer("transpose")])
        branches: list[Statement] = [first, Layer("conv", [str(width), "1"])]
        if random.random() < 0.5:
            branches.append(Path([Layer("conv", [str(random.randint(1, 4)), "1"]), Layer("transpose")]))
        if random.random() < 0.2:
            branches = [Layer("transpose"), Layer("identity")]
        return Join("matmul", branches)

    def selection(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        """`select:` of a gate, and of branches that keep the shape."""
        random, of = self.random, self.random.choice([1, 2, 2, 3])
        branches = [it for _ in range(of) for it in self.branch(x, box, names, depth, "select")]
        if x.map:
            wide = Layer("conv", [str(x.channels * of), "1"], {}, self.label(names, 0.3))
            gate: Statement = Path([Layer("global_avgpool"), wide]) if random.random() < 0.7 else wide
        else:
            gate = Layer("fc", [str(x.channels * of)], {}, self.label(names, 0.3))
        return Join("select", [gate, *branches])

    def branch(self, x: Value, box: Box, names: dict[str, Any], depth: int, kind: str) -> list[Statement]:
        """A branch that mostly keeps what its join needs."""
        random = self.random
        choice = random.random()
        if choice < 0.2:
            return [Layer("identity")]
        if choice < 0.3 and (known := known_labels(box)):
            return [From(random.choice(known))]
        if kind in ("add", "sub", "mul", "mean", "max") and choice < 0.5:
            if x.map and random.random() < 0.5:
                return [random.choice([Path([Layer("global_avgpool"), Layer("sigmoid")]), Layer("channel_mean")])]
            if x.map:
                return [Layer("adaptive_avgpool", [str([random.choice([1, size]) for size in x.sizes])])]
            return [Layer("fc", ["1"])]
        if x.map and choice < 0.75:
            k = random.choice([1, 3])
            channels = str(x.channels) if kind != "concat" else str(random.randint(1, 6))
            return [Layer("conv", [channels, str(k)], {"padding": str(k // 2)}, self.label(names, 0.3))]
        for _ in range(4):
            it = self.statement(x, box, names, depth + 1)
            if isinstance(it, Let | Expect | Head | Init | Output):
                continue
            scratch = Box(outer=box.outer, block=box.block, labels=dict(box.labels), names=list(box.names))
            try:
                y = self.run.step(it, x, scratch, names)
            except (Refused, Undecided):
                continue
            if (y.sizes == x.sizes and y.last == x.last and kind in ("concat", "split")) or y.shape == x.shape:
                return [it]
        return [Layer(random.choice(_SAME))]

    def call(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        random = self.random
        plain = [each for each in self.blocks if each.name.startswith("block") and "k" in each.parameters]
        block = random.choice(plain) if plain and random.random() < 0.6 else self.block(x, depth)
        width = number(random, random.randint(1, 6), _numbers(names))
        options = {"k": number(random, random.choice([1, 3]), {})} if random.random() < 0.4 else {}
        if "act" in block.parameters and random.random() < 0.5:
            options["act"] = random.choice(_SAME)
        if "act" in block.parameters and random.random() < 0.2:
            units = [each for each in self.blocks if each.name.startswith("unit")]
            options["act"] = (random.choice(units) if units and random.random() < 0.5 else self.unit(x, depth)).name
        if random.random() < 0.08:
            return Call(self.unit(x, depth), [], {}, self.label(names, 0.5), inline=False)
        if random.random() < 0.3:
            return Call(block, [], {"w": width, **options}, None, inline=True)
        return Call(block, [width], options, self.label(names, 0.5))

    def block(self, x: Value, depth: int) -> Block:
        random = self.random
        self.labels += 1
        name = f"block{self.labels}"
        parameters: dict[str, str | None] = {"w": None, "k": random.choice(["1", "3", "w"])}
        bound: dict[str, Any] = {"w": random.randint(1, 6)}
        bound["k"] = bound["w"] if parameters["k"] == "w" else int(parameters["k"] or 3)
        if random.random() < 0.4:
            parameters["act"] = bound["act"] = random.choice(_SAME)
        body, _ = self.body(x, Box(block=True), bound, random.randint(1, 3), depth + 1)
        block = Block(name, parameters, body or [Layer("conv", ["w", "1"])])
        if "act" in parameters:
            block.body.append(Layer("act"))
        return self.add(block)

    def unit(self, x: Value, depth: int) -> Block:
        """A block that is called without arguments, or bound to a parameter."""
        random = self.random
        self.labels += 1
        name = f"unit{self.labels}"
        parameters: dict[str, str | None] = {"k": "3"} if random.random() < 0.5 else {}
        bound: dict[str, Any] = {"k": 3} if parameters else {}
        body, _ = self.body(x, Box(block=True), bound, random.randint(1, 2), depth + 1)
        return self.add(Block(name, parameters, body or [Layer("relu")]))

    def fractal(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        """A block that calls itself until a parameter ends it (Larsson et al., 2017)."""
        random = self.random
        if not x.map:
            return Layer("identity")
        self.labels += 1
        block = Block(f"fractal{self.labels}", {"columns": None, "width": None}, [])
        own = Call(block, ["columns-1", "width"], {}, "first")
        again = Call(block, ["columns-1", "width"], {}, "second") if random.random() < 0.7 else Layer("relu")
        unit = Layer("conv", ["width", "3"], {"padding": "1"}, "column")
        deep = Join(random.choice(["mean", "add", "max"]), [Path([own, again]), unit])
        end = [Layer("conv", ["width", "1"], {"bias": "false"}, "end"), Layer(random.choice(_SAME))]
        block.body = [If([("columns == 1", end), ("true", [deep])])]
        self.add(block)
        columns = random.choice(["1", "2", "2", "3"])
        return Call(block, [columns, number(random, random.randint(1, 4), _numbers(names))], {}, self.label(names, 0.5))

    # ----------------------------------------------------------------------------------------------- layers

    def layer(self, x: Value, names: dict[str, Any]) -> Layer:
        """A layer that takes what arrives, most of the time."""
        random = self.random
        kinds = DRAWN_MAPS if x.map else DRAWN_VECTORS if x.vector else DRAWN_LASTS
        kind = random.choice(kinds) if random.random() < 0.98 else random.choice(_ANY)
        learned = kind in ("scale", "shift")
        label = self.label(names, 1.0 if learned else 0.35)
        if learned and label is None:
            kind = "relu"
        positional, options = arguments(random, kind, x, _numbers(names) | self.members(x))
        return Layer(kind, positional, options, label)

    def members(self, x: Value) -> dict[str, int]:
        """What an expression may say of the shape that arrives."""
        if self.random.random() < 0.85:
            return {}
        axes = {0: [], 1: ["length"], 2: ["height", "width"], 3: ["depth", "height", "width"]}[x.rank]
        found = [("in.channels", x.channels), *((f"in.{axis}", size) for axis, size in zip(axes, x.sizes, strict=True))]
        found += [(f"in.size[{at}]", size) for at, size in enumerate(x.sizes)]
        return dict(self.random.sample(found, len(found)))


def _numbers(names: dict[str, Any]) -> dict[str, int]:
    return {name: value for name, value in names.items() if isinstance(value, int) and name != "repeat"}


def saved(box: Box) -> list[tuple[Box, dict[str, Any]]]:
    """A container and those in it and around it as they are."""
    found, todo = [], [box]
    while todo:
        each = todo.pop()
        copies = {name: value.copy() for name, value in vars(each).items() if isinstance(value, list | dict)}
        found.append((each, vars(each) | copies))
        todo += [inner for inner in each.labels.values() if isinstance(inner, Box)]
    return [*found, *(saved(box.outer) if box.outer is not None and not box.block else [])]


def restore(before: list[tuple[Box, dict[str, Any]]]) -> None:
    for box, fields in before:
        vars(box).update(fields)


def known_labels(box: Box) -> list[str]:
    """What `from` may name here."""
    found: list[str] = []
    at: Box | None = box
    while at is not None:
        found += _below(at, "")
        at = None if at.block else at.outer
    return found


def _below(box: Box, path: str) -> list[str]:
    """The labels of a container, and of the finished ones in it."""
    found = []
    for label, value in box.labels.items():
        if path and label in box.tensors:
            continue
        if isinstance(value, Value):
            found.append(path + label)
        elif value.finished:
            found += [path + label, *_below(value, f"{path}{label}.")]
    return found


def draw(seed: str, *, large: bool | None = None) -> tuple[Plan, bool]:
    """The plan of a seed, and whether its sizes are large, which may be said."""
    random = Random(seed)
    large = random.random() < LARGE if large is None else large
    with torch.inference_mode():
        return Drawer(random, large=large).plan(), large
