"""The training loop beside a hand-written one and beside the tutorial way; ResNet at 224 pixels."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from statistics import median
from time import perf_counter

import torch
import torchvision
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset

import cnndsl
from cnndsl.backends.torch import pooling
from cnndsl.network import Network
from cnndsl.train.data.dataset import Dataset, DataSource, Facts, Part
from cnndsl.train.data.preprocessing import Preprocessing
from cnndsl.train.decide.options import Options
from cnndsl.train.decide.recipe import decayed, resolve
from cnndsl.train.decide.task import Task
from cnndsl.train.machine import devices
from cnndsl.train.machine import threads_and_precision as trial
from cnndsl.train.machine.devices import Precision
from cnndsl.train.steps.augmentation import Augmentation
from cnndsl.train.steps.batches import batches
from cnndsl.train.steps.optimizer import parameter_groups
from cnndsl.train.steps.trainer import Trainer

ARCHITECTURES = Path(__file__).parent.parent / "architectures"
DEVICE = devices.resolve(os.environ.get("CNNDSL_DEVICE", "auto"))
CUDA = DEVICE.type == "cuda"
PAIRS = int(os.environ.get("CNNDSL_PAIRS", "15"))
Steps = Callable[[], None]


def main() -> None:
    print(f"  {devices.describe(DEVICE)}, torch {torch.__version__}, medians of {PAIRS} pairs; in brackets the claim")
    torch.backends.cudnn.benchmark = True
    small_network()
    large_network()


def small_network() -> None:
    """LeNet: what the loop costs around its steps, and what the usual way costs."""
    every = torch.get_num_threads()
    net = cnndsl.load(str(ARCHITECTURES / "lenet.cnn"))
    size, steps = (1024, 100) if CUDA else (128, 100)
    part = noise(steps * size, (1, 28, 28), 10)
    choice = chosen(net, size)
    trainer = trainer_for(net, part, size, choice.precision, Augmentation(flip=True))
    images, labels = next(trainer.train.serve([torch.arange(size)]))
    bare = hand_written(copy.deepcopy(trainer.model), images, labels, steps, choice.precision)
    loop, one = paired(lambda: whole_epoch(trainer), bare)
    rate = steps * size
    print(
        f"  LeNet, batch {size}, {choice.precision}, {choice.threads} threads: shuffled and mirrored against one batch:"
    )
    print(f"    {rate / loop:,.0f} and {rate / one:,.0f} images/s, ratio of times {loop / one:.3f} (at most 1.05)")
    few = 2048
    pass_over = tutorial_way(net, noise(few, (1, 28, 28), 10))

    def ours() -> float:
        torch.set_num_threads(choice.threads)
        return whole_epoch(trainer)

    def tutorial() -> None:
        torch.set_num_threads(every)  # as PyTorch has it
        pass_over()

    mine, theirs = paired(ours, tutorial, pairs=5)
    print("  LeNet, as trained against torchvision transforms, DataLoader, Adam, float32, batch 64:")
    gain = (rate / mine) / (few / theirs)
    print(f"    {rate / mine:,.0f} and {few / theirs:,.0f} images/s, {gain:.1f} times as many (at least 2.5)")
    torch.set_num_threads(every)


def large_network() -> None:
    """ResNet at 224 pixels: the compiled module beside torchvision's, the trainer beside a bare loop."""
    name = "resnet50" if CUDA else "resnet18"
    net = cnndsl.load(str(ARCHITECTURES / f"{name}.cnn"))
    size, steps = (256, 20) if CUDA else (8, 3)
    precision: Precision = "bf16" if devices.computes_bf16(DEVICE) else "float32"
    part = noise(steps * size, (3, 224, 224), 1000)
    trainer = trainer_for(net, part, size, precision, Augmentation(flip=True))
    images, labels = next(trainer.train.serve([torch.arange(size)]))

    for kind in dict.fromkeys(["float32", precision]):
        ours = forward_backward(net.to_torch(), images, labels, kind)
        theirs = forward_backward(getattr(torchvision.models, name)(), images, labels, kind)
        mine, other = paired(ours, theirs)
        print(f"  {name}, batch {size}, {kind}: forward and backward, ours and torchvision's:")
        print(f"    {mine * 1e3:,.1f} and {other * 1e3:,.1f} ms, ratio {mine / other:.3f} (at most 1.03)")

    bare = hand_written(getattr(torchvision.models, name)(), images, labels, steps, precision)
    loop, one = paired(lambda: whole_epoch(trainer), bare)
    rate = steps * size
    print(f"  {name}, batch {size}, {precision}: the trainer against a bare loop over torchvision's module:")
    print(f"    {rate / loop:,.1f} and {rate / one:,.1f} images/s, ratio of times {loop / one:.3f} (at most 1.05)")
    achieved, reachable = 6 * net.macs * rate / loop, matrix_rate(precision)
    share = achieved / reachable
    print(
        f"    {achieved / 1e12:.2f} of {reachable / 1e12:.2f} TFLOPS that a large matrix product reaches: {share:.0%}"
    )


def chosen(net: Network, size: int) -> trial.ThreadsAndPrecision:
    """Threads and precision as ``cnndsl train`` chooses them."""
    if CUDA:
        return trial.ThreadsAndPrecision(torch.get_num_threads(), "bf16")
    kinds: list[Precision] = ["float32", "bf16"] if devices.computes_bf16(DEVICE) else ["float32"]
    model = net.to_torch()
    pooling.hasten(model, DEVICE)
    return trial.choose({kind: trial.trial_step(model, net.input, size, kind) for kind in kinds})


