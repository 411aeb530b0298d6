"""Did you mean …?"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """The known word nearest to a misspelt one, or None where none is near.

    Nearness is difflib's ratio; what is written with another case or without underscores counts as the
    same word, so that ``MaxPool`` finds ``maxpool`` and ``maxpool2d`` too.
    """
    return None if len(word) > 80 else _nearest(word, tuple(known))


@lru_cache(1024)  # the same slip on many lines is looked up once
def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    from difflib import get_close_matches

    folded = {name.lower().replace("_", ""): name for name in known}
    key = word.lower().replace("_", "")
    for candidate in (key, key.removesuffix("2d"), key.removesuffix("1d")):
        if candidate in folded:
            return folded[candidate]
    near = get_close_matches(key, folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else None
