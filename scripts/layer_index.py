"""Writes cnndsl/layers/index.py, which says what module has which kinds: `make docs`."""

from __future__ import annotations

import textwrap
from importlib import import_module
from pathlib import Path

from cnndsl.layers import ALIASES, LAYERS
from cnndsl.modules import modules_of

FOLDER = Path(__file__).parents[1] / "cnndsl" / "layers"

_HEAD = '''"""What module has which kinds, so that one is imported when it is asked for: see `Kinds` in layer.py.

Made by scripts/layer_index.py, not by hand: `make docs`.
"""

from __future__ import annotations

# fmt: off

'''


_INDENTS = ("initial_indent", "subsequent_indent")


def index() -> str:
    """The text of index.py."""
    modules = modules_of([str(FOLDER)])
    kinds: dict[str, str] = {}
    for module in modules:
        import_module(f"cnndsl.layers.{module}")
        mine = [keyword for keyword, kind in LAYERS.items() if kind.__module__ == f"cnndsl.layers.{module}"]
        kinds |= dict.fromkeys(sorted(mine), module)
    aliases = {alias: keyword for alias, keyword in sorted(ALIASES.items()) if keyword in kinds}
    return _HEAD + "\n".join(
        [
            "MODULES: frozenset[str] = frozenset([",
            *textwrap.wrap(
                ", ".join(f'"{each}"' for each in modules) + ",", 116, initial_indent="    ", subsequent_indent="    "
            ),
            "])",
            '"""All modules, those without kinds too."""',
            "",
            *_table("KINDS", kinds, "The module of each keyword."),
            *_table("ALIASES", aliases, "The keyword of each alias."),
        ]
    )


def _table(name: str, pairs: dict[str, str], said: str) -> list[str]:
    lines = [f'    "{key}": "{value}",' for key, value in pairs.items()]
    return [f"{name}: dict[str, str] = {{", *lines, "}", f'"""{said}"""', ""]


if __name__ == "__main__":
    (FOLDER / "index.py").write_text(index(), "utf-8")
