"""torchvision and timm load their weights themselves: here from a cache that the test makes, without a network."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
import torchvision
from torch import nn

import cnndsl
from cnndsl.weights import WeightsError, load
from cnndsl.weights.sources import read
from cnndsl.weights.stored import StatedPreprocessing

ARCHITECTURES = Path(__file__).parents[2] / "architectures"
IMAGENET = StatedPreprocessing((0.485, 0.456, 0.406), (0.229, 0.224, 0.225), (224, 224), "bilinear")

Cached = Callable[[str, dict[str, Any]], None]


def entry(name: str) -> Any:
    return torchvision.models.get_model_weights(name)["IMAGENET1K_V1"]


def theirs(name: str, **options: Any) -> nn.Module:
    """A model of torchvision whose numbers are cheap to make, and not those of any initialisation."""
    with torch.device("meta"):
        model = torchvision.models.get_model(name, weights=None, **options)
    model = model.to_empty(device="cpu").eval()
    torch.manual_seed(0)
    for tensor in (*model.parameters(), *model.buffers()):
        if tensor.is_floating_point():
            tensor.data.uniform_(0.5, 1.5)
        else:
            tensor.zero_()
    assert isinstance(model, nn.Module)
    return model


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever would be downloaded has to be a file of this machine."""
    real = torch.hub.urlopen

    def only_files(request: Any, *arguments: Any, **options: Any) -> Any:
        if not str(getattr(request, "full_url", request)).startswith("file:"):
            raise OSError("there is no network")
        return real(request, *arguments, **options)

    monkeypatch.setattr(torch.hub, "urlopen", only_files)
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "cache"))


@pytest.fixture
def cached(tmp_path: Path) -> Cached:
    """Put a file where torchvision finds what it has downloaded once."""

    def put(name: str, state: dict[str, Any]) -> None:
        folder = tmp_path / "cache" / "hub" / "checkpoints"
        folder.mkdir(parents=True, exist_ok=True)
        torch.save(state, folder / entry(name).url.rpartition("/")[2])

    return put


@pytest.mark.parametrize("source", ["torchvision:IMAGENET1K_V1", "torchvision:squeezenet1_1/IMAGENET1K_V1",
                                    "torchvision:squeezenet1_1", "torchvision:DEFAULT"])  # fmt: skip
def test_weights_from_the_cache_of_torchvision(source: str, cached: Cached) -> None:
    model = theirs("squeezenet1_1")
    cached("squeezenet1_1", model.state_dict())
    net = cnndsl.load(ARCHITECTURES / "squeezenet1_1.cnn", weights=source)
    image = torch.rand(2, 3, 64, 64)
    with torch.inference_mode():
        assert torch.equal(net.to_torch().eval()(image), model(image))
    assert net.weights is not None
    assert (len(net.weights.classes), net.weights.classes[207]) == (1000, "golden retriever")
    assert net.weights.preprocessing == IMAGENET


def test_another_number_of_classes(cached: Cached) -> None:
    cached("squeezenet1_1", theirs("squeezenet1_1").state_dict())
    net = cnndsl.load(ARCHITECTURES / "squeezenet1_1.cnn", classes=5, weights="torchvision:IMAGENET1K_V1")
    assert net.weights is not None
    assert net.weights.fresh == ("classifier.1.weight", "classifier.1.bias")


def test_keys_of_old_are_read_as_torchvision_reads_them(cached: Cached) -> None:
    """DenseNet's files say `norm.1`, its modules `norm1`."""
    model = theirs("densenet121")
    old = {re.sub(r"(denselayer\d+\.(?:norm|conv))([12])", r"\1.\2", k): v for k, v in model.state_dict().items()}
    assert "features.denseblock1.denselayer1.norm.1.weight" in old
    cached("densenet121", {key: tensor for key, tensor in old.items() if "num_batches" not in key})
    net = cnndsl.load(ARCHITECTURES / "densenet121.cnn")
    found = load("torchvision:IMAGENET1K_V1", net)
    assert found.fresh == ()
    assert all(torch.equal(found.tensors[key], tensor) for key, tensor in model.state_dict().items())


