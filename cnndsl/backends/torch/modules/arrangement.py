"""Elements in another arrangement, and the filter before a stride."""

import torch
import torch.nn.functional as F  # noqa: N812 - PyTorch's own convention
from torch import Tensor, nn


class BlurPool(nn.Module):
    """A binomial filter over each channel, with edges padded by a mode of F.pad.

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
        mode: str = "reflect",
    ) -> None:
        super().__init__()
        self.stride = stride
        self.mode = mode
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
        padded = F.pad(x, self.pads, self.mode)
        conv = [F.conv1d, F.conv2d, F.conv3d][x.ndim - 3]
        weight = self.filter.to(x.dtype)
        return conv(padded, weight, stride=self.stride, groups=x.shape[1])

    def extra_repr(self) -> str:
        return f"stride={self.stride}, pads={self.pads}, mode={self.mode}"


class FactorUpsample(nn.Module):
    """Nearest neighbours whose places follow from factors that are no whole numbers.

    nn.Upsample's kernels differ: those for images on the CPU go by the sizes, those
    for sequences and volumes go back by them.
    """

    def __init__(self, factors: tuple[float, ...]) -> None:
        super().__init__()
        self.factors = list(factors)

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C, ...) with floor(I*F) places along each axis."""
        for axis, factor in enumerate(self.factors):
            size = x.shape[2 + axis]
            places = torch.arange(size * factor // 1, device=x.device) * (1 / factor)
            x = x.index_select(2 + axis, places.long().clamp(max=size - 1))
        return x

    def extra_repr(self) -> str:
        return f"{self.factors}"


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
    """Blocks of places to channels.

    A copy, of one channel too: batch norms have wrong gradients of views (see Permute).
    """

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
        return x.permute(0, 1, *inner, *outer).flatten(1, 1 + len(inner)).contiguous()


class SpaceToDepth(_Unshuffle):
    """Blocks of places as channels in TensorFlow's order.

    All channels of one place come first, then those of the next.
    """

    def forward(self, x: Tensor) -> Tensor:
        """``x`` with its blocks of b places along each axis as channels."""
        x, inner, outer = self.blocks(x)
        return x.permute(0, *inner, 1, *outer).flatten(1, 1 + len(inner)).contiguous()


class Transpose(nn.Module):
    """Channels and places exchanged: (N, C, H, W) becomes (N, H*W, C)."""

    def forward(self, x: Tensor) -> Tensor:
        """``x`` as a sequence of its channels."""
        # The axes are joined where the channels stand last, so that the gradient lies
        # as channels_last has it, of one sample too: see Permute.
        return x.movedim(1, -1).flatten(1, -2)


class Permute(nn.Module):
    """Reorders the dimensions."""

    def __init__(self, dims: list[int]) -> None:
        super().__init__()
        self.dims = dims

    def forward(self, x: Tensor) -> Tensor:
        """``x`` with its axes, the batch among them, in the order ``dims``: a view."""
        y = x.permute(self.dims)
        if self.dims[-1] != 1:
            return y
        # The view gives axes of one place the strides that a contiguous tensor has,
        # and in the gradient too: with others, which elementwise operations make,
        # PyTorch's batch norm takes one memory format for the other on a CPU.
        return y.view(y.shape)

    def extra_repr(self) -> str:
        return f"dims={self.dims}"


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


class Switches(nn.Module):
    """1 where a place is the largest of its window, 0 elsewhere."""

    def __init__(self, kernel: int | tuple[int, ...]) -> None:
        super().__init__()
        self.kernel = kernel

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C, ...) as what nn.MaxUnpool2d multiplies by."""
        pool = [F.max_pool1d, F.max_pool2d, F.max_pool3d][x.ndim - 3]
        _, places = pool(x.detach(), self.kernel, return_indices=True)
        row = torch.zeros_like(x).flatten(2)
        on = torch.ones_like(places, dtype=x.dtype).flatten(2)
        return row.scatter(2, places.flatten(2), on).view_as(x)

    def extra_repr(self) -> str:
        return f"kernel={self.kernel}"
