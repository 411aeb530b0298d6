"""The epoch loop: what is minimised, what is measured, and that it goes on exactly where it was."""

import copy
import math
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

import cnndsl
from cnndsl.train.data import digits
from cnndsl.train.data.dataset import Part
from cnndsl.train.data.preprocessing import Preprocessing
from cnndsl.train.decide.options import Options
from cnndsl.train.errors import TrainingError
from cnndsl.train.machine import devices
from cnndsl.train.run_folder import checkpoint
from cnndsl.train.steps.augmentation import Augmentation
from cnndsl.train.steps.batches import Resident, Streamed
from cnndsl.train.steps.trainer import Epoch, NonFiniteLossError, Position, Trainer, seed_for
from tests.train.conftest import SMALL, recipe_of

CPU = torch.device("cpu")
AS_IS = Preprocessing((4, 4), 1, (0.0,), (1.0,))
CHANGES = Augmentation((1, 1), flip=True)
HAS_BF16 = devices.computes_bf16(CPU)


class Net(nn.Module):
    """All that has a state or draws numbers, and an auxiliary output in training mode."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.norm, self.drop = nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.Dropout(0.2)
        self.scale = nn.Parameter(torch.tensor(1.0))
        self.main, self.aux = nn.Linear(64, 2), nn.Linear(64, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor | tuple[torch.Tensor, torch.Tensor]:
        x = self.drop((self.scale * self.norm(self.conv(x))).relu().flatten(1))
        return (self.main(x), self.aux(x)) if self.training else self.main(x)


def bright_or_dark(count: int, augmentation: Augmentation = CHANGES) -> Resident:
    """A task that is learnt in a few steps: label 1 for bright images."""
    generator = torch.Generator().manual_seed(count)
    labels = torch.arange(count) % 2
    images = torch.rand(count, 1, 4, 4, generator=generator) * 0.4 + 0.6 * labels.view(-1, 1, 1, 1)
    return Resident(Part((images * 255).to(torch.uint8), labels), AS_IS, CPU, augmentation)


def trainer(
    model: nn.Module | None = None,
    count: int = 70,
    precision: devices.Precision = "float32",
    class_weights: torch.Tensor | None = None,
    aux_weights: tuple[float, ...] | None = None,
    **changes: object,
) -> Trainer:
    options = Options(**{"epochs": 3, "batch_size": 16, "lr": 0.1, "weight_decay": 1e-3, **changes})
    recipe = recipe_of(options, cnndsl.parse(SMALL), digits.FACTS, count)
    if model is None:
        torch.manual_seed(0)
        model, aux_weights = Net(), (0.3,)
    model.to(memory_format=devices.memory_format(CPU, precision))
    return Trainer(
        model, bright_or_dark(count), bright_or_dark(24, Augmentation()), recipe, precision, CHANGES,
        [f"{name}.weight" for name, module in model.named_modules() if isinstance(module, nn.Conv2d | nn.Linear)],
        aux_weights=aux_weights or (), class_weights=class_weights,
    )  # fmt: skip


def finish(learning: Trainer, on_batch: Callable[[], None] = lambda: None) -> list[Epoch]:
    return [learning.run_epoch(on_batch) for _ in range(learning.position.epoch, learning.epochs)]


def state(learning: Trainer) -> dict[str, torch.Tensor]:
    return {key: tensor.detach().clone() for key, tensor in checkpoint._tensors(learning).items()}


def same(first: dict[str, torch.Tensor], second: dict[str, torch.Tensor]) -> bool:
    return first.keys() == second.keys() and all(torch.equal(tensor, second[key]) for key, tensor in first.items())


def figures(epochs: list[Epoch]) -> list[dict[str, float]]:
    """What an epoch came to, without what a clock measured."""
    return [{k: v for k, v in asdict(epoch).items() if k not in ("seconds", "images_per_second")} for epoch in epochs]


# ------------------------------------------------------------------------------------------------- exactness


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"ema": 0.9},
        {"opt": "adam", "label_smoothing": 0.0},
        {"opt": "adamw", "ema": 0.5, "schedule": "step", "warmup": 0.0},
        {"class_weights": torch.tensor([0.5, 2.0]), "schedule": "cosine"},
        {"batch_size": 70, "schedule": "constant"},
        pytest.param(
            {"precision": "bf16", "ema": 0.9},
            marks=pytest.mark.skipif(not HAS_BF16, reason="this CPU does not compute in bf16"),
        ),
        {"precision": "bf16", "opt": "adamw"},
    ],
    ids=str,
)
def test_from_every_step_it_goes_on_to_the_same_end(changes: dict[str, object], tmp_path: Path) -> None:
    """To the last bit of weights, averages, the optimiser's state and the figures of every epoch."""
    whole, epochs, saved = trainer(**changes), [], []

    def save() -> None:
        whole.settle()
        saved.append((len(epochs), checkpoint.dump(whole, epochs, 1.5, "a run")))

    save()
    for _ in range(whole.epochs):
        epochs.append(whole.run_epoch(save))
        save()
    assert len(saved) == 1 + whole.epochs * (whole.steps + 1)
    for done, content in saved:
        path = tmp_path / "checkpoint.safetensors"
        path.write_bytes(content)
        torch.manual_seed(done)  # numbers that were drawn elsewhere change nothing
        torch.rand(done)
        loaded, other = checkpoint.load(path, "a run"), trainer(**changes)
        assert (len(loaded.epochs), loaded.seconds) == (done, 1.5)
        loaded.restore(other)
        rest = finish(other)
        assert figures(loaded.epochs + rest) == figures(epochs)
        assert same(state(other), state(whole))


