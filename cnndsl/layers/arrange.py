"""Layers that move, pad or pass elements: `pad`, `crop`, `upsample`, `permute`, `channel_shuffle`, `identity`."""

from __future__ import annotations

from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import FACTOR, FLAG, FLOAT, INT, SIDES, SIZE, WORD, Factors, Size, arg
from cnndsl.layers.axis import Axis, align, enlarge, resize, slide
from cnndsl.layers.channel_groups import require_groups
from cnndsl.layers.conv import PAD_MODES
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Fault, Layer, ranked
from cnndsl.layers.shapes import LastMap, Map, Shape
from cnndsl.layers.symbolic import Calculation, by_axis, spell, term
from cnndsl.layers.symbolic import size as size_of
from cnndsl.layers.window import cropped, enlarged, padded
from cnndsl.text import plural, typeset_shape


class Identity(Layer):
    """The input as it is."""

    keyword = example = "identity"
    also = ("noop", "nothing")
    elsewhere = (Elsewhere("Identity"),)
    identity = view = elementwise = True

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Identity()

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return value


class Pad(Layer):
    """Rows and columns around a feature map: the Pad2d class of its mode. Negative amounts cut them off."""

    keyword = "pad"
    example = "pad [0, 1, 0, 1]"
    also = ("padding", "zero_pad")
    elsewhere = (
        Elsewhere("ZeroPad1d ZeroPad2d ZeroPad3d", "padding:amount"),
        Elsewhere("ConstantPad1d ConstantPad2d ConstantPad3d", "padding:amount value", mode="constant"),
        Elsewhere("ReflectionPad1d ReflectionPad2d ReflectionPad3d", "padding:amount", mode="reflect"),
        Elsewhere("ReplicationPad1d ReplicationPad2d ReplicationPad3d", "padding:amount", mode="replicate"),
        Elsewhere("CircularPad1d CircularPad2d CircularPad3d", "padding:amount", mode="circular"),
        Elsewhere("ZeroPadding1D ZeroPadding2D ZeroPadding3D", "padding:amount data_format:", amount="1"),
    )
    inputs = (Map,)

    amount: tuple[int, ...] = arg(SIDES, "rows and columns added; of negative amounts, cut off")
    mode: str = arg(
        WORD,
        "what they hold",
        default="zeros",
        words=("zeros", "constant", "reflect", "replicate", "circular"),
    )
    value: float = arg(FLOAT, "the constant of mode=constant", default=0.0)

    @property
    def pads(self) -> list[tuple[int, int]]:
        """What is added before and after, of each axis."""
        return [*zip(self.amount[-2::-2], self.amount[::-2], strict=True)]

    def output(self, x: Map) -> Map:
        sizes = [padded(size, *pad) for size, pad in zip(x.sizes, self.pads, strict=True)]
        y = Map(x.channels, *(max(size, 1) for size in sizes))
        _require_places(x, sizes, self.pads, y)
        if self.mode == "circular" and min(self.amount) < 0:
            raise Fault(
                code.PADDING,
                "mode=circular cuts nothing off: its amounts are at least 0",
                argument="amount",
                notes=("PyTorch leaves elements without a value there",),
                advice="put `crop` before it",
                then=y,
            )
        if self.mode in ("reflect", "circular"):
            for axis, size, pad in zip(x.axes, x.sizes, map(max, self.pads), strict=True):
                most = size - 1 if self.mode == "reflect" else size
                if pad > most:
                    raise Fault(
                        code.PADDING,
                        f"mode={self.mode} takes at most {most} of a {axis.name} of {size}, not {pad}",
                        argument="amount",
                        advice=f"pad by at most {most}, or use mode=zeros",
                        then=y,
                    )
        return y

    def window(self, x: Map) -> tuple[Axis, ...]:
        return tuple(slide(1, 1, before) for before, _ in self.pads)

    def derive_shape(self, x: Map, y: Map) -> list[Calculation]:
        return [
            Calculation(axis.name, spell("O", padded, {"I": size, axis.before: before, axis.after: after}))
            for axis, size, (before, after) in zip(x.axes, x.sizes, self.pads, strict=True)
        ]

    def caption(self, x: Map) -> str:
        same = len(set(self.amount)) == 1
        return f"pad {self.amount[0]}" if same else "pad"

    def torch(self, nn: Any, x: Map) -> Any:
        if self.mode == "constant":
            return ranked(nn, "ConstantPad", x)(self.amount, self.value)
        kinds = {
            "zeros": "ZeroPad",
            "reflect": "ReflectionPad",
            "replicate": "ReplicationPad",
            "circular": "CircularPad",
        }
        return ranked(nn, kinds[self.mode], x)(self.amount)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        added = [(max(before, 0), max(after, 0)) for before, after in self.pads]
        cut = [(min(before, 0), min(after, 0)) for before, after in self.pads]
        if any(map(any, added)) or not any(map(any, cut)):
            value = op.pad(value, added, PAD_MODES[self.mode], self.value if self.mode == "constant" else 0.0)
        return op.pad(value, cut) if any(map(any, cut)) else value


