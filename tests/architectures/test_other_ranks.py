"""Networks for sound and for video: torchvision's video networks are the same, those for waveforms have the paper's size."""

from __future__ import annotations

import pytest
import torch
import torchvision.models

from tests.architectures.test_torchvision import filled, load, loaded, ours, sample, shapes, theirs

VIDEO = [
    name
    for name in torchvision.models.list_models(module=torchvision.models.video)
    if not name.startswith(("mvit", "swin", "s3d"))
]
SMALL = (3, 5, 23, 19)
"""Small, for speed, and with a size of its own along each axis."""


def test_all_residual_networks_are_written() -> None:
    assert VIDEO == ["mc3_18", "r2plus1d_18", "r3d_18"]


@pytest.mark.parametrize("name", VIDEO)
def test_video_networks_are_those_of_torchvision(name: str) -> None:
    reference = theirs(name)
    assert list(shapes(ours(name)).items()) == list(shapes(reference).items())
    loaded(reference, filled(reference.state_dict()))
    net = loaded(ours(name, input=SMALL), reference.state_dict())
    x = sample(SMALL)
    with torch.inference_mode():
        expected, logits = reference(x), net(x)
    assert torch.equal(logits, expected)
    assert logits.shape == (2, 400)
    assert logits.std(dim=1).min() > 1e-3


@pytest.mark.parametrize("name", VIDEO)
def test_video_networks_have_the_published_figures(name: str) -> None:
    weights = next(iter(torchvision.models.get_model_weights(name)))
    net = load(name)
    assert net.input == (3, 16, *weights.transforms.keywords["crop_size"])
    assert net.params == weights.meta["num_params"]
    assert round(net.macs / 1e9, 3) == weights.meta["_ops"]


@pytest.mark.parametrize(("name", "millions"), [("m3", 0.2), ("m5", 0.5), ("m11", 1.8), ("m18", 3.7)])
def test_networks_for_waveforms_have_the_parameters_of_the_paper(name: str, millions: float) -> None:
    """Dai et al. (2016), table 1, that cuts 0.556 off to 0.5 and rounds 1.785 to 1.8."""
    params = load(name).params
    assert millions in (round(params / 1e6, 1), params // 100_000 / 10)


def test_sizes_of_the_paper() -> None:
    """Table 1: 2000, 500, 125 and 32 places after the pools."""
    pools = [layer.output[1] for layer in load("m5").layers if layer.kind == "maxpool"]
    assert pools == [2000, 500, 125, 32]