def test_the_same_seed_gives_the_same_weights_to_the_bit() -> None:
    def learnt(seed: int) -> dict[str, torch.Tensor]:
        learning = trainer(seed=seed)
        finish(learning)
        return state(learning)

    first = learnt(1)
    assert same(first, learnt(1))
    assert not same(first, learnt(2))


def test_a_stream_of_images_leads_to_the_same_weights() -> None:
    held, streamed = trainer(), trainer()
    part = Part(
        (torch.rand(70, 1, 4, 4, generator=torch.Generator().manual_seed(0)) * 255).to(torch.uint8),
        torch.arange(70) % 2,
    )
    held.train = Resident(part, AS_IS, CPU, CHANGES)
    streamed.train = Streamed(part, AS_IS, CPU, CHANGES, torch.float32, workers=1)
    assert figures(finish(held)) == figures(finish(streamed))
    assert same(state(held), state(streamed))


def test_each_purpose_and_each_moment_has_a_seed_of_its_own() -> None:
    seeds = {
        seed_for(seed, purpose, step) for seed in (0, 1) for purpose in ("order", "augment") for step in (0, 1, 10)
    }
    assert len(seeds) == 12
    assert all(0 <= seed < 2**63 for seed in seeds)
    assert seed_for(1, "step", 11, 1) != seed_for(1, "step", 1, 11)


# ------------------------------------------------------------------------------------------------- learning


