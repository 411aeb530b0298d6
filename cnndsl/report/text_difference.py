"""Unified diffs of long texts: difflib takes the square of thousands of changes, so it is given part after part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

TOGETHER = 200
"""Lines that are compared at once, where the texts can be cut."""

LONGEST = 2_000
"""Longer parts of both texts that cannot be cut, between equal ends, are told as wholly changed."""


_Edit = tuple[str, int, int, int, int]
"""What happens to a range of the old text, and the range of the new one that it becomes: an opcode of difflib."""


def unified(
    old: Sequence[str],
    new: Sequence[str],
    old_title: str,
    new_title: str,
    pairs: Iterable[tuple[int, int]],
    end: str = "\n",
) -> Iterator[str]:
    """What `difflib.unified_diff` gives. ``pairs`` are places, in order, that belong together in both texts."""
    from difflib import SequenceMatcher

    cuts = [(0, 0)]
    for i, j in pairs:
        if max(i - cuts[-1][0], j - cuts[-1][1]) >= TOGETHER:
            cuts.append((i, j))
    edits: list[_Edit] = []
    for (i, j), (i_end, j_end) in pairwise([*cuts, (len(old), len(new))]):
        for edit in _part(old, new, i, i_end, j, j_end):
            if edit[0] == "equal" and edits and edits[-1][0] == "equal":
                edit = ("equal", edits[-1][1], edit[2], edits.pop()[3], edit[4])
            edits.append(edit)
    matcher = SequenceMatcher(None, "", "")
    matcher.get_opcodes = lambda: edits  # type: ignore[method-assign,assignment,return-value]  # those that it groups
    started = False
    for group in matcher.get_grouped_opcodes():
        if not started:
            yield from (f"--- {old_title}{end}", f"+++ {new_title}{end}")
            started = True
        first, last = group[0], group[-1]
        yield f"@@ -{_lines(first[1], last[2])} +{_lines(first[3], last[4])} @@{end}"
        for kind, i, i_end, j, j_end in group:
            yield from (f"{' ' if kind == 'equal' else '-'}{line}" for line in old[i:i_end])
            yield from (f"+{line}" for line in new[j:j_end] if kind != "equal")


def _part(old: Sequence[str], new: Sequence[str], i: int, i_end: int, j: int, j_end: int) -> Iterator[_Edit]:
    """How ``old[i:i_end]`` becomes ``new[j:j_end]``: what both have at their start and end stays."""
    from difflib import SequenceMatcher

    start = _equal(old[i:i_end], new[j:j_end])
    if start:
        yield "equal", i, i + start, j, j + start
    i, j = i + start, j + start
    end = _equal(old[i:i_end][::-1], new[j:j_end][::-1])
    i_end, j_end = i_end - end, j_end - end
    if min(i_end - i, j_end - j) > LONGEST:
        yield "replace", i, i_end, j, j_end
    else:
        for kind, a, a_end, b, b_end in SequenceMatcher(None, old[i:i_end], new[j:j_end]).get_opcodes():
            yield kind, i + a, i + a_end, j + b, j + b_end
    if end:
        yield "equal", i_end, i_end + end, j_end, j_end + end


def _equal(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines two texts have in common at their start."""
    shorter = min(len(old), len(new))
    return next((at for at in range(shorter) if old[at] != new[at]), shorter)


def unique_pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places of lines that stand once in each text, in the order of both: the anchors of a patience diff."""
    from cnndsl.report.alignment import increasing

    once = [{line for line, count in Counter(lines).items() if count == 1} for lines in (old, new)]
    common = once[0] & once[1]
    at = {line: j for j, line in enumerate(new) if line in common}
    pairs = [(i, at[line]) for i, line in enumerate(old) if line in at]
    return (pairs[place] for place in increasing([j for _, j in pairs]))


def _lines(start: int, stop: int) -> str:
    """Lines as the head of a hunk counts them: from 1, and those before an empty range."""
    count = stop - start
    return f"{start + 1}" if count == 1 else f"{start + (count > 0)},{count}"
