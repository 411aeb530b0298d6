"""torch.nn, and the few modules that it lacks. The layers get this module as `nn`: they import nothing of torch.

Annotations are not postponed in this file, since torch.jit.script reads them as they stand. The classes have lines of
88 columns, and look the same to ruff at that length and at ours: files of `cnndsl export --to python` hold their text.
"""

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - PyTorch's own convention
from torch import Tensor, nn


def __getattr__(name: str) -> Any:
    return getattr(nn, name)


class _PaddedConv(nn.modules.conv._ConvNd):
    """A convolution with a padding that differs from side to side.

    TensorFlow's `same` with a stride wants it. ``pads`` is what stands before and
    after, of the last axis first: (left, right, top, bottom). The parameters are
    nn.Conv1d's, Conv2d's and Conv3d's.
    """

    def __init__(
        self,
        *args: Any,
        pads: tuple[int, ...],
        padding_mode: str = "zeros",
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.pads = list(pads)
        self.pad_mode = "constant" if padding_mode == "zeros" else padding_mode

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - nn.Conv2d's own name
        padded = F.pad(input, self.pads, self.pad_mode)
        output: Tensor = self._conv_forward(padded, self.weight, self.bias)
        return output

    def extra_repr(self) -> str:
        # torch leaves it untyped
        shown: str = super().extra_repr()  # type: ignore[no-untyped-call]
        return f"{shown}, pads={tuple(self.pads)}"


class PaddedConv1d(_PaddedConv, nn.Conv1d):
    """Of sequences (N, C, L)."""


class PaddedConv2d(_PaddedConv, nn.Conv2d):
    """Of images (N, C, H, W)."""


class PaddedConv3d(_PaddedConv, nn.Conv3d):
    """Of volumes (N, C, D, H, W)."""


class _SameConv(nn.modules.conv._ConvNd):
    """A convolution that gives ceil(I/S) elements along an axis, whatever arrives.

    What its windows reach beyond the input is padded, the larger half at the end:
    TensorFlow's `same`. The parameters are nn.Conv1d's, Conv2d's and Conv3d's.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.steps = list(self.stride)
        spread = zip(self.kernel_size, self.dilation, strict=True)
        self.reaches = [(size - 1) * apart for size, apart in spread]

    def padded(self, input: Tensor) -> Tensor:  # noqa: A002 - nn.Conv2d's own name
        """The input with the padding that its size asks for."""
        sizes = input.shape
        pads: list[int] = []  # before and after, of the last axis first
        for axis in range(1, len(self.steps) + 1):
            reach, step = self.reaches[-axis], self.steps[-axis]
            # What lies after the first element of the last window; where that is more
            # than the window reads, nothing is padded. No branch, so that fx traces it.
            rest = (sizes[-axis] - 1) % step
            enough = (rest + step - 1 - min(reach, step - 1)) // step
            total = (reach - rest) * (1 - enough)
            pads += [total // 2, total - total // 2]
        mode = "constant" if self.padding_mode == "zeros" else self.padding_mode
        return F.pad(input, pads, mode)

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - nn.Conv2d's own name
        padded = self.padded(input)
        output: Tensor = self._conv_forward(padded, self.weight, self.bias)
        return output

    def extra_repr(self) -> str:
        # torch leaves it untyped
        shown: str = super().extra_repr()  # type: ignore[no-untyped-call]
        return f"{shown}, padding=same"


class SameConv1d(_SameConv, nn.Conv1d):
    """Of sequences (N, C, L)."""


class SameConv2d(_SameConv, nn.Conv2d):
    """Of images (N, C, H, W)."""


class SameConv3d(_SameConv, nn.Conv3d):
    """Of volumes (N, C, D, H, W)."""


class _StandardisedConv(_SameConv):
    """A convolution whose filters get mean 0 and variance 1 before they are used.

    A ``scaled`` one is then multiplied by ``gamma``, by its learned gain, and by the
    inverse root of how many numbers it sees, as in NFNets.

    ``pads`` is what stands before and after, of the last axis first, where it differs
    from side to side; with ``same`` it follows from the size that arrives.
    """

    gain: nn.Parameter | None
    pads: list[int]

    def __init__(
        self,
        *args: Any,
        eps: float,
        scaled: bool = False,
        gamma: float = 1.0,
        pads: tuple[int, ...] | None = None,
        same: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.pads = [] if pads is None else list(pads)
        self.same = same
        self.eps = eps
        self.scale = gamma * self.weight[0].numel() ** -0.5
        if not scaled:
            self.register_parameter("gain", None)
        else:
            shape = [self.out_channels] + [1] * (self.weight.ndim - 1)
            self.gain = nn.Parameter(torch.ones(shape))

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - nn.Conv2d's own name
        learned = self.gain  # torch.jit.script knows what a variable is, after a test
        gain = None if learned is None else (learned * self.scale).view(-1)
        filters = self.weight.reshape(1, self.out_channels, -1)
        weight = F.batch_norm(
            filters,
            None,
            None,
            weight=gain,
            training=True,
            momentum=0.0,
            eps=self.eps,
        )
        x = input
        if self.same:
            x = self.padded(input)
        elif self.pads:
            mode = "constant" if self.padding_mode == "zeros" else self.padding_mode
            x = F.pad(input, self.pads, mode)
        y: Tensor = self._conv_forward(x, weight.reshape_as(self.weight), self.bias)
        return y

    def extra_repr(self) -> str:
        # torch leaves it untyped
        shown: str = nn.modules.conv._ConvNd.extra_repr(self)  # type: ignore[no-untyped-call]
        pads = f", pads={tuple(self.pads)}" if self.pads else ""
        pads = ", padding=same" if self.same else pads
        return f"{shown}, eps={self.eps}{pads}"


class StandardisedConv1d(_StandardisedConv, nn.Conv1d):
    """Of sequences (N, C, L)."""


class StandardisedConv2d(_StandardisedConv, nn.Conv2d):
    """Of images (N, C, H, W)."""


class StandardisedConv3d(_StandardisedConv, nn.Conv3d):
    """Of volumes (N, C, D, H, W)."""


class _ChannelsNorm(nn.LayerNorm):
    """Layer normalisation over the channels, which stand first."""

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - nn.LayerNorm's own name
        last = input.movedim(1, -1)
        shape, weight, bias = self.normalized_shape, self.weight, self.bias
        return F.layer_norm(last, shape, weight, bias, self.eps).movedim(-1, 1)


class LayerNorm1d(_ChannelsNorm):
    """Over the channels of (N, C, L)."""


class LayerNorm2d(_ChannelsNorm):
    """Over the channels of (N, C, H, W)."""


class LayerNorm3d(_ChannelsNorm):
    """Over the channels of (N, C, D, H, W)."""


class _WithoutBias(nn.Module):
    """A norm with a learned scale, and no shift."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.register_parameter("bias", None)


class BatchNorm1dWithoutBias(_WithoutBias, nn.BatchNorm1d):
    """Of sequences (N, C, L) and vectors (N, C)."""


class BatchNorm2dWithoutBias(_WithoutBias, nn.BatchNorm2d):
    """Of images (N, C, H, W)."""


class BatchNorm3dWithoutBias(_WithoutBias, nn.BatchNorm3d):
    """Of volumes (N, C, D, H, W)."""


class GroupNormWithoutBias(_WithoutBias, nn.GroupNorm):
    """Of any input."""


class InstanceNorm1dWithoutBias(_WithoutBias, nn.InstanceNorm1d):
    """Of sequences (N, C, L)."""


class InstanceNorm2dWithoutBias(_WithoutBias, nn.InstanceNorm2d):
    """Of images (N, C, H, W)."""


class InstanceNorm3dWithoutBias(_WithoutBias, nn.InstanceNorm3d):
    """Of volumes (N, C, D, H, W)."""


class _ChannelsRMSNorm(nn.RMSNorm):
    """Root mean square normalisation over the channels, which stand first."""

    def forward(self, x: Tensor) -> Tensor:
        normal: Tensor = super().forward(x.movedim(1, -1)).movedim(-1, 1)
        return normal


class RMSNorm1d(_ChannelsRMSNorm):
    """Over the channels of (N, C, L)."""


class RMSNorm2d(_ChannelsRMSNorm):
    """Over the channels of (N, C, H, W)."""


class RMSNorm3d(_ChannelsRMSNorm):
    """Over the channels of (N, C, D, H, W)."""


class ECA(nn.Module):
    """Efficient channel attention: a gate for each channel.

    It is the mean of the channel, a convolution over neighbouring channels, a sigmoid.
    """

    def __init__(self, kernel: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(1, 1, kernel, padding=kernel // 2, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C, ...) with each channel scaled by a factor between 0 and 1."""
        gate = x.flatten(2).mean(2).unsqueeze(1)
        gate = torch.sigmoid(self.conv(gate))
        return x * gate.view(x.shape[0], -1, *[1] * (x.ndim - 2))


class GRN(nn.Module):
    """Global response normalisation.

    Its parameters are 0 at first, so that it begins as the identity.
    """

    def __init__(
        self,
        channels: int,
        eps: float,
        *,
        channels_last: bool = False,
    ) -> None:
        super().__init__()
        self.eps = eps
        self.channels_last = channels_last
        self.weight = nn.Parameter(torch.zeros(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        """``x`` with what each channel has of the response of all.

        The channels are in the axis 1, or the last.
        """
        if self.channels_last:
            axis, places, shape = -1, list(range(1, x.ndim - 1)), [-1]
        else:
            axis, places = 1, list(range(2, x.ndim))
            shape = [-1] + [1] * (x.ndim - 2)
        norms = torch.linalg.vector_norm(x, dim=places, keepdim=True)
        shares = norms / (norms.mean(dim=axis, keepdim=True) + self.eps)
        weight, bias = self.weight.view(shape), self.bias.view(shape)
        y: Tensor = x + torch.addcmul(bias, weight, x * shares)
        return y

    def extra_repr(self) -> str:
        return f"eps={self.eps}"


class Times(nn.Module):
    """The input times a number."""

    def __init__(self, factor: float) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, x: Tensor) -> Tensor:
        """``x`` times the factor."""
        return x * self.factor

    def extra_repr(self) -> str:
        return f"factor={self.factor}"


class BlurPool(nn.Module):
    """A binomial filter over each channel, with reflected edges, and a stride.

    It does not stand in the state_dict.
    """

    filter: Tensor

    def __init__(
        self,
        channels: int,
        rank: int,
        kernel: int,
        stride: int,
        padding: int,
    ) -> None:
        super().__init__()
        self.stride = stride
        self.pads = [padding] * (2 * rank)
        line = torch.ones(1)
        for _ in range(kernel - 1):  # a row of Pascal's triangle, halved with each step
            line = (F.pad(line, [0, 1]) + F.pad(line, [1, 0])) / 2
        cells = line
        for _ in range(rank - 1):
            cells = cells.unsqueeze(-1) * line
        cells = cells.expand(channels, 1, *cells.shape).clone()
        self.register_buffer("filter", cells, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C, ...) with fewer places, as the stride says."""
        padded = F.pad(x, self.pads, "reflect")
        conv = [F.conv1d, F.conv2d, F.conv3d][x.ndim - 3]
        weight = self.filter.to(x.dtype)
        return conv(padded, weight, stride=self.stride, groups=x.shape[1])

    def extra_repr(self) -> str:
        return f"stride={self.stride}, pads={self.pads}"


class PlaceShuffle(nn.Module):
    """nn.PixelShuffle for sequences and volumes."""

    def __init__(self, block: int) -> None:
        super().__init__()
        self.block = block

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C*b^r, ...) with b times the places along each of its r axes."""
        rank, sizes = x.ndim - 2, x.shape[2:]
        x = x.reshape(x.shape[0], -1, *[self.block] * rank, *sizes)
        order = [axis for pair in range(rank) for axis in (2 + rank + pair, 2 + pair)]
        larger = [size * self.block for size in sizes]
        return x.permute(0, 1, *order).reshape(x.shape[0], x.shape[1], *larger)


class _Unshuffle(nn.Module):
    """Blocks of places to channels."""

    def __init__(self, block: int) -> None:
        super().__init__()
        self.block = block

    def blocks(self, x: Tensor) -> tuple[Tensor, list[int], list[int]]:
        """The blocks on axes of their own, (N, C, H/b, b, W/b, b).

        Then the axes in the blocks, and those of the blocks.
        """
        rank, b = x.ndim - 2, self.block
        sizes = [part for size in x.shape[2:] for part in (size // b, b)]
        inner = [3 + 2 * axis for axis in range(rank)]
        outer = [2 + 2 * axis for axis in range(rank)]
        return x.reshape(x.shape[0], x.shape[1], *sizes), inner, outer


class PlaceUnshuffle(_Unshuffle):
    """nn.PixelUnshuffle for sequences and volumes."""

    def forward(self, x: Tensor) -> Tensor:
        """``x`` with its blocks of b places along each axis as channels.

        Those of one channel stand side by side.
        """
        x, inner, outer = self.blocks(x)
        return x.permute(0, 1, *inner, *outer).flatten(1, 1 + len(inner))


class SpaceToDepth(_Unshuffle):
    """Blocks of places as channels in TensorFlow's order.

    All channels of one place come first, then those of the next.
    """

    def forward(self, x: Tensor) -> Tensor:
        """``x`` with its blocks of b places along each axis as channels."""
        x, inner, outer = self.blocks(x)
        return x.permute(0, *inner, 1, *outer).flatten(1, 1 + len(inner))


class Transpose(nn.Module):
    """Channels and places exchanged: (N, C, H, W) becomes (N, H*W, C)."""

    def forward(self, x: Tensor) -> Tensor:
        """``x`` as a sequence of its channels."""
        return x.flatten(2).transpose(1, 2)


class PlaceSoftmax(nn.Module):
    """Softmax, log_softmax or softmin over all places of a map, as if they were one axis."""

    def __init__(self, kind: str, *, channels_last: bool = False) -> None:
        super().__init__()
        self.kind = kind
        self.channels_last = channels_last

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C, ...), or (N, ..., C) where the channels stand last."""
        places = x.flatten(1, -2) if self.channels_last else x.flatten(2)
        axis = 1 if self.channels_last else 2
        if self.kind == "log_softmax":
            y = F.log_softmax(places, axis)
        else:
            y = F.softmax(-places if self.kind == "softmin" else places, axis)
        return y.reshape(x.shape)

    def extra_repr(self) -> str:
        return self.kind


class ChannelMean(nn.Module):
    """The mean over the channels, which stay as one."""

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C, ...) as (N, 1, ...)."""
        return x.mean(1, keepdim=True)


class ChannelMax(nn.Module):
    """The maximum over the channels, which stay as one."""

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C, ...) as (N, 1, ...)."""
        return x.amax(1, keepdim=True)


class ChannelSlice(nn.Module):
    """The channels from the first to the last, both included: a view."""

    def __init__(self, first: int, last: int, axis: int = 1) -> None:
        super().__init__()
        self.first = first
        self.last = last
        self.axis = axis

    def forward(self, x: Tensor) -> Tensor:
        """``x`` with last - first + 1 channels, which stand in ``axis``."""
        return x.narrow(self.axis, self.first, self.last - self.first + 1)

    def extra_repr(self) -> str:
        return f"{self.first}, {self.last}, axis={self.axis}"


class DropPath(nn.Module):
    """Stochastic depth.

    In training a sample, or the batch, is zeroed with probability p, else divided by
    1 - p. Draws the same random numbers as torchvision.ops.StochasticDepth(p, mode).
    """

    def __init__(self, p: float, mode: str = "row") -> None:
        super().__init__()
        self.p = p
        self.mode = mode

    def forward(self, x: Tensor) -> Tensor:
        """Set samples, along the first axis of ``x``, to zero or divide them.

        They are zero with probability ``p``; the others are divided by 1 - p. The shape
        stays. Outside of training ``x`` itself is returned.
        """
        if not self.training or self.p == 0.0:
            return x
        shape = [x.shape[0] if self.mode == "row" else 1] + [1] * (x.ndim - 1)
        kept = torch.empty(shape, dtype=x.dtype, device=x.device)
        kept.bernoulli_(1.0 - self.p)
        if self.p < 1.0:
            kept.div_(1.0 - self.p)
        return x * kept

    def extra_repr(self) -> str:
        return f"p={self.p}"


class Permute(nn.Module):
    """Reorders the dimensions."""

    def __init__(self, dims: list[int]) -> None:
        super().__init__()
        self.dims = dims

    def forward(self, x: Tensor) -> Tensor:
        """``x`` with its axes, the batch among them, in the order ``dims``: a view."""
        return x.permute(self.dims)

    def extra_repr(self) -> str:
        return f"dims={self.dims}"


class Normalize(nn.Module):
    """(x - mean) / std for each channel; nothing of it stands in the state_dict."""

    mean: Tensor
    std: Tensor

    def __init__(
        self,
        mean: tuple[float, ...],
        std: tuple[float, ...],
        *,
        dimensions: int,
        channels_first: bool,
    ) -> None:
        super().__init__()
        shape = [-1] + [1] * (dimensions - 1) if channels_first else [-1]
        self.register_buffer("mean", torch.tensor(mean).view(shape), persistent=False)
        self.register_buffer("std", torch.tensor(std).view(shape), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """(x - mean) / std for each channel; ``x`` is NxCxHxW or NxCxL."""
        return (x - self.mean) / self.std


def scale(shape: tuple[int, ...], value: float) -> nn.Parameter:
    """A learned factor for each channel."""
    return nn.Parameter(torch.full(shape, value))
