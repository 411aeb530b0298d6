"""`self_attention` and `relative_attention`: each place sees all places of the map, weighed by what they hold."""

from __future__ import annotations

from math import prod
from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import FLAG, INT, arg
from cnndsl.layers.axis import Axis, adaptive
from cnndsl.layers.channel_groups import common_divisors
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Fault, Layer
from cnndsl.layers.shapes import Map
from cnndsl.layers.symbolic import Calculation, Product


class _Attention(Layer):
    """Attention over positions."""

    inputs = (Map,)

    heads: int
    bias: bool

    def window(self, x: Map) -> tuple[Axis, ...]:
        """Each place sees all."""
        return tuple(adaptive(size, 1) for size in x.sizes)

    def _require_heads(self, channels: int, then: Map) -> None:
        """Raises Fault where the heads do not share the channels."""
        if channels % self.heads:
            raise Fault(
                code.GROUPS,
                f"{channels} channels do not split into {self.heads} heads",
                argument="heads",
                label=f"does not divide {channels}",
                advice=f"use a divisor of {channels}: {common_divisors(channels)}",
                then=then,
            )


class SelfAttention(_Attention):
    """Attention over positions with several heads: nn.MultiheadAttention, each position being a token.

    As in Vaswani et al., 2017; on maps, Wang et al., "Non-local Neural Networks", 2018. Positions have no place of
    their own here: `relative_attention` has them.
    """

    keyword = "self_attention"
    example = "self_attention heads=8"
    short = "self-attention"
    also = ("mhsa", "multi_head_attention", "multihead_attention")
    elsewhere = (Elsewhere("MultiheadAttention", "embed_dim: num_heads:heads dropout: bias"),)
    parameters_are = "queries, keys and values together, and the output"

    heads: int = arg(INT, "heads that the channels are split into", min=1, default=1)
    bias: bool = arg(FLAG, "whether biases are learned", default=True)

    @property
    def decayed(self) -> tuple[str, ...]:
        return ("in_proj_weight", "out_proj.weight")

    def output(self, x: Map) -> Map:
        self._require_heads(x.channels, x)
        return x

    def parameters(self, x: Map) -> dict[str, tuple[int, ...]]:
        each = x.channels
        if not self.bias:
            return {"in_proj_weight": (3 * each, each), "out_proj.weight": (each, each)}
        return {
            "in_proj_weight": (3 * each, each),
            "in_proj_bias": (3 * each,),
            "out_proj.weight": (each, each),
            "out_proj.bias": (each,),
        }

    def macs(self, x: Map, y: Map) -> list[Product]:
        places = prod(x.sizes)
        return [((places,), (4, x.channels, x.channels)), ((2, places, places), (x.channels,))]

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.SelfAttention(x.channels, self.heads, bias=self.bias)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        places, each = prod(x.sizes), x.channels // self.heads
        tokens = op.Transpose(op.reshape(value, x.channels, places), perm=[0, 2, 1])
        made = op.MatMul(tokens, op.Transpose(op.parameter("in_proj_weight"), perm=[1, 0]))
        if self.bias:
            made = op.Add(made, op.parameter("in_proj_bias"))
        parts = [op.reshape(part, places, self.heads, each) for part in op.split(made, [x.channels] * 3, axis=2)]
        q, k, v = (op.Transpose(part, perm=perm) for part, perm in zip(parts, _ORDERS, strict=True))
        weights = op.Softmax(op.MatMul(op.Mul(q, op.number(each**-0.5)), k), axis=-1)
        seen = op.reshape(op.Transpose(op.MatMul(weights, v), perm=[0, 2, 1, 3]), places, x.channels)
        given = op.MatMul(seen, op.Transpose(op.parameter("out_proj.weight"), perm=[1, 0]))
        if self.bias:
            given = op.Add(given, op.parameter("out_proj.bias"))
        return op.reshape(op.Transpose(given, perm=[0, 2, 1]), *x)


_ORDERS = ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3])
"""Heads first: queries by places, keys by channels, values by places."""


