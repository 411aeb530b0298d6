"""cnndsl: a declarative language and compiler for convolutional networks.

>>> import cnndsl
>>> net = cnndsl.parse("input 3x32x32\\nconv 16 3x3\\nrelu\\nglobal_avgpool\\nflatten\\nfc 10\\n")
>>> net.output, net.params
((10,), 618)

Importing cnndsl does not import torch; ``Network.to_torch`` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from cnndsl._version import __version__

if TYPE_CHECKING:
    from cnndsl.diagnostics import Diagnostic
    from cnndsl.evaluate.run import Run
    from cnndsl.graph.inputs import InputShapes
    from cnndsl.info import InputInfo, LayerInfo, ModuleInfo, OutputInfo
    from cnndsl.network import Network
    from cnndsl.plugins import PluginError
    from cnndsl.train.errors import TrainingError
    from cnndsl.weights import WeightsError

__all__ = [
    "CheckError",
    "Diagnostic",
    "InputInfo",
    "LayerInfo",
    "ModuleInfo",
    "Network",
    "OutputInfo",
    "PluginError",
    "Run",
    "TrainingError",
    "WeightsError",
    "__version__",
    "check",
    "lint",
    "load",
    "load_run",
    "parse",
]


class CheckError(ValueError):
    """The text is not a valid network. ``str()`` shows every diagnostic; ``diagnostics`` are the data."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics

    def render(self, *, color: bool = False) -> str:
        from cnndsl.diagnostics.render import render_all

        return render_all(self.diagnostics, color=color)

    def __str__(self) -> str:
        return "\n" + self.render()

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows in place of a traceback: the diagnostics, in colour."""
        return self.render(color=True).splitlines()


def load(
    path: str | PathLike[str],
    *,
    input: InputShapes = None,  # noqa: A002
    outputs: Iterable[str] = (),
    plugins: Iterable[str | PathLike[str]] = (),
    weights: str | PathLike[str] | None = None,
    limit: int | None = None,
    **settings: Any,
) -> Network:
    """Read and check a `.cnn` file.

    ``input``, such as (channels, height, width), overrides the `input` line; that of several inputs is a dictionary by
    their names, such as ``{"left": (3, 224, 224)}``. ``settings`` override the parameters of the `model` line:
    ``load("alexnet.cnn", classes=10)``. ``plugins`` are Python files or modules with layer kinds of your own,
    which are run and stay registered. ``limit`` is how many statements repetition and block calls may add, where 10,000
    are too few.

    ``outputs`` are names of layers and containers, such as ``["layer2", "layer4"]``: the module then returns a
    dictionary of what these give, in this order, and what none of them needs is left out. ``network.outputs`` has their
    channels and strides. Weights of the whole network fit all the same.

    ``weights`` are put into every module that ``to_torch`` makes: a safetensors file, a `.pt` or `.pth` file, a run
    folder, ``torchvision:IMAGENET1K_V1``, ``timm:NAME``. All of the network has to be there, in its shape, but for
    layers whose shape depends on the number of classes: ``network.weights.fresh`` has the keys that start fresh.

    Raises CheckError for a file that cannot be read or is faulty, PluginError for a plugin that cannot be used,
    WeightsError, with a table of keys, for weights that do not fit or cannot be read.
    """
    from cnndsl.graph.limits import Limits
    from cnndsl.pipeline import check_path

    _load_plugins(plugins)
    network = _network(
        check_path(fspath(path), _values(settings), _shape(input), Limits.allowing(limit), outputs=_names(outputs))
    )
    if weights is not None:
        from cnndsl.weights import load as load_weights

        network.weights = load_weights(fspath(weights), network)
    return network


def load_run(
    path: str | PathLike[str],
    *,
    device: str = "auto",
    plugins: Iterable[str | PathLike[str]] = (),
) -> Run:
    """A finished run, ready for use: ``run.network``, ``run.module`` with the best weights, ``run.classes``,
    ``run.preprocessing`` and ``run.predict(images)``.

    ``path`` is a run folder that `cnndsl train` wrote, or a weights file in one. Nothing in it is executed, so it may
    be a stranger's. ``device`` is "auto", "cpu", "cuda" or "mps"; ``plugins`` are those that the network needs. Raises
    TrainingError, which says what is wrong with the folder and what would help, PluginError, and MissingExtraError
    where torch is not installed.
    """
    from cnndsl.extras import require

    require("cnndsl.load_run")
    from cnndsl.evaluate.run import load as load_trained

    _load_plugins(plugins)
    return load_trained(path, device)


def parse(
    text: str,
    *,
    path: str = "<string>",
    input: InputShapes = None,  # noqa: A002
    outputs: Iterable[str] = (),
    plugins: Iterable[str | PathLike[str]] = (),
    limit: int | None = None,
    **settings: Any,
) -> Network:
    """Check the text of a network, as ``load`` does. ``path`` is what messages show. Raises CheckError and
    PluginError."""
    from cnndsl.graph.limits import Limits
    from cnndsl.pipeline import check as check_source
    from cnndsl.source import Source

    _load_plugins(plugins)
    return _network(
        check_source(
            Source(path, text), _values(settings), _shape(input), Limits.allowing(limit), outputs=_names(outputs)
        )
    )


def check(
    text: str,
    *,
    path: str = "<string>",
    input: InputShapes = None,  # noqa: A002
    plugins: Iterable[str | PathLike[str]] = (),
    limit: int | None = None,
    **settings: Any,
) -> list[Diagnostic]:
    """The diagnostics of a text, in the order of the file; none for a valid network or library. Raises PluginError."""
    from cnndsl.graph.limits import Limits
    from cnndsl.pipeline import check as check_source
    from cnndsl.source import Source

    _load_plugins(plugins)
    return check_source(Source(path, text), _values(settings), _shape(input), Limits.allowing(limit)).diagnostics


def lint(network: Network) -> list[Diagnostic]:
    """The warnings and notes about a network, in the order of its files: what works and could be better."""
    from cnndsl.lints import lint as find

    return find(network)


_HOMES = {
    "Diagnostic": "diagnostics",
    "InputInfo": "info",
    "LayerInfo": "info",
    "ModuleInfo": "info",
    "Network": "network",
    "OutputInfo": "info",
    "PluginError": "plugins",
    "Run": "evaluate.run",
    "TrainingError": "train.errors",
    "WeightsError": "weights",
}


def __getattr__(name: str) -> Any:
    """The names of other modules, which are imported when they are asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _load_plugins(plugins: Iterable[str | PathLike[str]]) -> None:
    if plugins:
        from cnndsl.plugins import load as load_plugins

        load_plugins(plugins)


