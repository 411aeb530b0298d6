"""Data sets as such: digits, splits, and what ``--data`` names."""

from pathlib import Path

import pytest
import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from cnndsl.train.data import digits, sources
from cnndsl.train.data.dataset import Part, split
from cnndsl.train.data.torchvision_sets import SETS
from cnndsl.train.errors import OptionError, TrainingError


def part_of(counts: list[int]) -> Part:
    labels = torch.arange(len(counts)).repeat_interleave(torch.tensor(counts))
    return Part(torch.arange(len(labels)).view(-1, 1, 1, 1), labels)


class Numbers:
    """Images that are read one by one: each shows its own number."""

    def __len__(self) -> int:
        return 180

    def __getitem__(self, index: int) -> torch.Tensor:
        return torch.full((1, 2, 2), index, dtype=torch.uint8)


def test_digits_are_scikit_learns_with_the_documented_split() -> None:
    bunch = load_digits()
    train, test = train_test_split(range(1797), stratify=bunch.target, random_state=0, test_size=0.2)
    dataset = digits.load()
    assert (len(dataset.train), len(dataset.test)) == (1437, 360)
    for part, index in ((dataset.train, train), (dataset.test, test)):
        assert part.images.dtype == torch.uint8
        grey = torch.from_numpy(bunch.images[index]) * (255 / 16)
        assert (part.images[:, 0] - grey).abs().max() <= 0.5
        assert part.labels.tolist() == bunch.target[index].tolist()


def test_facts_describe_what_is_loaded() -> None:
    source = sources.find("digits")
    dataset = source.load()
    for part in (dataset.train, dataset.test):
        assert part.images.shape[1:] == (source.facts.channels, *source.facts.size)
        assert part.images.min() == 0
        assert part.images.max() == 255
        assert set(part.labels.tolist()) == set(range(len(source.facts.classes)))
    assert source.facts.shape == "1x8x8"


def test_a_split_is_disjoint_complete_stratified_and_fixed_by_its_seed() -> None:
    part = part_of([100, 50, 30])
    rest, held_out = split(part, 0.1, seed=3)
    assert held_out.labels.bincount().tolist() == [10, 5, 3]
    members = [set(side.images.flatten().tolist()) for side in (rest, held_out)]
    assert members[0].isdisjoint(members[1])
    assert len(members[0] | members[1]) == 180
    assert torch.equal(split(part, 0.1, seed=3)[1].images, held_out.images)
    assert not torch.equal(split(part, 0.1, seed=4)[1].images, held_out.images)


def test_images_that_are_read_one_by_one_are_split_unread() -> None:
    part = Part(Numbers(), part_of([100, 80]).labels)
    rest, held_out = split(part, 0.25, seed=0)
    again = held_out[torch.tensor([5, 2])]
    assert (len(rest.images), len(held_out.images), len(again.images)) == (135, 45, 2)
    assert torch.equal(again.images[1], held_out.images[2])
    numbers = [int(side.images[i][0, 0, 0]) for side in (rest, held_out) for i in range(len(side))]
    assert sorted(numbers) == list(range(180))


@pytest.mark.parametrize(
    ("counts", "message", "advice"),
    [
        ([5, 1, 5], "the class bee has one image", "each class needs two at least"),
        ([1, 1, 5], "the classes ant, bee have one image each", "each class needs two at least"),
        ([4, 4, 2], "that is 2 of 10 images, and there are 3 classes", "3 classes need 15 or more"),
    ],
)
def test_too_few_images_for_a_split(counts: list[int], message: str, advice: str) -> None:
    with pytest.raises(TrainingError) as error:
        split(part_of(counts), 0.2, 0, ("ant", "bee", "cow"))
    assert message in error.value.message
    assert advice in error.value.help


def test_as_few_as_are_said_to_suffice_do() -> None:
    rest, held_out = split(part_of([5, 5, 5]), 0.2, 0)
    assert rest.labels.bincount().tolist() == [4, 4, 4]
    assert held_out.labels.bincount().tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("name", "near"), [("digit", "digits"), ("fashion_mnist", "fashion-mnist"), ("cifar-10", "cifar10")]
)
def test_an_unknown_data_set_is_named_with_its_neighbour(name: str, near: str) -> None:
    with pytest.raises(OptionError, match=name) as error:
        sources.find(name)
    assert error.value.help == f"did you mean {near!r}?"


def test_a_misspelt_folder_is_named_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "flowers").mkdir()
    with pytest.raises(OptionError) as error:
        sources.find("flower")
    assert error.value.help == "did you mean 'flowers'?"


def test_a_name_near_to_none_gets_the_list() -> None:
    with pytest.raises(OptionError, match="'zzz'") as error:
        sources.find("zzz")
    assert "digits, mnist, fashion-mnist" in error.value.help
    with pytest.raises(OptionError, match="there is no such folder"):
        sources.find("./mnist")


def test_a_known_name_goes_before_a_folder_of_that_name(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos.rename(tmp_path / "digits")
    monkeypatch.chdir(tmp_path)
    assert sources.find("digits").facts == digits.FACTS
    assert sources.find("./digits").facts.classes == ("cat", "dog")


@pytest.mark.parametrize("name", SETS)
def test_every_torchvision_set_exists_with_its_arguments(name: str) -> None:
    import inspect

    import torchvision.datasets

    which = SETS[name]
    parameters = inspect.signature(getattr(torchvision.datasets, which.kind).__init__).parameters
    flexible = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    for arguments in (which.parts.train, which.parts.test or {}, which.parts.validation or {}, {"download": True}):
        assert flexible or arguments.keys() <= parameters.keys()
    assert len(set(which.facts.classes)) == len(which.facts.classes)
    assert which.facts.channels in (1, 3)
    assert which.facts.name == name


def test_classes_of_the_table_are_torchvisions() -> None:
    from torchvision import datasets

    assert SETS["fashion-mnist"].facts.classes == tuple(datasets.FashionMNIST.classes)
    assert len(SETS["flowers102"].facts.classes) == len(datasets.Flowers102.classes)
    assert SETS["kmnist"].facts.classes == tuple(datasets.KMNIST.classes)
    for split_name in datasets.EMNIST.splits:
        expected = [name for name in datasets.EMNIST.classes_split_dict[split_name] if name != "N/A"]
        assert SETS[f"emnist-{split_name}"].facts.classes == tuple(expected)
    assert SETS["imagenette"].facts.classes == tuple(names[0] for names in datasets.Imagenette._WNID_TO_CLASS.values())
