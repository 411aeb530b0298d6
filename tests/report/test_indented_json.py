"""JSON that is laid out by ourselves is what the standard library gives."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cnndsl.printable import in_json
from cnndsl.report.indented_json import indented

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@given(VALUES)
def test_it_is_the_layout_of_the_standard_library(value: Any) -> None:
    assert indented(value) == in_json(json.dumps(value, indent=2, ensure_ascii=False))
