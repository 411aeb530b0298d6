"""`init` draws parameters as the functions of torch.nn.init do; where it is silent, as torch.nn does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

import cnndsl


def weight(init: str, layer: str = "conv 64 3x3", shape: str = "16x8x8") -> Tensor:
    """The weight of one layer below an `init`."""
    torch.manual_seed(0)
    module = cnndsl.parse(f"input {shape}\ninit {init}\nlayer: {layer}\n").to_torch()
    return module.get_parameter("layer.weight").detach()


SCHEMES: dict[str, Callable[[Tensor], object]] = {
    "constant(0.25)": lambda w: nn.init.constant_(w, 0.25),
    "normal(0.01)": lambda w: nn.init.normal_(w, std=0.01),
    "trunc_normal(0.02)": lambda w: nn.init.trunc_normal_(w, std=0.02),
    "trunc_normal(3)": lambda w: nn.init.trunc_normal_(w, std=3.0),
    "uniform(1/4)": lambda w: nn.init.uniform_(w, -0.25, 0.25),
    "kaiming_normal": lambda w: nn.init.kaiming_normal_(w),
    "kaiming_normal(fan_out)": lambda w: nn.init.kaiming_normal_(w, mode="fan_out", nonlinearity="relu"),
    "kaiming_uniform(fan_out,sigmoid)": lambda w: nn.init.kaiming_uniform_(w, mode="fan_out", nonlinearity="sigmoid"),
    "xavier_normal": lambda w: nn.init.xavier_normal_(w),
    "xavier_uniform(2)": lambda w: nn.init.xavier_uniform_(w, gain=2.0),
    "orthogonal": lambda w: nn.init.orthogonal_(w),
}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_schemes_are_those_of_torch(scheme: str) -> None:
    found = weight(f"conv={scheme}")
    torch.manual_seed(0)
    layer = nn.Conv2d(16, 64, 3)  # draws its default first, as ours does
    SCHEMES[scheme](layer.weight.data)
    assert torch.equal(found, layer.weight)


@pytest.mark.parametrize(
    ("key", "layer", "shape", "scheme"),
    [
        ("fc", "fc 32", "16x1x1\nflatten", "normal(0.5)"),
        ("linear", "linear 32", "16x1x1\nflatten", "normal(0.5)"),
        ("conv_transpose", "conv_transpose 8 2", "16x8x8", "kaiming_normal(fan_out)"),
        ("batchnorm", "batchnorm", "16x8x8", "constant(0)"),
        ("groupnorm", "groupnorm 4", "16x8x8", "uniform(0.5)"),
        ("layernorm", "layernorm", "16x8x8", "normal(0.5)"),
    ],
)
def test_every_kind_with_weights(key: str, layer: str, shape: str, scheme: str) -> None:
    drawn, default = weight(f"{key}={scheme}", layer, shape), weight("bias=default", layer, shape)
    assert drawn.shape == default.shape
    assert not torch.equal(drawn, default)


def test_it_holds_below_itself_in_its_body_and_in_what_is_called_there() -> None:
    text = """
input 4x8x8
block b(): conv: conv 4 1x1
before: conv 4 1x1
init conv=constant(1) bias=2
after: conv 4 1x1
inside:
    b: b
    init conv=constant(3)
    own: conv 4 1x1
    plain: conv 4 1x1 bias=false
join: add:
    first: conv 4 1x1
    init conv=constant(4)
    second: conv 4 1x1
init conv=default
last: conv 4 1x1
norm: batchnorm
"""
    module = cnndsl.parse(text).to_torch()
    values = {name: set(parameter.flatten().tolist()) for name, parameter in module.named_parameters()}
    single = {name: value.pop() for name, value in values.items() if len(value) == 1}
    assert single == {
        "after.weight": 1.0,
        "after.bias": 2.0,
        "inside.b.conv.weight": 1.0,
        "inside.b.conv.bias": 2.0,
        "inside.own.weight": 3.0,
        "inside.own.bias": 2.0,
        "inside.plain.weight": 3.0,
        "join.first.weight": 1.0,
        "join.first.bias": 2.0,
        "join.second.weight": 4.0,
        "join.second.bias": 2.0,
        "last.bias": 2.0,
        "norm.weight": 1.0,  # torch's own
        "norm.bias": 0.0,
    }


@pytest.mark.parametrize(
    ("line", "code", "part"),
    [
        ("init", "E0204", "lacks what is initialised"),
        ("init relu=normal(1)", "E0202", "kinds of layers that have weights"),
        ("init convv=normal(1)", "E0202", "did you mean `conv=`?"),
        ("init normal(1)", "E0202", "kinds of layers that have weights"),
        ("init conv=normal(1) conv=normal(2)", "E0203", "twice"),
        ("init conv=kaimin_normal", "E0206", "did you mean `kaiming_normal`?"),
        ("init conv=3", "E0206", "there is no initialisation `3`"),
        ("init conv=normal", "E0204", "`normal` takes std"),
        ("init conv=normal(1,2)", "E0204", "`normal` takes std"),
        ("init conv=normal(-1)", "E0206", "at least 0"),
        ("init conv=kaiming_normal(fan_up)", "E0206", "fan_in or fan_out"),
        ("init batchnorm=kaiming_normal", "E0206", "needs a matrix"),
        ("init bias=orthogonal", "E0206", "needs a matrix"),
        ("init bias=true", "E0206", "a number or a scheme"),
        ("init conv=normal(nothing)", "E0208", "`nothing`"),
    ],
)
def test_faults(line: str, code: str, part: str) -> None:
    with pytest.raises(cnndsl.CheckError) as caught:
        cnndsl.parse(f"input 3x8x8\n{line}\nconv 3 3x3\n")
    assert [diagnostic.code.id for diagnostic in caught.value.diagnostics] == [code]
    assert part in str(caught.value)
