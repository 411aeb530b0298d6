"""Programs drawn from the documents, against torch.nn.functional: decision, shapes, keys, costs, outputs, gradients.

A plan (plans.py) is drawn together with the shapes that it comes to, run with torch.nn.functional (functional.py), and
compared with what is made of its text: whether it is accepted, parameters, buffers, keys, MACs, the output in
evaluation, and in training the outputs, gradients and running estimates. Some plans have sizes up to the limits, and
only their shapes and costs are compared. CNNDSL_PROGRAMS says how many, or --seconds how long, CNNDSL_SEED which; with CNNDSL_COUNT, a file
that holds how many were tried so far, every run goes on where the last one ended.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path as File
from random import Random
from time import perf_counter
from typing import Any

import torch
from torch import Tensor

import cnndsl
from tests.conformance import workers
from tests.conformance.functional import MOST, Box, Refused, Run, Undecided, Value
from tests.conformance.plans import (
    Block,
    Call,
    Expect,
    From,
    Head,
    If,
    Join,
    Layer,
    Let,
    Path,
    Plan,
    Repeat,
    Section,
    Statement,
    number,
    size,
)  # fmt: skip

PROGRAMS = 20_000
BATCH = 100
LARGE = 0.15
"""So many programs have sizes up to the limits."""

FAULTY = 0.06
"""So often a statement that cannot be run stays in the plan."""


# --------------------------------------------------------------------------------------------------- drawing


class Drawer:
    """Draws one plan; what it comes to is worked out on the way, so that most plans can be run."""

    def __init__(self, random: Random, *, large: bool) -> None:
        self.random = random
        self.large = large
        self.blocks: list[Block] = []
        self.labels = 0
        self.broken = False

    def plan(self) -> Plan:
        random = self.random
        most = random.choice([64, 5000, 100_000, MOST]) if self.large else random.choice([1, 4, 9, 16])
        c = random.choice([1, 2, 3, 4, 6, 8])
        h, w = (random.randint(1, most), random.randint(1, most)) if random.random() < 0.5 else (most, most)
        if self.large:
            h, w = h, min(w, 2**40 // h)
        x = Value(torch.empty(2, c, h, w, device="meta"))
        body, _ = self.body(x, Box(), {}, random.randint(1, 9), 0)
        return Plan((c, h, w), body or [Layer("relu")], self.blocks)

    def body(self, x: Value, box: Box, names: dict[str, Any], count: int, depth: int) -> tuple[list[Statement], Value]:
        """Statements one after the other."""
        names, found = dict(names), []
        for _ in range(count):
            it = self.statement(x, box, names, depth)
            before = list(box.names), dict(box.labels)
            try:
                x = Run({}, training=False).step(it, x, box, names)
            except (Refused, Undecided) as reason:
                box.names, box.labels = before
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
        counters = [name for name in names if name.startswith("i")]
        return f"a{self.labels}" + "".join(f"_{{{name}}}" for name in counters)

    def statement(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        random = self.random
        if random.random() < 0.62 or depth > 2:
            return self.layer(x, names)
        kinds: list[Callable[..., Statement]] = [
            self.join, self.join, self.join, self.section, self.repeat, self.condition, self.call, self.call, self.path,
            self.let, self.expect, self.reference,
        ]  # fmt: skip
        if depth == 0 and not names:
            kinds.append(self.head)
        return random.choice(kinds)(x, box, names, depth)

    def inner(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> list[Statement]:
        return self.body(x, Box(outer=box), names, self.random.randint(1, 3), depth + 1)[0] or [Layer("relu")]

    def section(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        return Section(self.label(names, 0.7), self.inner(x, box, names, depth))

    def path(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        start = [self.reference(x, box, names, depth)] if self.random.random() < 0.4 and _labels(box) else []
        if start:
            try:
                x = Run({}, training=False).step(start[0], x, box, names)
            except Refused:
                start = []
        return Path([*start, *self.inner(x, box, names, depth)])

    def reference(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        known = _labels(box)
        return From(self.random.choice(known)) if known else Layer("identity")

    def repeat(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        first = self.random.choice([1, 1, 0, 2])
        if self.random.random() < 0.5:
            name = f"i{depth}{len(names)}"
            return Repeat(
                self.inner(x, box, names | {name: first}, depth), first, first + self.random.randint(0, 2), name
            )
        return Repeat(self.inner(x, box, names | {"repeat": 0}, depth), 1, self.random.randint(1, 3))

    def condition(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        condition = f"in.channels {self.random.choice(['<', '>=', '==', '!='])} {self.random.randint(1, 8)}"
        other = self.inner(x, box, names, depth) if self.random.random() < 0.6 else []
        return If(condition, self.inner(x, box, names, depth), other)

    def let(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        self.labels += 1
        return Let(f"v{self.labels}", number(self.random, self.random.randint(1, 8), _numbers(names)))

    def expect(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        if x.last:
            return Layer("identity")
        sizes = [str(each) if self.random.random() < 0.7 else "_" for each in x.shape]
        return Expect("x".join(sizes))

    def head(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        self.labels += 1
        return Head(f"h{self.labels}", self.random.choice([1.0, 0.3, 0.0]), self.inner(x, box, names, depth))

    def join(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        kind = self.random.choice(["add", "add", "concat", "concat", "mul", "split"])
        count = self.random.choice([1, 2, 2, 2, 3])
        part = x
        if kind == "split" and x.channels % count == 0:
            part = Value(x.data.chunk(count, -1 if x.last else 1)[0], x.last)
        branches: list[Statement] = []
        for _ in range(count):
            branches += self.branch(part, box, names, depth, kind)
        if self.random.random() < 0.1:
            branches = [Repeat(branches, 1, 2)]
        elif self.random.random() < 0.1:
            branches = [If("in.channels > 2", branches, [Layer("relu"), Layer("identity")])]
        elif self.random.random() < 0.1:
            branches.insert(0, self.let(x, box, names, depth))
        return Join(kind, branches)

    def branch(self, x: Value, box: Box, names: dict[str, Any], depth: int, kind: str) -> list[Statement]:
        """A branch that mostly keeps what its join needs."""
        random = self.random
        choice = random.random()
        if choice < 0.2:
            return [Layer("identity")]
        if choice < 0.3 and (known := _labels(box)):
            return [From(random.choice(known))]
        if kind == "mul" and choice < 0.5 and x.map:
            return [Path([Layer("global_avgpool"), Layer("sigmoid")])]
        if x.map and choice < 0.75:
            k = random.choice([1, 3])
            channels = str(x.channels) if kind != "concat" else str(random.randint(1, 6))
            return [Layer("conv", [channels, str(k)], {"padding": str(k // 2)}, self.label(names, 0.3))]
        for _ in range(4):
            it = self.statement(x, box, names, depth + 1)
            if isinstance(it, Let | Expect | Head):
                continue
            scratch = Box(outer=box.outer, block=box.block, labels=dict(box.labels), names=list(box.names))
            try:
                y = Run({}, training=False).step(it, x, scratch, names)
            except (Refused, Undecided):
                continue
            if y.shape[1:] == x.shape[1:] and (kind == "concat" or y.shape == x.shape):
                return [it]
        return [Layer("relu")]

    def call(self, x: Value, box: Box, names: dict[str, Any], depth: int) -> Statement:
        random = self.random
        if self.blocks and random.random() < 0.6:
            block = random.choice(self.blocks)
        else:
            self.labels += 1
            name = f"block{self.labels}"
            parameters: dict[str, str | None] = {"w": None, "k": random.choice(["1", "3", "w"])}
            bound = {"w": random.randint(1, 6), "k": 3}
            if parameters["k"] != "w":
                bound["k"] = int(parameters["k"] or 3)
            else:
                bound["k"] = bound["w"]
            body, _ = self.body(x, Box(block=True), bound, random.randint(1, 3), depth + 1)
            block = Block(name, parameters, body or [Layer("conv", ["w", "1"])])
            self.blocks.append(block)
        width = number(random, random.randint(1, 6), _numbers(names))
        options = {"k": number(random, random.choice([1, 3]), {})} if random.random() < 0.4 else {}
        if random.random() < 0.3:
            return Call(block, [], {"w": width, **options}, None, inline=True)
        return Call(block, [width], options, self.label(names, 0.5))

    # ----------------------------------------------------------------------------------------------- layers

    def layer(self, x: Value, names: dict[str, Any]) -> Layer:
        """A layer that takes what arrives, most of the time."""
        random = self.random
        kinds = _MAPS if x.map else _VECTORS if x.vector else _LASTS
        kind = random.choice(kinds) if random.random() < 0.98 else random.choice(_MAPS + _VECTORS + _LASTS)
        label = self.label(names, 0.35 if kind != "scale" else 1.0)
        if kind == "scale" and label is None:
            kind = "relu"
        positional, options = self.arguments(kind, x, _numbers(names))
        return Layer(kind, positional, options, label)

    def arguments(self, kind: str, x: Value, names: dict[str, int]) -> tuple[list[str], dict[str, str]]:
        random = self.random
        c = x.channels
        short = min(x.shape[1:3]) if x.map else 1
        options: dict[str, str] = {}

        def maybe(name: str, *values: Any, chance: float = 0.4) -> None:
            if random.random() < chance:
                options[name] = str(random.choice(values))

        def groups(count: int) -> str:
            whole = [each for each in range(1, min(count, 12) + 1) if count % each == 0]
            return str(random.choice([*whole, count])) if random.random() < 0.95 else str(random.randint(1, 9))

        match kind:
            case "conv" | "conv_transpose":
                k = random.choice([1, 2, 3, 3, 5, 7])
                channels, wide = random.randint(1, 8), size(random, min(k, short + 2))
                maybe("stride", 1, 2, 3, size(random, 3))
                maybe("padding", 0, 1, k // 2, size(random, 3, 0), chance=0.6)
                maybe("dilation", 1, 2, size(random, 3), chance=0.2)
                maybe("bias", "true", "false")
                if random.random() < 0.3:
                    options["groups"] = groups(c)
                    channels = channels * int(options["groups"]) if random.random() < 0.9 else channels
                if kind == "conv":
                    maybe("padding", "same", chance=0.15)
                    maybe("padding_mode", "zeros", "reflect", "replicate", "circular", chance=0.25)
                else:
                    maybe("output_padding", 0, 1, size(random, 2, 0), chance=0.2)
                written = f"in.channels*{channels // c}" if channels % c == 0 and random.random() < 0.3 else None
                return [written or number(random, min(channels, 64), names), wide], options
            case "maxpool" | "pool" | "avgpool":
                k = random.choice([1, 2, 2, 3, 3, 4])
                maybe("stride", 1, 2, 3, size(random, 4))
                maybe("padding", 0, 1, k // 2, size(random, k // 2 + 1, 0))
                maybe("ceil_mode", "true", "false")
                if kind == "avgpool":
                    maybe("count_include_pad", "true", "false")
                else:
                    maybe("dilation", 1, 2, 3, chance=0.15)
                return [size(random, k)], options
            case "adaptive_avgpool" | "adaptive_maxpool":
                return [size(random, random.choice([1, 2, 7, max(min(short, 64), 1)]))], {}
            case "batchnorm":
                maybe("eps", 0.001, 0.1)
                maybe("momentum", 0, 0.5, 1)
                maybe("affine", "true", "false")
                maybe("track_running_stats", "true", "false", chance=0.2)
                return [], options
            case "layernorm":
                maybe("eps", 0.001, 0.1)
                maybe("affine", "true", "false")
                return [], options
            case "groupnorm":
                maybe("affine", "true", "false")
                return [groups(c)], options
            case "lrn":
                maybe("alpha", 0.1)
                maybe("beta", 0.5)
                maybe("k", 2.0)
                return [str(random.choice([1, 2, 3, 5, 9]))], options
            case "dropout" | "dropout2d" | "drop_path":
                return [str(random.choice([0, 0.1, 0.5, 1, 0.0]))], {}
            case "elu":
                maybe("alpha", 0.5, 2, 1.0, 0)
                return [], options
            case "leaky_relu":
                maybe("negative_slope", 0.2, 0, 1, -0.5)
                return [], options
            case "gelu":
                maybe("approximate", "none", "tanh")
                return [], options
            case "fc" | "linear":
                maybe("bias", "true", "false")
                return [number(random, random.randint(1, 12), names)], options
            case "normalize":
                maybe("mean", 0.5, 0, str([0.1 * each for each in range(min(c, 50))]).replace("'", ""))
                maybe("std", 2.0, 0.5, str([1 + each for each in range(min(c, 50))]))
                return [], options
            case "pad":
                maybe("mode", "zeros", "constant", "reflect", "replicate", "circular")
                maybe("value", 1.5, -1, chance=0.5 if options.get("mode") == "constant" else 0.0)
                sides = str([random.randint(0, 2) for _ in range(4)])
                return [random.choice([sides, size(random, 2, 0)])], options
            case "permute":
                last = x.last if random.random() < 0.95 else not x.last
                return ["channels_first" if last else "channels_last"], {}
            case "upsample":
                maybe("mode", "nearest", "bilinear", "bicubic")
                if options.get("mode", "nearest") != "nearest":
                    maybe("align_corners", "true", "false")
                return [size(random, 3)], options
            case "softmax" | "log_softmax":
                maybe("dim", 1, -1, 2, 3)
                return [], options
            case "channel_shuffle":
                return [groups(c)], {}
            case "scale":
                maybe("init", 0.1, 1)
                return [], options
        return [], {}


_ALL = "relu relu6 elu gelu silu tanh sigmoid hardswish hardsigmoid leaky_relu identity dropout layernorm scale".split()
_ALL += ["softmax", "log_softmax", "normalize", "drop_path"]
_MAPS = [*["conv"] * 12, *["conv_transpose"] * 4, *["maxpool", "avgpool"] * 4, "pool", "adaptive_avgpool"]
_MAPS += ["adaptive_maxpool", "global_avgpool", *["batchnorm"] * 4, "groupnorm", "lrn", "dropout2d", "flatten", "pad"]
_MAPS += ["permute", "upsample", "channel_shuffle", *_ALL]
_VECTORS = [*["fc"] * 8, "linear", "batchnorm", "groupnorm", "flatten", *_ALL]
_LASTS = [*["fc"] * 6, *["permute"] * 4, "flatten", *_ALL]


def _numbers(names: dict[str, Any]) -> dict[str, int]:
    return {name: value for name, value in names.items() if isinstance(value, int) and name != "repeat"}


def _labels(box: Box) -> list[str]:
    """What `from` may name here."""
    found: list[str] = []
    at: Box | None = box
    while at is not None:
        for label, value in at.labels.items():
            if isinstance(value, Value):
                found.append(label)
            elif value.finished:
                found += [
                    label,
                    *(f"{label}.{inner}" for inner, each in value.labels.items() if isinstance(each, Value)),
                ]
        at = None if at.block else at.outer
    return found


def draw(seed: str) -> tuple[Plan, bool]:
    """The plan of a seed, and whether its sizes are large."""
    random = Random(seed)
    large = random.random() < LARGE
    return Drawer(random, large=large).plan(), large


# ------------------------------------------------------------------------------------------------- comparing


def compare(plan: Plan, *, large: bool, seed: int = 0) -> tuple[str, str]:
    """What came of a plan (accepted, refused, undecided), and a disagreement, empty where there is none."""
    faults = cnndsl.check(plan.text)
    torch.manual_seed(seed)
    x = torch.empty(2, *plan.input, device="meta") if large else torch.randn(2, *plan.input, dtype=torch.float64)
    state: dict[str, Tensor] = {}
    try:
        evaluation = Run(state, training=False)
        expected = evaluation.plan(plan, x)
    except Undecided:
        return "undecided", ""
    except Refused as reason:
        return "refused", "" if faults else f"accepted, and the reference refuses it: {reason}"
    if faults:
        return "accepted", f"refused, and the reference runs it: {faults[0].code.id} {faults[0].title}"
    network = cnndsl.parse(plan.text)
    found = _costs(network, evaluation, expected)
    if not found and not large:
        found = _module(plan, network, x, state, expected)
    return "accepted", found


def _costs(network: cnndsl.Network, run: Run, expected: Tensor) -> str:
    params = sum(each.numel() for each in run.parameters.values())
    pairs = {
        "output": (network.output, tuple(expected.shape[1:])),
        "parameters": (network.params, params),
        "MACs": (network.macs, run.macs),
    }
    return "; ".join(f"{what}: {ours}, not {theirs}" for what, (ours, theirs) in pairs.items() if ours != theirs)


def _module(plan: Plan, network: cnndsl.Network, x: Tensor, state: dict[str, Tensor], expected: Tensor) -> str:
    module = network.to_torch().double()
    ours = {key: tuple(value.shape) for key, value in module.state_dict().items()}
    theirs = {key: tuple(value.shape) for key, value in state.items()}
    if ours != theirs:
        return f"keys: {sorted(ours.items() ^ theirs.items())[:6]}"
    module.load_state_dict({key: value.detach() for key, value in state.items()})
    with torch.no_grad():
        found = _apart("evaluation", module.eval()(x), expected)
    if found:
        return found
    copies = {key: value.detach().clone().requires_grad_(value.requires_grad) for key, value in state.items()}
    inputs = [x.clone().requires_grad_() for _ in range(2)]
    torch.manual_seed(1)
    try:
        run = Run(copies, training=True)
        output = run.plan(plan, inputs[1] * 1)
    except Refused as reason:  # a batch norm of single values in a batch of two cannot be; others hold in both modes
        return f"the reference cannot be trained: {reason}"
    torch.manual_seed(1)
    given = module.train()(inputs[0] * 1)
    if run.random:
        return ""
    outputs, wanted = list(given) if isinstance(given, tuple) else [given], [output, *run.heads]
    if len(outputs) != len(wanted):
        return f"{len(outputs)} outputs in training, not {len(wanted)}"
    found = "".join(_apart("training", one, other) for one, other in zip(outputs, wanted, strict=True))
    weights = [torch.randn_like(each) for each in wanted]
    parameters = dict(module.named_parameters())
    keys = list(parameters)
    ours_of = [inputs[0], *(parameters[key] for key in keys)]
    theirs_of = [inputs[1], *(copies[key] for key in keys)]
    gradients = [
        torch.autograd.grad(
            sum((each * weight).sum() for each, weight in zip(every, weights, strict=True)),  # type: ignore[arg-type]
            of, allow_unused=True, materialize_grads=True,
        )
        for every, of in ((outputs, ours_of), (wanted, theirs_of))
        if any(each.requires_grad for each in every)
    ]  # fmt: skip
    if len(gradients) == 2:
        for key, one, other in zip(["the input", *keys], *gradients, strict=True):
            found = found or _apart(f"gradient of {key}", one, other)
    for key, value in module.named_buffers():
        if key in copies:  # the constants of `normalize` are no part of the state_dict
            found = found or _apart(f"buffer {key}", value, copies[key])
    return found


def _apart(what: str, ours: Tensor, theirs: Tensor) -> str:
    if ours.shape != theirs.shape:
        return f"{what}: {tuple(ours.shape)}, not {tuple(theirs.shape)}"
    if torch.allclose(ours, theirs, rtol=1e-6, atol=1e-9, equal_nan=True):
        return ""
    return f"{what}: apart by {(ours - theirs).abs().max().item():.3g}"


# --------------------------------------------------------------------------------------------------- running


def batch(seed: str, numbers: range) -> tuple[Counter[str], list[str]]:
    """What came of so many programs, and the disagreements with their programs."""
    results: Counter[str] = Counter()
    wrong: list[str] = []
    for at in numbers:
        plan, large = draw(f"{seed}-{at}")
        try:
            result, found = compare(plan, large=large, seed=at)
        except Exception as error:
            result, found = "failed", f"{type(error).__name__}: {error}"
        results["large" if large and result == "accepted" else result] += 1
        if found:
            wrong.append(f"program {seed}-{at}: {found}\n{plan.text}")
    return results, wrong


def _work(task: tuple[str, range]) -> tuple[range, Counter[str], list[str]]:
    torch.set_num_threads(1)
    return task[1], *batch(*task)


def main() -> bool:
    """Print what came of the programs; whether all agree."""
    seed = workers.seed()
    tally = File(os.environ["CNNDSL_COUNT"]) if os.environ.get("CNNDSL_COUNT") else None
    first = int(tally.read_text()) if tally is not None and tally.exists() else 0
    given = os.environ.get("CNNDSL_PROGRAMS")
    last = None if workers.seconds() and not given else first + int(given or PROGRAMS)
    results: Counter[str] = Counter()
    wrong: list[str] = []
    done: set[int] = set()
    start = perf_counter()
    for numbers, found, told in workers.shared(_work, _tasks(seed, first, last)):
        results += found
        wrong += told
        for text in told[:3]:
            print(f"  DISAGREEMENT: {text}", flush=True)
        done.update(numbers)
        if tally is not None:
            tally.write_text(f"{next(at for at in count(first) if at not in done)}\n")
    shown = ", ".join(f"{many:,} {result}" for result, many in results.most_common())
    print(f"  from program {first:,} on: {shown}")
    print(f"  disagreements: {len(wrong)}")
    workers.tally("programs", len(done), f"{len(wrong)} disagreements", start)
    return not wrong


def _tasks(seed: str, first: int, last: int | None) -> Iterator[tuple[str, range]]:
    for at in count(first, BATCH):
        if last is not None and at >= last:
            return
        yield seed, range(at, at + BATCH if last is None else min(at + BATCH, last))
