"""From images as they are decoded to what a network takes: cut or padded, resized, normalised, in the graph itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from cnndsl.backends.onnx.operators import OnnxError, Operators
from cnndsl.graph.ir import End
from cnndsl.layers.shapes import Map


@dataclass(frozen=True, slots=True)
class Pixels:
    """How pixels from 0 to 255 become what the network takes: (pixel / 255 - mean) / std for each channel of the
    images; a single one, grey, is repeated for all of the network's."""

    mean: tuple[float, ...]
    std: tuple[float, ...]
    resize: Literal["crop", "pad", "stretch"] | None = None
    """How images of other sizes are brought to the network's: the middle of them in its proportions is scaled; they are
    scaled down, where they are too large, and get a black border; they are scaled to its proportions, too. All are
    scaled bilinearly with antialiasing. None: images have the network's size."""


def shape_of(pixels: Pixels, shape: Map) -> tuple[int | str, ...]:
    """The shape of an image."""
    height, width = shape.sizes if pixels.resize is None else ("height", "width")
    return height, width, len(pixels.mean)


def require_images(pixels: Pixels, inputs: list[End]) -> Map:
    """The shape of the one input. Raises OnnxError where images do not fit there."""
    shape = inputs[0].node.shape
    if len(inputs) > 1 or not isinstance(shape, Map) or shape.rank != 2:
        raise OnnxError("images are for a network whose one input is a map CxHxW")
    if shape.channels % len(pixels.mean):
        raise OnnxError(f"images of {len(pixels.mean)} channels are not for a network that takes {shape.channels}")
    return shape


def prepared(op: Operators, images: str, shape: Map, pixels: Pixels) -> str:
    """Images, uint8 (N, height, width, channels), as float32 (N, *shape)."""
    value = op.Transpose(images, perm=[0, 3, 1, 2])
    if pixels.resize is not None:
        value = _fitted(op, value, op.Shape(images, start=1, end=3), shape.sizes, pixels.resize)
    sides = (len(pixels.mean), 1, 1)
    value = op.Sub(op.cast(value, "float32"), op.numbers([255 * each for each in pixels.mean], sides, "float32"))
    value = op.Div(value, op.numbers([255 * each for each in pixels.std], sides, "float32"))
    repeated = shape.channels // len(pixels.mean)
    normal: str = op.Concat(*[value] * repeated, axis=1) if repeated > 1 else value
    return normal


def _fitted(op: Any, value: str, have: str, sizes: tuple[int, ...], resize: str) -> str:
    """uint8 (N, channels, *have) with other sizes; ``have`` is the value (height, width).

    As `torchvision.transforms.v2` does it, in whole numbers throughout: Python rounds halves to even.
    """
    height, width = sizes
    want, turned = op.integers([height, width]), op.Gather(have, op.integers([1, 0]))
    ones, axes = op.integers([1, 1]), op.integers([2, 3])
    if resize == "crop":
        asked = _rounded(op, op.Mul(turned, want), op.integers([width, height]))
        kept = op.Min(have, op.Max(asked, ones))
        start = _rounded(op, op.Sub(have, kept), op.integers([2, 2]))
        value = op.Slice(value, start, op.Add(start, kept), axes)
    if resize != "pad":
        return _scaled(op, value, want)
    tighter = op.ArgMin(op.Mul(want, turned), axis=0, keepdims=1)  # the axis of the smaller ratio
    divisor = op.Gather(have, tighter)
    factor = op.Min(op.Gather(want, tighter), divisor)
    inside = op.Max(_rounded(op, op.Mul(have, factor), divisor), ones)
    border = op.Sub(want, inside)
    before = op.Div(border, op.integers([2, 2]))
    sides = op.Concat(before, op.Sub(border, before), axis=0)
    padded: str = op.Pad(_scaled(op, value, inside), sides, None, axes)
    return padded


def _scaled(op: Any, value: str, sizes: str) -> str:
    """Pixels beyond the edge count nothing, as in PyTorch and Pillow."""
    how = {"mode": "linear", "coordinate_transformation_mode": "half_pixel", "antialias": 1, "exclude_outside": 1}
    sizes = op.Concat(op.Shape(value, start=0, end=2), sizes, axis=0)
    scaled: str = op.Resize(value, None, None, sizes, **how)
    return scaled


def _rounded(op: Any, dividend: str, divisor: str) -> str:
    """A quotient of positive whole numbers, rounded to the nearest one, halves to the even one."""
    doubled = op.Add(divisor, divisor)
    raised = op.Add(op.Add(dividend, dividend), divisor)
    up = op.Div(raised, doubled)
    half = op.cast(op.Equal(op.Mod(raised, doubled), op.integers([0, 0])), "int64")
    even: str = op.Sub(up, op.Mul(half, op.Mod(up, op.integers([2, 2]))))
    return even
