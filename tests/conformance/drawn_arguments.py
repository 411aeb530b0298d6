"""Arguments of layers drawn at random: what fits most of the time, and now and then the bounds of what is allowed."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.conformance import documented
from tests.conformance.functional_values import MOST, Value
from tests.conformance.plans import number, size

Arguments = tuple[list[str], dict[str, str]]

BOUNDS = 0.02
"""So often a number is at its bound: an eps of 0, a size of millions."""

LEAST = "0.000000000001"
"""The smallest eps."""

NAMED = 0.04
"""So often the last positional argument is given by its name."""


def arguments(random: Random, kind: str, x: Value, names: dict[str, int]) -> Arguments:
    """The positional arguments of a layer and its options, as they are written."""
    one = _Drawing(random, x, names)
    positional, options = getattr(one, kind, one.nothing)(), one.options
    if random.random() < BOUNDS:
        at_a_bound(random, kind, positional, options, large=one.large)
    order = [name for name, each in documented.arguments()[kind].items() if each.positional]
    if positional and random.random() < NAMED:
        options = {order[len(positional) - 1]: positional.pop()} | options
    return positional, options


def at_a_bound(random: Random, kind: str, positional: list[str], options: dict[str, str], *, large: bool) -> None:
    """One argument at a bound that the documents give it, or beyond. The most of a number of elements or steps is for the
    ``large`` programs, which are not computed."""
    bounded = []
    for at, (name, each) in enumerate(documented.arguments()[kind].items()):
        step = 1 if each.whole else 0.01
        values = [] if each.least is None else [each.least, each.least, each.least - step]
        values += [] if each.most is None else [each.most + step]
        values += [each.most] * 2 if each.most is not None and (large or not each.whole) else []
        values += [MOST, MOST + 1] if each.whole and each.most is None and each.least is not None and large else []
        bounded += [(at if each.positional else name, each.whole, value) for value in values]
    if bounded:
        place, whole, value = random.choice(bounded)
        text = str(int(value)) if whole else f"{value:.13f}".rstrip("0").rstrip(".")
        if isinstance(place, str):
            options[place] = f"{text}.0" if whole and random.random() < 0.1 else text
        elif place < len(positional):
            positional[place] = text


class _Drawing:
    """One line; a method for each kind that has arguments gives the positional ones."""

    def __init__(self, random: Random, x: Value, names: dict[str, int]) -> None:
        self.random = random
        self.x = x
        self.names = names
        self.large = x.data.is_meta
        self.rank = x.rank if x.map else 0
        self.short = min(x.sizes) if x.map else 1
        self.options: dict[str, str] = {}

    def maybe(self, name: str, *values: Any, chance: float = 0.35) -> None:
        if self.random.random() < chance:
            self.options[name] = str(self.random.choice(values))

    def size(self, most: int, least: int = 1) -> str:
        return size(self.random, most, self.rank, least)

    def sized(self, name: str, *values: Any, most: int, least: int = 1, chance: float = 0.4) -> None:
        if self.random.random() < chance:
            drawn = self.size(most, least)
            self.options[name] = str(self.random.choice([*values, drawn]))
            if self.random.random() < BOUNDS / 2 and (self.large or name in ("stride", "dilation")):
                self.options[name] = str(self.random.choice([1_000_000, 2_147_483_647]))

    def parts(self) -> str:
        """A number of groups."""
        count = self.x.channels
        whole = [each for each in range(1, min(count, 12) + 1) if count % each == 0]
        return str(self.random.choice([*whole, count]) if self.random.random() < 0.95 else self.random.randint(1, 9))

    def number(self, value: int) -> str:
        return number(self.random, value, self.names)

    def nothing(self) -> list[str]:
        return []

    def channels(self) -> list[str]:
        last = self.random.randint(0, self.x.channels - 1)
        first = self.random.randint(0, last)
        if self.random.random() < BOUNDS:
            last = self.x.channels
        end = "in.channels-1" if last == self.x.channels - 1 and self.random.random() < 0.3 else self.number(last)
        return [f"{self.number(first)}..{end}"]

    # -------------------------------------------------------------------------------------- linear layers

    def conv(self) -> list[str]:
        if self.random.random() < 0.06:
            return self.conv_table()
        random = self.random
        channels, kernel = self.convolution([1, 2, 3, 3, 5, 7], widest=8, most=3)
        self.maybe("padding", "same", chance=0.15)
        self.maybe("padding_mode", "zeros", "reflect", "replicate", "circular", chance=0.25)
        if random.random() < 0.12:
            self.options["standardise"] = random.choice(["none", "weight", "scaled"])
            self.maybe("weight_eps", 0.001, 0.1, LEAST)
            self.maybe("gamma", 1.7, 0.5, -1, 0)
        return [self.width(channels), kernel]

    def conv_table(self) -> list[str]:
        """A `conv` with a table: for each output channel the input channels that it sees."""
        random, seen = self.random, range(min(self.x.channels, 12))
        table = [random.sample(seen, random.randint(1, len(seen))) for _ in range(random.randint(1, 5))]
        if random.random() < BOUNDS:
            random.choice(table).append(random.choice([0, self.x.channels]))
        self.options["table"] = str(table)
        self.sized("stride", 1, 2, most=2, chance=0.3)
        self.sized("padding", 0, 1, most=2, least=0)
        self.maybe("bias", "true", "false")
        self.maybe("padding_mode", "zeros", "replicate", chance=0.1)
        return [str(len(table)), self.size(min(3, self.short + 2))]

    def cond_conv(self) -> list[str]:
        found = self.conv_plain()
        self.maybe("experts", 1, 2, 3)
        return found

    def deform_conv(self) -> list[str]:
        found = self.conv_plain()
        if self.random.random() < 0.3:
            self.options["offset_groups"] = self.parts()
        self.maybe("modulated", "true", "false", chance=0.5)
        return found

    def conv_plain(self) -> list[str]:
        """The arguments that every kind of convolution has."""
        channels, kernel = self.convolution([1, 2, 3, 3], widest=6, most=2)
        return [self.width(channels), kernel]

    def convolution(self, kernels: list[int], *, widest: int, most: int) -> tuple[int, str]:
        """The channels and the kernel of a convolution; its stride, padding, dilation, bias and groups are options."""
        random, k = self.random, self.random.choice(kernels)
        channels, kernel = random.randint(1, widest), self.size(min(k, self.short + 2))
        self.sized("stride", 1, 2, most=3)
        self.sized("padding", 0, 1, k // 2, most=most, least=0, chance=0.6)
        self.sized("dilation", 1, 2, most=most, chance=0.2)
        self.maybe("bias", "true", "false")
        if random.random() < 0.3:
            self.options["groups"] = self.parts()
            channels = channels * int(self.options["groups"]) if random.random() < 0.9 else channels
        return channels, kernel

    def involution(self) -> list[str]:
        self.maybe("stride", 1, 2, 3)
        c = min(self.x.channels, 12)
        whole = [each for each in range(1, c + 1) if self.x.channels % each == 0]
        self.maybe("group_channels", *whole, chance=0.9)
        self.maybe("reduction", 1, 2, c, c + 1, chance=0.8)
        return [str(self.random.choice([1, 3, 3, 5, 2]))]

    def width(self, channels: int) -> str:
        c = self.x.channels
        if channels % c == 0 and self.random.random() < 0.3:
            return f"in.channels*{channels // c}"
        return self.number(min(channels, 64))

    def conv_transpose(self) -> list[str]:
        random, k = self.random, self.random.choice([1, 2, 3, 3, 4])
        channels, kernel = random.randint(1, 6), self.size(min(k, self.short + 2))
        self.sized("stride", 1, 2, most=3)
        self.sized("padding", 0, 1, k // 2, most=2, least=0)
        if self.large and random.random() < 0.1:
            self.options["stride"] = "4096"
        self.sized("output_padding", 0, 1, most=2, least=0, chance=0.25)
        self.sized("dilation", 1, 2, most=2, chance=0.2)
        self.maybe("bias", "true", "false")
        if random.random() < 0.3:
            self.options["groups"] = self.parts()
            channels = channels * int(self.options["groups"]) if random.random() < 0.9 else channels
        return [self.width(channels), kernel]

    def fc(self) -> list[str]:
        self.maybe("bias", "true", "false")
        if self.large and self.random.random() < BOUNDS:
            return ["2147483647"]
        return [self.number(self.random.randint(1, 12))]

    linear = fc

    def rbf(self) -> list[str]:
        self.maybe("learned", "true", "false", chance=0.5)
        return [self.number(self.random.randint(1, 8))]

    # ------------------------------------------------------------------------------------ attention, cells

    def self_attention(self) -> list[str]:
        if self.random.random() < 0.6:
            self.options["heads"] = self.parts()
        self.maybe("bias", "true", "false")
        return []

    def relative_attention(self) -> list[str]:
        self.options["heads"] = heads = str(self.random.choice([1, 2, 3, 4]))
        if heads == "4" and self.random.random() < 0.5:
            del self.options["heads"]
        self.maybe("head_channels", 1, 2, 5)
        self.maybe("bias", "true", "false")
        self.maybe("scale_positions", "true", "false")
        return [str(int(heads) * self.random.randint(1, 3))] if self.random.random() < 0.7 else []

    def s_cells(self) -> list[str]:
        self.sized("padding", 0, 1, most=2, least=0)
        self.maybe("r", 0, 0.5, 4)
        self.maybe("gamma", 0.001, 0.5, 1)
        return [str(self.random.randint(1, 5)), self.size(min(3, self.short + 2))]

    def c_cells(self) -> list[str]:
        self.sized("stride", 1, 2, most=3)
        self.sized("padding", 0, 1, most=2, least=0)
        self.maybe("alpha", 0.001, 0.1, 2)
        self.maybe("gamma", 0.001, 0.5, 1)
        return [self.size(min(3, self.short + 2))]

    # ---------------------------------------------------------------------------------------------- pools

    def maxpool(self) -> list[str]:
        kernel = self.window()
        self.sized("dilation", 1, 2, most=3, chance=0.15)
        return kernel

    pool = maxpool

    def avgpool(self) -> list[str]:
        self.maybe("count_include_pad", "true", "false")
        return self.window()

    def lppool(self) -> list[str]:
        self.sized("stride", 1, 2, 3, most=4)
        self.maybe("ceil_mode", "true", "false")
        self.maybe("norm_type", 1, 2, 2.0, 4, 3, 1.5)
        return [self.size(self.random.choice([1, 2, 2, 3]))]

    def fractional_maxpool(self) -> list[str]:
        if self.random.random() < 0.5:
            self.options["size"] = self.size(max(self.short - 1, 1))
        if "size" not in self.options or self.random.random() < BOUNDS:
            few = [0.001] * 4 if self.short > 1000 else []
            self.maybe("ratio", 0.5, 0.7, 0.999, 0.3, 0.001, *few, chance=0.98)
        return [self.size(min(2, self.short))]

    def window(self) -> list[str]:
        k = self.random.choice([1, 2, 2, 3, 3, 4])
        self.sized("stride", 1, 2, 3, most=4)
        self.sized("padding", 0, 1, k // 2, most=k // 2 + 1, least=0)
        self.maybe("ceil_mode", "true", "false")
        return [self.size(k)]

    def adaptive_avgpool(self) -> list[str]:
        return [self.size(self.random.choice([1, 2, [7, 7, 7, 4][self.rank], max(min(self.short, 16), 1)]))]

    adaptive_maxpool = adaptive_avgpool

    def blurpool(self) -> list[str]:
        self.maybe("stride", 1, 2, 3)
        self.maybe("padding_mode", "reflect", "zeros")
        return [str(self.random.choice([1, 2, 3, 3, 4, 5]))] if self.random.random() < 0.7 else []

    def upsample(self) -> list[str]:
        random, modes = self.random, [["nearest"], ["linear"], ["bilinear", "bicubic"], ["trilinear"]][self.rank]
        if random.random() < 0.5:
            self.options["mode"] = random.choice([*modes, *modes, "nearest", "bilinear"])
            if self.options["mode"] != "nearest" or random.random() < 0.05:
                self.maybe("align_corners", "true", "false")
        if random.random() < 0.3:
            self.options["size"] = self.size([9, 9, 9, 4][self.rank])
            return []
        if random.random() < 0.25:
            self.maybe("recompute_scale_factor", "true", "false", chance=0.6)
            return [str(random.choice([0.5, 1.5, 0.75, 1.25]))]
        return [self.size(3 if self.rank < 3 else 2)]

    # ---------------------------------------------------------------------------------------------- norms

    def eps(self) -> None:
        self.maybe("eps", 0.001, 0.1, 1, chance=0.3)
        if self.random.random() < 2 * BOUNDS:
            self.options["eps"] = self.random.choice(["0", LEAST, LEAST])

    def shifted(self) -> None:
        self.eps()
        self.maybe("affine", "true", "false")
        self.maybe("bias", "true", "false", chance=0.2)

    def batchnorm(self) -> list[str]:
        self.shifted()
        self.maybe("momentum", 0, 0.5, 1)
        self.maybe("track_running_stats", "true", "false", chance=0.2)
        return []

    def layernorm(self) -> list[str]:
        self.shifted()
        return []

    instancenorm = layernorm

    def rmsnorm(self) -> list[str]:
        self.eps()
        self.maybe("affine", "true", "false")
        self.maybe("deviation", "true", "false")
        return []

    def grn(self) -> list[str]:
        self.eps()
        return []

    def groupnorm(self) -> list[str]:
        self.shifted()
        return [self.parts()]

    def evonorm(self) -> list[str]:
        self.eps()
        self.maybe("momentum", 0, 0.5, 1)
        self.maybe("activate", "true", "false")
        if self.random.random() < 0.9:
            self.options["groups"] = self.parts()
        return [self.random.choice(["b0", "s0", "s0a"])]

    def lrn(self) -> list[str]:
        self.maybe("alpha", 0.1, 0)
        self.maybe("beta", 0.5, 0, 1)
        self.maybe("k", 2.0)
        return [str(self.random.choice([1, 2, 3, 5, 9]))]

    # --------------------------------------------------------------------------------- channels, elements

    def eca(self) -> list[str]:
        return [str(self.random.choice([1, 3, 3, 5, 2]))] if self.random.random() < 0.5 else []

    def channel_shuffle(self) -> list[str]:
        return [self.parts()]

    def pixel_shuffle(self) -> list[str]:
        return [str(self.random.choice([1, 2, 2, 3]))]

    pixel_unshuffle = space_to_depth = pixel_shuffle

    def dropout(self) -> list[str]:
        return [str(self.random.choice([0, 0.1, 0.5, 1, 0.0]))] if self.random.random() < 0.8 else []

    dropout2d = dropout

    def dropblock(self) -> list[str]:
        self.maybe("block", 1, 3, 3, 5, 2, chance=0.8)
        return [str(self.random.choice([0, 0.1, 0.5, 1]))]

    def rrelu(self) -> list[str]:
        self.maybe("lower", 0.1, 0, -0.5, 0.3)
        self.maybe("upper", 0.5, 0.3, 1)
        return []

    def drop_path(self) -> list[str]:
        self.maybe("mode", "row", "batch")
        return [str(self.random.choice([0, 0.1, 0.5, 1]))]

    def elu(self) -> list[str]:
        self.maybe("alpha", 0.5, 2, 1.0, 0)
        return []

    def celu(self) -> list[str]:
        self.maybe("alpha", 0.5, 2, 1.0)
        return []

    def leaky_relu(self) -> list[str]:
        self.maybe("negative_slope", 0.2, 0, 1, -0.5)
        return []

    def prelu(self) -> list[str]:
        self.maybe("shared", "true", "false")
        self.maybe("init", 0.1, 0, 1)
        return []

    def gelu(self) -> list[str]:
        self.maybe("approximate", "none", "tanh")
        return []

    def softplus(self) -> list[str]:
        self.maybe("beta", "0.000001", 0.5, 2)
        self.maybe("threshold", 1, 5)
        return []

    def hardtanh(self) -> list[str]:
        self.maybe("low", -2, 0, 0.5)
        self.maybe("high", 2, 1, 0.75)
        return []

    def times(self) -> list[str]:
        return [str(self.random.choice([0.2, 0, 1, -2]))]

    def scale(self) -> list[str]:
        self.maybe("shape", "channel", "vector", "scalar", "one")
        self.maybe("init", 0.1, 1, 0)
        return []

    shift = scale

    def softmax(self) -> list[str]:
        ends = [-self.x.data.dim(), self.x.data.dim() - 1] * 3
        self.maybe("dim", 1, -1, 2, 0, -2, 4, -5, *ends, *["channels", "positions"] * 2, chance=0.6)
        return []

    log_softmax = softmin = softmax

    def softshrink(self) -> list[str]:
        self.maybe("lambd", 0.1, 1, 0)
        return []

    hardshrink = softshrink

    def threshold(self) -> list[str]:
        return [str(self.random.choice([0.1, -0.5])), *(["0.25"] if self.random.random() < 0.5 else [])]

    def coordinates(self) -> list[str]:
        self.maybe("radius", "true", "false")
        return []

    def switches(self) -> list[str]:
        return [self.size(min(3, self.short + 1))]

    def frn(self) -> list[str]:
        self.eps()
        self.maybe("activate", "true", "false")
        return []

    def normalize(self) -> list[str]:
        c = min(self.x.channels, 50)
        self.maybe("mean", 0.5, 0, [0.5 * each for each in range(c)])
        self.maybe("std", 2.0, 0.5, [1 + each for each in range(c)])
        return []

    # --------------------------------------------------------------------------------- other arrangements

    def around(self, least: int, most: int) -> list[str]:
        sides = str([self.random.randint(least, most) for _ in range(2 * max(self.rank, 1))])
        return [self.random.choice([sides, self.size(most, 0) if self.rank > 1 else str(self.random.randint(0, most))])]

    def pad(self) -> list[str]:
        self.maybe("mode", "zeros", "constant", "reflect", "replicate", "circular")
        self.maybe("value", 1.5, -1, chance=0.5 if self.options.get("mode") == "constant" else 0.0)
        return self.around(-1 if self.random.random() < 0.2 else 0, 2)

    def crop(self) -> list[str]:
        return self.around(0, 1)

    def permute(self) -> list[str]:
        last = self.x.last if self.random.random() < 0.95 else not self.x.last
        return ["channels_first" if last else "channels_last"]

    def unflatten(self) -> list[str]:
        left, sizes = self.x.channels, []
        for _ in range(self.random.choice([1, 2, 3])):
            sizes.append(self.random.choice([each for each in (1, 2, 3, 4, 5) if left % each == 0]))
            left //= sizes[-1]
        return ["x".join(map(str, [left, *sizes]))]
