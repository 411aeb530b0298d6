"""Layers that move, pad or pass elements: `pad`, `upsample`, `permute`, `channel_shuffle`, `identity`."""

from __future__ import annotations

from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import FLAG, FLOAT, INT, SIDES, SIZE, WORD, Size, arg
from cnndsl.layers.axis import Axis, align, enlarge, slide
from cnndsl.layers.channel_groups import require_groups
from cnndsl.layers.conv import PAD_MODES
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Fault, Layer, ranked
from cnndsl.layers.shapes import LastMap, Map, Shape
from cnndsl.layers.symbolic import Calculation, by_axis, spell
from cnndsl.layers.window import enlarged, padded
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
    """Rows and columns around a feature map: the Pad2d class of its mode."""

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

    amount: tuple[int, ...] = arg(SIDES, "rows and columns added", min=0)
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
        y = Map(x.channels, *(padded(size, *pad) for size, pad in zip(x.sizes, self.pads, strict=True)))
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
        return op.pad(value, self.pads, PAD_MODES[self.mode], self.value if self.mode == "constant" else 0.0)


_MODES = {"nearest": (0, 1), "linear": (1, 2), "bilinear": (2, 2), "trilinear": (3, 2), "bicubic": (2, 4)}
"""The rank of the maps that a mode takes, 0 for any, and the elements that it interpolates between along each axis."""


class Upsample(Layer):
    """Enlarges a feature map by a whole factor."""

    keyword = "upsample"
    example = "upsample 2 mode=bilinear"
    also = ("up", "upscale", "unpool")
    elsewhere = (
        Elsewhere("Upsample interpolate", "size: scale_factor:factor mode align_corners"),
        Elsewhere("UpsamplingNearest2d", "size: scale_factor:factor"),
        Elsewhere("UpsamplingBilinear2d", "size: scale_factor:factor", mode="bilinear", align_corners="true"),
        Elsewhere("UpSampling1D UpSampling2D UpSampling3D", "size:factor data_format: interpolation:mode", factor="2"),
        Elsewhere("resize Resize Resizing", certain=False),
    )
    inputs = (Map,)

    factor: Size = arg(SIZE, "factor of height x width", min=1)
    mode: str = arg(
        WORD,
        "interpolation",
        default="nearest",
        words=tuple(_MODES),
        ranks={mode: rank for mode, (rank, _) in _MODES.items() if rank},
    )
    align_corners: bool = arg(FLAG, "whether the corners stay in place, in interpolation", default=False)

    def output(self, x: Map) -> Map:
        y = Map(x.channels, *map(enlarged, x.sizes, self.factor))
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

    def window(self, x: Map) -> tuple[Axis, ...]:
        taps = _MODES[self.mode][1]
        if self.align_corners:
            return tuple(align(size, enlarged(size, by), taps) for size, by in zip(x.sizes, self.factor, strict=True))
        return tuple(enlarge(by, taps) for by in self.factor)

    def derive_shape(self, x: Map, y: Map) -> list[Calculation]:
        return by_axis(
            [
                [Calculation(axis.name, spell("O", enlarged, {"I": size, "F": by}))]
                for axis, size, by in zip(x.axes, x.sizes, self.factor, strict=True)
            ]
        )

    def caption(self, x: Map) -> str:
        factor = str(self.factor[0]) if len(set(self.factor)) == 1 else typeset_shape(self.factor)
        return f"upsample ×{factor}, {self.mode}"

    def torch(self, nn: Any, x: Map) -> Any:
        factor = tuple(float(by) for by in self.factor)
        return nn.Upsample(scale_factor=factor, mode=self.mode, align_corners=self.align_corners or None)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        scales = op.numbers([1.0, 1.0, *map(float, self.factor)], dtype="float32")
        if self.mode == "nearest":
            return op.Resize(
                value, None, scales, mode="nearest", nearest_mode="floor", coordinate_transformation_mode="asymmetric"
            )
        how = {"mode": "cubic", "cubic_coeff_a": -0.75} if self.mode == "bicubic" else {"mode": "linear"}
        where = "align_corners" if self.align_corners else "half_pixel"
        return op.Resize(value, None, scales, coordinate_transformation_mode=where, **how)


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
