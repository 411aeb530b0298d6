"""What weighs channels or places by all of the map."""

import torch
import torch.nn.functional as F  # noqa: N812 - PyTorch's own convention
from torch import Tensor, nn


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
