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
    """Softmax, log_softmax or softmin over all places of a map, as if of one axis."""

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


class SelfAttention(nn.MultiheadAttention):
    """nn.MultiheadAttention over the places of a map."""

    def __init__(self, channels: int, heads: int, *, bias: bool = True) -> None:
        super().__init__(channels, heads, bias=bias, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:  # type: ignore[override]
        """``x`` (N, C, ...), each place the mean of all, weighed."""
        # Written out: nn.MultiheadAttention puts the batch second, and norms before and
        # after it would have wrong gradients on a CPU (see Permute).
        last = x.movedim(1, -1)
        y = F.linear(last.flatten(1, -2), self.in_proj_weight, self.in_proj_bias)
        y = torch.unflatten(y, 2, [3, self.num_heads, -1]).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(y[0], y[1], y[2])
        given: Tensor = self.out_proj(y.transpose(1, 2).flatten(2))
        return given.view(last.shape).movedim(-1, 1)


class RelativeAttention(nn.Module):
    """Attention over the places of a map that knows how far apart they are.

    ``sizes`` are its height and width, which are fixed.
    """

    def __init__(
        self,
        channels: int,
        heads: int,
        query: int,
        value: int,
        sizes: list[int],
        *,
        bias: bool = False,
        scale_positions: bool = False,
    ) -> None:
        super().__init__()
        self.heads = heads
        self.widths = [heads * query, heads * query, heads * value]
        self.sizes = sizes
        self.scale = query**-0.5
        self.scale_positions = scale_positions
        self.qkv = nn.Conv2d(channels, sum(self.widths), 1, bias=bias)
        self.pos_embed = nn.Module()
        for axis, size in zip(["height", "width"], sizes, strict=True):
            vectors = nn.Parameter(torch.empty(2 * size - 1, query))
            nn.init.trunc_normal_(vectors, std=self.scale)
            self.pos_embed.register_parameter(f"{axis}_rel", vectors)
        nn.init.trunc_normal_(self.qkv.weight, std=channels**-0.5)

    def forward(self, x: Tensor) -> Tensor:
        """``x`` (N, C, H, W), each place the mean of all, weighed."""
        q, k, v = torch.split(self.qkv(x), self.widths, 1)
        q = q.reshape(x.shape[0] * self.heads, -1, *self.sizes).permute(0, 2, 3, 1)
        k = k.reshape(x.shape[0] * self.heads, -1, self.sizes[0] * self.sizes[1])
        v = v.reshape(x.shape[0] * self.heads, -1, self.sizes[0] * self.sizes[1])
        near = torch.einsum("nhwc,wjc->nhwj", q, self.distances("width_rel"))
        far = torch.einsum("nhwc,hic->nhwi", q, self.distances("height_rel"))
        places = (far[..., None] + near[..., None, :]).flatten(3).flatten(1, 2)
        seen = q.flatten(1, 2) @ k
        if self.scale_positions:
            logits = (seen + places) * self.scale
        else:
            logits = seen * self.scale + places
        y: Tensor = v @ logits.softmax(-1).transpose(1, 2)
        return y.reshape(x.shape[0], -1, *self.sizes)

    def distances(self, name: str) -> Tensor:
        """The vectors of the distance from each place along an axis to each other."""
        vectors = self.pos_embed.get_parameter(name)
        size = (len(vectors) + 1) // 2
        here = torch.arange(size, device=vectors.device)
        return vectors[here[None] - here[:, None] + size - 1]
