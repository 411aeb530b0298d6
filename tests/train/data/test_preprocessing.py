"""What is done to images so that they fit a network, against torch and torchvision done by hand."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import interpolate, pad

from cnndsl.train.data import digits
from cnndsl.train.data.dataset import Facts
from cnndsl.train.data.preprocessing import Preprocessing, fit_all, fitted
from cnndsl.train.data.torchvision_sets import SETS
from cnndsl.train.decide import fit

SIDES = st.integers(1, 40)
TARGETS = st.integers(2, 40)  # torch itself fails (an INTERNAL ASSERT) where it scales RGB to 1x1


def noise(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randint(256, shape, dtype=torch.uint8, generator=torch.Generator().manual_seed(seed))


@given(SIDES, SIDES, TARGETS, TARGETS, st.sampled_from(["crop", "stretch", "pad"]), st.sampled_from([1, 3]))
@settings(deadline=None)
def test_every_size_comes_to_the_networks(
    height: int, width: int, tall: int, wide: int, resize: str, channels: int
) -> None:
    image = noise(channels, height, width)
    one = fitted(image, (tall, wide), resize)
    assert one.shape == (channels, tall, wide)
    assert one.dtype == torch.uint8
    assert torch.equal(fitted(image[None], (tall, wide), resize)[0], one)
    if (height, width) == (tall, wide):
        assert torch.equal(one, image)


def test_stretching_is_bilinear_and_antialiased() -> None:
    image = noise(1, 3, 20, 30)
    by_hand = interpolate(image.float(), size=(10, 12), mode="bilinear", antialias=True).round().to(torch.uint8)
    assert (fitted(image, (10, 12), "stretch").int() - by_hand.int()).abs().max() <= 1


def test_crop_keeps_the_middle_and_the_aspect_ratio() -> None:
    image = torch.zeros(1, 10, 30, dtype=torch.uint8)
    image[:, :, 10:20] = 200
    assert (fitted(image, (10, 10), "crop") == 200).all()
    assert (fitted(image, (5, 5), "crop") == 200).all()
    assert (fitted(image.mT, (10, 10), "crop") == 200).all()


def test_a_long_strip_is_cut_before_it_is_scaled() -> None:
    assert fitted(noise(1, 1, 100_000), (224, 224), "crop").shape == (1, 224, 224)


@pytest.mark.parametrize(
    ("size", "border"), [((12, 12), (2, 2, 2, 2)), ((9, 12), (2, 2, 0, 1)), ((8, 9), (0, 1, 0, 0))]
)
def test_pad_puts_black_around_a_smaller_image(size: tuple[int, int], border: tuple[int, int, int, int]) -> None:
    image = noise(1, 8, 8).clamp(min=1)
    one = fitted(image, size, "pad")
    assert torch.equal(one[one > 0].sort().values, image.flatten().sort().values)  # no pixel was blurred
    assert (one == pad(image, border)).all() or (one == pad(image, _other_side(border))).all()


def _other_side(border: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    left, right, top, bottom = border
    return right, left, bottom, top


def test_pad_keeps_the_whole_of_a_larger_image() -> None:
    image = torch.full((1, 20, 40), 100, dtype=torch.uint8)
    one = fitted(image, (20, 20), "pad")
    assert (one[:, 5:15] == 100).all()
    assert (one[:, :5] == 0).all()
    assert (one[:, 15:] == 0).all()


@given(st.sampled_from([1, 3]), st.integers(0, 99))
@settings(max_examples=20, deadline=None)
def test_mean_and_deviation_are_those_of_the_pixels(channels: int, seed: int) -> None:
    images = noise(50, channels, 7, 5, seed=seed)
    ready = Preprocessing.measure(images, (channels, 7, 5))
    std, mean = torch.std_mean(images.double() / 255, dim=(0, 2, 3), correction=0)
    assert torch.allclose(torch.tensor(ready.mean).double(), mean)
    assert torch.allclose(torch.tensor(ready.std).double(), std)
    normal = ready(images)
    assert torch.allclose(normal.mean((0, 2, 3)), torch.zeros(channels), atol=1e-5)
    assert torch.allclose(normal.std((0, 2, 3), correction=0), torch.ones(channels), atol=1e-4)


def test_a_constant_channel_stays_finite() -> None:
    images = noise(20, 3, 4, 4)
    images[:, 1] = 7
    normal = Preprocessing.measure(images, (3, 4, 4))(images)
    assert normal.isfinite().all()
    assert normal[:, 1].abs().max() < 1e-5


def test_black_and_repeated_grey() -> None:
    images = noise(30, 1, 4, 4)
    ready = Preprocessing.measure(images, (3, 4, 4))
    normal = ready(torch.zeros(2, 1, 4, 4, dtype=torch.uint8))
    assert normal.shape == (2, 3, 4, 4)
    assert ready.black == pytest.approx((normal[0, 0, 0, 0].item(),) * 3)


def test_stored_and_read_back() -> None:
    ready = Preprocessing((8, 9), 3, (0.1, 0.2, 0.3), (1.0, 2.0, 3.0), "pad")
    assert Preprocessing.from_json(ready.as_json()) == ready
    for wrong in ({"resize": "melt"}, {"std": [0, 1, 1]}, {"mean": [0.1]}, {"channels": 4}, {"size": [1]}):
        with pytest.raises((ValueError, KeyError, TypeError)):
            Preprocessing.from_json({**ready.as_json(), **wrong})


def test_images_that_are_read_one_by_one_come_to_the_same() -> None:
    class Lazy:
        def __len__(self) -> int:
            return 5

        def __getitem__(self, index: int) -> torch.Tensor:
            return noise(1, 10 + index, 12, seed=index)

    whole = fit_all(Lazy(), (8, 8), "crop")
    assert torch.equal(whole, torch.stack([fitted(Lazy()[index], (8, 8), "crop") for index in range(5)]))


FASHION = SETS["fashion-mnist"].facts


@pytest.mark.parametrize(
    ("facts", "shape", "resize"),
    [
        (FASHION, (1, 32, 32), "pad"),  # as LeCun et al. did
        (FASHION, (3, 28, 35), "pad"),
        (FASHION, (1, 36, 36), "crop"),
        (FASHION, (1, 24, 32), "crop"),
        (replace(FASHION, on_black=False), (1, 32, 32), "crop"),
        (SETS["cifar10"].facts, (3, 36, 36), "crop"),
        (digits.FACTS, (1, 32, 32), "crop"),
        (Facts("folder", 3, None, ("a", "b")), (3, 32, 32), "crop"),
    ],
)
def test_how_images_are_made_to_fit_unasked(facts: Facts, shape: tuple[int, ...], resize: str) -> None:
    assert fit.resize_for(shape, facts) == resize
