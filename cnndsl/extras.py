"""What `pip install cnndsl` leaves out, and what brings it: the extras of the package.

Checking needs none of them. Whatever does asks here first, so that what is missing is said in one line before any work
is done, together with the line to type.
"""

from __future__ import annotations

from importlib.util import find_spec

from cnndsl.text import enumerated

EXTRAS = {
    "train": ("torch", "torchvision", "safetensors", "sklearn", "matplotlib", "PIL", "rich"),
    "draw": ("reportlab", "resvg_py"),
    "onnx": ("numpy", "onnxruntime", "safetensors"),
}
"""The modules that each extra of pyproject.toml brings."""


class MissingExtraError(ModuleNotFoundError):
    """Packages that an extra brings are not installed; ``help`` is the line to type, ``str()`` says both."""

    def __init__(self, purpose: str, extra: str, missing: tuple[str, ...]) -> None:
        self.help = f"pip install 'cnndsl[{extra}]'"
        names = enumerated(missing)
        verb = "is" if len(missing) == 1 else "are"
        super().__init__(f"{purpose} needs {names}, which {verb} not installed: {self.help}", name=missing[0])


def require(purpose: str, *modules: str, extra: str = "train") -> None:
    """Do nothing where all modules (all of the extra, if none is named) can be imported; nothing is imported here.

    Raises MissingExtraError, whose text begins with the purpose: a command or a method.
    """
    missing = tuple(module for module in modules or EXTRAS[extra] if not _there(module))
    if missing:
        raise MissingExtraError(purpose, extra, missing)


def _there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ValueError:  # a module that something put into sys.modules by hand
        return True
