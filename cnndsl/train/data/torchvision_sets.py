"""What is known of torchvision's classification sets without importing it: the table that ``--data NAME`` reads."""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import Any

from cnndsl.train.data.dataset import Facts
from cnndsl.train.data.idx import Names

DIGITS = tuple(string.digits)
FASHION = tuple("T-shirt/top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot".split(","))
KANA = tuple("o ki su tsu na ha ma ya re wo".split())
CIFAR10 = tuple("airplane automobile bird cat deer dog frog horse ship truck".split())
STL10 = tuple("airplane bird car cat deer dog horse monkey ship truck".split())
EUROSAT = tuple(
    "AnnualCrop Forest HerbaceousVegetation Highway Industrial Pasture PermanentCrop Residential River SeaLake".split()
)
IMAGENETTE = tuple(
    "tench,English springer,cassette player,chain saw,church,"
    "French horn,garbage truck,gas pump,golf ball,parachute".split(",")
)
ALPHANUMERIC = (*string.digits, *string.ascii_uppercase, *string.ascii_lowercase)
MERGED = (*string.digits, *string.ascii_uppercase, *"abdefghnqrt")
"""EMNIST's classes where a small letter that looks like its capital is one with it."""

Arguments = dict[str, Any]


@dataclass(frozen=True)
class PartArguments:
    """The arguments that give each part of a data set."""

    train: Arguments
    test: Arguments | None = None
    """None where it has no test part: a fixed fifth of each class is taken for it."""
    validation: Arguments | None = None


WHOLE = PartArguments({})
TRAIN_OR_NOT = PartArguments({"train": True}, {"train": False})
TRAIN_TEST = PartArguments({"split": "train"}, {"split": "test"})
TRAIN_VAL_TEST = PartArguments({"split": "train"}, {"split": "test"}, {"split": "val"})


@dataclass(frozen=True)
class TorchvisionSet:
    """One of torchvision's data sets."""

    facts: Facts
    kind: str
    """The class in torchvision.datasets."""
    parts: PartArguments = WHOLE
    idx: Names | None = None
    """How its files are called, where they are IDX files."""


def _numbered(count: int) -> tuple[str, ...]:
    """Classes whose names only the files say."""
    return tuple(map(str, range(count)))


def _mnist(
    name: str,
    kind: str,
    classes: tuple[str, ...],
    names: Names,
    parts: PartArguments = TRAIN_OR_NOT,
    flips: bool = False,
) -> TorchvisionSet:
    return TorchvisionSet(Facts(name, 1, (28, 28), classes, flips, on_black=True), kind, parts, names)


def _emnist(split: str, classes: tuple[str, ...], first_label: int = 0) -> TorchvisionSet:
    names = Names(f"emnist-{split}-train", f"emnist-{split}-test", first_label=first_label, transposed=True)
    parts = PartArguments({"split": split, "train": True}, {"split": split, "train": False})
    return _mnist(f"emnist-{split}", "EMNIST", classes, names, parts)


def _photos(
    name: str,
    kind: str,
    classes: tuple[str, ...],
    parts: PartArguments,
    size: tuple[int, int] | None = None,
    flips: bool = True,
) -> TorchvisionSet:
    return TorchvisionSet(Facts(name, 3, size, classes, flips), kind, parts)


def _imagenette(name: str, size: str) -> TorchvisionSet:
    """Its part called val is the one that results are published on."""
    parts = PartArguments({"split": "train", "size": size}, {"split": "val", "size": size})
    return _photos(name, "Imagenette", IMAGENETTE, parts)


_SETS = (
    _mnist("mnist", "MNIST", DIGITS, Names()),
    _mnist("fashion-mnist", "FashionMNIST", FASHION, Names(), flips=True),
    _mnist("kmnist", "KMNIST", KANA, Names()),
    _mnist("qmnist", "QMNIST", DIGITS, Names("qmnist-train", "qmnist-test", "idx2-int")),
    _emnist("byclass", ALPHANUMERIC),
    _emnist("bymerge", MERGED),
    _emnist("balanced", MERGED),
    _emnist("letters", tuple(string.ascii_lowercase), first_label=1),
    _emnist("digits", DIGITS),
    _emnist("mnist", DIGITS),
    TorchvisionSet(Facts("usps", 1, (16, 16), DIGITS, on_black=True), "USPS", TRAIN_OR_NOT),
    TorchvisionSet(Facts("semeion", 1, (16, 16), DIGITS, on_black=True), "SEMEION"),
    _photos("cifar10", "CIFAR10", CIFAR10, TRAIN_OR_NOT, (32, 32)),
    _photos("cifar100", "CIFAR100", _numbered(100), TRAIN_OR_NOT, (32, 32)),
    _photos("svhn", "SVHN", DIGITS, TRAIN_TEST, (32, 32), flips=False),
    _photos("stl10", "STL10", STL10, TRAIN_TEST, (96, 96)),
    _photos("eurosat", "EuroSAT", EUROSAT, WHOLE, (64, 64)),
    _photos("pcam", "PCAM", ("no tumour", "tumour"), TRAIN_VAL_TEST, (96, 96)),
    _photos("food101", "Food101", _numbered(101), TRAIN_TEST),
    _photos("flowers102", "Flowers102", _numbered(102), TRAIN_VAL_TEST),
    _photos("dtd", "DTD", _numbered(47), TRAIN_VAL_TEST),
    _photos("gtsrb", "GTSRB", _numbered(43), TRAIN_TEST, flips=False),
    _photos("oxford-iiit-pet", "OxfordIIITPet", _numbered(37), PartArguments({"split": "trainval"}, {"split": "test"})),
    _photos("fgvc-aircraft", "FGVCAircraft", _numbered(100), TRAIN_VAL_TEST),
    _photos("stanford-cars", "StanfordCars", _numbered(196), TRAIN_TEST),
    _photos("sun397", "SUN397", _numbered(397), WHOLE),
    _photos("caltech101", "Caltech101", _numbered(101), WHOLE),
    _photos("caltech256", "Caltech256", _numbered(257), WHOLE),
    _photos(
        "country211",
        "Country211",
        _numbered(211),
        PartArguments({"split": "train"}, {"split": "test"}, {"split": "valid"}),
    ),
    _photos("rendered-sst2", "RenderedSST2", ("negative", "positive"), TRAIN_VAL_TEST, (448, 448), flips=False),
    _imagenette("imagenette", "full"),
    _imagenette("imagenette-320", "320px"),
    _imagenette("imagenette-160", "160px"),
)

SETS: dict[str, TorchvisionSet] = {each.facts.name: each for each in _SETS}
"""All of them, by the name that ``--data`` takes."""
