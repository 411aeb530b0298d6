"""The recipe of a run: what the user chose, and a value for everything that was left to be chosen."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from math import ceil, log2

from cnndsl.layers.layer import Layer
from cnndsl.network import Network
from cnndsl.train.data.dataset import Facts, Resize
from cnndsl.train.decide.options import Options, augmentations
from cnndsl.train.decide.task import Task

HELD_OUT = 5_000
"""Images beyond which a larger validation part adds little: the accuracy is known to half a percent."""
IMAGES_SEEN = 1_050_000
"""Images that the default epochs come to, each counted as often as it is seen."""
LEAST_STEPS = 500
"""Steps that the default epochs come to at least, however few the images are."""
CROPPED = 10
"""Parameters an image from which random crops are the default."""
SHALLOW = 5
"""Layers with weights up to which a network without normalisation stands the full learning rate."""
BY_HEART = 300
"""Steps at least, unless epochs were chosen, to learn a few batches by heart; who knows them earlier stops."""

FINE_TUNED = 0.1
"""Share of the learning rate for weights that were trained: the full one would undo what they have learnt. Layers that
start fresh need it."""


@dataclass(frozen=True)
class Recipe:
    """What decides the result of a run, with nothing left to be chosen; the fields mean what they mean in ``Options``.

    Not among them: where data lie (``data_dir``) and how many processes decode them (``workers``), which change nothing
    in the result, and ``device`` and ``precision``, which are the machine's.
    """

    data: str
    """A name, or the absolute path of a folder: a run may go on from elsewhere."""
    validation: float
    resize: Resize
    skip_bad: bool
    max_pixels: int

    weights: str
    """Where the first weights come from: absolute, where it is a path."""
    freeze: str
    lr_scale: str

    epochs: int
    batch_size: int
    """No larger than the number of training images."""
    opt: str
    lr: float
    momentum: float
    weight_decay: float
    schedule: str
    warmup: float
    label_smoothing: float
    class_weights: str
    augment: str
    ema: float
    patience: int

    seed: int
    deterministic: bool
    compile: bool
    log: str
    overfit_batches: int

    @property
    def augmentations(self) -> frozenset[str]:
        """The words of ``augment``."""
        return augmentations(self.augment)

    def as_options(self, given: Options, *, device: str, precision: str) -> Options:
        """The options that give this run again: as given, with all that was chosen. The files of a run state them."""
        return replace(given, **asdict(self), device=device, precision=precision)


def held_out(options: Options, images: int) -> float:
    """The share (0 to 1) of so many training images that is for validation.

    As chosen; else a tenth, and no more than 5,000 images.
    """
    return options.validation or min(0.1, HELD_OUT / max(1, images))


def resolve(task: Task, validation: float, images: int, *, trained: bool = False) -> Recipe:
    """Choose what the user did not, once the data are known.

    ``validation`` is the share that is held out (``held_out``), ``images`` the number of training images without it.
    ``trained`` says whether the run begins with weights that were trained, in all layers.

    Batches of 32 to 128, so that an epoch has some 400 of them; 10 to 30 epochs, as many as make 1,050,000 images
    seen, and more where those would be fewer than 500 steps; a peak learning rate that grows with the batch (Goyal et
    al., 2017), a tenth of it for weights that were trained. Where a few batches are to be learnt by heart, nothing
    makes that harder.
    """
    options, net, by_heart = task.options, task.net, task.options.overfit_batches
    batch_size = min(options.batch_size or min(128, max(32, 2 ** round(log2(max(1, images / 400))))), images)
    epochs = max(min(30, max(10, round(IMAGES_SEEN / images))), ceil(LEAST_STEPS / (images // batch_size)))
    decay = {"sgd": 5e-4, "adam": 0.0, "adamw": 0.05}[options.opt]
    if by_heart:
        epochs = max(epochs, ceil(BY_HEART / by_heart))
        options = replace(options, augment="none", label_smoothing=0.0, weight_decay=0.0)
    return Recipe(
        data=task.data,
        validation=validation,
        resize=task.resize,
        skip_bad=options.skip_bad,
        max_pixels=options.max_pixels,
        weights=task.weights,
        freeze=options.freeze,
        lr_scale=options.lr_scale,
        epochs=options.epochs or epochs,
        batch_size=batch_size,
        opt=options.opt,
        lr=options.lr or _learning_rate(options.opt, net) * batch_size / 128 * (FINE_TUNED if trained else 1),
        momentum=options.momentum,
        weight_decay=decay if options.weight_decay is None else options.weight_decay,
        schedule=options.schedule,
        warmup=options.warmup,
        label_smoothing=options.label_smoothing,
        class_weights=options.class_weights,
        augment=_augment(net, task.source.facts, images) if options.augment is None else options.augment,
        ema=options.ema,
        patience=options.patience,
        seed=options.seed,
        deterministic=options.deterministic,
        compile=options.compile,
        log=options.log,
        overfit_batches=by_heart,
    )


def _augment(net: Network, facts: Facts, images: int) -> str:
    """Crops for a network that could learn its images by heart; a smaller one has enough to do without them."""
    words = ["crop"] * (net.params >= CROPPED * images) + ["flip"] * facts.flips
    return ",".join(words) or "none"


def _learning_rate(opt: str, net: Network) -> float:
    """The peak for batches of 128."""
    if opt != "sgd":
        return 1e-3
    weighted = sum(node.params > 0 for node in net.graph.nodes)
    return 0.1 if weighted <= SHALLOW or any(node.operation.norm for node in net.graph.nodes) else 0.02


def decayed(net: Network) -> frozenset[str]:
    """Names of the parameters that weight decay acts on: the weights that multiply features; no biases, norms and
    scale factors."""
    layers = ((node.name, node.operation) for node in net.graph.nodes if isinstance(node.operation, Layer))
    return frozenset(f"{name}.{key}" for name, layer in layers for key in layer.decayed)
