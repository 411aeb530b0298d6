"""IDX files: what a test writes is what is read, and every fault is told as what it is."""

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from cnndsl.train.data import sources
from cnndsl.train.data.dataset import Dataset
from cnndsl.train.errors import TrainingError

PARTS = {"train": 12, "t10k": 5}
Change = Callable[[bytes], bytes]


def encoded(numbers: np.ndarray) -> bytes:
    kind = {"uint8": 0x08, "int32": 0x0C}[numbers.dtype.name]
    shape = b"".join(size.to_bytes(4, "big") for size in numbers.shape)
    return bytes([0, 0, kind, numbers.ndim]) + shape + numbers.astype(numbers.dtype.newbyteorder(">")).tobytes()


def images(count: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (count, 28, 28), dtype=np.uint8)


def labels(count: int) -> np.ndarray:
    return (np.arange(count) % 10).astype(np.uint8)


def written(folder: Path, zipped: bool = False) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for part, count in PARTS.items():
        for name, numbers in (
            (f"{part}-images-idx3-ubyte", images(count, count)),
            (f"{part}-labels-idx1-ubyte", labels(count)),
        ):
            data = encoded(numbers)
            (folder / (name + ".gz" * zipped)).write_bytes(gzip.compress(data) if zipped else data)
    return folder


def assert_as_written(dataset: Dataset) -> None:
    for part, count in ((dataset.train, 12), (dataset.test, 5)):
        assert torch.equal(part.images, torch.from_numpy(images(count, count)).unsqueeze(1))
        assert part.labels.tolist() == labels(count).tolist()
        assert part.labels.dtype == torch.int64
    assert dataset.validation is None


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("below", [".", "fashion-mnist", "FashionMNIST/raw", "FashionMNIST"])
def test_original_files_are_taken_as_they_are(tmp_path: Path, below: str, zipped: bool) -> None:
    written(tmp_path / below, zipped)
    assert_as_written(sources.find("fashion-mnist", tmp_path).load())


def test_the_spelling_with_a_dot(tmp_path: Path) -> None:
    for path in list(written(tmp_path).iterdir()):
        path.rename(tmp_path / path.name.replace("-idx", ".idx"))
    assert_as_written(sources.find("mnist", tmp_path).load())


def test_the_places_are_searched_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CNNDSL_DATA", str(tmp_path / "mine"))
    written(tmp_path / "mine" / "kmnist")
    assert_as_written(sources.find("kmnist").load())
    other = encoded(np.zeros((12, 28, 28), np.uint8))
    (written(tmp_path / "data" / "KMNIST" / "raw") / "train-images-idx3-ubyte").write_bytes(other)
    assert sources.find("kmnist").load().train.images.sum() == 0


def test_qmnist_has_rows_of_labels(tmp_path: Path) -> None:
    for part, count in (("train", 12), ("test", 5)):
        rows = np.zeros((count, 8), np.int32)
        rows[:, 0] = labels(count)
        rows[:, 2] = 70_000
        (tmp_path / f"qmnist-{part}-images-idx3-ubyte").write_bytes(encoded(images(count, count)))
        (tmp_path / f"qmnist-{part}-labels-idx2-int").write_bytes(encoded(rows))
    assert_as_written(sources.find("qmnist", tmp_path).load())


def test_emnist_is_turned_upright_and_its_letters_count_from_1(tmp_path: Path) -> None:
    for part, count in (("train", 26), ("test", 5)):
        prefix = f"emnist-letters-{part}"
        (tmp_path / f"{prefix}-images-idx3-ubyte").write_bytes(encoded(images(count, count)))
        (tmp_path / f"{prefix}-labels-idx1-ubyte").write_bytes(encoded(np.arange(1, count + 1, dtype=np.uint8)))
    source = sources.find("emnist-letters", tmp_path)
    train = source.load().train
    assert torch.equal(train.images[3, 0], torch.from_numpy(images(26, 26)[3].T))
    assert train.labels.tolist() == list(range(26))
    assert (source.facts.classes[0], source.facts.classes[25]) == ("a", "z")


