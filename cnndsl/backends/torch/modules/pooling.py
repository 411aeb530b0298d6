"""Pools that torch.nn draws at random in evaluation too."""

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
