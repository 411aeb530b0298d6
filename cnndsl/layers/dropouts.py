"""`dropout`, `dropout2d`, `drop_path`, `dropblock`: active in training only."""

from __future__ import annotations

from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import FLOAT, INT, WORD, arg
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Fault, Layer, ranked
from cnndsl.layers.shapes import Map, Shape


class Dropout(Layer):
    """Zeroes elements at random in training."""

    keyword = "dropout"
    example = "dropout 0.5"
    elsewhere = (
        Elsewhere("Dropout", "p inplace: rate:p noise_shape: seed:"),
        Elsewhere("DropoutLayer", "dropout_ratio:p probability:p"),
    )
    dropout = elementwise = True

    p: float = arg(FLOAT, "probability of an element to be zeroed", min=0, max=1, default=0.5, positional=True)

    def caption(self, x: Shape) -> str:
        return f"dropout {self.p:.3g}"

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.Dropout(self.p)

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return value


class Dropout2d(Layer):
    """Zeroes whole channels at random in training."""

    keyword = "dropout2d"
    example = "dropout2d 0.1"
    also = ("spatial_dropout", "channel_dropout")
    elsewhere = (
        Elsewhere("Dropout1d Dropout2d Dropout3d", "p inplace:"),
        Elsewhere("SpatialDropout1D SpatialDropout2D SpatialDropout3D", "rate:p data_format:"),
    )
    inputs = (Map,)
    dropout = elementwise = inplace = True

    p: float = arg(FLOAT, "probability of a channel to be zeroed", min=0, max=1, default=0.5, positional=True)

    def caption(self, x: Map) -> str:
        return f"dropout {x.rank}-d {self.p:.3g}"

    def torch(self, nn: Any, x: Map) -> Any:
        return ranked(nn, "Dropout", x)(self.p)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        return value


class DropPath(Layer):
    """Stochastic depth: zeroes the whole branch for samples, or for the batch, in training (Huang et al., 2016)."""

    keyword = "drop_path"
    short = "drop path"  # its rate grows from block to block
    example = "drop_path 0.1"
    also = ("stochastic_depth", "drop_connect")
    elsewhere = (Elsewhere("DropPath", "drop_prob:p"), Elsewhere("StochasticDepth", "p mode"))
    elementwise = True

    p: float = arg(FLOAT, "probability of a sample's branch to be zeroed", min=0, max=1)
    mode: str = arg(WORD, "what is zeroed at a time: samples or the whole batch", default="row", words=("row", "batch"))

    def torch(self, nn: Any, x: Shape) -> Any:
        return nn.DropPath(self.p) if self.mode == "row" else nn.DropPath(self.p, self.mode)

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        return value


class DropBlock(Layer):
    """Zeroes blocks of neighbouring places at random in training, each channel for itself (Ghiasi et al., 2018).

    As torchvision.ops.DropBlock2d and DropBlock3d do; a map that is smaller than the block is one block.
    """

    keyword = "dropblock"
    example = "dropblock 0.1 block=7"
    also = ("drop_block",)
    elsewhere = (
        Elsewhere("DropBlock2d DropBlock3d", "p block_size:block inplace: eps:"),
        Elsewhere("DropBlock", "drop_prob:p block_size:block"),
    )
    inputs = (Map,)
    dropout = True

    p: float = arg(FLOAT, "probability of an element to be zeroed", min=0, max=1)
    block: int = arg(INT, "places of a block along each axis, an odd number", min=1, default=7)

    def caption(self, x: Map) -> str:
        return f"dropblock {self.p:.3g}"

    def output(self, x: Map) -> Map:
        block = min(self.block, *x.sizes)
        if block % 2 == 0:
            smaller = "" if block == self.block else f", and the map has no more than {block}"
            raise Fault(
                code.OUT_OF_RANGE,
                f"a block has an odd number of places along each axis, not {block}",
                argument="block",
                notes=(f"`block` is {self.block}{smaller}",) if smaller else (),
                advice=f"use block={block - 1}",
                then=x,
            )
        return x

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.DropBlock(self.p, self.block)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        return value
