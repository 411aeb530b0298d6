"""What a message says of the lines above the one at fault is true."""

from __future__ import annotations

import re

from hypothesis import assume, given, note
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import cnndsl
from cnndsl.graph.elaboration_state import HISTORIES
from tests.conftest import examples

WINDOWS = st.builds(
    lambda kind, kernel, stride, padding: (
        f"{kind}{kernel[0]}x{kernel[1]} stride={stride[0]}x{stride[1]} padding={min(padding, min(kernel) // 2)}"
    ),
    st.sampled_from(["conv 4 ", "maxpool ", "avgpool "]),
    st.tuples(st.integers(1, 5), st.integers(1, 5)),
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
    st.integers(0, 2),
)


def text(shape: tuple[int, int], lines: list[str]) -> str:
    return f"input 4x{shape[0]}x{shape[1]}\n" + "\n".join(lines) + "\n"


@hypothesis_settings(max_examples=examples(300))
@given(shape=st.tuples(st.integers(1, 20), st.integers(1, 20)), lines=st.lists(WINDOWS, min_size=1, max_size=6))
def test_the_input_that_is_said_to_be_large_enough_is(shape: tuple[int, int], lines: list[str]) -> None:
    program = text(shape, lines)
    note(program)
    faults = [fault for fault in cnndsl.check(program) if fault.code.id == "E0303"]
    assume(faults)
    found = re.search(r"an input of 4x(\d+)x(\d+) would be", " ".join(faults[0].notes))
    assert found is not None
    larger = (int(found[1]), int(found[2]))
    assert larger > shape or larger[1] > shape[1]
    line = faults[0].span.line  # type: ignore[union-attr]
    assert all(fault.span.line > line for fault in cnndsl.check(text(larger, lines)))  # type: ignore[union-attr]
    for axis in (0, 1):  # and by a whole jump less it is not
        if larger[axis] > shape[axis]:
            less = list(larger)
            less[axis] -= 1
            if less[axis] == shape[axis]:
                assert any(fault.span.line <= line for fault in cnndsl.check(text((less[0], less[1]), lines)))  # type: ignore[union-attr]


def test_no_input_is_offered_after_a_layer_that_sets_the_size() -> None:
    (fault,) = cnndsl.check("input 3x64x64\nconv 4 3x3\nadaptive_avgpool 4\nconv 4 7x7\n")
    assert not any("large enough" in note for note in fault.notes)
    assert any("62 (line 2, conv) -> 4 (line 3, adaptive_avgpool)" in note for note in fault.notes)


def test_a_long_history_is_shortened_in_the_middle() -> None:
    (fault,) = cnndsl.check("input 3x64x64\nrepeat 30: conv 3 3x3\nconv 4 9x9\n")
    (shrunk,) = (note for note in fault.notes if "came to this size" in note)
    assert shrunk.count("->") == 12
    assert " -> ... -> " in shrunk


def test_only_the_first_of_very_many_faults_walk_back() -> None:
    """Each walk is as long as the network: thousands of them in a small file would take seconds."""
    faults = cnndsl.check("input 3x64x64\n" + "relu\n" * 100 + "maxpool 2\nconcat:\n" + "    conv 1 99\n" * 100)
    told = [any("came to this size" in note for note in fault.notes) for fault in faults]
    assert told == [True] * HISTORIES + [False] * (100 - HISTORIES)
