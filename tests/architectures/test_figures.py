"""The figures of the course notes and of the papers, and that every file of `architectures/` is sound."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch

import cnndsl
from cnndsl.pipeline import check_path

ARCHITECTURES = Path(__file__).parents[2] / "architectures"
FILES = sorted(ARCHITECTURES.glob("*.cnn"))
MAPS = {path.stem for path in FILES if path.stem.startswith(("fcn_", "deeplabv3_", "lraspp_", "unet", "resnet50_fpn"))}
"""Those that give maps, and no numbers for the classes of an image."""
LIBRARIES = sorted((ARCHITECTURES / "families").glob("*.cnn"))


def load(name: str, **options: object) -> cnndsl.Network:
    return cnndsl.load(ARCHITECTURES / f"{name}.cnn", **options)


def parameters(name: str, **options: object) -> list[int]:
    """Of each layer that has any, in order."""
    return [layer.params for layer in load(name, **options).layers if layer.params]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_is_a_network(path: Path) -> None:
    checked = check_path(str(path))
    assert checked.diagnostics == []
    assert checked.network is not None
    assert (len(checked.network.output) == 1) == (path.stem not in MAPS)
    assert checked.network.name.replace("_", "").lower().startswith(path.stem.replace("_", "").lower())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_network_takes_other_classes(path: Path) -> None:
    classes = 10 if path.stem == "lenet" else 7  # lenet.cnn states its parameters for ten
    if path.stem == "resnet50_fpn":  # features for detectors, whose heads know of classes
        assert cnndsl.load(path, width=classes).output[0] == classes
        return
    output = cnndsl.load(path, classes=classes).output
    assert output[0] == classes
    assert len(output) == 1 or path.stem in MAPS


@pytest.mark.parametrize("path", LIBRARIES, ids=lambda path: path.stem)
def test_every_library_is_sound(path: Path) -> None:
    checked = check_path(str(path))
    assert checked.diagnostics == []
    assert checked.blocks


@pytest.mark.parametrize("path", [*FILES, *LIBRARIES], ids=lambda path: path.stem)
def test_every_file_opens_with_a_comment(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert max(map(len, lines)) <= 120
    assert not any(line != line.rstrip() or "\t" in line for line in lines)


@pytest.mark.parametrize(
    ("name", "params", "macs"),
    [
        ("lenet", 61_706, 416_520),
        ("lecture_cnn", 8_490, 467_200),
        ("lecture_cnn_bn", 1_425_214, 2_925_702),
        ("alexnet", 61_100_840, 714_188_480),
        ("vgg16", 138_357_544, 15_470_264_320),
        ("resnet18_lecture", 11_692_520, None),
        ("resnet18", 11_689_512, None),
    ],
)
def test_figures_of_the_course(name: str, params: int, macs: int | None) -> None:
    net = load(name)
    assert net.params == params
    assert macs is None or net.macs == macs


@pytest.mark.parametrize(
    ("name", "layers"),
    [
        ("lenet", [156, 2_416, 48_120, 10_164, 850]),
        ("lecture_cnn", [260, 5_020, 3_210]),
        ("lecture_cnn_bn", [250, 50, 11_300, 100, 1_281_024, 131_200, 1_290]),
    ],
)
def test_layers_of_the_course(name: str, layers: list[int]) -> None:
    assert parameters(name) == layers


def shape(name: str, layer: str) -> tuple[int, ...]:
    """The output of the layer of that name, or the first of that kind."""
    return next(info.output for info in load(name).layers if layer in (info.name, info.kind))


def test_shapes_of_the_course() -> None:
    assert shape("lenet", "features.5") == (16, 5, 5)
    assert shape("lecture_cnn", "flatten") == (320,)
    assert shape("lecture_cnn_bn", "flatten") == (1250,)
    assert shape("alexnet", "features.0") == (64, 55, 55)
    assert shape("alexnet", "features.12") == (256, 6, 6)
    assert shape("vgg16", "features.30") == (512, 7, 7)


def test_vgg16_has_thirteen_convolutions() -> None:
    """The notes call it "VGG13"."""
    kinds = [layer.kind for layer in load("vgg16").layers]
    assert kinds.count("conv") == 13
    assert kinds.count("fc") == 3


def test_the_residual_network_of_the_course_projects_where_channels_change() -> None:
    layers = load("resnet18_lecture").layers
    assert sum(layer.name.endswith("shortcut") for layer in layers) == 3
    state = load("resnet18_lecture").to_torch().state_dict()
    convolutions = [key.removesuffix(".weight") for key, value in state.items() if value.ndim == 4]
    assert len(convolutions) == 20
    assert all(f"{name}.bias" in state for name in convolutions)


def test_lenet5_1998_has_the_parameters_of_the_paper() -> None:
    """LeCun et al. (1998), section II.B: C1 156, S2 12, C3 1,516, S4 32, C5 48,120, F6 10,164; 60,000 in all."""
    layers = [layer for layer in load("lenet5_1998").layers if layer.params]
    stages = ["c1", "s2", "c3", "s4", "c5", "f6"]
    counts = [sum(layer.params for layer in layers if layer.name.split(".")[0] == stage) for stage in stages]
    assert counts == [156, 12, 1_516, 32, 48_120, 10_164]
    assert sum(counts) == load("lenet5_1998").params == 60_000


def test_lenet5_1998_has_the_connections_of_the_paper() -> None:
    """340,908 in all: each unit's inputs and bias, and 840 to the output; a unit of S2 and S4 has four inputs."""
    layers = {layer.name: layer for layer in load("lenet5_1998").layers}
    found = {"output": layers["output"].macs}
    for stage in ("c1", "c3", "c5", "f6"):
        channels, *sizes = layers[stage].output
        found[stage] = layers[stage].macs + channels * math.prod(sizes)
    for stage in ("s2", "s4"):
        found[stage] = math.prod(layers[f"{stage}.0"].output) * (4 + 1)
    assert found == {
        "c1": 122_304, "s2": 5_880, "c3": 151_600, "s4": 2_000, "c5": 48_120, "f6": 10_164, "output": 840,
    }  # fmt: skip
    assert sum(found.values()) == 340_908