def _require_places(x: Map, sizes: list[int], pads: list[tuple[int, int]], then: Map) -> None:
    """Raises Fault where nothing is left of an axis, or less than nothing of one side."""
    for axis, size, left, pad in zip(x.axes, x.sizes, sizes, pads, strict=True):
        if left < 1 or min(pad) < -size:
            cut = -sum(each for each in pad if each < 0)
            raise Fault(
                code.WINDOW,
                f"{cut} cut off a {axis.name} of {size} leave nothing",
                argument="amount",
                advice=f"cut off at most {size - 1}",
                then=then,
            )


class Crop(Layer):
    """Cuts rows and columns off a feature map (the map that U-Net concatenates; Ronneberger et al., 2015)."""

    keyword = "crop"
    example = "crop 2"
    also = ("cropping", "center_crop")
    elsewhere = (Elsewhere("Cropping1D Cropping2D Cropping3D", "cropping:amount data_format:"),)
    inputs = (Map,)

    amount: tuple[int, ...] = arg(SIDES, "rows and columns cut off", min=0)

    @property
    def pads(self) -> list[tuple[int, int]]:
        """What is cut off before and after, of each axis, below 0."""
        return [(-before, -after) for before, after in zip(self.amount[-2::-2], self.amount[::-2], strict=True)]

    def output(self, x: Map) -> Map:
        sizes = [padded(size, *pad) for size, pad in zip(x.sizes, self.pads, strict=True)]
        _require_places(x, sizes, self.pads, Map(x.channels, *(max(size, 1) for size in sizes)))
        return Map(x.channels, *sizes)

    def window(self, x: Map) -> tuple[Axis, ...]:
        return tuple(slide(1, 1, before) for before, _ in self.pads)

    def derive_shape(self, x: Map, y: Map) -> list[Calculation]:
        return [
            Calculation(axis.name, spell("O", cropped, {"I": size, axis.before: -before, axis.after: -after}))
            for axis, size, (before, after) in zip(x.axes, x.sizes, self.pads, strict=True)
        ]

    def torch(self, nn: Any, x: Map) -> Any:
        return ranked(nn, "ZeroPad", x)(tuple(-side for side in self.amount))

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        return op.pad(value, self.pads)


_MODES = {"nearest": (0, 1), "linear": (1, 2), "bilinear": (2, 2), "trilinear": (3, 2), "bicubic": (2, 4)}
"""The rank of the maps that a mode takes, 0 for any, and the elements that it interpolates between along each axis."""


