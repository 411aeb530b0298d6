"""Did you mean …?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

SURE = 0.7
"""Less alike than this is a suggestion, and nothing to put in unasked."""

APART = 0.1
"""By so much the nearest word must be nearer than any other to be the only one that can be meant."""


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """The known word nearest to a misspelt one, or None where none is near.

    Nearness is difflib's ratio; what is written with another case or without underscores counts as the
    same word, so that ``MaxPool`` finds ``maxpool`` and ``maxpool2d`` too.
    """
    return None if len(word) > 80 else _nearest(word, tuple(known))


def nearest(word: str, known: Iterable[str]) -> tuple[str | None, float]:
    """The word that ``did_you_mean`` finds, and how near it is: 1 for another spelling of the same word."""
    from difflib import SequenceMatcher

    near = did_you_mean(word, known)
    if near is None:
        return None, 0.0
    key = _folded(word)
    return near, 1.0 if _folded(near) in _spellings(key) else SequenceMatcher(None, _folded(near), key).ratio()


def surely_meant(word: str, known: Iterable[str]) -> str | None:
    """The known word that a misspelt one can only stand for, or None.

    It is the one that ``did_you_mean`` finds, where no other is nearly as near. Words whose digits differ are two
    words: ``conv2`` is no slip for ``conv1``.
    """
    return None if len(word) > 80 else _surely(word, tuple(known))


@lru_cache(1024)
def _surely(word: str, known: tuple[str, ...]) -> str | None:
    from difflib import SequenceMatcher, get_close_matches

    near = _nearest(word, known)
    if near is None:
        return None
    key, meant = _folded(word), _folded(near)
    if meant in _spellings(key):
        return near
    if digits(key) != digits(meant):
        return None
    matches = get_close_matches(key, {_folded(name) for name in known}, n=2, cutoff=0.6)
    first, second = ([SequenceMatcher(None, match, key).ratio() for match in matches] + [0.0])[:2]
    return near if first >= SURE and first - second >= APART else None


def digits(word: str) -> str:
    """The digits of a word; where they differ two words are two."""
    return re.sub(r"\D", "", word)


def _folded(word: str) -> str:
    return word.lower().replace("_", "")


def _spellings(key: str) -> tuple[str, str, str]:
    """A folded word, and as PyTorch's names of two and one dimensions would have it."""
    return key, key.removesuffix("2d"), key.removesuffix("1d")


@lru_cache(1024)  # the same slip on many lines is looked up once
def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    from difflib import get_close_matches

    folded = {_folded(name): name for name in known}
    key = _folded(word)
    for candidate in _spellings(key):
        if candidate in folded:
            return folded[candidate]
    near = get_close_matches(key, folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else None
