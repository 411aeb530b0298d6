"""Random changes of images: each image its own, and nothing beyond what was drawn."""

import pytest
import torch

from cnndsl.train.steps.augmentation import MIN_AREA, Augmentation, Draws, shift_pixels


def drawn(augmentation: Augmentation, count: int, seed: int = 0) -> Draws:
    return augmentation.draw(count, torch.Generator().manual_seed(seed))


def photos(count: int = 6, channels: int = 3, size: tuple[int, int] = (6, 9)) -> torch.Tensor:
    return torch.rand(count, channels, *size, generator=torch.Generator().manual_seed(1))


def same(first: Draws, second: Draws) -> bool:
    pairs = [(getattr(first, name), getattr(second, name)) for name in vars(first)]
    return all(a is b if a is None or b is None else torch.equal(a, b) for a, b in pairs)


EVERYTHING = Augmentation((2, 3), flip=True, resized_crop=True, fill=(0.5, 0.25, 0.125))


def test_draws_follow_from_the_generator_alone() -> None:
    torch.manual_seed(1)
    first = drawn(EVERYTHING, 50)
    before = torch.random.get_rng_state()
    second = drawn(EVERYTHING, 50)
    assert same(first, second)
    assert torch.equal(before, torch.random.get_rng_state())
    assert not same(first, drawn(EVERYTHING, 50, seed=1))


def test_what_is_not_wanted_is_not_drawn() -> None:
    assert drawn(Augmentation(), 5) == Draws()
    images = photos()
    assert Augmentation()(images, Draws()) is images


def test_each_image_is_changed_on_its_own() -> None:
    draws = drawn(EVERYTHING, 200)
    for values in (draws.top, draws.left, draws.mirrored):
        assert len(values.unique()) > 1
    assert draws.box.unique(dim=0).shape == (200, 4)
    assert set(draws.top.tolist()) == set(range(5))
    assert set(draws.left.tolist()) == set(range(7))


def test_a_crop_is_a_window_of_the_padded_image() -> None:
    augmentation = Augmentation((1, 2), fill=(7.0, 8.0, 9.0))
    images = photos()
    draws = drawn(augmentation, len(images))
    out = augmentation(images, draws)
    padded = torch.tensor([7.0, 8, 9]).view(1, 3, 1, 1).repeat(len(images), 1, 8, 13)
    padded[:, :, 1:7, 2:11] = images
    for number, (top, left) in enumerate(zip(draws.top.tolist(), draws.left.tolist(), strict=True)):
        assert torch.equal(out[number], padded[number, :, top : top + 6, left : left + 9])


def test_a_flip_is_left_and_right() -> None:
    images = photos()
    mirrored = torch.tensor([True, False] * 3)
    out = Augmentation(flip=True)(images, Draws(mirrored=mirrored))
    assert torch.equal(out[::2], images[::2].flip(3))
    assert torch.equal(out[1::2], images[1::2])


def test_boxes_lie_within_the_image_and_are_as_large_and_as_wide_as_said() -> None:
    size, centre = drawn(Augmentation(resized_crop=True), 5000).box.split(2, 1)
    assert (size > 0).all()
    assert (centre.abs() + size <= 1 + 1e-6).all()
    area, aspect = size.prod(1), size[:, 1] / size[:, 0]
    assert area.max() <= 1
    assert area.min() >= MIN_AREA * (3 / 4) ** 0.5
    assert area.mean() == pytest.approx((1 + MIN_AREA) / 2, abs=0.02)
    assert aspect.min() >= 3 / 4 - 1e-6
    assert aspect.max() <= 4 / 3 + 1e-6


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_the_whole_box_is_the_image(dtype: torch.dtype) -> None:
    images = photos(size=(224, 160)).to(dtype)
    whole = torch.tensor([[1.0, 1, 0, 0]]).repeat(len(images), 1)
    out = Augmentation(resized_crop=True)(images, Draws(box=whole))
    assert out.dtype == dtype
    torch.testing.assert_close(out, images, atol=1e-4, rtol=0)


def test_in_bf16_pixels_are_rounded_and_not_places() -> None:
    augmentation, images = Augmentation(resized_crop=True), photos(size=(224, 160)).to(torch.bfloat16)
    draws = drawn(augmentation, len(images))
    assert torch.equal(augmentation(images, draws), augmentation(images.float(), draws).to(torch.bfloat16))


def test_a_box_shows_its_part_of_the_image() -> None:
    """The pixels of a ramp are their own places, so a part of it can be told."""
    ramp = torch.linspace(0.5, 255.5, 256).view(1, 1, 1, -1).expand(1, 1, 256, 256)
    box = torch.tensor([[0.5, 0.25, 0.5, -0.3]])  # the lower half; a quarter of the width around 0.35 of it
    across = Augmentation(resized_crop=True)(ramp, Draws(box=box))[0, 0]
    down = Augmentation(resized_crop=True)(ramp.transpose(2, 3), Draws(box=box))[0, 0]
    middle = 256 * (1 - 0.3) / 2
    steps = torch.linspace(-0.5 + 1 / 512, 0.5 - 1 / 512, 256)
    torch.testing.assert_close(across[7], middle + steps * 64, atol=1e-2, rtol=0)
    torch.testing.assert_close(
        down[:-1, 7], (192 + steps * 128)[:-1], atol=1e-2, rtol=0
    )  # the last looks over the edge


@pytest.mark.parametrize(("size", "pixels"), [((32, 32), (2, 2)), ((8, 8), (1, 1)), ((224, 112), (14, 7))])
def test_the_shift_grows_with_the_image(size: tuple[int, int], pixels: tuple[int, int]) -> None:
    assert shift_pixels(size) == pixels