class Upsample(Layer):
    """Enlarges or reduces a feature map by a factor, or brings it to a size.

    A factor that is no whole number gives floor(I*F) places, as F.interpolate does; where they stand follows from the
    factor, or with `recompute_scale_factor=true` from the sizes. Interpolation leaves a map as it is where no size
    changes.
    """

    keyword = "upsample"
    example = "upsample 2 mode=bilinear"
    also = ("up", "upscale", "unpool")
    elsewhere = (
        Elsewhere("Upsample interpolate", "size scale_factor:factor mode align_corners recompute_scale_factor"),
        Elsewhere("UpsamplingNearest2d", "size scale_factor:factor"),
        Elsewhere("UpsamplingBilinear2d", "size scale_factor:factor", mode="bilinear", align_corners="true"),
        Elsewhere("UpSampling1D UpSampling2D UpSampling3D", "size:factor data_format: interpolation:mode", factor="2"),
        Elsewhere("resize Resize Resizing", certain=False),
    )
    inputs = (Map,)

    factor: Size | Factors | None = arg(FACTOR, "factor of height x width", default=None, positional=True)
    size: Size | None = arg(SIZE, "output height x width, in place of a factor", min=1, default=None)
    mode: str = arg(
        WORD,
        "interpolation",
        default="nearest",
        words=tuple(_MODES),
        ranks={mode: rank for mode, (rank, _) in _MODES.items() if rank},
    )
    align_corners: bool = arg(FLAG, "whether the corners stay in place, in interpolation", default=False)
    recompute_scale_factor: bool = arg(FLAG, "whether the factor is what the sizes come to", default=False)

    def output(self, x: Map) -> Map:
        if (self.factor is None) == (self.size is None):
            raise Fault(
                code.MISSING_ARGUMENT,
                "`upsample` takes a factor or a size" + (", and not both" if self.size else ""),
                argument="size" if self.size else None,
                advice="as in `upsample 2` or `upsample size=14x14`",
                then=None if self.size is None else Map(x.channels, *self.size),
            )
        y = Map(x.channels, *(max(each, 1) for each in self.sizes(x)))
        self._check_factor(x, y)
        rank, taps = _MODES[self.mode]
        if rank not in (0, x.rank):
            fits = next(mode for mode, (rank, taps) in _MODES.items() if rank == x.rank)
            raise Fault(
                code.WRONG_INPUT,
                f"mode={self.mode} is for maps of {plural(rank, 'axis', 'axes')}, and {x} has {x.rank}",
                argument="mode",
                advice=f"use mode={fits} or mode=nearest",
                then=y,
            )
        if self.align_corners and taps == 1:
            raise Fault(
                code.WRONG_INPUT,
                f"mode={self.mode} has no corners to align: it does not interpolate",
                argument="align_corners",
                advice="delete it, or use another mode",
                then=y,
            )
        return y

    def _check_factor(self, x: Map, y: Map) -> None:
        if self.size is not None and self.recompute_scale_factor:
            raise Fault(
                code.WRONG_INPUT,
                "there is no factor to work out: `size` is given",
                argument="recompute_scale_factor",
                advice="delete it",
                then=y,
            )
        for axis, each, left in zip(x.axes, x.sizes, self.sizes(x), strict=True):
            if left < 1:
                raise Fault(
                    code.WINDOW,
                    f"a {axis.name} of {each} times {self.factor} leaves nothing",
                    argument="factor",
                    advice=f"use a factor of at least {'1' if each == 1 else f'1/{each}'}",
                    then=y,
                )

    def sizes(self, x: Map) -> tuple[int, ...]:
        """The output's size along each axis."""
        if isinstance(self.factor, Factors):
            return tuple(int(size * by) for size, by in zip(x.sizes, self.factor, strict=True))
        return self.size or tuple(map(enlarged, x.sizes, self.factor or ()))

    def window(self, x: Map) -> tuple[Axis, ...]:
        taps = _MODES[self.mode][1]
        sizes = [max(to, 1) for to in self.sizes(x)]  # a fault that leaves nothing is asked what it reads, too
        if self.align_corners:
            return tuple(align(size, to, taps) for size, to in zip(x.sizes, sizes, strict=True))
        if isinstance(self.factor, Factors) and self._by_factor(x):
            from fractions import Fraction

            steps = [1 / Fraction(str(by)) for by in self.factor]
            return tuple(resize(step.numerator, step.denominator, taps) for step in steps)
        if isinstance(self.factor, Size):
            return tuple(enlarge(by, taps) for by in self.factor)
        return tuple(resize(size, to, taps) for size, to in zip(x.sizes, sizes, strict=True))

    def derive_shape(self, x: Map, y: Map) -> list[Calculation]:
        if self.factor is None:
            return by_axis([[Calculation(axis.name, f"O = {to}")] for axis, to in zip(x.axes, y.sizes, strict=True)])
        if isinstance(self.factor, Factors):
            along = zip(x.axes, x.sizes, self.factor, y.sizes, strict=True)
            sums = [(axis, size_of("O", "floor(I*F)", f"floor({size}*{by})", term(to))) for axis, size, by, to in along]
            return by_axis([[Calculation(axis.name, text)] for axis, text in sums])
        return by_axis(
            [
                [Calculation(axis.name, spell("O", enlarged, {"I": size, "F": by}))]
                for axis, size, by in zip(x.axes, x.sizes, self.factor, strict=True)
            ]
        )

    def caption(self, x: Map) -> str:
        if self.factor is None:
            return f"upsample to {typeset_shape(self.sizes(x))}, {self.mode}"
        factor = f"{self.factor[0]:g}" if len(set(self.factor)) == 1 else typeset_shape(self.factor)
        return f"upsample ×{factor}, {self.mode}"

    def torch(self, nn: Any, x: Map) -> Any:
        if self.factor is None:
            return nn.Upsample(size=tuple(self.sizes(x)), mode=self.mode, align_corners=self.align_corners or None)
        factors = tuple(float(by) for by in self.factor)
        if self._by_factor(x) and self.mode == "nearest":
            return nn.FactorUpsample(factors)
        options: dict[str, Any] = {"mode": self.mode, "align_corners": self.align_corners or None}
        # PyTorch's linear kernels copy where no size changes, whatever the factor; the bicubic one goes by it
        if self.recompute_scale_factor or (self.mode == "bicubic" and self.sizes(x) == x.sizes):
            options["recompute_scale_factor"] = isinstance(self.factor, Factors) or None
        return nn.Upsample(scale_factor=factors, **options)

    def _by_factor(self, x: Map) -> bool:
        """Whether the places follow from a factor that the sizes do not come to."""
        if not isinstance(self.factor, Factors) or self.recompute_scale_factor:
            return False
        return self.mode == "nearest" or self.sizes(x) != x.sizes

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        scales = [to / size for size, to in zip(x.sizes, self.sizes(x), strict=True)]
        if isinstance(self.factor, Factors) and self._by_factor(x):
            scales = [*self.factor]
        to: list[Any] = [None, op.numbers([1.0, 1.0, *scales], dtype="float32")]
        if not (isinstance(self.factor, Size) or self._by_factor(x)):
            to = [
                None,
                None,
                op.Concat(op.Slice(op.Shape(value), *map(op.integers, ([0], [2]))), op.integers(self.sizes(x)), axis=0),
            ]
        if self.mode == "nearest":
            where = "asymmetric"
            return op.Resize(value, *to, mode="nearest", nearest_mode="floor", coordinate_transformation_mode=where)
        how = {"mode": "cubic", "cubic_coeff_a": -0.75} if self.mode == "bicubic" else {"mode": "linear"}
        where = "align_corners" if self.align_corners else "half_pixel"
        return op.Resize(value, *to, coordinate_transformation_mode=where, **how)