def test_it_learns_and_reports_every_epoch() -> None:
    steps = []
    learning = trainer(epochs=8)
    epochs = finish(learning, lambda: steps.append(1))
    assert [epoch.epoch for epoch in epochs] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert len(steps) == 8 * (70 // 16)
    assert epochs[-1].validation_accuracy == 1
    assert epochs[-1].train_loss < epochs[0].train_loss
    assert max(epoch.lr for epoch in epochs) <= 0.1
    assert epochs[-1].lr == pytest.approx(0.1 / 250_000)
    assert learning.position == Position(8)


def test_the_figures_of_an_epoch_are_means_over_its_images() -> None:
    """Counted again beside the loop."""
    learning = trainer(epochs=1)
    losses, correct = [], []
    original = learning.losses

    def watched(forward, images, labels):
        loss, logits = original(forward, images, labels)
        losses.append(loss.item())
        correct.append(int((logits.argmax(1) == labels).sum()))
        return loss, logits

    learning.losses = watched
    (epoch,) = finish(learning)
    assert epoch.train_loss == pytest.approx(sum(losses) / 4)
    assert epoch.train_accuracy == sum(correct) / 64


def test_every_epoch_has_an_order_of_its_own_and_leaves_out_the_incomplete_batch() -> None:
    seen: list[list[int]] = []
    learning = trainer(epochs=2)
    serve = learning.train.serve

    def watched(places, draw):
        seen.append([int(place) for batch in places for place in batch])
        return serve(places, draw)

    learning.train.serve = watched
    finish(learning)
    assert [len(places) for places in seen] == [64, 64]
    assert all(len(set(places)) == 64 for places in seen)
    assert seen[0] != seen[1]


def test_fewer_images_than_a_batch_are_one_batch() -> None:
    small = trainer(count=10, batch_size=64, epochs=1)
    assert (small.batch_size, small.steps) == (10, 1)
    assert len(finish(small)) == 1


def by_hand(model: nn.Module, images: torch.Tensor, labels: torch.Tensor, **arguments: object) -> torch.Tensor:
    main, aux = model(images)
    return cross_entropy(main, labels, **arguments) + 0.3 * cross_entropy(aux, labels, **arguments)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("weights", [None, torch.tensor([0.25, 4.0])])
def test_auxiliary_heads_add_their_weighted_loss(weights: torch.Tensor | None, smoothing: float) -> None:
    learning = trainer(class_weights=weights, label_smoothing=smoothing)
    learning.model.drop.p = 0.0
    ((images, labels),) = learning.train.serve([torch.arange(16)])
    loss, logits = learning.losses(learning.model.train(), images, labels)
    expected = by_hand(learning.model, images, labels, weight=weights, label_smoothing=smoothing)
    torch.testing.assert_close(loss, expected)
    assert torch.equal(logits, learning.model(images)[0])


def test_a_step_is_that_of_a_loop_written_by_hand() -> None:
    """SGD on the same batch: what the optimiser, the groups and the learning rate amount to."""
    learning = trainer(epochs=1, batch_size=70, schedule="constant", warmup=0.0, weight_decay=0.01, count=70)
    learning.augmentation, learning.train = Augmentation(), bright_or_dark(70, Augmentation())
    learning.model.drop.p = 0.0
    other = copy.deepcopy(learning.model).train()
    ((images, labels),) = learning.train.serve([torch.arange(70)])
    finish(learning)
    by_hand(other, images, labels, label_smoothing=Options.label_smoothing).backward()
    with torch.no_grad():
        for name, parameter in other.named_parameters():
            decay = 0.01 if name in ("conv.weight", "main.weight", "aux.weight") else 0.0
            step = parameter.grad + decay * parameter
            parameter -= 0.1 * (step + 0.9 * step)  # Nesterov's first step
    for name, parameter in other.named_parameters():
        torch.testing.assert_close(dict(learning.model.named_parameters())[name], parameter, msg=name)


def test_the_average_is_measured_in_place_of_the_weights() -> None:
    learning = trainer(ema=0.5, epochs=1)
    expected: dict[str, torch.Tensor] = {}

    def average() -> None:
        for key, tensor in learning.model.state_dict().items():
            now = tensor.double()
            expected[key] = now if key not in expected else 0.5 * expected[key] + 0.5 * now

    (epoch,) = finish(learning, average)
    for key, tensor in learning.measured.state_dict().items():
        if tensor.is_floating_point():
            torch.testing.assert_close(tensor.double(), expected[key], rtol=1e-5, atol=1e-6)
    assert learning.measured is not learning.model
    assert epoch.validation_loss == learning.score(learning.validation).loss


def test_measuring_changes_nothing_and_counts_every_image() -> None:
    measured = trainer()
    before = state(measured)
    data = bright_or_dark(37, Augmentation())
    score = measured.score(data)
    ((images, labels),) = data.serve([torch.arange(37)])
    logits = measured.model.eval()(images)
    assert (score.images, score.correct) == (37, int((logits.argmax(1) == labels).sum()))
    assert score.accuracy == score.correct / 37
    assert score.loss == pytest.approx(cross_entropy(logits, labels).item(), rel=1e-5)
    assert same(before, state(measured))


def test_bf16_computes_in_bf16_and_measures_in_float32() -> None:
    half = trainer(precision="bf16")
    seen: list[torch.dtype] = []
    half.model.main.register_forward_hook(lambda module, inputs, output: seen.append(output.dtype))
    epochs = finish(half)
    assert set(seen) == {torch.bfloat16}
    assert all(parameter.dtype == torch.float32 for parameter in half.model.parameters())
    assert all(math.isfinite(value) for epoch in epochs for value in vars(epoch).values())


# ------------------------------------------------------------------------------------------------- no number


@pytest.mark.parametrize("lr", [1e30, 3e4])
def test_a_loss_that_is_no_number_stops_the_run(lr: float) -> None:
    model = nn.Sequential(nn.Flatten(), nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))
    with pytest.raises(NonFiniteLossError, match=r"the loss became (nan|inf) in epoch \d") as error:
        finish(trainer(model, lr=lr, epochs=50))
    assert error.value.help == f"try a lower learning rate, such as --lr {lr / 5:g}"


