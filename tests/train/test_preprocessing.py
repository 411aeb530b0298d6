"""Images on their way into the network."""

import pytest
import torch

from cnndsl.train import batches as batches_module
from cnndsl.train.batches import Batches, random_shift
from cnndsl.train.dataset import Part
from cnndsl.train.preprocessing import Preprocessing

CPU = torch.device("cpu")


def photos(count: int = 20, channels: int = 3) -> torch.Tensor:
    return torch.rand(count, channels, 6, 8, generator=torch.Generator().manual_seed(0))


def test_training_images_come_out_with_mean_0_and_deviation_1() -> None:
    images = photos()
    out = Preprocessing.fit(images, (3, 6, 8))(images)
    std, mean = torch.std_mean(out, dim=(0, 2, 3), correction=0)
    torch.testing.assert_close(mean, torch.zeros(3), atol=1e-6, rtol=0)
    torch.testing.assert_close(std, torch.ones(3))


def test_images_are_resized_as_torch_does_it() -> None:
    images = photos()
    bigger = Preprocessing((12, 16), 3, (0.0,) * 3, (1.0,) * 3)(images)
    torch.testing.assert_close(bigger, torch.nn.functional.interpolate(images, (12, 16), mode="bilinear"))
    smaller = Preprocessing((3, 4), 3, (0.0,) * 3, (1.0,) * 3)(images)
    torch.testing.assert_close(smaller.mean(), images.mean(), atol=0.01, rtol=0)


def test_grey_is_repeated() -> None:
    grey = photos(channels=1)
    out = Preprocessing.fit(grey, (3, 6, 8))(grey)
    assert out.shape == (20, 3, 6, 8)
    assert torch.equal(out[:, 0], out[:, 2])


def test_black_is_what_a_zero_becomes() -> None:
    for images in (photos(), photos(channels=1)):
        preprocessing = Preprocessing.fit(images, (3, 6, 8))
        torch.testing.assert_close(
            preprocessing(torch.zeros_like(images))[0, :, 0, 0], torch.tensor(preprocessing.black)
        )


def test_a_constant_channel_stays_finite() -> None:
    images = torch.full((4, 1, 2, 2), 0.5)
    assert torch.equal(Preprocessing.fit(images, (1, 2, 2))(images), torch.zeros(4, 1, 2, 2))


@pytest.mark.parametrize("limit", [0, 10**9], ids=["preprocessed in batches", "preprocessed once"])
def test_a_batch_is_the_same_wherever_it_is_preprocessed(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    monkeypatch.setattr(batches_module, "RESIDENT_BYTES", limit)
    images, labels = photos(channels=1), torch.arange(20)
    preprocessing = Preprocessing.fit(images, (3, 12, 16))
    batches = Batches(Part(images, labels), preprocessing, CPU)
    index = torch.tensor([7, 3, 11])
    got, got_labels = batches.take(index)
    torch.testing.assert_close(got, preprocessing(images)[index])
    assert got_labels.tolist() == [7, 3, 11]
    assert len(batches) == 20


def test_a_shift_moves_each_image_and_fills_with_the_given_value() -> None:
    images = photos(count=200)
    shifted = random_shift(images, (1, 2), (5.0, 6.0, 7.0), torch.Generator().manual_seed(0))
    fill = torch.tensor([5.0, 6.0, 7.0]).view(1, 3, 1, 1)
    frame = fill.expand(200, 3, 8, 12).clone()
    frame[:, :, 1:7, 2:10] = images
    seen = set()
    for number, image in enumerate(shifted):
        places = [
            (top, left)
            for top in range(3)
            for left in range(5)
            if torch.equal(image, frame[number, :, top : top + 6, left : left + 8])
        ]
        assert len(places) == 1
        seen.update(places)
    assert len(seen) == 15  # every place comes up


def test_no_shift_is_no_change() -> None:
    images = photos()
    assert torch.equal(random_shift(images, (0, 0), (0.0,) * 3, torch.Generator()), images)
