"""Every CNN classifier of torchvision, written in the language, is the network that torchvision builds.

Both sides are built without memory (the meta device) and share one set of cheap deterministic weights.
"""

from __future__ import annotations

import warnings
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import torch
import torchvision.models
from torch import Tensor, nn
from torchvision.models.regnet import BlockParams

import cnndsl

ARCHITECTURES = Path(__file__).parents[2] / "architectures"

NAMES = [
    name
    for name in torchvision.models.list_models(module=torchvision.models)
    if not name.startswith(("vit", "swin", "maxvit"))
]
WRITTEN = [name for name in NAMES if (ARCHITECTURES / f"{name}.cnn").exists()]

FAMILIES = [
    "alexnet",
    "convnext_tiny",
    "densenet121",
    "efficientnet_b0",
    "efficientnet_v2_s",
    "googlenet",
    "inception_v3",
    "mnasnet0_5",
    "mobilenet_v2",
    "mobilenet_v3_small",
    "regnet_x_400mf",
    "regnet_y_400mf",
    "resnet18",
    "resnet50",
    "resnext50_32x4d",
    "shufflenet_v2_x0_5",
    "squeezenet1_1",
    "vgg11_bn",
    "wide_resnet50_2",
]
"""One network of each family, and both units of ResNet."""

# Small, for speed, and not square, so that a height taken for a width shows. Inception's auxiliary head needs all
# of its 299 pixels.
INPUTS = {"inception_v3": (3, 299, 299)}
SMALL = (3, 75, 67)


def load(name: str, **options: Any) -> cnndsl.Network:
    return cnndsl.load(ARCHITECTURES / f"{name}.cnn", **options)


def ours(name: str, **options: Any) -> nn.Module:
    with torch.device("meta"):
        return load(name, **options).to_torch().eval()


def theirs(name: str, **options: Any) -> nn.Module:
    planned = BlockParams.from_init_params

    def really(*arguments: Any, **options: Any) -> BlockParams:
        with torch.device("cpu"):  # RegNet computes its widths with tensors
            return planned(*arguments, **options)

    with torch.device("meta"), warnings.catch_warnings(), patch.object(BlockParams, "from_init_params", really):
        warnings.simplefilter("ignore", FutureWarning)  # of googlenet and inception_v3: initialisation will change
        model = torchvision.models.get_model(name, weights=None, **options).eval()
    assert isinstance(model, nn.Module)
    return model


PERIOD = 1_000_003  # a prime, so that no two rows of a matrix are equal


@cache
def noise() -> Tensor:
    return torch.randn(2 * PERIOD, generator=torch.Generator().manual_seed(0))


