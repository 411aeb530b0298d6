"""Convolutions with paddings and weights of other kinds, for any rank."""

from collections import OrderedDict
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - PyTorch's own convention
from torch import Tensor, nn


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


class _TableConv(nn.modules.conv._ConvNd):
    """A convolution whose filters see the channels that a table lists.

    The weight has a kernel for each connection, in the order of the table.
    """

    outputs: Tensor
    inputs: Tensor

    def __init__(self, *args: Any, table: list[list[int]], **options: Any) -> None:
        super().__init__(*args, **options)
        pairs = [(place, channel) for place, row in enumerate(table) for channel in row]
        outputs, inputs = map(torch.tensor, zip(*pairs, strict=True))
        self.register_buffer("outputs", outputs, persistent=False)
        self.register_buffer("inputs", inputs, persistent=False)
        self.weight = nn.Parameter(torch.empty(len(pairs), *self.kernel_size))
        for place, row in enumerate(table):  # as nn.Conv2d draws what sees as much
            bound = (len(row) * self.weight[0].numel()) ** -0.5
            with torch.no_grad():
                self.weight[outputs == place] = torch.empty(len(row), *self.kernel_size).uniform_(-bound, bound)
                if self.bias is not None:
                    self.bias[place].uniform_(-bound, bound)

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - nn.Conv2d's own name
        size = [self.out_channels, self.in_channels, *self.kernel_size]
        filters = self.weight.new_zeros(size)
        filters = filters.index_put((self.outputs, self.inputs), self.weight)
        output: Tensor = self._conv_forward(input, filters, self.bias)
        return output


class TableConv1d(_TableConv, nn.Conv1d):
    """Of sequences (N, C, L)."""


class TableConv2d(_TableConv, nn.Conv2d):
    """Of images (N, C, H, W)."""


class TableConv3d(_TableConv, nn.Conv3d):
    """Of volumes (N, C, D, H, W)."""


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
        kernels = kernels.reshape(len(x), self.groups, 1, -1, *sizes)
        windows = F.pad(x, [self.kernel // 2] * (2 * rank))
        for axis in range(2, x.ndim):
            windows = windows.unfold(axis, self.kernel, self.stride)
        windows = windows.flatten(x.ndim).movedim(-1, 2)
        windows = windows.reshape(len(x), self.groups, -1, *windows.shape[2:])
        y = (windows * kernels).sum(3)
        return y.reshape(len(x), -1, *sizes)
