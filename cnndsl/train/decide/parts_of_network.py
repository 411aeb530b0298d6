"""Parts of a network by their names: what `--freeze` keeps still, and what `--lr-scale` slows down."""

from __future__ import annotations

from collections.abc import Iterable

from cnndsl.graph.ir import Node
from cnndsl.layers.layer import Layer
from cnndsl.network import Network
from cnndsl.text import listed
from cnndsl.train.decide.options import Options, flag, lr_scales, words
from cnndsl.train.errors import OptionError
from cnndsl.weights.head import head, tensors

ALL_BUT_HEAD = "all-but-head"
"""The name for all layers whose shape does not depend on the number of classes."""


def require(net: Network, options: Options) -> None:
    """Raises OptionError for a name that the network does not have, and where nothing would be left to train."""
    for name in lr_scales(options.lr_scale):
        _nodes(net, name, flag("lr_scale"))
    still = frozen(net, options.freeze)
    if not any(node.params and node.name not in still for node in net.graph.layers()):
        raise OptionError(f"--freeze {options.freeze} leaves nothing to train", "leave a part out, such as the head")


def frozen(net: Network, text: str) -> frozenset[str]:
    """The names of the layers with tensors in what ``freeze`` names. Raises OptionError for an unknown name."""
    named = [node for name in words(text) for node in _nodes(net, name, flag("freeze"))]
    return frozenset(node.name for node in named if tensors(node))


def scales(net: Network, text: str) -> dict[str, float]:
    """The share of the learning rate for each layer in what ``lr_scale`` names; the longest name counts.

    Raises OptionError for an unknown name.
    """
    found: dict[str, float] = {}
    chosen = lr_scales(text)
    for name in sorted(chosen, key=lambda name: (name != ALL_BUT_HEAD, len(name))):
        found |= dict.fromkeys((node.name for node in _nodes(net, name, flag("lr_scale"))), chosen[name])
    return found


def owner(key: str, layers: Iterable[str]) -> str | None:
    """The layer that a key of the ``state_dict`` belongs to, of those with these names."""
    known = layers if isinstance(layers, set | frozenset | dict) else set(layers)
    while key and key not in known:
        key = key.rpartition(".")[0]
    return key or None


def _nodes(net: Network, name: str, option: str) -> list[Node]:
    """The layers in the container of a name, or the layer that has it."""
    layers = [node for node in net.graph.layers() if isinstance(node.operation, Layer)]
    if name == ALL_BUT_HEAD:
        kept = {node.index for node in head(net)}
        return [node for node in layers if node.index not in kept]
    found = [node for node in layers if node.name == name or node.name.startswith(f"{name}.")]
    if not found:
        from cnndsl.diagnostics.suggest import did_you_mean

        known = list(dict.fromkeys(part for node in layers for part in _beginnings(node.name)))
        near = did_you_mean(name, known)
        top = [part for part in known if "." not in part]
        raise OptionError(
            f"{option} names `{name}`, which is no part of {net.name}",
            f"did you mean `{near}`?" if near else f"its parts are {listed(top)}, and {ALL_BUT_HEAD} is known too",
        )
    return found


def _beginnings(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]