@pytest.mark.parametrize(
    ("name", "layers", "millions"),
    [
        ("resnet20", 20, 0.27),
        ("resnet56", 56, 0.85),
        ("resnet110", 110, 1.7),
        ("plain20", 20, 0.27),
        ("plain56", 56, 0.85),
    ],
)
def test_cifar_networks_of_he_et_al(name: str, layers: int, millions: float) -> None:
    """Table 6 of "Deep Residual Learning". The two projections of option B are not counted among the layers."""
    net = load(name)
    counted = [info for info in net.layers if info.kind in ("conv", "fc") and "downsample" not in info.name]
    assert len(counted) == layers
    assert net.params / 1e6 == pytest.approx(millions, abs=0.035 if name == "resnet110" else 0.006)
    assert net.input == (3, 32, 32)


@pytest.mark.parametrize(
    ("plain", "residual"), [("plain20", "resnet20"), ("plain56", "resnet56")], ids=["20 layers", "56 layers"]
)
def test_plain_and_residual_differ_by_the_projections_alone(plain: str, residual: str) -> None:
    projections = (16 * 32 + 2 * 32) + (32 * 64 + 2 * 64)
    assert load(residual).params - load(plain).params == projections


def test_squeeze_and_excitation() -> None:
    """Hu et al., section 6.1: about 2.5 million parameters more than ResNet-50's 25 million, hardly more operations."""
    net, without = load("se_resnet50"), load("resnet50")
    assert net.params == 28_088_024
    assert (net.params - without.params) / 1e6 == pytest.approx(2.5, abs=0.05)
    assert net.macs / without.macs < 1.005


@pytest.mark.parametrize(
    "name", ["lenet", "lecture_cnn", "lecture_cnn_bn", "lenet5_1998", "resnet18_lecture", "plain20", "resnet20"]
)
def test_compiled_networks_agree(name: str) -> None:
    """Those that torchvision does not have."""
    net = load(name)
    module = net.to_torch().eval()
    assert sum(parameter.numel() for parameter in module.parameters()) == net.params
    with torch.inference_mode():
        assert module(torch.zeros(2, *net.input)).shape == (2, *net.output)


def test_a_recurrent_network_has_the_parameters_of_the_paper() -> None:
    """Liang and Hu (2015), table 2: RCNN-96 has 0.67, RCNN-128 1.19, RCNN-160 1.86 million."""
    for width, millions in [(96, 0.67), (128, 1.19), (160, 1.86)]:
        assert round(load("rcnn160", width=width).params / 1e6, 2) == millions
