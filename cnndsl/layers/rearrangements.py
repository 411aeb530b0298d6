"""Elements in another arrangement, none of them changed: between channels and places, vectors and maps."""

from __future__ import annotations

from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import INT, SHAPE, arg
from cnndsl.layers.axis import EACH, Axis, adaptive, enlarge, slide
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Fault, Layer
from cnndsl.layers.shapes import Map, Vector, describe, numel
from cnndsl.layers.symbolic import Calculation, by_axis, divided, product, size, spell, term, terms
from cnndsl.layers.window import enlarged
from cnndsl.text import shape_text


def _cells(x: Map, block: int) -> int:
    """The places of one block."""
    return int(block**x.rank)


class PixelShuffle(Layer):
    """Channels to places: the channels of a block of places become them (Shi et al., 2016, "sub-pixel convolution")."""

    keyword = "pixel_shuffle"
    example = "pixel_shuffle 2"
    also = ("depth_to_space", "subpixel")
    elsewhere = (Elsewhere("PixelShuffle", "upscale_factor:block"),)
    inputs = (Map,)

    block: int = arg(INT, "places of a block along each axis", min=1)

    def output(self, x: Map) -> Map:
        cells = _cells(x, self.block)
        sizes = [enlarged(each, self.block) for each in x.sizes]
        if x.channels % cells:
            raise Fault(
                code.GROUPS,
                f"{x.channels} channels are no blocks of {shape_text([self.block] * x.rank)} places",
                argument="block",
                advice=f"let a multiple of {cells} channels arrive",
                then=Map(max(x.channels // cells, 1), *sizes),
            )
        return Map(x.channels // cells, *sizes)

    def window(self, x: Map) -> tuple[Axis, ...]:
        return (enlarge(self.block, 1),) * x.rank

    def derive_shape(self, x: Map, y: Map) -> list[Calculation]:
        cells = product(terms([self.block] * x.rank))
        return [
            Calculation("channels", size(divided(term(x.channels), cells))),
            *by_axis(
                [
                    [Calculation(axis.name, spell("O", enlarged, {"I": each, "F": self.block}))]
                    for axis, each in zip(x.axes, x.sizes, strict=True)
                ]
            ),
        ]

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.PixelShuffle(self.block) if x.rank == 2 else nn.PlaceShuffle(self.block)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        channels = x.channels // _cells(x, self.block)
        blocks = op.reshape(value, channels, *[self.block] * x.rank, *x.sizes)
        order = [axis for pair in range(x.rank) for axis in (2 + x.rank + pair, 2 + pair)]
        return op.reshape(op.Transpose(blocks, perm=[0, 1, *order]), *self.output(x))


class _Unshuffle(Layer):
    """Places to channels: each block of places becomes one place with the channels of all of them."""

    inputs = (Map,)

    block: int = arg(INT, "places of a block along each axis", min=1)

    def output(self, x: Map) -> Map:
        y = Map(x.channels * _cells(x, self.block), *(max(each // self.block, 1) for each in x.sizes))
        for axis, each in zip(x.axes, x.sizes, strict=True):
            if each % self.block:
                raise Fault(
                    code.GROUPS,
                    f"a {axis.name} of {each} is no whole number of blocks of {self.block}",
                    argument="block",
                    advice=f"let a multiple of {self.block} arrive, or put `pad` or `crop` before it",
                    then=y,
                )
        return y

    def window(self, x: Map) -> tuple[Axis, ...]:
        return (slide(self.block, self.block, 0),) * x.rank

    def derive_shape(self, x: Map, y: Map) -> list[Calculation]:
        return [
            Calculation("channels", size(product(terms([x.channels, *[self.block] * x.rank])))),
            *by_axis(
                [
                    [Calculation(axis.name, spell("O", divided, {"I": each, "F": self.block}))]
                    for axis, each in zip(x.axes, x.sizes, strict=True)
                ]
            ),
        ]

    def _cut(self, op: Any, value: Any, x: Map) -> Any:
        """The map with its blocks on axes of their own: N x C x H/b x b x W/b x b."""
        return op.reshape(value, x.channels, *(part for each in x.sizes for part in (each // self.block, self.block)))


class PixelUnshuffle(_Unshuffle):
    """Places to channels: a block of places becomes one, and each channel as many as it had places."""

    keyword = "pixel_unshuffle"
    example = "pixel_unshuffle 2"
    elsewhere = (Elsewhere("PixelUnshuffle", "downscale_factor:block"),)

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.PixelUnshuffle(self.block) if x.rank == 2 else nn.PlaceUnshuffle(self.block)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        inner = [3 + 2 * axis for axis in range(x.rank)]
        outer = [2 + 2 * axis for axis in range(x.rank)]
        return op.reshape(op.Transpose(self._cut(op, value, x), perm=[0, 1, *inner, *outer]), *self.output(x))


class SpaceToDepth(_Unshuffle):
    """Places to channels in TensorFlow's order: all channels of one place of the block, then those of the next.

    TResNet begins with it (Ridnik et al., 2020)."""

    keyword = "space_to_depth"
    example = "space_to_depth 4"
    elsewhere = (Elsewhere("SpaceToDepth", "block_size:block"),)

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.SpaceToDepth(self.block)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        inner = [3 + 2 * axis for axis in range(x.rank)]
        outer = [2 + 2 * axis for axis in range(x.rank)]
        return op.reshape(op.Transpose(self._cut(op, value, x), perm=[0, *inner, 1, *outer]), *self.output(x))


class Unflatten(Layer):
    """A vector as a feature map, channels first: what a generator begins with."""

    keyword = "unflatten"
    example = "unflatten 6x4x4"
    elsewhere = (Elsewhere("Unflatten", "dim: unflattened_size:shape"),)
    inputs = (Vector,)
    view = True

    shape: tuple[int, ...] = arg(SHAPE, "the map, channels first", min=1)

    def output(self, x: Vector) -> Map:
        y = Map(*self.shape)
        if numel(y) != x.features:
            raise Fault(
                code.BRANCHES,
                f"{describe(x)} does not fill {y}, which has {numel(y):,} elements",
                argument="shape",
                advice=f"let {numel(y):,} features arrive, or give a shape of {x.features:,} elements",
                then=y,
            )
        return y

    def window(self, x: Vector) -> tuple[Axis, ...]:
        return (EACH._replace(advance=0),) * (len(self.shape) - 1)

    def derive_shape(self, x: Vector, y: Map) -> list[Calculation]:
        return [Calculation("elements", size(product(terms(y))), f"the {x.features:,} features of the vector")]

    def torch(self, nn: Any, x: Vector) -> Any:
        return nn.Unflatten(1, [*self.shape])

    def onnx(self, op: Any, value: Any, x: Vector) -> Any:
        return op.reshape(value, *self.shape)


class Transpose(Layer):
    """Channels and places change roles: CxHxW becomes a sequence of C places with H*W channels. For `matmul`."""

    keyword = "transpose"
    example = "transpose"
    inputs = (Map,)
    view = True

    def output(self, x: Map) -> Map:
        return Map(product(x.sizes), x.channels)

    def window(self, x: Map) -> tuple[Axis, ...]:
        """Each place of the result holds one element of every place."""
        return tuple(adaptive(each, 1) for each in x.sizes)

    def derive_shape(self, x: Map, y: Map) -> list[Calculation]:
        return [
            Calculation("channels", size(product(terms(x.sizes))), "the places"),
            Calculation("length", size(term(x.channels)), "the channels"),
        ]

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.Transpose()

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        return op.Transpose(op.reshape(value, x.channels, -1), perm=[0, 2, 1])
