"""Parameters are drawn as torchvision draws them: every constant is the same, every distribution of one shape."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
import torch
import torchvision.models
from torch import Tensor, nn

import cnndsl
from tests.architectures.test_torchvision import ARCHITECTURES

DEFAULT = ["shufflenet_v2_x0_5"]
"""Drawn as PyTorch draws without being told."""

PRESCRIBED = [
    "convnext_tiny",
    "densenet121",
    "efficientnet_b0",
    "efficientnet_v2_s",
    "googlenet",
    "inception_v3",
    "mnasnet0_5",
    "mobilenet_v2",
    "mobilenet_v3_small",
    "regnet_y_400mf",
    "resnet18",
    "resnet50",
    "squeezenet1_1",
    "vgg11_bn",
]

CLASSES = 100  # so that the layer before the logits is a small one, and still large enough to be measured

Parameters = Mapping[str, Tensor]


def drawn(build: Callable[[], nn.Module], seed: int) -> Parameters:
    """The first elements of every parameter of a module that is drawn under a seed; they are told apart by these."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return {key: p.detach().flatten()[:50_000].double() for key, p in build().named_parameters()}


@cache
def theirs(name: str) -> Parameters:
    def build() -> nn.Module:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of googlenet and inception_v3
            model = torchvision.models.get_model(name, weights=None, num_classes=CLASSES)
        assert isinstance(model, nn.Module)
        return model

    return drawn(build, seed=1)


def ours(name: str, folder: Path = ARCHITECTURES) -> Parameters:
    return drawn(lambda: cnndsl.load(folder / f"{name}.cnn", classes=CLASSES).to_torch(), seed=2)


def differences(found: Parameters, expected: Parameters) -> dict[str, str]:
    """By parameter, what tells the two sides apart; chance alone does not."""
    assert found.keys() == expected.keys()
    told = {key: difference(found[key], expected[key]) for key in expected}
    return {key: what for key, what in told.items() if what}


def difference(x: Tensor, like: Tensor) -> str:
    assert x.shape == like.shape
    n = len(x)
    if bool((x == x[0]).all()) or bool((like == like[0]).all()):
        return "" if torch.equal(x, like) else f"constants: {x[0]:.4g}, not {like[0]:.4g}"
    if n < 200:
        return ""
    # The standard deviations of two samples of n normal numbers differ by one part in sqrt(n), as a standard error.
    tolerance = 5 / n**0.5 if n < 2000 else min(0.1, 5 / n**0.5)
    if abs(x.std() / like.std() - 1) > tolerance:
        return f"standard deviations: {x.std():.4g}, not {like.std():.4g}"
    if abs(x.mean() - like.mean()) > 5 * like.std() * (2 / n) ** 0.5:
        return f"means: {x.mean():.4g}, not {like.mean():.4g}"
    if n >= 5000 and abs(kurtosis(x) - kurtosis(like)) > 0.5:
        return f"kurtosis: {kurtosis(x):.3g}, not {kurtosis(like):.3g}"
    return ""


def kurtosis(x: Tensor) -> float:
    """3 for normal numbers, 1.8 for uniform ones, 2.4 for normal ones cut off at two standard deviations."""
    return float(((x - x.mean()) / x.std()).pow(4).mean())


@pytest.mark.parametrize("name", DEFAULT + PRESCRIBED)
def test_as_torchvision(name: str) -> None:
    assert differences(ours(name), theirs(name)) == {}


# ------------------------------------------------------------------------------------- the comparison can fail


@pytest.mark.parametrize("name", ["mnasnet0_5", "regnet_y_400mf", "resnet18", "squeezenet1_1"])
def test_without_init_it_is_another(name: str, tmp_path: Path) -> None:
    copy_without(tmp_path, "init ")
    large = {key for key, like in theirs(name).items() if key.endswith("weight") and len(like) > 10_000}
    assert large <= differences(ours(name, tmp_path), theirs(name)).keys() | {"fc.weight"}  # ResNet's fc has no `init`


@pytest.mark.parametrize(
    ("name", "line", "keys"),
    [
        ("inception_v3", "init fc=trunc_normal(0.001)", {"AuxLogits.fc.weight"}),
        ("regnet_y_400mf", "init fc=", {"fc.weight", "fc.bias"}),
        ("squeezenet1_1", "init conv=normal(0.01)", {"classifier.1.weight"}),
    ],
)
def test_layers_with_a_scheme_of_their_own(name: str, line: str, keys: set[str], tmp_path: Path) -> None:
    copy_without(tmp_path, line)
    assert differences(ours(name, tmp_path), theirs(name)).keys() == keys


def copy_without(folder: Path, beginning: str) -> None:
    """Copies the architectures, without the lines that begin so."""
    shutil.copytree(ARCHITECTURES, folder, dirs_exist_ok=True)
    for path in folder.rglob("*.cnn"):
        lines = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if not line.lstrip().startswith(beginning)), "utf-8")


SCHEMES: dict[str, Callable[[Tensor], Tensor]] = {
    "default": lambda x: nn.init.kaiming_uniform_(x, a=5**0.5),
    "kaiming_normal fan_in": lambda x: nn.init.kaiming_normal_(x),
    "kaiming_normal fan_out": lambda x: nn.init.kaiming_normal_(x, mode="fan_out"),
    "kaiming_uniform": lambda x: nn.init.kaiming_uniform_(x),
    "kaiming_normal cut off": lambda x: nn.init.trunc_normal_(x, std=0.0857, a=-2 * 0.0857, b=2 * 0.0857),
    "shifted": lambda x: nn.init.kaiming_normal_(x) + 0.01,
    "constant": nn.init.zeros_,
}


@pytest.mark.parametrize("one", SCHEMES)
@pytest.mark.parametrize("other", SCHEMES)
def test_schemes_are_told_apart(one: str, other: str) -> None:
    def draw(scheme: str, seed: int) -> Parameters:
        torch.manual_seed(seed)
        return {"weight": SCHEMES[scheme](torch.empty(64, 40, 3, 3)).flatten()}

    with torch.random.fork_rng(devices=[]):
        assert bool(differences(draw(one, 1), draw(other, 2))) == (one != other)
