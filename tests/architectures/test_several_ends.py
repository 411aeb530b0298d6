"""Networks with named outputs or several inputs are those of torchvision, or what their paper says, written by hand."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
import torch
import torchvision
from torch import Tensor, nn
from torchvision.models.detection.backbone_utils import resnet_fpn_backbone

import cnndsl
from tests.architectures.test_torchvision import filled, load, loaded, ours, sample, shapes, theirs

SMALL = (3, 65, 57)
"""Small, for speed, not square, and no multiple of the strides, so that sizes are not restored by factors."""

SEGMENTATION = [
    "fcn_resnet50",
    "fcn_resnet101",
    "deeplabv3_resnet50",
    "deeplabv3_resnet101",
    "lraspp_mobilenet_v3_large",
]


def same(net: cnndsl.Network, mine: nn.Module, reference: nn.Module, *inputs: Tensor) -> None:
    """Both give the same dictionary to the last bit, in evaluation and, from the same seed, in training."""
    for training in (False, True):
        for module in (mine, reference):
            module.train(training)
        with torch.no_grad():
            torch.manual_seed(0)
            found = mine(*inputs)
            torch.manual_seed(0)
            expected = reference(*inputs)
        assert list(found) == list(expected) == [end.name for end in net.outputs]
        for end in net.outputs:
            assert torch.equal(found[end.name], expected[end.name]), end.name
            assert tuple(found[end.name].shape[1:]) == end.shape
            assert found[end.name].std() > 1e-3


@pytest.mark.parametrize("aux", [False, True])
@pytest.mark.parametrize("name", ["fcn_resnet50", "deeplabv3_resnet50"])
def test_segmentation_is_that_of_torchvision(name: str, aux: bool) -> None:
    reference = theirs(name, weights_backbone=None, aux_loss=aux, num_classes=6)
    net = load(name, input=SMALL, classes=6, aux_loss=aux)
    module = ours(name, input=SMALL, classes=6, aux_loss=aux)
    assert list(shapes(module).items()) == list(shapes(reference).items())
    loaded(reference, filled(reference.state_dict()))
    same(net, loaded(module, reference.state_dict()), reference, sample(SMALL))


def test_lr_aspp_is_that_of_torchvision() -> None:
    name = "lraspp_mobilenet_v3_large"
    reference = theirs(name, weights_backbone=None, num_classes=6)
    net, module = load(name, input=SMALL, classes=6), ours(name, input=SMALL, classes=6)
    assert shapes(module) == shapes(reference), "two 1x1 convolutions stand the other way round"
    loaded(reference, filled(reference.state_dict()))
    same(net, loaded(module, reference.state_dict()), reference, sample(SMALL))


@pytest.mark.parametrize("name", SEGMENTATION)
def test_segmentation_has_the_published_figures(name: str) -> None:
    weights: Any = torchvision.models.get_model_weights(name).DEFAULT
    options = {} if name.startswith("lraspp") else {"aux_loss": True}
    net = load(name, **options)
    assert net.params == weights.meta["num_params"]
    assert net.macs / 1e9 == pytest.approx(weights.meta["_ops"], rel=1e-3)


def test_the_feature_pyramid_is_that_of_torchvision() -> None:
    with torch.device("meta"):
        reference = resnet_fpn_backbone(
            backbone_name="resnet50", weights=None, trainable_layers=5, norm_layer=nn.BatchNorm2d
        )
    shape = (3, 100, 84)
    net, module = load("resnet50_fpn", input=shape), ours("resnet50_fpn", input=shape)
    assert shapes(module) == shapes(reference), "the order is that of the top-down path, not of the stages"
    loaded(reference, filled(reference.state_dict()))
    same(net, loaded(module, reference.state_dict()), reference, sample(shape))
    assert [end.stride for end in load("resnet50_fpn").outputs] == [(4, 4), (8, 8), (16, 16), (32, 32), (64, 64)]


class UNet(nn.Module):
    """Figure 1 of Ronneberger et al. (2015)."""

    def __init__(self, width: int, classes: int) -> None:
        super().__init__()

        def unit(before: int, after: int) -> nn.Sequential:
            return nn.Sequential(nn.Conv2d(before, after, 3), nn.ReLU(), nn.Conv2d(after, after, 3), nn.ReLU())

        widths = [width * 2**i for i in range(4)]
        self.down = nn.ModuleList(map(unit, [1, *widths], widths))
        self.bottom = unit(8 * width, 16 * width)
        self.up = nn.ModuleList(nn.ConvTranspose2d(2 * w, w, 2, stride=2) for w in widths)
        self.merge = nn.ModuleList(unit(2 * w, w) for w in widths)
        self.scores = nn.Conv2d(width, classes, 1)

    def forward(self, x: Tensor) -> Tensor:
        passed = []
        for down in self.down:
            x = down(x)
            passed.append(x)
            x = nn.functional.max_pool2d(x, 2)
        x = self.bottom(x)
        for level in (3, 2, 1, 0):
            x = self.up[level](x)
            crop = torchvision.transforms.functional.center_crop
            x = self.merge[level](torch.cat([crop(passed[level], list(x.shape[2:])), x], 1))
        scores: Tensor = self.scores(x)
        return scores


def unet_key(key: str) -> str:
    """`down.0.2.weight` of the reference is `down1.2.weight` in the file."""
    first, _, rest = key.partition(".")
    number, _, rest_ = rest.partition(".")
    return f"{first}{int(number) + 1}.{rest_}" if first in ("down", "up", "merge") else key


def test_u_net_is_that_of_the_paper() -> None:
    net = load("unet")
    assert (net.input, net.output) == ((1, 572, 572), (2, 388, 388))
    sizes = [layer.output[1] for layer in net.layers if layer.kind == "conv"]
    assert sizes == [570, 568, 282, 280, 138, 136, 66, 64, 30, 28, 54, 52, 102, 100, 198, 196, 390, 388, 388]
    assert net.params == sum(p.numel() for p in UNet(64, 2).parameters()) == 31_030_658
    small = load("unet", width=4, input=(1, 220, 220))
    reference = UNet(4, 2).eval()
    module = small.to_torch().eval()
    module.load_state_dict({unet_key(key): value for key, value in reference.state_dict().items()}, strict=True)
    x = sample((1, 220, 220))
    with torch.no_grad():
        assert torch.equal(module(x), reference(x))


def stream(channels: int, classes: int, second_norm: bool) -> nn.Sequential:
    """CNN-M-2048 as figure 1 of Simonyan and Zisserman (2014) has it."""
    norm = partial(nn.LocalResponseNorm, 5)
    pool = partial(nn.MaxPool2d, 3, stride=2, ceil_mode=True)
    return nn.Sequential(
        *(nn.Conv2d(channels, 96, 7, stride=2), nn.ReLU(), norm(), pool()),
        *(nn.Conv2d(96, 256, 5, stride=2, padding=1), nn.ReLU(), norm() if second_norm else nn.Identity(), pool()),
        *(nn.Conv2d(256, 512, 3, padding=1), nn.ReLU()),
        *(nn.Conv2d(512, 512, 3, padding=1), nn.ReLU()),
        *(nn.Conv2d(512, 512, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, stride=2), nn.Flatten()),
        *(nn.LazyLinear(4096), nn.ReLU(), nn.Linear(4096, 2048), nn.ReLU(), nn.Linear(2048, classes), nn.Softmax(1)),
    )


def test_two_streams_are_averaged() -> None:
    shapes_ = {"frame": (3, 96, 96), "flow": (20, 96, 96)}
    net = load("two_stream", classes=5, input=shapes_)
    spatial, temporal = stream(3, 5, True), stream(20, 5, False)
    frame, flow = (sample(shape) for shape in shapes_.values())
    with torch.no_grad():
        spatial(frame), temporal(flow)  # sizes of the first fully connected layers
        module = net.to_torch().eval()
        keys = iter(module.state_dict())
        weights = {next(keys): value for each in (spatial, temporal) for value in each.state_dict().values()}
        module.load_state_dict(weights, strict=True)
        found = module(frame=frame, flow=flow)
        torch.testing.assert_close(found, (spatial(frame) + temporal(flow)) / 2)
    assert load("two_stream").inputs[1].shape == (20, 224, 224)
    assert load("two_stream", frames=5).inputs[1].shape == (10, 224, 224)