def _network(checked: Any) -> Network:
    if checked.network is not None:
        network: Network = checked.network
        return network
    if checked.diagnostics:
        raise CheckError(checked.diagnostics)
    raise CheckError([_no_network(checked.blocks)])


def _no_network(blocks: int) -> Diagnostic:
    from cnndsl.diagnostics import Diagnostic
    from cnndsl.diagnostics import codes as code
    from cnndsl.text import plural

    title = f"the file is a library of {plural(blocks, 'block')}, not a network"
    return Diagnostic(code.NO_INPUT, title, None, help="a network has an `input` line and layers")


def _shape(shape: Any) -> InputShapes:
    if shape is None:
        return None
    if isinstance(shape, Mapping):
        return {str(name): _sizes(each) for name, each in shape.items()}
    return _sizes(shape)


def _names(outputs: Any) -> tuple[str, ...]:
    names = () if isinstance(outputs, str) else tuple(outputs)
    if isinstance(outputs, str) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"outputs takes a list of names, as ['layer2', 'layer4'], not {outputs!r}")
    return names


def _sizes(shape: Any) -> tuple[int, ...]:
    sizes = tuple(shape)
    if not 1 <= len(sizes) <= 4 or not all(type(size) is int and 1 <= size < 2**31 for size in sizes):
        raise ValueError(f"input takes channels and up to three sizes, each from 1 up, as (3, 224, 224), not {shape!r}")
    return sizes


def _values(settings: dict[str, Any]) -> dict[str, Any]:
    """Python values as values of the language: lists become tuples."""

    def value(name: str, given: Any) -> Any:
        if isinstance(given, list | tuple):
            return tuple(value(name, item) for item in given)
        if isinstance(given, bool | int | float | str):
            return given
        raise TypeError(f"{name}={given!r}: a parameter takes numbers, true or false, texts and lists of them")

    return {name: value(name, given) for name, given in settings.items()}