class RelativeAttention(_Attention):
    """Attention over positions that knows how far apart they are along each axis (BoTNet; Srinivas et al., 2021).

    One 1x1 convolution, `qkv`, gives queries, keys and values; there is no other. The tensors have timm's names.
    """

    keyword = "relative_attention"
    example = "relative_attention 64 heads=4"
    short = "relative attention"
    also = ("bottleneck_attention", "botnet_attention")
    elsewhere = (
        Elsewhere(
            "BottleneckAttn",
            "dim: dim_out:channels feat_size: stride: num_heads:heads dim_head:head_channels qk_ratio: qkv_bias:bias "
            "scale_pos_embed:scale_positions",
        ),
    )
    output_channels = "channels"
    parameters_are = "queries, keys and values, and a vector for each distance along an axis"

    channels: int | None = arg(
        INT, "output channels; as many as arrive where they are not given", min=1, default=None, positional=True
    )
    heads: int = arg(INT, "heads that the channels are split into", min=1, default=4)
    head_channels: int | None = arg(INT, "channels of a query; as of a value if not given", min=1, default=None)
    bias: bool = arg(FLAG, "whether queries, keys and values have a bias", default=False)
    scale_positions: bool = arg(FLAG, "whether what the distances give is scaled too", default=False)

    def _widths(self, x: Map) -> tuple[int, int]:
        """The channels of a head's queries, and of its values."""
        values = (self.channels or x.channels) // self.heads
        return self.head_channels or values, values

    @property
    def decayed(self) -> tuple[str, ...]:
        return ("qkv.weight",)

    def output(self, x: Map) -> Map:
        channels = self.channels or x.channels
        if x.rank != 2:
            title = f"`relative_attention` is for maps of 2 axes, and {x} has {x.rank}"
            raise Fault(code.WRONG_INPUT, title, advice="use `self_attention`", then=x.of(channels))
        self._require_heads(channels, x.of(channels))
        return x.of(channels)

    def parameters(self, x: Map) -> dict[str, tuple[int, ...]]:
        query, each = self._widths(x)
        made = self.heads * (2 * query + each)
        tensors: dict[str, tuple[int, ...]] = {"qkv.weight": (made, x.channels, 1, 1)}
        if self.bias:
            tensors["qkv.bias"] = (made,)
        for axis, size in zip(("height", "width"), x.sizes, strict=True):
            tensors[f"pos_embed.{axis}_rel"] = (2 * size - 1, query)
        return tensors

    def macs(self, x: Map, y: Map) -> list[Product]:
        query, each = self._widths(x)
        places, rows, columns = prod(x.sizes), *x.sizes
        made = self.heads * (2 * query + each)
        return [
            ((places,), (made, x.channels)),
            ((self.heads, places, places), (query + each,)),
            ((self.heads, places), (rows + columns, query)),
        ]

    def derive_shape(self, x: Map, y: Map) -> list[Calculation]:
        return [Calculation("channels", "", f"{y.channels}, those of the values of {self.heads} heads")]

    def torch(self, nn: Any, x: Map) -> Any:
        query, each = self._widths(x)
        return nn.RelativeAttention(
            x.channels,
            self.heads,
            query,
            each,
            list(x.sizes),
            bias=self.bias,
            scale_positions=self.scale_positions,
        )

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        (query, each), heads, (rows, columns) = self._widths(x), self.heads, x.sizes
        made = op.Conv(value, op.parameter("qkv.weight"), op.parameter("qkv.bias"))
        q, k, v = op.split(made, [heads * query, heads * query, heads * each], axis=1)
        q = op.Transpose(op.reshape(q, heads, query, -1), perm=[0, 1, 3, 2])
        scale = op.number(query**-0.5)
        seen = op.MatMul(q, op.reshape(k, heads, query, -1))
        by_rows = op.reshape(q, heads, rows, columns, query)
        by_columns = op.Transpose(by_rows, perm=[0, 1, 3, 2, 4])
        near = self._along(op, by_rows, "width", (heads, rows, columns, query))
        far = self._along(op, by_columns, "height", (heads, columns, rows, query))
        far = op.Transpose(far, perm=[0, 1, 3, 2, 5, 4])
        places = op.reshape(op.Add(near, far), heads, rows * columns, rows * columns)
        logits = op.Mul(op.Add(seen, places), scale) if self.scale_positions else op.Add(op.Mul(seen, scale), places)
        v = op.Transpose(op.reshape(v, heads, each, -1), perm=[0, 1, 3, 2])
        given = op.MatMul(op.Softmax(logits, axis=-1), v)
        return op.reshape(op.Transpose(given, perm=[0, 1, 3, 2]), *self.output(x))

    def _along(self, op: Any, q: Any, axis: str, sizes: tuple[int, ...]) -> Any:
        """What the distances along an axis give: each query times the vectors of those from its place to all others."""
        heads, others, size, query = sizes
        op.require_table(size * size)
        apart = [there - here + size - 1 for here in range(size) for there in range(size)]
        found = op.Gather(op.parameter(f"pos_embed.{axis}_rel"), op.integers(apart, (size, size)), axis=0)
        return op.MatMul(op.reshape(q, heads, others, size, 1, query), op.Transpose(found, perm=[0, 2, 1]))
