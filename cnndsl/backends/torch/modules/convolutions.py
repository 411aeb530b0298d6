"""Convolutions with paddings and weights of other kinds, for any rank."""

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
