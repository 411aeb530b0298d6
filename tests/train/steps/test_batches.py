"""Images from memory and as a stream: the same batches."""

import pytest
import torch

from cnndsl.train.data.dataset import Part
from cnndsl.train.data.preprocessing import Preprocessing
from cnndsl.train.steps import batches as module
from cnndsl.train.steps.augmentation import Augmentation, Draws
from cnndsl.train.steps.batches import Batch, Batches, Resident, Streamed, batches

CPU = torch.device("cpu")
SIZE = (6, 9)


class Read:
    """Images of three sizes that are drawn when they are asked for."""

    def __len__(self) -> int:
        return 23

    def __getitem__(self, index: int) -> torch.Tensor:
        generator = torch.Generator().manual_seed(index)
        height, width = [(6, 9), (12, 18), (20, 11)][index % 3]
        return torch.randint(256, (3, height, width), dtype=torch.uint8, generator=generator)


def parts() -> dict[str, Part]:
    labels = torch.arange(23) % 5
    held = torch.stack([Read()[3 * index] for index in range(23)])
    return {"held": Part(held, labels), "read": Part(Read(), labels)}


PREPROCESSING = Preprocessing(SIZE, 3, (0.5, 0.4, 0.3), (0.2, 0.25, 0.3))
CHANGES = {
    "nothing": Augmentation(),
    "crop": Augmentation((1, 2), fill=PREPROCESSING.black),
    "flip": Augmentation(flip=True),
    "both": Augmentation((2, 1), flip=True, fill=PREPROCESSING.black),
    "all": Augmentation((1, 1), flip=True, resized_crop=True, fill=PREPROCESSING.black),
}
PLACES = torch.randperm(23, generator=torch.Generator().manual_seed(3)).split(5)
"""The last one is incomplete."""


def draw_for(augmentation: Augmentation, draws: list[Draws] | None = None):
    def draw(position: int) -> Draws:
        made = augmentation.draw(len(PLACES[position]), torch.Generator().manual_seed(position))
        if draws is not None:
            draws.append(made)
        return made

    return draw


def served(data: Batches, augmentation: Augmentation | None = None) -> list[Batch]:
    return list(data.serve(PLACES, augmentation and draw_for(augmentation)))


def assert_same(first: list[Batch], second: list[Batch]) -> None:
    for (images, labels), (others, other_labels) in zip(first, second, strict=True):
        assert torch.equal(images, others)
        assert torch.equal(labels, other_labels)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("name", CHANGES)
def test_memory_serves_what_the_augmentation_makes_of_a_batch(name: str, dtype: torch.dtype) -> None:
    part, augmentation = parts()["held"], CHANGES[name]
    data = Resident(part, PREPROCESSING, CPU, augmentation, dtype)
    draws: list[Draws] = []
    served = data.serve(PLACES, draw_for(augmentation, draws))
    for number, (place, (images, labels)) in enumerate(zip(PLACES, served, strict=True)):
        plain = PREPROCESSING(part.images[place]).to(dtype)
        assert torch.equal(images, augmentation(plain, draws[number]))
        assert torch.equal(labels, part.labels[place])
        assert images.dtype == dtype


def test_batches_are_the_same_whether_gathered_alone_or_together(monkeypatch: pytest.MonkeyPatch) -> None:
    augmentation = CHANGES["all"]
    data = Resident(parts()["held"], PREPROCESSING, CPU, augmentation, torch.float32)
    together = list(data.serve(PLACES, draw_for(augmentation, [])))
    monkeypatch.setattr("cnndsl.train.steps.batches.GATHERED_BYTES", 0)
    alone = list(data.serve(PLACES, draw_for(augmentation, [])))
    assert_same(together, alone)


@pytest.mark.parametrize("kind", ["held", "read"])
@pytest.mark.parametrize("name", CHANGES)
def test_a_stream_serves_the_same_as_memory(name: str, kind: str) -> None:
    part, augmentation = parts()[kind], CHANGES[name]
    arguments = part, PREPROCESSING, CPU, augmentation, torch.float32
    held, stream = Resident(*arguments), Streamed(*arguments, workers=0)
    assert_same(served(held, augmentation), served(stream, augmentation))
    assert_same(served(held), served(stream))


def test_workers_change_nothing_and_keep_the_order() -> None:
    part, augmentation = parts()["read"], CHANGES["all"]
    arguments = part, PREPROCESSING, CPU, augmentation, torch.float32
    alone, helped = Streamed(*arguments, workers=0), Streamed(*arguments, workers=2)
    before = torch.random.get_rng_state()
    for _ in range(2):  # the same workers serve the next epoch
        assert_same(served(alone, augmentation), served(helped, augmentation))
    assert torch.equal(before, torch.random.get_rng_state())  # of the run's numbers none is used


def test_without_draws_images_come_as_they_are() -> None:
    part = parts()["held"]
    for augmentation in CHANGES.values():
        data = Resident(part, PREPROCESSING, CPU, augmentation)
        assert len(data) == 23
        (images, labels), *_ = served(data)
        assert torch.equal(images, PREPROCESSING(part.images[PLACES[0]]))
        assert torch.equal(labels, part.labels[PLACES[0]])


def test_every_image_is_served_once() -> None:
    part = Part(parts()["held"].images, torch.arange(23))
    for data in (
        Resident(part, PREPROCESSING, CPU, Augmentation()),
        Streamed(part, PREPROCESSING, CPU, Augmentation(), torch.float32, 0),
    ):
        found = served(data)
        assert [len(images) for images, _ in found] == [5, 5, 5, 5, 3]
        assert torch.cat([labels for _, labels in found]).tolist() == torch.cat(PLACES).tolist()
        assert list(data.serve([])) == []


def test_an_error_of_a_reader_is_told_and_not_hung_on() -> None:
    class Broken(Read):
        def __getitem__(self, index: int) -> torch.Tensor:
            raise OSError("no such image")

    part = Part(Broken(), torch.zeros(23, dtype=torch.long))
    with pytest.raises(OSError, match="no such image"):
        served(Streamed(part, PREPROCESSING, CPU, Augmentation(), torch.float32, workers=1))


@pytest.mark.parametrize(("flip", "bytes_"), [(False, 23 * 3 * 8 * 11 * 4), (True, 2 * 23 * 3 * 8 * 11 * 4)])
def test_what_fits_is_held(flip: bool, bytes_: int) -> None:
    """With the padding of a crop, and with mirrored copies."""
    augmentation = Augmentation((1, 1), flip=flip, fill=PREPROCESSING.black)

    def kind(limit: int) -> type:
        return type(batches(parts()["held"], PREPROCESSING, CPU, augmentation=augmentation, resident_bytes=limit))

    assert kind(bytes_) is Resident
    assert kind(bytes_ - 1) is Streamed
    assert module.RESIDENT_BYTES == 4 * 1024**3