def noise(count: int, shape: tuple[int, int, int], classes: int) -> Part:
    """Images without meaning: what is measured does not depend on it."""
    draw = torch.Generator().manual_seed(0)
    images = torch.randint(256, (count, *shape), generator=draw, dtype=torch.uint8)
    return Part(images, torch.randint(classes, (count,), generator=draw))


def trainer_for(net: Network, part: Part, size: int, precision: Precision, augmentation: Augmentation) -> Trainer:
    """A trainer as ``cnndsl train`` makes it, with one batch to validate."""
    preprocessing = Preprocessing.measure(part.images, net.input)
    model = net.to_torch().to(DEVICE, memory_format=devices.memory_format(DEVICE, precision))
    pooling.hasten(model, DEVICE)
    given = Options(epochs=1000, batch_size=size, lr=1e-3, weight_decay=5e-4, augment="none")
    facts = Facts("noise", net.input[0], net.input[1:], tuple(map(str, range(net.output[0]))))
    task = Task(net, DataSource(facts, lambda: Dataset(part, part)), given, "noise", "crop", ())
    kind = devices.dtype(precision)
    train = batches(part, preprocessing, DEVICE, augmentation=augmentation, dtype=kind)
    validation = batches(part[torch.arange(size)], preprocessing, DEVICE, dtype=kind)
    return Trainer(model, train, validation, resolve(task, 0.1, len(part)), precision, augmentation, decayed(net))


def whole_epoch(trainer: Trainer) -> float:
    """Seconds of the training steps of an epoch, as the run itself reports them."""
    return len(trainer.train) / trainer.run_epoch().images_per_second


def hand_written(
    model: nn.Module, images: torch.Tensor, labels: torch.Tensor, steps: int, precision: Precision
) -> Steps:
    """The loop that one writes by hand with the same settings, on one batch that lies on the device."""
    layout = devices.memory_format(DEVICE, precision)
    model = model.to(DEVICE, memory_format=layout).train()
    names = [name for name, parameter in model.named_parameters() if parameter.ndim > 1]
    optimizer = torch.optim.SGD(parameter_groups(model, 5e-4, names), 1e-3, 0.9, nesterov=True, fused=True)
    images = images.contiguous(memory_format=layout)

    def run() -> None:
        for _ in range(steps):
            with torch.autocast(DEVICE.type, torch.bfloat16, enabled=precision == "bf16"):
                logits = model(images)
            loss = cross_entropy(logits.float(), labels, label_smoothing=0.1)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    return run


def forward_backward(model: nn.Module, images: torch.Tensor, labels: torch.Tensor, precision: Precision) -> Steps:
    layout = devices.memory_format(DEVICE, precision)
    model = model.to(DEVICE, memory_format=layout).train()
    images = images.float().contiguous(memory_format=layout)

    def run() -> None:
        with torch.autocast(DEVICE.type, torch.bfloat16) if precision == "bf16" else nullcontext():
            logits = model(images)
        cross_entropy(logits.float(), labels).backward()
        model.zero_grad()

    return run


def tutorial_way(net: Network, part: Part) -> Steps:
    """A pass over the images as the tutorials do it: a PIL image and transforms for each, DataLoader, Adam."""
    from torchvision import transforms

    convert = transforms.Compose(
        [
            transforms.ToPILImage(),
            transforms.Resize(net.input[1:]),
            transforms.ToTensor(),
            transforms.Normalize([0.5], [0.5]),
        ]
    )

    class Transformed(TensorDataset):
        def __getitem__(self, index: int) -> tuple[torch.Tensor, ...]:
            image, label = super().__getitem__(index)
            return convert(image), label

    loader = DataLoader(Transformed(part.images, part.labels), batch_size=64, shuffle=True)
    model = net.to_torch().to(DEVICE)
    optimizer = torch.optim.Adam(model.parameters())
    criterion = nn.CrossEntropyLoss()

    def run() -> None:
        for images, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(images.to(DEVICE)), labels.to(DEVICE))
            loss.backward()
            optimizer.step()

    return run


def matrix_rate(precision: Precision) -> float:
    """FLOPS of a large matrix product in this precision: what the hardware reaches where nothing else is to do."""
    size = 8192 if CUDA else 2048
    left, right = (torch.randn(size, size, device=DEVICE, dtype=devices.dtype(precision)) for _ in range(2))
    return 2 * size**3 / median(seconds(lambda: left @ right) for _ in range(7))


def paired(
    one: Callable[[], float | None], other: Callable[[], float | None], pairs: int = PAIRS
) -> tuple[float, float]:
    """Median seconds of two things that take turns. A thing that returns a number has measured itself."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(pairs + 1):
        for thing, measured in zip((one, other), times, strict=True):
            taken = seconds(thing)
            if turn:  # the first time allocates, and tunes kernels
                measured.append(taken)
    ratio = median(a / b for a, b in zip(*times, strict=True))
    base = median(times[1])
    return ratio * base, base


def seconds(thing: Callable[[], float | None]) -> float:
    settle()
    start = perf_counter()
    own = thing()
    settle()
    return own if isinstance(own, float) else perf_counter() - start


def settle() -> None:
    if CUDA:
        torch.cuda.synchronize()
