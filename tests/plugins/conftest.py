from collections.abc import Iterator
from pathlib import Path

import pytest

from cnndsl import plugins
from cnndsl.layers import ALIASES, LAYERS

KINDS = Path(__file__).parent / "kinds_from_outside.py"


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test registers is forgotten after it."""
    LAYERS.load()
    layers, aliases = dict(LAYERS), dict(ALIASES)
    monkeypatch.setattr(plugins, "_files", {})
    yield
    for registry, before in ((LAYERS, layers), (ALIASES, aliases)):
        registry.clear()
        registry.update(before)
