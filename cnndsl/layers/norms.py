"""`batchnorm`, `groupnorm`, `layernorm`, `instancenorm`, `rmsnorm`, `lrn`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cnndsl.diagnostics import codes as code
from cnndsl.layers.arguments import FLAG, FLOAT, INT, LEAST_EPS, arg
from cnndsl.layers.channel_groups import require_groups
from cnndsl.layers.elsewhere import Elsewhere
from cnndsl.layers.layer import Fault, Layer, ranked
from cnndsl.layers.shapes import LastMap, Map, Shape, Vector, numel


def _affine(names: tuple[str, ...], channels: int) -> dict[str, tuple[int, ...]]:
    return dict.fromkeys(names, (channels,))


def _scale_and_shift(op: Any, channels: int) -> tuple[Any, Any]:
    """The scale and the shift of a norm; 1 and 0 where none are learned."""
    return op.parameter("weight") or op.numbers([1.0] * channels), op.parameter("bias") or op.numbers([0.0] * channels)


def _scaled(op: Any, value: Any, x: Map | Vector) -> Any:
    """A map or a vector with the learned scale and shift of each channel, as far as there are any."""
    each = op.integers([x.channels, *[1] * x.rank])
    if op.parameter("weight"):
        value = op.Mul(value, op.Reshape(op.parameter("weight"), each))
    return op.Add(value, op.Reshape(op.parameter("bias"), each)) if op.parameter("bias") else value


class _Affine(Layer):
    """A norm with a learned scale and shift for each channel."""

    weight = "vector"
    norm = True

    affine: bool
    bias: bool

    @property
    def parameters_are(self) -> str:  # type: ignore[override]  # follows from an argument
        return _SCALE_AND_SHIFT if self.bias else "a scale for each channel, no shift"

    def parameters(self, x: Shape) -> dict[str, tuple[int, ...]]:
        names = ("weight", "bias") if self.bias else ("weight",)
        return _affine(names, x.channels) if self.affine else {}

    @property
    def _variant(self) -> str:
        """What the class's name ends with: PyTorch's own, or the one without a shift."""
        return "" if self.bias or not self.affine else "WithoutBias"


_SCALE_AND_SHIFT = "a scale and a shift for each channel"


class BatchNorm(_Affine):
    """Batch normalisation of each channel: BatchNorm2d on a map, BatchNorm1d on a vector."""

    keyword = "batchnorm"
    short = "BN"
    example = "batchnorm eps=0.001"
    also = ("bn", "batch_normalisation", "batch_normalize")
    elsewhere = (
        Elsewhere(
            "BatchNorm1d BatchNorm2d BatchNorm3d SyncBatchNorm",
            "num_features: eps momentum affine track_running_stats",
        ),
        Elsewhere("LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d BatchNorm", "eps momentum affine"),
        Elsewhere("BatchNormalization", "axis: momentum:1-momentum epsilon:eps center: scale:"),
    )
    inputs = (Map, Vector)
    inferred = "num_features"
    batch_statistics = overwritable = True
    buffers_are = "a mean and a variance for each channel, and a counter"

    eps: float = arg(FLOAT, "added to the variance", min=LEAST_EPS, default=1e-5)
    momentum: float = arg(FLOAT, "weight of the newest batch in the running estimates", min=0, max=1, default=0.1)
    affine: bool = arg(FLAG, "whether a scale and a shift are learned", default=True)
    bias: bool = arg(FLAG, "whether the shift is learned where the scale is", default=True)
    track_running_stats: bool = arg(FLAG, "whether running estimates are kept", default=True)

    @property
    def batch_in_evaluation(self) -> bool:
        return not self.track_running_stats

    def buffers(self, x: Map | Vector) -> dict[str, tuple[int, ...]]:
        if not self.track_running_stats:
            return {}
        return {"running_mean": (x.channels,), "running_var": (x.channels,), "num_batches_tracked": ()}

    def torch(self, nn: Any, x: Map | Vector) -> Any:
        name = f"BatchNorm{x.rank or 1}d{self._variant}"
        return getattr(nn, name)(
            x.channels,
            eps=self.eps,
            momentum=self.momentum,
            affine=self.affine,
            track_running_stats=self.track_running_stats,
        )

    def onnx(self, op: Any, value: Any, x: Map | Vector) -> Any:
        scale, shift = _scale_and_shift(op, x.channels)
        mean, variance = op.parameter("running_mean"), op.parameter("running_var")
        if mean:
            return op.BatchNormalization(value, scale, shift, mean, variance, epsilon=self.eps)
        axes = op.integers([0, *range(2, 2 + x.rank)])  # by the batch at hand, whose mean and variance are not stored
        centred = op.Sub(value, op.ReduceMean(value, axes, keepdims=1))
        variance = op.ReduceMean(op.Mul(centred, centred), axes, keepdims=1)
        normal = op.Div(centred, op.Sqrt(op.Add(variance, op.number(self.eps))))
        return _scaled(op, normal, x)

    def channel_map(self, tensors: Mapping[str, Any]) -> tuple[Any, Any]:
        factor = tensors.get("weight", 1.0) / (tensors["running_var"] + self.eps) ** 0.5
        return factor, tensors.get("bias", 0.0) - tensors["running_mean"] * factor


class GroupNorm(_Affine):
    """Normalisation over groups of channels."""

    keyword = "groupnorm"
    example = "groupnorm 32"
    also = ("gn",)
    elsewhere = (
        Elsewhere("GroupNorm", "num_groups:groups num_channels: eps affine"),
        Elsewhere("GroupNormalization", "groups axis: epsilon:eps center: scale:"),
    )
    inputs = (Map, Vector)
    overwritable = True

    groups: int = arg(INT, "groups that the channels are split into", min=1)
    eps: float = arg(FLOAT, "added to the variance", min=LEAST_EPS, default=1e-5)
    affine: bool = arg(FLAG, "whether a scale and a shift are learned", default=True)
    bias: bool = arg(FLAG, "whether the shift is learned where the scale is", default=True)

    def caption(self, x: Map | Vector) -> str:
        return f"GN {self.groups}"

    def output(self, x: Map | Vector) -> Map | Vector:
        require_groups(self.groups, x)
        if numel(x) == self.groups:
            raise Fault(
                code.ONE_VALUE,
                f"each of the {self.groups} groups holds one value of {x}: its mean is the value, and nothing is left",
                argument="groups",
                notes=("nn.GroupNorm refuses it for a batch of one, and gives zeros for any other",),
                advice="use fewer groups, or leave the norm out",
                then=x,
            )
        return x

    def torch(self, nn: Any, x: Map | Vector) -> Any:
        kind = getattr(nn, f"GroupNorm{self._variant}")
        return kind(self.groups, x.channels, eps=self.eps, affine=self.affine)

    def onnx(self, op: Any, value: Any, x: Map | Vector) -> Any:
        ones, zeros = op.numbers([1.0] * self.groups), op.numbers([0.0] * self.groups)
        groups = op.InstanceNormalization(op.reshape(value, self.groups, -1), ones, zeros, epsilon=self.eps)
        normal = op.reshape(groups, *x)
        return _scaled(op, normal, x)


class LayerNorm(_Affine):
    """Normalisation over the channels of each position; over all features of a vector."""

    keyword = "layernorm"
    short = "LN"
    example = "layernorm eps=0.000001"
    also = ("ln",)
    elsewhere = (
        Elsewhere("LayerNorm", "normalized_shape: eps elementwise_affine:affine"),
        Elsewhere("LayerNormalization", "axis: epsilon:eps center: scale:"),
    )
    eps: float = arg(FLOAT, "added to the variance", min=LEAST_EPS, default=1e-5)
    affine: bool = arg(FLAG, "whether a scale and a shift are learned", default=True)
    bias: bool = arg(FLAG, "whether the shift is learned where the scale is", default=True)

    def torch(self, nn: Any, x: Shape) -> Any:
        kind = nn.LayerNorm if isinstance(x, Vector | LastMap) else ranked(nn, "LayerNorm", x)
        if self.bias:
            return kind(x.channels, eps=self.eps, elementwise_affine=self.affine)
        return kind(x.channels, eps=self.eps, elementwise_affine=self.affine, bias=False)

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        scale, shift = _scale_and_shift(op, x.channels)
        if not isinstance(x, Map):
            return op.LayerNormalization(value, scale, shift, axis=-1, epsilon=self.eps)
        last = op.Transpose(value, perm=[0, *range(2, 2 + x.rank), 1])
        normal = op.LayerNormalization(last, scale, shift, axis=-1, epsilon=self.eps)
        return op.Transpose(normal, perm=[0, 1 + x.rank, *range(1, 1 + x.rank)])


class InstanceNorm(_Affine):
    """Normalisation of each channel of each sample over its places (Ulyanov et al., 2016)."""

    keyword = "instancenorm"
    short = "IN"
    example = "instancenorm affine=true"
    also = ("instance_norm", "instance_normalization")
    elsewhere = (
        Elsewhere("InstanceNorm1d InstanceNorm2d InstanceNorm3d InstanceNorm", "num_features: eps momentum: affine"),
    )
    inputs = (Map,)
    inferred = "num_features"
    overwritable = True

    eps: float = arg(FLOAT, "added to the variance", min=LEAST_EPS, default=1e-5)
    affine: bool = arg(FLAG, "whether a scale and a shift are learned", default=False)
    bias: bool = arg(FLAG, "whether the shift is learned where the scale is", default=True)

    def output(self, x: Map) -> Map:
        if max(x.sizes) == 1:
            raise Fault(
                code.ONE_VALUE,
                f"each channel of {x} has one value: its mean is the value, and nothing is left",
                notes=("nn.InstanceNorm2d refuses it in training",),
                advice="leave the norm out, or put it before the map has one place",
                then=x,
            )
        return x

    def torch(self, nn: Any, x: Map) -> Any:
        return getattr(nn, f"InstanceNorm{x.rank}d{self._variant}")(x.channels, eps=self.eps, affine=self.affine)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        return op.InstanceNormalization(value, *_scale_and_shift(op, x.channels), epsilon=self.eps)


class RMSNorm(Layer):
    """Division by the root of the mean square over the channels of each position (Zhang and Sennrich, 2019).

    With `deviation=true` by their standard deviation, over C - 1 channels: timm's SimpleNorm. The mean stays.
    """

    keyword = "rmsnorm"
    short = "RMS"
    example = "rmsnorm eps=0.00001"
    also = ("rms_norm",)
    elsewhere = (
        Elsewhere("RMSNorm", "normalized_shape: eps elementwise_affine:affine"),
        Elsewhere("SimpleNorm", "channels: eps affine", deviation="true"),
        Elsewhere("SimpleNorm2d", "channels: eps affine", deviation="true"),
    )
    weight = "vector"
    norm = True
    parameters_are = "a scale for each channel"

    eps: float = arg(FLOAT, "added to the mean square", min=LEAST_EPS, default=1e-6)
    affine: bool = arg(FLAG, "whether a scale is learned", default=True)
    deviation: bool = arg(FLAG, "whether the standard deviation takes the place of the root mean square", default=False)

    def output(self, x: Shape) -> Shape:
        if self.deviation and x.channels == 1:
            raise Fault(
                code.ONE_VALUE,
                f"{x} has one channel, and one number has no standard deviation",
                notes=("it is taken over C - 1 channels",),
                advice="leave `deviation=true` out, or put the norm where there are more channels",
                then=x,
            )
        return x

    def parameters(self, x: Shape) -> dict[str, tuple[int, ...]]:
        return _affine(("weight",), x.channels) if self.affine else {}

    def torch(self, nn: Any, x: Shape) -> Any:
        name = "SimpleNorm" if self.deviation else "RMSNorm"
        kind = getattr(nn, name) if isinstance(x, Vector | LastMap) else ranked(nn, name, x)
        return kind(x.channels, self.eps, elementwise_affine=self.affine)

    def onnx(self, op: Any, value: Any, x: Shape) -> Any:
        axis = 1 if isinstance(x, Map) else len(x)
        if self.deviation:
            centred = op.Sub(value, op.ReduceMean(value, op.integers([axis]), keepdims=1))
            square = op.ReduceMean(op.Mul(centred, centred), op.integers([axis]), keepdims=1)
            square = op.Mul(square, op.number(x.channels / (x.channels - 1)))
        else:
            square = op.ReduceMean(op.Mul(value, value), op.integers([axis]), keepdims=1)
        normal = op.Div(value, op.Sqrt(op.Add(square, op.number(self.eps))))
        if not self.affine:
            return normal
        behind = [1] * (x.rank if isinstance(x, Map) else 0)
        return op.Mul(normal, op.Reshape(op.parameter("weight"), op.integers([-1, *behind])))


MOST_NEIGHBOURS = 4_096
"""Of a local response: PyTorch pads the channels by so many, which may take all memory."""


class LocalResponseNorm(Layer):
    """Local response normalisation over neighbouring channels (Krizhevsky et al., 2012)."""

    keyword = "lrn"
    short = "LRN"
    example = "lrn 5"
    also = ("local_response_normalization", "response_norm", "response_normalization", "cross_map_norm")
    elsewhere = (
        Elsewhere("LocalResponseNorm", "size alpha beta k"),
        Elsewhere("LRN", "local_size:size alpha beta k"),
    )
    inputs = (Map,)

    size: int = arg(INT, "neighbouring channels that take part", min=1, max=MOST_NEIGHBOURS)
    alpha: float = arg(FLOAT, "factor of the sum of squares", min=0, default=1e-4)
    beta: float = arg(FLOAT, "exponent", default=0.75)
    k: float = arg(FLOAT, "added to the sum", min=LEAST_EPS, default=1.0)

    def torch(self, nn: Any, x: Map) -> Any:
        return nn.LocalResponseNorm(self.size, alpha=self.alpha, beta=self.beta, k=self.k)

    def onnx(self, op: Any, value: Any, x: Map) -> Any:
        """ONNX's LRN where that is the same (its window is symmetric) and runtimes take it, else what it stands for.

        onnxruntime adds the squares up as a running sum, whose rounding is seen where ``k`` is small beside ``alpha``.
        """
        if self.size % 2 and x.rank == 2 and self.k >= self.alpha > 0 and self.beta > 0:
            return op.LRN(value, size=self.size, alpha=self.alpha, beta=self.beta, bias=self.k)
        before, after = self.size // 2, (self.size - 1) // 2
        squares = op.pad(op.reshape(op.Mul(value, value), 1, x.channels, -1), [(before, after), (0, 0)])
        means = op.AveragePool(squares, kernel_shape=[self.size, 1], strides=[1, 1])
        total = op.Add(op.Mul(op.reshape(means, *x), op.number(self.alpha)), op.number(self.k))
        return op.Div(value, op.Pow(total, op.number(self.beta)))
