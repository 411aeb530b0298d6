"""The epoch loop and the recipe."""

import math

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from cnndsl.train import recipe
from cnndsl.train.batches import Batches
from cnndsl.train.dataset import Part
from cnndsl.train.loop import Epoch, NonFiniteLossError, Trainer
from cnndsl.train.options import Options
from cnndsl.train.preprocessing import Preprocessing

AS_IS = Preprocessing((4, 4), 1, (0.0,), (1.0,))


class WithHead(nn.Module):
    """A network with an auxiliary output in training mode."""

    def __init__(self) -> None:
        super().__init__()
        self.main, self.aux = nn.Linear(16, 2), nn.Linear(16, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor | tuple[torch.Tensor, torch.Tensor]:
        x = x.flatten(1)
        return (self.main(x), self.aux(x)) if self.training else self.main(x)


def bright_or_dark(count: int) -> Batches:
    """A task that is learnt in a few steps: label 1 for bright images."""
    generator = torch.Generator().manual_seed(count)
    labels = torch.arange(count) % 2
    images = torch.rand(count, 1, 4, 4, generator=generator) * 0.4 + 0.6 * labels.view(-1, 1, 1, 1)
    return Batches(Part(images, labels), AS_IS, torch.device("cpu"))


def classifier() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.BatchNorm2d(1), nn.Flatten(), nn.Linear(16, 8), nn.Dropout(0.2), nn.Linear(8, 2))


def trainer(model: nn.Module | None = None, count: int = 70, **changes: object) -> Trainer:
    options = Options(**{"epochs": 3, "batch_size": 16, "lr": 0.1, "device": "cpu", **changes})
    model = model or classifier()
    return Trainer(model, bright_or_dark(count), bright_or_dark(24), options, "float32", (1, 1), (0.0,))


def weights(model: nn.Module) -> list[torch.Tensor]:
    return [tensor.clone() for tensor in model.state_dict().values()]


def same(first: list[torch.Tensor], second: list[torch.Tensor]) -> bool:
    return all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_it_learns_and_reports_every_epoch() -> None:
    steps = []
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(16, 8), nn.ReLU(), nn.Linear(8, 2))
    epochs = list(trainer(model, epochs=8).epochs(lambda: steps.append(1)))
    assert [epoch.epoch for epoch in epochs] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert len(steps) == 8 * (70 // 16)
    assert epochs[-1].validation_accuracy == 1
    assert epochs[-1].train_loss < epochs[0].train_loss
    assert max(epoch.lr for epoch in epochs) <= 0.1
    assert epochs[-1].lr < 0.001


def test_the_same_seed_gives_the_same_weights_to_the_bit() -> None:
    def learnt(seed: int) -> list[torch.Tensor]:
        learning = trainer(seed=seed)
        list(learning.epochs())
        return weights(learning.model)

    first = learnt(1)
    assert same(first, learnt(1))
    assert not same(first, learnt(2))


def test_a_trial_step_leaves_no_trace() -> None:
    def learnt(*, tried: bool) -> list[torch.Tensor]:
        learning = trainer()
        if tried:
            learning.trial_step()()
        list(learning.epochs())
        return weights(learning.model)

    assert same(learnt(tried=True), learnt(tried=False))


def test_fewer_images_than_a_batch_are_one_batch() -> None:
    small = trainer(count=10, batch_size=64, epochs=1)
    assert (small.batch_size, small.steps) == (10, 1)
    assert len(list(small.epochs())) == 1


def test_auxiliary_heads_add_their_weighted_loss() -> None:
    model = WithHead()
    with_head = trainer(model)
    with_head.aux_weights = (0.3,)
    images, labels = with_head.train.take(torch.arange(16))
    main, aux = model(images)
    loss, logits = with_head._loss(model, images, labels)
    expected = (cross_entropy(output, labels, label_smoothing=0.1) for output in (main, aux))
    torch.testing.assert_close(loss, next(expected) + 0.3 * next(expected))
    assert torch.equal(logits, main)
    assert len(list(with_head.epochs())) == 3


def test_measuring_changes_nothing_and_counts_every_image() -> None:
    model = classifier()
    measured = trainer(model)
    before = weights(model)
    batches = bright_or_dark(37)
    score = measured.score(batches)
    images, labels = batches.take(torch.arange(37))
    logits = model.eval()(images)
    assert (score.images, score.correct) == (37, int((logits.argmax(1) == labels).sum()))
    assert score.loss == pytest.approx(cross_entropy(logits, labels).item(), rel=1e-5)
    assert same(before, weights(model))


@pytest.mark.parametrize("lr", [1e30, 3e4])
def test_a_loss_that_is_no_number_stops_the_run(lr: float) -> None:
    model = nn.Sequential(nn.Flatten(), nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))
    with pytest.raises(NonFiniteLossError, match=r"the loss became (nan|inf) in epoch \d") as error:
        list(trainer(model, lr=lr, epochs=50).epochs())
    assert error.value.help == f"try a lower learning rate, such as --lr {lr / 5:g}"


def test_bf16_computes_in_bf16_and_measures_in_float32() -> None:
    half = trainer()
    half.precision = "bf16"
    seen: list[torch.dtype] = []
    half.model[2].register_forward_hook(lambda module, inputs, output: seen.append(output.dtype))
    epochs = list(half.epochs())
    assert set(seen) == {torch.bfloat16}
    assert all(parameter.dtype == torch.float32 for parameter in half.model.parameters())
    assert all(math.isfinite(value) for epoch in epochs for value in vars(epoch).values())


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_cuda_runs_in_bf16_and_channels_last(small, tmp_path) -> None:  # type: ignore[no-untyped-def]
    from cnndsl.train.setup import prepare

    setup = prepare(small, Options(epochs=1, device="cuda"))
    assert setup.trainer.precision == "bf16"
    (epoch,) = setup.trainer.epochs()
    assert isinstance(epoch, Epoch)


def test_weight_decay_is_for_weights_that_multiply_features() -> None:
    model = nn.Sequential(
        nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ConvTranspose2d(2, 2, 3), nn.LayerNorm([2, 4, 4]), nn.Linear(3, 2)
    )
    model.register_parameter("scale", nn.Parameter(torch.ones(2, 1, 1)))
    decayed, others = recipe.parameter_groups(model, 5e-4)
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    assert [names[id(p)] for p in decayed["params"]] == ["0.weight", "2.weight", "4.weight"]
    assert decayed["weight_decay"] == 5e-4
    assert others["weight_decay"] == 0
    assert len(decayed["params"]) + len(others["params"]) == len(names)


def test_the_schedule_peaks_at_the_given_rate_and_ends_near_zero() -> None:
    model = nn.Linear(2, 2)
    optimizer, schedule = recipe.optimizer(model, Options(lr=0.2), steps=100)
    rates = []
    for _ in range(100):
        optimizer.step()
        rates.append(schedule.get_last_lr()[0])
        schedule.step()
    assert max(rates) == pytest.approx(0.2, rel=1e-3)
    assert rates[0] < 0.01
    assert rates[-1] < 1e-4


@pytest.mark.parametrize(("size", "pixels"), [((32, 32), (2, 2)), ((8, 8), (1, 1)), ((224, 112), (14, 7))])
def test_the_shift_grows_with_the_image(size: tuple[int, int], pixels: tuple[int, int]) -> None:
    assert recipe.shift_pixels(Options(), size) == pixels
