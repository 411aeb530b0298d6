"""Pools that torch.nn has, and that do otherwise there in places."""

import torch
import torch.nn.functional as F  # noqa: N812 - PyTorch's own convention
from torch import Tensor, nn


class SteadyFractionalMaxPool2d(nn.FractionalMaxPool2d):
    """nn.FractionalMaxPool2d, whose windows stand still in evaluation."""

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - torch.nn's own name
        drawn = None if self.training else torch.full([*input.shape[:2], 2], 0.5)
        output: Tensor = F.fractional_max_pool2d(
            input,
            self.kernel_size,
            self.output_size,
            self.output_ratio,
            _random_samples=None if drawn is None else drawn.to(input),
        )
        return output


class SteadyFractionalMaxPool3d(nn.FractionalMaxPool3d):
    """nn.FractionalMaxPool3d, whose windows stand still in evaluation."""

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - torch.nn's own name
        drawn = None if self.training else torch.full([*input.shape[:2], 3], 0.5)
        output: Tensor = F.fractional_max_pool3d(
            input,
            self.kernel_size,
            self.output_size,
            self.output_ratio,
            _random_samples=None if drawn is None else drawn.to(input),
        )
        return output


class AbsoluteLPPool1d(nn.LPPool1d):
    """nn.LPPool1d of the absolute values: any power of them is a number."""

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - torch.nn's own name
        power, kernel = float(self.norm_type), self.kernel_size
        return F.lp_pool1d(input.abs(), power, kernel, self.stride, self.ceil_mode)


class AbsoluteLPPool2d(nn.LPPool2d):
    """nn.LPPool2d of the absolute values: any power of them is a number."""

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - torch.nn's own name
        power, kernel = float(self.norm_type), self.kernel_size
        return F.lp_pool2d(input.abs(), power, kernel, self.stride, self.ceil_mode)


class AbsoluteLPPool3d(nn.LPPool3d):
    """nn.LPPool3d of the absolute values: any power of them is a number."""

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - torch.nn's own name
        power, kernel = float(self.norm_type), self.kernel_size
        return F.lp_pool3d(input.abs(), power, kernel, self.stride, self.ceil_mode)
