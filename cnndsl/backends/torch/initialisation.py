"""Parameters drawn as `init` says, by torch.nn.init."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from cnndsl.graph.initialisation_schemes import Scheme


def initialise(module: nn.Module, schemes: Mapping[str, Scheme]) -> None:
    """Draw the named parameters of a module again; those without a scheme keep PyTorch's default."""
    for name, scheme in schemes.items():
        _draw(module.get_parameter(name), scheme.name, *scheme.arguments)


def _draw(parameter: Tensor, scheme: str, *arguments: float | str) -> None:
    draw = getattr(nn.init, f"{scheme}_")
    if scheme in ("normal", "trunc_normal"):
        draw(parameter, mean=0.0, std=arguments[0])
    elif scheme == "uniform":
        bound = float(arguments[0])
        draw(parameter, -bound, bound)
    elif scheme.startswith("kaiming"):
        mode, nonlinearity = arguments
        draw(parameter, mode=mode, nonlinearity=nonlinearity)
    else:  # constant, xavier_normal, xavier_uniform, orthogonal
        draw(parameter, arguments[0])
