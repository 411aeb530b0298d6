"""Data sets and their splits."""

import pytest
import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from cnndsl.train import digits, sources
from cnndsl.train.dataset import Part, split
from cnndsl.train.errors import OptionError


def test_digits_are_scikit_learns_with_the_documented_split() -> None:
    bunch = load_digits()
    train, test = train_test_split(range(1797), stratify=bunch.target, random_state=0, test_size=0.2)
    dataset = digits.load()
    assert (len(dataset.train), len(dataset.test)) == (1437, 360)
    for part, index in ((dataset.train, train), (dataset.test, test)):
        assert torch.equal(part.images[:, 0], torch.from_numpy(bunch.images[index]).float() / 16)
        assert part.labels.tolist() == bunch.target[index].tolist()


def test_facts_describe_what_is_loaded() -> None:
    source = sources.find("digits")
    dataset = source.load()
    for part in (dataset.train, dataset.test):
        assert part.images.shape[1:] == source.facts.shape
        assert part.images.min() == 0
        assert part.images.max() == 1
        assert set(part.labels.tolist()) == set(range(len(source.facts.classes)))


def test_a_split_is_disjoint_complete_stratified_and_fixed_by_its_seed() -> None:
    labels = torch.tensor([0] * 100 + [1] * 50 + [2] * 30)
    part = Part(torch.arange(180.0).view(180, 1, 1, 1), labels)
    rest, held_out = split(part, 0.1, seed=3)
    assert held_out.labels.bincount().tolist() == [10, 5, 3]
    members = [set(side.images.flatten().tolist()) for side in (rest, held_out)]
    assert members[0].isdisjoint(members[1])
    assert len(members[0] | members[1]) == 180
    assert torch.equal(split(part, 0.1, seed=3)[1].images, held_out.images)
    assert not torch.equal(split(part, 0.1, seed=4)[1].images, held_out.images)


def test_an_unknown_data_set_is_named_with_its_neighbour() -> None:
    with pytest.raises(OptionError, match="'digit'") as error:
        sources.find("digit")
    assert error.value.help == "did you mean 'digits'?"
    with pytest.raises(OptionError) as error:
        sources.find("imagenet21k")
    assert error.value.help == "the data sets are: digits"
