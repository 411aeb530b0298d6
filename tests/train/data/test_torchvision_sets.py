"""Torchvision's sets from files that the tests fabricate, and what is said where there are none."""

import hashlib
import pickle
from pathlib import Path
from typing import Any, ClassVar
from urllib.error import URLError

import numpy as np
import pytest
import torch
import torchvision.datasets
from PIL import Image
from torchvision.datasets import cifar, folder, mnist, usps

from cnndsl.train.data import sources
from cnndsl.train.errors import TrainingError


def offline(*_: object, **__: object) -> None:
    raise URLError("no network here")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CNNDSL_DATA", raising=False)
    for module in (cifar, mnist, usps, torchvision.datasets.dtd, torchvision.datasets.eurosat):
        for name in ("download_and_extract_archive", "download_url"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, offline)


def batch(count: int, seed: int) -> dict[str, Any]:
    drawn = np.random.default_rng(seed)
    pixels = drawn.integers(0, 256, (count, 3072), dtype=np.uint8)
    return {"data": pixels, "labels": [int(label) for label in drawn.integers(0, 10, count)]}


def write_cifar(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CIFAR-10 with two small batches whose sums torchvision is told."""
    base = root / "cifar-10-batches-py"
    base.mkdir(parents=True)
    sums = {}
    contents = {
        "data_batch_1": batch(6, 1),
        "test_batch": batch(4, 2),
        "batches.meta": {"label_names": list("abcdefghij")},
    }
    for name, content in contents.items():
        data = pickle.dumps(content)
        (base / name).write_bytes(data)
        sums[name] = hashlib.md5(data).hexdigest()
    monkeypatch.setattr(cifar.CIFAR10, "train_list", [["data_batch_1", sums["data_batch_1"]]])
    monkeypatch.setattr(cifar.CIFAR10, "test_list", [["test_batch", sums["test_batch"]]])
    monkeypatch.setattr(cifar.CIFAR10, "meta", cifar.CIFAR10.meta | {"md5": sums["batches.meta"]})


@pytest.mark.parametrize("below", ["data", "data/cifar10"])
def test_cifar_is_one_tensor_of_bytes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, below: str) -> None:
    write_cifar(tmp_path / below, monkeypatch)
    source = sources.find("cifar10")
    dataset = source.load()
    for part, content in ((dataset.train, batch(6, 1)), (dataset.test, batch(4, 2))):
        assert torch.equal(part.images, torch.from_numpy(content["data"]).view(-1, 3, 32, 32))
        assert part.labels.tolist() == content["labels"]
    assert source.facts.classes[0] == "airplane"
    assert dataset.classes == ()


class Trap:
    """A pickle that writes a file when it is loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("name", ["data_batch_1", "test_batch", "batches.meta"])
def test_a_pickle_that_is_not_cifars_is_never_loaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    write_cifar(tmp_path / "data", monkeypatch)
    sources.find("cifar10").load()
    (tmp_path / "data" / "cifar-10-batches-py" / name).write_bytes(pickle.dumps(Trap(tmp_path / "sprung")))
    with pytest.raises(TrainingError):
        sources.find("cifar10").load()
    assert not (tmp_path / "sprung").exists()
    pickle.loads(pickle.dumps(Trap(tmp_path / "sprung")))
    assert (tmp_path / "sprung").exists()  # the trap works


def test_files_that_old_versions_of_torchvision_made_are_not_opened(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    processed = tmp_path / "data" / "MNIST" / "processed"
    processed.mkdir(parents=True)
    for name in ("training.pt", "test.pt"):
        torch.save((torch.zeros(3, 28, 28, dtype=torch.uint8), torch.zeros(3).long()), processed / name)
    monkeypatch.setattr(torch, "load", lambda *_, **__: pytest.fail("opened"))
    with pytest.raises(TrainingError, match="mnist is not in data, /usr/share/datasets"):
        sources.find("mnist").load()


@pytest.mark.parametrize("name", ["cifar10", "kmnist", "usps", "dtd", "eurosat", "pcam", "stanford-cars"])
def test_what_cannot_be_fetched_is_told(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNDSL_DATA", str(tmp_path / "mine"))
    with pytest.raises(TrainingError) as error:
        sources.find(name).load()
    places = f"{name} is not in data, {tmp_path / 'mine'}, /usr/share/datasets, and torchvision could not fetch it: "
    assert error.value.message.startswith(places)
    assert len(error.value.message) > len(places)
    assert error.value.help == "put its files into one of these folders, or name theirs with --data-dir"
    assert error.value.__cause__ is None


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(TrainingError, match="File exists"):
        sources.find("cifar10").load()


def test_images_in_files_are_read_when_asked_for(tmp_path: Path) -> None:
    for kind in range(10):
        base = tmp_path / "data" / "eurosat" / "2750" / f"kind{kind}"
        base.mkdir(parents=True)
        for number in range(5):
            Image.new("RGB", (64, 64), (kind, number, 9)).save(base / f"{number}.jpg", quality=100, subsampling=0)
    dataset = sources.find("eurosat").load()
    assert dataset.train.labels.bincount().tolist() == [4] * 10
    assert dataset.test.labels.bincount().tolist() == [1] * 10
    assert not isinstance(dataset.train.images, torch.Tensor)
    for place in (0, 17):
        image = dataset.train.images[place]
        assert (image.dtype, image.shape) == (torch.uint8, (3, 64, 64))
        assert abs(int(image[0, 0, 0]) - int(dataset.train.labels[place])) <= 2


def test_files_stand_in_one_order_whatever_the_file_system_says(monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path("data", "SUN397")
    for kind in ("abbey", "zoo"):
        (root / kind[0] / kind).mkdir(parents=True)
        for number in range(5):
            Image.new("RGB", (8, 8), (40 * number,) * 3).save(root / kind[0] / kind / f"sun_{number}.jpg")
    (root / "ClassName.txt").write_text("/a/abbey\n/z/zoo\n")
    expected = sources.find("sun397").load()
    found = list(root.rglob("sun_*.jpg"))
    monkeypatch.setattr(Path, "rglob", lambda *_: iter(sorted(found, key=lambda path: path.name[::-1], reverse=True)))
    dataset = sources.find("sun397").load()
    for part, same in ((dataset.train, expected.train), (dataset.test, expected.test)):
        assert torch.equal(part.labels, same.labels)
        for place in range(len(part)):
            assert torch.equal(part.images[place], same.images[place])


class Fake(torchvision.datasets.VisionDataset):
    """What torchvision would give for one part of DTD."""

    counts: ClassVar = {"train": 94, "val": 47, "test": 47}

    def __init__(self, root: Path, split: str, download: bool) -> None:
        self._labels = [number % 47 for number in range(self.counts[split])]
        self.classes = [f"texture{number}" for number in range(47)]

    def __len__(self) -> int:
        return len(self._labels)

    def __getitem__(self, index: int) -> tuple[Image.Image, int]:
        if index == 3:
            raise OSError("image file is truncated")
        return Image.new("L", (5, 4), 7), self._labels[index]


def test_own_validation_images_and_names_known_late(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(torchvision.datasets, "DTD", Fake)
    source = sources.find("dtd")
    dataset = source.load()
    assert dataset.validation is not None
    assert [len(part) for part in (dataset.train, dataset.validation, dataset.test)] == [94, 47, 47]
    assert source.facts.classes[:2] == ("0", "1")
    assert dataset.classes[:2] == ("texture0", "texture1")
    assert dataset.train.images[0].shape == (3, 4, 5)
    with pytest.raises(TrainingError, match="image 3 of dtd cannot be decoded: image file is truncated"):
        dataset.train.images[3]


def test_labels_that_are_not_those_of_the_classes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()

    class Off(Fake):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._labels[5] = 47

    monkeypatch.setattr(torchvision.datasets, "DTD", Off)
    with pytest.raises(TrainingError, match="the files of dtd have other labels than 0 to 46"):
        sources.find("dtd").load()


def test_folder_extensions_are_torchvisions() -> None:
    from cnndsl.train.data.folder import EXTENSIONS

    assert set(EXTENSIONS) == {*folder.IMG_EXTENSIONS, ".gif"}


@pytest.mark.parametrize(
    "labels",
    [["a"] * 141, [1.5] * 141, [[1, 2]] * 141, [True] * 141, [None] * 141, [1j] * 141, [float("nan")] * 141, 7],
)
def test_labels_of_other_kinds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, labels: Any) -> None:
    (tmp_path / "data").mkdir()

    class Off(Fake):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._labels = labels

    monkeypatch.setattr(torchvision.datasets, "DTD", Off)
    with pytest.raises(TrainingError, match="the labels of dtd are not one whole number for each image"):
        sources.find("dtd").load()


def test_labels_that_are_whole_numbers_of_any_type(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    labels = list(range(47)) * 2

    class Off(Fake):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._labels = np.array(labels, np.float32)

        def __len__(self) -> int:
            return len(labels)

    monkeypatch.setattr(torchvision.datasets, "DTD", Off)
    assert sources.find("dtd").load().train.labels.tolist() == labels
    labels.append(0)
    monkeypatch.setattr(Off, "__len__", lambda self: 94)
    with pytest.raises(TrainingError, match="the files of dtd hold 95 labels and 94 images"):
        sources.find("dtd").load()


def test_arrays_that_are_no_images(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()

    class Off:
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            self.targets, self.data = [0, 1], np.zeros((2, 16, 16), np.float64)

    monkeypatch.setattr(torchvision.datasets, "USPS", Off)
    with pytest.raises(TrainingError, match=r"the images of usps are 2x1x16x16 of float64, not bytes of 1 channel"):
        sources.find("usps").load()