def cut(data: bytes) -> bytes:
    return data[:-1]


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("train-images-idx3-ubyte", cut, "its header says 12x28x28, 9,408 bytes; it is cut off after 9,407"),
        ("train-images-idx3-ubyte", lambda data: data + b"x", "12x28x28, 9,408 bytes; it holds more"),
        ("train-images-idx3-ubyte", lambda data: data[:10], "is cut off in its header, after 10 bytes"),
        ("train-images-idx3-ubyte", lambda data: b"", "is cut off in its header, after 0 bytes"),
        ("train-images-idx3-ubyte", lambda data: b"\0\0\x08\x01" + data[4:], "starts with the number 2049, an IDX file of this kind with 2051"),
        ("train-labels-idx1-ubyte", lambda data: b"PK\3\4" + data[4:], "starts with the number 1347093252"),
        ("t10k-images-idx3-ubyte", lambda data: data[:4] + b"\xff" * 12 + data[16:], "the file cannot hold as many"),
        ("t10k-images-idx3-ubyte", lambda data: encoded(images(5, 5)[:, :20]), "holds images of 20x28; those of mnist are 28x28"),
        ("t10k-images-idx3-ubyte", lambda data: encoded(images(0, 5)), "holds no images"),
        ("t10k-labels-idx1-ubyte", lambda data: encoded(labels(4)), "holds 4 labels; t10k-images-idx3-ubyte"),
        ("t10k-labels-idx1-ubyte", lambda data: cut(data) + b"\x0a", "label 10 at place 4; those of mnist are from 0 to 9"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_file(tmp_path: Path, name: str, change: Change, message: str, zipped: bool) -> None:
    written(tmp_path, zipped)
    path = tmp_path / (name + ".gz" * zipped)
    data = change(gzip.decompress(path.read_bytes()) if zipped else path.read_bytes())
    path.write_bytes(gzip.compress(data) if zipped else data)
    with pytest.raises(TrainingError) as error:
        sources.find("mnist", tmp_path).load()
    assert str(path) in error.value.message
    assert message in error.value.message


@pytest.mark.parametrize("change", [lambda data: data[:-20], lambda data: data[:200] + b"\0\0\0\0" + data[204:]])
def test_a_damaged_gzip_file(tmp_path: Path, change: Change) -> None:
    path = written(tmp_path, zipped=True) / "train-images-idx3-ubyte.gz"
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(TrainingError, match="the gzip file is damaged or cut off"):
        sources.find("mnist", tmp_path).load()


def test_a_header_is_not_believed(tmp_path: Path) -> None:
    """Small gzip files that claim and nearly hold much: memory grows with what is there."""
    import tracemalloc

    path = written(tmp_path, zipped=True) / "train-images-idx3-ubyte.gz"
    count = 200_000  # 157 MB by the header, a megabyte in the file
    header = bytes([0, 0, 8, 3]) + b"".join(n.to_bytes(4, "big") for n in (count, 28, 28))
    padding = np.random.default_rng(0).bytes(200_000)
    path.write_bytes(gzip.compress(header + bytes(10**6) + padding))
    tracemalloc.start()
    with pytest.raises(TrainingError, match="it is cut off after 1,200,000"):
        sources.find("mnist", tmp_path).load()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 2**20


def test_missing_files_are_named_when_nothing_can_be_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from torchvision.datasets import mnist

    def offline(*_: object, **__: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr(mnist, "download_and_extract_archive", offline)
    (written(tmp_path) / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(TrainingError) as error:
        sources.find("mnist", tmp_path).load()
    assert f"mnist is not in {tmp_path} ({tmp_path} lacks t10k-labels-idx1-ubyte)" in error.value.message
    assert "no network" in error.value.message
    assert "--data-dir" in error.value.help


FASHION = Path("/usr/share/datasets/fashion-mnist")


@pytest.mark.skipif(not FASHION.is_dir(), reason="dataset-fashion-mnist is not installed")
def test_the_real_fashion_mnist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CNNDSL_DATA", raising=False)
    dataset = sources.find("fashion-mnist").load()
    assert dataset.train.images.shape == (60_000, 1, 28, 28)
    assert dataset.test.images.shape == (10_000, 1, 28, 28)
    for part, each in ((dataset.train, 6_000), (dataset.test, 1_000)):
        assert part.labels.bincount().tolist() == [each] * 10
    mean = dataset.train.images.float().mean() / 255
    assert round(float(mean), 4) == 0.2860  # as published
