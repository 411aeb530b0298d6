"""The lines of a constructor that draw parameters as `init` says, where that is not torch's own way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from cnndsl.export.python.layout import WIDTH
from cnndsl.graph.initialisation_schemes import Scheme
from cnndsl.graph.ir import Graph, Node
from cnndsl.layers.layer import Layer

_DEFAULT = Scheme("default", ())


def lines(graph: Graph, class_of: Callable[[Node], str]) -> list[str]:
    """The lines, without indentation; ``class_of`` gives the class that a layer's module is an instance of."""
    nodes = [node for node in graph.layers() if isinstance(node.operation, Layer) and node.operation.weight]
    if not any(scheme != _DEFAULT for node in nodes for scheme in (node.initial or {}).values()):
        return []
    by_kind: dict[tuple[str, str], list[Node]] = {}
    for node in nodes:
        assert isinstance(node.operation, Layer)
        for parameter in node.operation.parameters(node.source_shape):
            by_kind.setdefault((node.keyword, parameter), []).append(node)
    general: dict[str, list[str]] = {}
    special: list[tuple[Scheme, str]] = []
    for (kind, parameter), alike in by_kind.items():
        drawn = Counter((node.initial or {}).get(parameter, _DEFAULT) for node in alike)
        usual, _ = drawn.most_common(1)[0]
        if _DEFAULT in drawn:
            usual = _DEFAULT if len(drawn) > 1 else usual
        if usual != _DEFAULT:
            call = _call(usual, f"module.{parameter}")
            lacking = any(
                parameter not in node.operation.parameters(node.source_shape)  # type: ignore[union-attr]
                for node in nodes
                if node.keyword == kind
            )
            body = [f"if module.{parameter} is not None:", f"    {call}"] if lacking or parameter == "bias" else [call]
            for name in sorted({class_of(node) for node in alike}):
                general.setdefault(name, []).extend(body)
        for node in alike:
            scheme = (node.initial or {}).get(parameter, _DEFAULT)
            if scheme != usual:
                special.append((scheme, f"{node.name}.{parameter}"))
    return [line for each in (*_general(general), *_special(special)) for line in _fitting(each)]


def _fitting(line: str) -> list[str]:
    """A line of a constructor, its one call broken where it is too long."""
    if len(line) + 8 <= WIDTH or not line.endswith(")"):
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    head, _, arguments = line.strip().partition("(")
    return [f"{indent}{head}(", f"{indent}    {arguments[:-1]}", f"{indent})"]


def _general(by_class: dict[str, list[str]]) -> list[str]:
    """The loop over all modules; classes that are drawn in the same way stand together."""
    together: dict[tuple[str, ...], list[str]] = {}
    for name, body in by_class.items():
        together.setdefault(tuple(body), []).append(name)
    found: list[str] = []
    for key, names in together.items():
        kinds = names[0] if len(names) == 1 else " | ".join(names)
        condition, drawn = f"isinstance(module, {kinds})", list(key)
        if len(drawn) == 2 and drawn[0].startswith("if "):
            condition, drawn = f"{condition} and {drawn[0][3:-1]}", [drawn[1].strip()]
        found.append(f"    {'el' if found else ''}if {condition}:")
        found += [f"        {line}" for line in drawn]
    return ["for module in self.modules():", *found] if found else []


def _special(parameters: list[tuple[Scheme, str]]) -> list[str]:
    """The parameters that are drawn otherwise than most of their kind."""
    by_scheme: dict[Scheme, list[str]] = {}
    for scheme, name in parameters:
        by_scheme.setdefault(scheme, []).append(name)
    found = []
    for scheme, names in by_scheme.items():
        if len(names) == 1:
            found.append(_call(scheme, f'self.get_parameter("{names[0]}")'))
            continue
        found += ["for name in (", *(f'    "{name}",' for name in names), "):"]
        found.append(f"    {_call(scheme, 'self.get_parameter(name)')}")
    return found


def _call(scheme: Scheme, parameter: str) -> str:
    """The call of torch.nn.init that draws a parameter."""
    name, arguments = scheme
    if name == "constant" and arguments[0] in (0, 1):
        return f"nn.init.{'ones' if arguments[0] else 'zeros'}_({parameter})"
    if name in ("normal", "trunc_normal"):
        return f"nn.init.{name}_({parameter}, std={arguments[0]})"
    if name == "uniform":
        return f"nn.init.uniform_({parameter}, -{arguments[0]}, {arguments[0]})"
    if name.startswith("kaiming"):
        mode, nonlinearity = arguments
        shown = f', mode="{mode}"' if mode != "fan_in" else ""
        return f'nn.init.{name}_({parameter}{shown}, nonlinearity="{nonlinearity}")'
    if name == "constant":
        return f"nn.init.constant_({parameter}, {arguments[0]})"
    return f"nn.init.{name}_({parameter})" if arguments == (1.0,) else f"nn.init.{name}_({parameter}, {arguments[0]})"