def test_it_stops_within_a_long_epoch() -> None:
    learning, steps = trainer(count=70, batch_size=1, epochs=1), []

    def poison() -> None:
        steps.append(1)
        if len(steps) == 7:
            with torch.no_grad():
                learning.model.main.bias.fill_(math.nan)

    with pytest.raises(NonFiniteLossError, match="became nan in epoch 1"):
        finish(learning, poison)
    assert len(steps) == 49  # the fiftieth step looks


@pytest.mark.parametrize("where", ["loss", "weights"])
def test_a_state_that_is_no_number_is_not_worth_keeping(where: str) -> None:
    """Between two looks of the loop a checkpoint may be due."""
    learning = trainer()
    learning.settle()
    with torch.no_grad():
        (learning.loss if where == "loss" else learning.model.scale).fill_(math.inf)
    with pytest.raises(NonFiniteLossError):
        learning.settle()


# ------------------------------------------------------------------------------------------------- checkpoints


@pytest.fixture
def path(tmp_path: Path) -> Path:
    learning = trainer(ema=0.9)
    first = learning.run_epoch()
    (tmp_path / "checkpoint.safetensors").write_bytes(checkpoint.dump(learning, [first], 0.0, "mine"))
    return tmp_path / "checkpoint.safetensors"


def test_a_checkpoint_of_another_run_is_refused(path: Path) -> None:
    with pytest.raises(TrainingError, match=r"checkpoint\.safetensors is the checkpoint of another run"):
        checkpoint.load(path, "yours")


@pytest.mark.parametrize("size", [0, 4, 100, -1])
def test_a_checkpoint_that_is_cut_off_is_refused(path: Path, size: int) -> None:
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(TrainingError, match="cannot be read: it is damaged or cut off"):
        checkpoint.load(path, "mine")


def test_a_checkpoint_that_is_not_there(path: Path) -> None:
    path.unlink()
    with pytest.raises(TrainingError, match=r"has no checkpoint\.safetensors, so there is nothing to go on from"):
        checkpoint.load(path, "mine")


def test_weights_are_no_checkpoint(path: Path) -> None:
    from safetensors.torch import save

    path.write_bytes(save({"weight": torch.zeros(3)}, {"run": "mine"}))
    with pytest.raises(TrainingError, match="is not a checkpoint of this program's format"):
        checkpoint.load(path, "mine")


@pytest.mark.parametrize("change", ["shape", "fewer", "more"])
def test_a_checkpoint_of_another_network_is_refused_and_changes_nothing(path: Path, change: str) -> None:
    torch.manual_seed(0)
    model = Net()
    if change == "shape":
        model.main = nn.Linear(64, 3)
    elif change == "more":
        model.extra = nn.Linear(1, 1)
    else:
        model.aux = nn.Identity()
    other = trainer(model, aux_weights=(0.3,), ema=0.9)
    before = state(other)
    with pytest.raises(TrainingError, match=r"is the checkpoint of another network: `[\w.]+` does not fit"):
        checkpoint.load(path, "mine").restore(other)
    assert same(before, state(other))
    assert other.position == Position()
