"""Which layers start fresh for another number of classes: of every architecture that comes with cnndsl."""

from __future__ import annotations

import pytest

import cnndsl
from cnndsl import zoo
from cnndsl.weights.head import from_outputs, head

HEADS = {
    "fc": "dla ecaresnet lecture_cnn legacy_xception m3 m5 m11 m18 mc3 plain r2plus1d r3d res2net resnest resnet "
    "resnext regnet se_resnet shufflenet skresnet wide_resnet",
    "head.fc": "convnextv2 cspdarknet ese_vovnet gernet mobileone nfnet repvgg resnetv2 rexnet tresnet xception41",
    "head.fc2": "inception_next",
    "head.head.l head.head_dist.l": "repvit",
    "head.3": "rcnn160",
    "last_linear": "inception_v4",
    "classif": "inception_resnet_v2",
    "scores": "unet",
    "spatial.full8 temporal.full8": "two_stream",
    "fpn.layer_blocks.3.0 fpn.layer_blocks.2.0 fpn.layer_blocks.1.0 fpn.layer_blocks.0.0": "resnet50_fpn",
    "output": "lenet5_1998",
    "s3": "neocognitron",
    "classifier": "densenet dpn fasternet ghostnet hrnet mixnet mobilenetv4",
    "classifier.low_classifier classifier.high_classifier": "lraspp",
    "classifier.1": "efficientnet mnasnet mobilenet_v2 squeezenet",
    "classifier.2": "convnext",
    "classifier.3": "mobilenet_v3",
    "classifier.4": "deeplabv3 fcn lecture_cnn_bn lenet",
    "classifier.6": "alexnet vgg",
    "aux1.fc2 aux2.fc2 fc": "googlenet",
    "AuxLogits.fc fc": "inception_v3",
}
"""The layers, and what the names of the architectures begin with; the longest beginning counts."""


def expected(name: str) -> list[str]:
    starts = {start: layers for layers, starts in HEADS.items() for start in starts.split()}
    return starts[max((start for start in starts if name.startswith(start)), key=len)].split()


def test_every_architecture() -> None:
    """From another value of `classes`, and from the outputs back: both ways find the same."""
    found, others = {}, {}
    for name in zoo.names():
        net = cnndsl.load(zoo.resolve(name))
        found[name] = [node.name for node in head(net)]
        others[name] = [node.name for node in from_outputs(net)]
    assert found == {name: expected(name) for name in zoo.names()}
    assert others == found


@pytest.mark.parametrize(
    ("text", "layers"),
    [
        ("input 1x8x8\nflatten\na: fc 20\nrelu\nb: fc 10\n", ["b"]),
        ("input 1x8x8\na: conv 10 3x3\nrelu\nglobal_avgpool\nflatten\n", ["a"]),
        ("input 1x8x8\nflatten\nadd:\n    left: fc 10\n    right: fc 10\n", ["left", "right"]),
        ("input 1x8x8\nflatten\nadd:\n    shortcut:\n        fc 10\n    long:\n        fc 30\n        fc 10\n", ["shortcut.0", "long.1"]),
        ("input 1x8x8\nflatten\nmean:\n    left: fc 10\n    right: fc 10\nsoftmax\n", ["left", "right"]),
        ("input 1x8x8\nflatten\nconcat:\n    left: fc 5\n    right: fc 5\n", []),
        ("input 1x8x8\na: conv 4 3x3\nflatten\n", []),
        ("model M(n=10)\ninput 1x8x8\nflatten\nfc n\n", ["1"]),
        ("model M(classes=10)\ninput 1x8x8\nflatten\na: fc 4*classes\nrelu\nb: fc classes\n", ["a", "b"]),
        ("model M(classes=8)\ninput 1x8x8\na: conv classes 3x3\nb: conv classes 3x3 groups=4\nglobal_avgpool\nflatten\n", ["a", "b"]),
    ],
)  # fmt: skip
def test_other_networks(text: str, layers: list[str]) -> None:
    net = cnndsl.parse(text)
    assert [node.name for node in head(net)] == layers
