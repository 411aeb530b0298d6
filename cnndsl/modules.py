"""The modules of a package, by its folder: for packages whose modules register themselves."""

from __future__ import annotations

import os
from collections.abc import Iterable


def modules_of(folders: Iterable[str]) -> list[str]:
    """The names of the modules in the folders of a package (its ``__path__``), sorted; ``pkgutil`` would take longer to
    import than to do this."""
    return sorted(
        name
        for folder in folders
        for name, ending in map(os.path.splitext, os.listdir(folder))
        if (ending == ".py" and name != "__init__") or os.path.isfile(os.path.join(folder, name, "__init__.py"))
    )