class Permute(Layer):
    """Moves the channels: `channels_last` makes HxWxC, `channels_first` CxHxW."""

    keyword = "permute"
    example = "permute channels_last"
    inputs = (Map, LastMap)
    view = True

    order: str = arg(WORD, "where the channels go", positional=True, words=("channels_last", "channels_first"))

    def output(self, x: Map | LastMap) -> Shape:
        last = self.order == "channels_last"
        then = LastMap(*x.sizes, x.channels) if last else Map(x.channels, *x.sizes)
        if isinstance(x, LastMap) == last:
            raise Fault(
                code.WRONG_INPUT,
                f"the channels stand {'last' if last else 'first'} already: {x} arrives",
                argument="order",
                advice="delete the line",
                then=then,
            )
        return then

    def derive_shape(self, x: Map | LastMap, y: Shape) -> list[Calculation]:
        axes = "x".join(axis.name[0].upper() for axis in x.axes)
        if self.order == "channels_last":
            return [Calculation("order", "", f"Cx{axes} becomes {axes}xC: the channels stand last")]
        return [Calculation("order", "", f"{axes}xC becomes Cx{axes}: the channels stand first")]

    def torch(self, nn: Any, x: Map | LastMap) -> Any:
        axes = range(2, x.rank + 2) if self.order == "channels_last" else range(1, x.rank + 1)
        return nn.Permute([0, *axes, 1] if self.order == "channels_last" else [0, x.rank + 1, *axes])

    def onnx(self, op: Any, value: Any, x: Map | LastMap) -> Any:
        if self.order == "channels_last":
            return op.Transpose(value, perm=[0, *range(2, x.rank + 2), 1])
        return op.Transpose(value, perm=[0, x.rank + 1, *range(1, x.rank + 1)])


class ChannelShuffle(Layer):
    """Interleaves the channels of groups (ShuffleNet; Zhang et al., 2017)."""

    keyword = "channel_shuffle"
    example = "channel_shuffle 2"
    also = ("shuffle", "shuffle_channels")
    elsewhere = (Elsewhere("ChannelShuffle", "groups"),)
    inputs = (Map,)

    groups: int = arg(INT, "groups whose channels are interleaved", min=1)

    def output(self, x: Map) -> Map:
        require_groups(self.groups, x)
        return x

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.ChannelShuffle(self.groups)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        groups = op.reshape(value, self.groups, x.channels // self.groups, *x.sizes)
        return op.reshape(op.Transpose(groups, perm=[0, 2, 1, *range(3, 3 + x.rank)]), *x)