def test_heads_for_training_and_the_images_of_googlenet(cached: Cached) -> None:
    """torchvision leaves the heads out of the model that it gives, and turns images round within it."""
    model = theirs("googlenet", aux_logits=True, transform_input=True, init_weights=False)
    cached("googlenet", model.state_dict())
    path = ARCHITECTURES / "googlenet.cnn"
    found = load("torchvision:IMAGENET1K_V1", cnndsl.load(path))
    assert found.fresh == ()
    assert torch.equal(found.tensors["aux1.fc2.weight"], model.state_dict()["aux1.fc2.weight"])
    assert found.preprocessing == StatedPreprocessing((0.5,) * 3, (0.5,) * 3, (224, 224), "bilinear")
    assert load("torchvision:IMAGENET1K_V1", cnndsl.load(path, transform_input=True)).preprocessing == IMAGENET


def test_a_download_with_another_hash_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = tmp_path / "file"
    torch.save(theirs("squeezenet1_1").state_dict(), written)
    right = sha256(written.read_bytes()).hexdigest()[:8]
    for digest in ("0" * 8, right):
        url = tmp_path / f"squeezenet1_1-{digest}.pth"
        url.write_bytes(written.read_bytes())
        monkeypatch.setattr(entry("squeezenet1_1").value, "url", url.as_uri())
        if digest == right:
            assert len(read("torchvision:squeezenet1_1").tensors) == 52
        else:
            with pytest.raises(WeightsError, match="is not what torchvision expects: invalid hash value"):
                read("torchvision:squeezenet1_1")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("torchvision:", "does not say which model of torchvision\n  help: name it, as in torchvision:resnet50/IMAGENET1K_V1"),
        ("torchvision:IMAGENET1K_V2", "help: name it, as in torchvision:resnet50/IMAGENET1K_V2"),
        ("torchvision:resnet81/IMAGENET1K_V1", "torchvision has no classifier resnet81\n  help: did you mean resnet"),
        ("torchvision:resnet18/IMAGENET1K_V9", "no weights IMAGENET1K_V9 for resnet18\n  help: did you mean IMAGENET1K_V1?"),
        ("torchvision:resnet18/x", "no weights x for resnet18\n  help: it has IMAGENET1K_V1"),
        ("torchvision:resnet18", "torchvision cannot load torchvision:resnet18: there is no network\n  help: it takes "),
    ],
)  # fmt: skip
def test_what_torchvision_does_not_have(source: str, said: str) -> None:
    with pytest.raises(WeightsError) as caught:
        read(source)
    assert said in str(caught.value)


def test_a_damaged_file_in_the_cache(cached: Cached, tmp_path: Path) -> None:
    cached("squeezenet1_1", {})
    place = next((tmp_path / "cache").rglob("*.pth"))
    place.write_bytes(b"PK\x03\x04")
    with pytest.raises(WeightsError) as caught:
        read("torchvision:squeezenet1_1")
    assert f"it takes {place} where that file is there; remove it where it is damaged" in str(caught.value)


@pytest.fixture
def timm(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """As much of timm as is asked for; its models have torchvision's keys."""
    module = ModuleType("timm")

    def create_model(name: str, *, pretrained: bool) -> nn.Module:
        assert pretrained
        if name.endswith(".none"):
            raise RuntimeError("Invalid pretrained tag (none) for resnet18.")
        model = theirs("squeezenet1_1")
        model.pretrained_cfg = {
            "input_size": (3, 224, 224), "interpolation": "bicubic", "label_names": None,
            "mean": (0.5, 0.5, 0.5), "std": (0.25, 0.25, 0.25),
        }  # fmt: skip
        return model

    module.list_models = lambda: ["squeezenet1_1", "resnet18"]  # type: ignore[attr-defined]
    module.create_model = create_model  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "timm", module)
    return module


def test_weights_of_timm(timm: ModuleType) -> None:
    net = cnndsl.load(ARCHITECTURES / "squeezenet1_1.cnn", weights="timm:squeezenet1_1.a1_in1k")
    image = torch.rand(1, 3, 64, 64)
    with torch.inference_mode():
        assert torch.equal(net.to_torch().eval()(image), theirs("squeezenet1_1")(image))
    assert net.weights is not None
    assert net.weights.preprocessing == StatedPreprocessing((0.5,) * 3, (0.25,) * 3, (224, 224), "bicubic")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("timm:", "names no model"),
        ("timm:resnet81", "timm has no model resnet81\n  help: did you mean resnet18?"),
        ("timm:resnet18.none", "timm cannot load resnet18.none: Invalid pretrained tag"),
    ],
)
def test_what_timm_does_not_have(source: str, said: str, timm: ModuleType) -> None:
    with pytest.raises(WeightsError) as caught:
        read(source)
    assert said in str(caught.value)


def test_timm_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "timm", None)
    with pytest.raises(WeightsError, match=r"timm:resnet18 needs timm, which is not installed"):
        read("timm:resnet18")
