"""The cells of the Neocognitron (Fukushima, 1980)."""

import torch
import torch.nn.functional as F  # noqa: N812 - PyTorch's own convention
from torch import Tensor, nn


class _Cells(nn.Module):
    """Cells that see a window, with fixed weights that fall off from its middle."""

    falling: Tensor

    def __init__(
        self,
        kernel: list[int],
        stride: int | tuple[int, ...],
        padding: int | tuple[int, ...],
        gamma: float,
    ) -> None:
        super().__init__()
        self.stride = stride
        self.padding = padding
        lines = [torch.arange(size) - (size - 1) / 2 for size in kernel]
        places = torch.stack(torch.meshgrid(lines, indexing="ij"))
        falling = gamma ** places.square().sum(0).sqrt()
        self.register_buffer("falling", falling, persistent=False)

    def seen(self, x: Tensor, weight: Tensor) -> Tensor:
        """What stands in the windows of each channel, weighed."""
        conv = [F.conv1d, F.conv2d, F.conv3d][x.ndim - 3]
        channels = x.shape[1] // weight.shape[1]
        return conv(x, weight, None, self.stride, self.padding, 1, channels)


class SCells(_Cells):
    """Cells that find a feature: what excites them over what inhibits them."""

    def __init__(
        self,
        channels: int,
        planes: int,
        kernel: list[int],
        *,
        padding: int | tuple[int, ...] = 0,
        r: float = 1.0,
        gamma: float = 0.9,
    ) -> None:
        super().__init__(kernel, 1, padding, gamma)
        self.r = r
        self.falling /= channels * self.falling.sum()
        seen = channels * self.falling.numel()
        self.a = nn.Parameter(torch.rand(planes, channels, *kernel) * 2 / seen)
        self.b = nn.Parameter(torch.rand(planes))

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C, ...) as planes of cells (N, planes, ...)."""
        excites = self.seen(x, self.a)
        energy = x.square().sum(1, keepdim=True)
        inhibits = self.seen(energy, self.falling[None, None]).clamp(min=1e-12).sqrt()
        share = 2 * self.r / (1 + self.r) * self.b.view([-1] + [1] * (x.ndim - 2))
        y: Tensor = self.r * torch.relu((1 + excites) / (1 + share * inhibits) - 1)
        return y


class CCells(_Cells):
    """Cells that answer wherever in their window the feature stands."""

    def __init__(
        self,
        kernel: list[int],
        *,
        stride: int | tuple[int, ...] = 1,
        padding: int | tuple[int, ...] = 0,
        alpha: float = 0.5,
        gamma: float = 0.9,
    ) -> None:
        super().__init__(kernel, stride, padding, gamma)
        self.alpha = alpha

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, planes, ...) as cells of as many planes."""
        weight = self.falling.expand(x.shape[1], 1, *self.falling.shape)
        excites = self.seen(x, weight)
        y = torch.relu((1 + excites) / (1 + excites.mean(1, keepdim=True)) - 1)
        return y / (self.alpha + y)