def filled(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Puts values into a state_dict of the meta device: no two tensors alike, and activations keep their size."""
    for place, (key, like) in enumerate(weights.items()):
        if not like.is_floating_point():
            weights[key] = torch.tensor(place)  # num_batches_tracked
            continue
        values = torch.empty(like.numel())
        offset = 7919 * place % PERIOD
        rows = values[: len(values) // PERIOD * PERIOD].view(-1, PERIOD)
        rows.copy_(noise()[offset : offset + PERIOD].expand_as(rows))
        rest = len(values) - rows.numel()
        values[rows.numel() :] = noise()[offset : offset + rest]
        if key.endswith("running_var") or (like.ndim == 1 and key.endswith(("weight", ".scale"))):
            values = values.abs_().add_(0.5)
        elif like.ndim < 2:
            values = values.mul_(0.1)
        else:
            values = values.mul_(like[0].numel() ** -0.5)
        weights[key] = values.view(like.shape)
    return weights


def loaded(model: nn.Module, weights: dict[str, Tensor]) -> nn.Module:
    model.load_state_dict(weights, strict=True, assign=True)
    return model


def sample(shape: tuple[int, ...], batch: int = 2) -> Tensor:
    return torch.randn(batch, *shape, generator=torch.Generator().manual_seed(1))


def shapes(model: nn.Module) -> dict[str, tuple[int, ...]]:
    return {key: tuple(value.shape) for key, value in model.state_dict().items()}


def test_all_are_written() -> None:
    missing = sorted(set(NAMES) - set(WRITTEN))
    assert not missing, f"{len(missing)} of {len(NAMES)} have no file: {', '.join(missing)}"


@pytest.mark.parametrize("name", WRITTEN)
def test_keys_and_shapes(name: str) -> None:
    assert list(shapes(ours(name)).items()) == list(ordered(name, shapes(theirs(name))).items())


def ordered(name: str, keys: dict[str, Any]) -> dict[str, Any]:
    """GoogLeNet registers its two heads last; here they stand where they are computed."""
    if name not in ("googlenet", "inception_v3"):
        return keys
    own = shapes(ours(name))
    assert own.keys() == keys.keys()
    return {key: keys[key] for key in own}


@pytest.mark.parametrize("name", WRITTEN)
def test_weights_load_both_ways_and_logits_are_identical(name: str) -> None:
    shape = INPUTS.get(name, SMALL)
    reference = theirs(name)
    loaded(reference, filled(reference.state_dict()))
    net = loaded(ours(name, input=shape), reference.state_dict())
    state = net.state_dict()
    if name.startswith("mnasnet"):
        # Without the number of its version torchvision takes a state_dict for that of an older MNASNet.
        state._metadata[""]["version"] = 2
    loaded(reference, state)
    x = sample(shape)
    with torch.inference_mode():
        expected, logits = reference(x), net(x)
    assert torch.equal(logits, expected)
    assert logits.shape == (2, 1000)
    assert logits.isfinite().all()
    assert logits.std(dim=1).min() > 1e-3
    assert not torch.equal(logits[0], logits[1])


@pytest.mark.parametrize("name", [name for name in ("googlenet", "inception_v3") if name in WRITTEN])
def test_input_of_published_weights(name: str) -> None:
    """Their published weights were trained on pixels in [-1, 1], and both sides can convert."""
    shape = INPUTS.get(name, SMALL)
    reference = theirs(name, transform_input=True)
    weights = filled(reference.state_dict())
    net = load(name, input=shape, transform_input=True).to_torch().eval()
    x = sample(shape)
    with torch.inference_mode():
        close(loaded(net, weights)(x), loaded(reference, weights)(x))


@pytest.mark.parametrize("name", WRITTEN)
def test_parameters_and_published_cost(name: str) -> None:
    first = next(iter(torchvision.models.get_model_weights(name)))
    size = first.transforms.keywords["crop_size"]
    net = load(name, input=(3, size, size))
    assert net.params == sum(parameter.numel() for parameter in theirs(name).parameters())
    if name != "googlenet":  # its published number leaves out the auxiliary heads
        assert net.params == first.meta["num_params"]
    assert round(net.macs / 1e9, 3) == first.meta["_ops"]


@pytest.mark.parametrize("name", WRITTEN)
def test_input_is_that_of_published_weights(name: str) -> None:
    sizes = {weights.transforms.keywords["crop_size"] for weights in torchvision.models.get_model_weights(name)}
    channels, height, width = load(name).input
    assert channels == 3
    assert height == width
    assert height in sizes


@pytest.mark.parametrize("name", [name for name in FAMILIES if name in WRITTEN])
def test_training_agrees(name: str) -> None:
    """The outputs, those of auxiliary heads included, the gradients and the running estimates."""
    shape = INPUTS.get(name, SMALL)
    reference, net = theirs(name), ours(name, input=shape)
    weights = filled(reference.state_dict())
    x = sample(shape)
    results = []
    for model in (loaded(reference, weights), loaded(net, deepcopy(weights))):
        torch.manual_seed(2)
        outputs = heads(model.train()(x))
        sum(output.mul(sample(output.shape[1:], len(output))).sum() for output in outputs).backward()  # type: ignore[union-attr]
        results.append((outputs, gradients(model), dict(model.named_buffers())))
    (expected, expected_gradients, expected_buffers), (outputs, found_gradients, buffers) = results
    assert len(outputs) == len(expected) == {"googlenet": 3, "inception_v3": 2}.get(name, 1)
    for output, like in zip(outputs, expected, strict=True):
        close(output, like)
    assert found_gradients.keys() == expected_gradients.keys()
    for key, gradient in found_gradients.items():
        close(gradient, expected_gradients[key])
    for key, buffer in buffers.items():
        close(buffer.float(), expected_buffers[key].float())


def heads(output: Any) -> list[Tensor]:
    """The logits, then those of the auxiliary heads in the order of the network; GoogLeNet returns them reversed."""
    if isinstance(output, torchvision.models.GoogLeNetOutputs):
        return [output.logits, output.aux_logits1, output.aux_logits2]
    return [output] if isinstance(output, Tensor) else list(output)


def gradients(model: nn.Module) -> dict[str, Tensor]:
    found = {key: parameter.grad for key, parameter in model.named_parameters()}
    assert all(gradient is not None for gradient in found.values())
    return {key: gradient for key, gradient in found.items() if gradient is not None}


def close(found: Tensor, expected: Tensor) -> None:
    error, size = (torch.linalg.vector_norm(x, dtype=torch.float64) for x in (found - expected, expected))
    assert error <= 1e-5 * size.clamp(min=1e-6), error
