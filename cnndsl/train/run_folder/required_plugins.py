"""The plugins that the files of a run name. They are asked for, never loaded: code runs where its user names it."""

from __future__ import annotations

from typing import Any

from cnndsl.plugins import Plugin
from cnndsl.printable import printable
from cnndsl.train.errors import TrainingError

MOST = 100
"""More plugins than these no run needs."""


def read(values: Any) -> list[Plugin]:
    """The plugins in a record, which may be a stranger's. Raises ValueError."""
    if not isinstance(values, list) or len(values) > MOST:
        raise ValueError("is no list of plugins")
    return [Plugin.from_json(value) for value in values]


def require(plugins: list[Plugin], where: str) -> None:
    """Raises TrainingError where kinds are missing that ``where`` needs; it says which plugins to give."""
    missing = {plugin.name: plugin.missing for plugin in plugins if plugin.missing}
    if missing:
        kinds = [f"`{keyword}` of {name}" for name, keywords in missing.items() for keyword in keywords]
        options = " ".join(f"--plugin {name}" for name in missing)
        raise TrainingError(
            printable(f"{where} needs layer kinds that are not there: {', '.join(kinds)}"),
            printable(f"give {options}, with the path to it; it is Python code and is run: know where it comes from"),
        )


def changed(plugins: list[Plugin]) -> list[str]:
    """The names of the plugins that are not what they were, as printable text."""
    return [printable(plugin.name) for plugin in plugins if plugin.changed]
