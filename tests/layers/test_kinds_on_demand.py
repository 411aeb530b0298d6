"""A kind is imported when a line names it; index.py says from where."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from cnndsl.layers import ALIASES, LAYERS, index
from cnndsl.modules import modules_of
from scripts.layer_index import index as written

SCRIPT = """
import json, sys
import cnndsl
from cnndsl.layers import LAYERS
before = {name for name in sys.modules if name.startswith("cnndsl.layers.")}
assert "self_attention" in LAYERS and len(list(LAYERS)) == len(LAYERS)
network = cnndsl.parse("input 3x9x9\\nconv 4 3x3\\npool 2\\nglu\\n")
after = {name for name in sys.modules if name.startswith("cnndsl.layers.")}
assert LAYERS.get("no_such") is None and LAYERS["rbf"].__name__ == "RBF"
print(json.dumps([sorted(before), sorted(after - before), len(LAYERS.values()), sorted(LAYERS)]))
"""


def test_the_index_is_the_current_one() -> None:
    path = Path("cnndsl/layers/index.py")
    assert path.read_text("utf-8") == written(), "run `make docs`"
    assert frozenset(modules_of(["cnndsl/layers"])) == index.MODULES


def test_what_no_line_names_is_not_imported() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=120)
    before, more, count, keywords = json.loads(done.stdout)
    kinds = {f"cnndsl.layers.{module}" for module in index.KINDS.values()}
    assert not kinds & set(before)
    assert kinds & set(more) == {"cnndsl.layers.conv", "cnndsl.layers.glu", "cnndsl.layers.pooling"}
    assert count == len(keywords) == len(index.KINDS)
    assert set(keywords) == set(index.KINDS)


def test_the_registry_has_what_the_index_says() -> None:
    own = {keyword: kind for keyword, kind in LAYERS.items() if kind.__module__.startswith("cnndsl.layers.")}
    assert {keyword: kind.__module__.rpartition(".")[2] for keyword, kind in own.items()} == index.KINDS
    assert {alias: keyword for alias, keyword in ALIASES.items() if keyword in own} == index.ALIASES


def test_a_registry_that_is_put_back_finds_its_kinds_again() -> None:
    kind = LAYERS["rbf"]
    dict.__setitem__(LAYERS, "rbf", "cnndsl.layers.rbf")  # type: ignore[arg-type]  # as before it was asked for
    assert LAYERS["rbf"] is kind
    assert dict.__getitem__(LAYERS, "rbf") is kind
