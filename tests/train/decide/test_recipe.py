"""The values that nobody chose."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnndsl
from cnndsl.network import Network
from cnndsl.train.data.dataset import Facts
from cnndsl.train.decide.options import Options
from cnndsl.train.decide.recipe import held_out
from tests.train.conftest import SMALL, recipe_of

SMALL_NETWORK = cnndsl.parse(SMALL)
PHOTOS = Facts("photos", 3, None, ("cat", "dog"), flips=True)
DIGITS = Facts("digits", 1, (8, 8), tuple("0123456789"))


@given(
    images=st.integers(1, 10**7),
    flips=st.booleans(),
    chosen=st.fixed_dictionaries(
        {},
        optional={
            "batch_size": st.integers(1, 4096),
            "epochs": st.integers(1, 100),
            "lr": st.floats(1e-6, 10),
            "opt": st.sampled_from(["sgd", "adam", "adamw"]),
            "weight_decay": st.sampled_from([0.0, 0.1]),
            "augment": st.sampled_from(["none", "crop"]),
        },
    ),
)
def test_what_was_resolved_stays_as_it_is(images: int, flips: bool, chosen: dict[str, object]) -> None:
    facts = replace(PHOTOS, flips=flips)
    recipe = recipe_of(Options(**chosen), SMALL_NETWORK, facts, images)
    stated = recipe.as_options(Options(), device="cpu", precision="float32")
    assert recipe_of(stated, SMALL_NETWORK, facts, images) == recipe
    assert 1 <= recipe.batch_size <= images
    for name, value in chosen.items():
        assert getattr(recipe, name) == (min(value, images) if name == "batch_size" else value)


def test_a_recipe_has_a_value_for_every_option_that_is_not_the_machines(small: Network) -> None:
    recipe = recipe_of(Options(), small, DIGITS, 100)
    others = {"data_dir", "workers", "device", "precision", "limit"}  # the last is for reading the network
    assert [field.name for field in fields(recipe)] == [
        field.name for field in fields(Options) if field.name not in others
    ]
    assert None not in vars(recipe).values()


def test_a_recipe_as_options_keeps_what_is_the_machines(small: Network) -> None:
    given = Options(data_dir="there", workers=3, momentum=0.8)
    options = recipe_of(given, small, DIGITS, 100).as_options(given, device="cuda", precision="bf16")
    assert (options.data_dir, options.workers, options.device, options.precision) == ("there", 3, "cuda", "bf16")
    assert (options.momentum, options.batch_size, options.epochs) == (0.8, 32, 167)


@pytest.mark.parametrize(("count", "chosen", "epochs"), [(2, None, 150), (40, None, 30), (2, 7, 7)])
def test_nothing_stands_in_the_way_of_learning_by_heart(
    small: Network, count: int, chosen: int | None, epochs: int
) -> None:
    given = Options(
        overfit_batches=count, epochs=chosen, augment="flip", label_smoothing=0.3, weight_decay=0.1, momentum=0.8
    )
    recipe = recipe_of(given, small, DIGITS, 1293)
    assert (recipe.augment, recipe.label_smoothing, recipe.weight_decay) == ("none", 0.0, 0.0)
    assert (recipe.epochs, recipe.momentum) == (epochs, 0.8)


@pytest.mark.parametrize(("chosen", "images", "share"), [(None, 1437, 0.1), (None, 100_000, 0.05), (0.3, 100_000, 0.3)])
def test_a_tenth_is_held_out_and_no_more_than_5000_images(chosen: float | None, images: int, share: float) -> None:
    assert held_out(Options(validation=chosen), images) == share


@pytest.mark.parametrize(
    ("images", "batch_size", "epochs"),
    [(1293, 32, 30), (55_000, 128, 19), (1_200_000, 128, 10), (7, 7, 500), (64, 32, 250)],
)
def test_batches_and_epochs_follow_the_number_of_images(
    small: Network, images: int, batch_size: int, epochs: int
) -> None:
    recipe = recipe_of(Options(), small, DIGITS, images)
    assert (recipe.batch_size, recipe.epochs) == (batch_size, epochs)
    assert recipe.lr == pytest.approx(0.1 * batch_size / 128)


def test_images_are_mirrored_where_the_data_allow_it(small: Network) -> None:
    assert recipe_of(Options(), small, DIGITS, 100).augment == "crop"
    assert recipe_of(Options(), small, PHOTOS, 100).augment == "crop,flip"
    assert recipe_of(Options(augment="none"), small, PHOTOS, 100).augment == "none"
    assert recipe_of(Options(), small, DIGITS, small.params).augment == "none"  # too small to learn them by heart
    assert recipe_of(Options(), small, PHOTOS, small.params).augment == "flip"


@pytest.mark.parametrize(("norm", "layers", "lr"), [("", 2, 0.1), ("", 6, 0.02), ("batchnorm\n", 6, 0.1)])
def test_deep_networks_without_norms_get_a_lower_rate(norm: str, layers: int, lr: float) -> None:
    net = cnndsl.parse("input 1x8x8\n" + f"conv 4 1x1\n{norm}relu\n" * (layers - 1) + "flatten\nfc 10\n")
    assert recipe_of(Options(batch_size=128), net, DIGITS, 10_000).lr == lr


@pytest.mark.parametrize(("opt", "decay"), [("sgd", 5e-4), ("adam", 0.0), ("adamw", 0.05)])
def test_weight_decay_suits_the_optimiser(small: Network, opt: str, decay: float) -> None:
    assert recipe_of(Options(opt=opt), small, DIGITS, 100).weight_decay == decay
