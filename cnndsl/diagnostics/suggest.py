"""Did you mean …?"""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """The known word nearest to a misspelt one, or None where none is near.

    Nearness is difflib's ratio; what is written with another case or without underscores counts as the
    same word, so that ``MaxPool`` finds ``maxpool`` and ``maxpool2d`` too.
    """
    from difflib import get_close_matches

    if len(word) > 80:
        return None
    folded = {name.lower().replace("_", ""): name for name in known}
    key = word.lower().replace("_", "")
    for candidate in (key, key.removesuffix("2d"), key.removesuffix("1d")):
        if candidate in folded:
            return folded[candidate]
    near = get_close_matches(key, folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else None
