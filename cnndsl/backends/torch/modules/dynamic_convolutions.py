"""Convolutions whose weights, or whose windows, follow from what arrives."""

from collections import OrderedDict

import torch
import torch.nn.functional as F  # noqa: N812 - PyTorch's own convention
from torch import Tensor, nn


class _CondConv(nn.Module):
    """A convolution whose weights each sample mixes of those of several experts."""

    rank = 2

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, ...],
        *,
        experts: int = 4,
        stride: int | tuple[int, ...] = 1,
        padding: int | tuple[int, ...] = 0,
        dilation: int | tuple[int, ...] = 1,
        groups: int = 1,
        bias: bool = True,
    ) -> None:
        super().__init__()
        if isinstance(kernel_size, int):
            kernel_size = (kernel_size,) * self.rank
        self.filters = [out_channels, in_channels // groups, *kernel_size]
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.groups = groups
        self.weight = nn.Parameter(torch.empty(experts, *self.filters).flatten(1))
        if bias:
            self.bias = nn.Parameter(torch.empty(experts, out_channels))
        else:
            self.register_parameter("bias", None)
        self.routing_fn = nn.Linear(in_channels, experts)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the weights of each expert as nn.Conv2d draws its own."""
        bound = self.weight[0].view(self.filters)[0].numel() ** -0.5
        nn.init.uniform_(self.weight, -bound, bound)
        if self.bias is not None:
            nn.init.uniform_(self.bias, -bound, bound)

    def forward(self, x: Tensor) -> Tensor:
        """The convolution of ``x``, each sample as a group of its own."""
        mix = torch.sigmoid(self.routing_fn(x.flatten(2).mean(2)))
        samples, channels = self.filters[0] * x.shape[0], self.filters[0]
        weight = (mix @ self.weight).view(samples, *self.filters[1:])
        bias = None if self.bias is None else (mix @ self.bias).view(samples)
        conv = [F.conv1d, F.conv2d, F.conv3d][self.rank - 1]
        y = conv(
            x.flatten(1).reshape(1, -1, *x.shape[2:]),  # channels_last fails backward
            weight,
            bias,
            self.stride,
            self.padding,
            self.dilation,
            self.groups * x.shape[0],
        )
        return y.view(-1, channels, *y.shape[2:])


class CondConv1d(_CondConv):
    """Of sequences (N, C, L)."""

    rank = 1


class CondConv2d(_CondConv):
    """Of images (N, C, H, W)."""

    rank = 2


class CondConv3d(_CondConv):
    """Of volumes (N, C, D, H, W)."""

    rank = 3


class DeformConv2d(nn.Conv2d):
    """A convolution whose elements stand where another one says.

    With ``modulated`` that one weighs them, too. It begins with zeros.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, int],
        stride: int | tuple[int, int] = 1,
        padding: int | tuple[int, int] = 0,
        dilation: int | tuple[int, int] = 1,
        groups: int = 1,
        bias: bool = True,
        *,
        offset_groups: int = 1,
        modulated: bool = False,
    ) -> None:
        super().__init__(
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            dilation,
            groups,
            bias,
        )
        self.offsets = 2 * offset_groups * self.kernel_size[0] * self.kernel_size[1]
        self.modulated = modulated
        made = self.offsets * 3 // 2 if modulated else self.offsets
        self.conv_offset = nn.Conv2d(
            in_channels,
            made,
            kernel_size,
            stride,
            padding,
            dilation,
        )
        nn.init.zeros_(self.conv_offset.weight)
        assert self.conv_offset.bias is not None
        nn.init.zeros_(self.conv_offset.bias)

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - nn.Conv2d's own name
        from torchvision.ops import deform_conv2d  # type: ignore[import-untyped]

        offset, mask = self.conv_offset(input), None
        if self.modulated:
            mask = torch.sigmoid(offset[:, self.offsets :])
            offset = offset[:, : self.offsets]
        lost = offset.isnan()  # torchvision reads memory that is not its own there
        # torchvision 0.26 writes slopes over one another for 1x1 in channels_last
        weight = self.weight.clone(memory_format=torch.contiguous_format)
        # torchvision has no kernel for bfloat16, and one type for all that enters
        wide = torch.promote_types(input.dtype, torch.float32)
        output: Tensor = deform_conv2d(
            input.to(wide),
            offset.masked_fill(lost, 0.0).to(wide),
            weight.to(wide),
            None if self.bias is None else self.bias.to(wide),
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            mask=None if mask is None else mask.to(wide),
        )
        output = output.masked_fill(lost.any(1, keepdim=True), float("nan"))
        return output.to(input.dtype)


class Involution(nn.Module):
    """A kernel for each place, made of what stands there, for each group."""

    def __init__(
        self,
        channels: int,
        few: int,
        rank: int,
        kernel: int,
        stride: int,
        group_channels: int,
    ) -> None:
        super().__init__()
        self.kernel = kernel
        self.stride = stride
        self.groups = channels // group_channels
        conv = [nn.Conv1d, nn.Conv2d, nn.Conv3d][rank - 1]
        norm = [nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d][rank - 1]
        self.conv1 = nn.Sequential(
            OrderedDict(
                conv=conv(channels, few, 1, bias=False),
                bn=norm(few),
                activate=nn.ReLU(),
            )
        )
        kernels = conv(few, kernel**rank * self.groups, 1)
        self.conv2 = nn.Sequential(OrderedDict(conv=kernels))

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C, ...), each place the sum of what is around it."""
        seen = x
        if self.stride > 1:
            pool = [F.avg_pool1d, F.avg_pool2d, F.avg_pool3d][x.ndim - 3]
            seen = pool(x, self.stride)
        kernels: Tensor = self.conv2(self.conv1(seen))
        rank, sizes = x.ndim - 2, kernels.shape[2:]
        kernels = kernels.reshape(x.shape[0], self.groups, 1, -1, *sizes)
        windows = F.pad(x, [self.kernel // 2] * (2 * rank))
        for axis in range(2, x.ndim):
            windows = windows.unfold(axis, self.kernel, self.stride)
        windows = windows.flatten(x.ndim).movedim(-1, 2)
        windows = windows.reshape(x.shape[0], self.groups, -1, *windows.shape[2:])
        y = (windows * kernels).sum(3)
        return y.reshape(x.shape[0], -1, *sizes)
