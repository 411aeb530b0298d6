"""Layers that move, pad or pass elements: `pad`, `upsample`, `permute`, `channel_shuffle`, `identity`."""

from __future__ import annotations

from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import FLOAT, INT, SIDES, SIZE, WORD, Size, arg
from cnndsl.layers.board import Step, axes, size, term
from cnndsl.layers.groups import require_groups
from cnndsl.layers.layer import Axis, Fault, Layer
from cnndsl.layers.shapes import LastMap, Map, Shape


class Identity(Layer):
    """The input as it is."""

    keyword = example = "identity"
    identity = view = elementwise = True

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Identity()


class Pad(Layer):
    """Rows and columns around a feature map: the Pad2d class of its mode."""

    keyword = "pad"
    example = "pad [0, 1, 0, 1]"
    inputs = (Map,)

    amount: tuple[int, int, int, int] = arg(SIDES, "rows and columns added", min=0)
    mode: str = arg(
        WORD,
        "what they hold",
        default="zeros",
        words=("zeros", "constant", "reflect", "replicate", "circular"),
    )
    value: float = arg(FLOAT, "the constant of mode=constant", default=0.0)

    def output(self, x: Map) -> Map:
        left, right, top, bottom = self.amount
        y = Map(x.channels, x.height + top + bottom, x.width + left + right)
        if self.mode in ("reflect", "circular"):
            for size, pad, name in (
                (x.height, max(top, bottom), "height"),
                (x.width, max(left, right), "width"),
            ):
                most = size - 1 if self.mode == "reflect" else size
                if pad > most:
                    raise Fault(
                        code.PADDING,
                        f"mode={self.mode} takes at most {most} of a {name} of {size}, not {pad}",
                        argument="amount",
                        advice=f"pad by at most {most}, or use mode=zeros",
                        then=y,
                    )
        return y

    def window(self, x: Map) -> tuple[Axis, Axis]:
        left, _, top, _ = self.amount
        return Axis(1, 1, top), Axis(1, 1, left)

    def derive_shape(self, x: Map, y: Map) -> list[Step]:
        left, right, top, bottom = self.amount
        height = size("O = I + above + below", term(x.height) + top + bottom)
        width = size("O = I + left + right", term(x.width) + left + right)
        return [Step("height", height), Step("width", width)]

    def torch(self, nn: Any, x: Map) -> Any:
        if self.mode == "constant":
            return nn.ConstantPad2d(self.amount, self.value)
        kinds = {
            "zeros": nn.ZeroPad2d,
            "reflect": nn.ReflectionPad2d,
            "replicate": nn.ReplicationPad2d,
            "circular": nn.CircularPad2d,
        }
        return kinds[self.mode](self.amount)


class Upsample(Layer):
    """Enlarges a feature map by a whole factor."""

    keyword = "upsample"
    example = "upsample 2 mode=bilinear"
    inputs = (Map,)

    factor: Size = arg(SIZE, "factor of height x width", min=1)
    mode: str = arg(WORD, "interpolation", default="nearest", words=("nearest", "bilinear", "bicubic"))

    def output(self, x: Map) -> Map:
        return Map(x.channels, x.height * self.factor.height, x.width * self.factor.width)

    def window(self, x: Map) -> tuple[Axis, Axis]:
        height, width = (self._axis(factor) for factor in self.factor)
        return height, width

    def _axis(self, factor: int) -> Axis:
        """Interpolation looks at 1, 2 or 4 elements around the place (o + 1/2)/factor - 1/2 of output o."""
        seen = 1 if factor == 1 else {"nearest": 1, "bilinear": 2, "bicubic": 4}[self.mode]
        return Axis(seen, 1 / factor, (seen - 1) / 2 - (0.5 / factor - 0.5))

    def derive_shape(self, x: Map, y: Map) -> list[Step]:
        height, width = (
            [Step(name, size("O = I*F", term(before) * factor))]
            for name, before, factor in zip(("height", "width"), x[1:], self.factor, strict=True)
        )
        return axes(height, width)

    def torch(self, nn: Any, x: Map) -> Any:
        factor = (float(self.factor.height), float(self.factor.width))
        return nn.Upsample(scale_factor=factor, mode=self.mode)


class Permute(Layer):
    """Moves the channels: `channels_last` makes HxWxC, `channels_first` CxHxW."""

    keyword = "permute"
    example = "permute channels_last"
    inputs = (Map, LastMap)
    view = True

    order: str = arg(WORD, "where the channels go", positional=True, words=("channels_last", "channels_first"))

    def output(self, x: Map | LastMap) -> Shape:
        last = self.order == "channels_last"
        then = LastMap(x.height, x.width, x.channels) if last else Map(x.channels, x.height, x.width)
        if isinstance(x, LastMap) == last:
            raise Fault(
                code.WRONG_INPUT,
                f"the channels stand {'last' if last else 'first'} already: {x} arrives",
                argument="order",
                advice="delete the line",
                then=then,
            )
        return then

    def derive_shape(self, x: Map | LastMap, y: Shape) -> list[Step]:
        if self.order == "channels_last":
            return [Step("order", "", "CxHxW becomes HxWxC: the channels stand last")]
        return [Step("order", "", "HxWxC becomes CxHxW: the channels stand first")]

    def torch(self, nn: Any, x: Map | LastMap) -> Any:
        return nn.Permute([0, 2, 3, 1] if self.order == "channels_last" else [0, 3, 1, 2])


class ChannelShuffle(Layer):
    """Interleaves the channels of groups (ShuffleNet; Zhang et al., 2017)."""

    keyword = "channel_shuffle"
    example = "channel_shuffle 2"
    inputs = (Map,)

    groups: int = arg(INT, "groups whose channels are interleaved", min=1)

    def output(self, x: Map) -> Map:
        require_groups(self.groups, x)
        return x

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.ChannelShuffle(self.groups)
