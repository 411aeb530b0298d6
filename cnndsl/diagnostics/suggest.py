"""Did you mean …?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from cnndsl.budget import current

SURE = 0.7
"""Less alike than this is a suggestion, and nothing to put in unasked."""

APART = 0.1
"""By so much the nearest word must be nearer than any other to be the only one that can be meant."""


COMPARED = 10
"""So many characters that are compared are one operation of the budget."""

WORDS = 5_000
"""Of more known words than these none is suggested."""

CUTOFF = 0.6
"""Words that are less alike are not near."""

LONGEST = 200
"""Characters of a known word; a longer one is near none that is asked for, which have 80 at most."""


def _once(rule: Callable[[str, tuple[str, ...]], str | None], word: str, known: Iterable[str]) -> str | None:
    """What a rule finds; the same slip on many lines is looked up once. None where the budget does not reach."""
    budget, names = current(), tuple(known)
    if len(word) > 80 or len(names) > WORDS or not budget.afford(len(names) // COMPARED):
        return None
    key = (rule, word, names)
    if key not in budget.answers:
        budget.answers[key] = rule(word, names)
    found: str | None = budget.answers[key]
    return found


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """The known word nearest to a misspelt one, or None where none is near.

    Nearness is difflib's ratio; what is written with another case or without underscores counts as the
    same word, so that ``MaxPool`` finds ``maxpool`` and ``maxpool2d`` too.
    """
    return _once(_nearest, word, known)


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
    return _once(_surely, word, known)


def _surely(word: str, known: tuple[str, ...]) -> str | None:
    near = _nearest(word, known)
    if near is None:
        return None
    key, meant = _folded(word), _folded(near)
    if meant in _spellings(key):
        return near
    if digits(key) != digits(meant):
        return None
    scores = [score for score, _ in _closest(key, _words(known), 2)]
    first, second = [*scores, 0.0, 0.0][:2]  # none where the budget ended in between
    return near if first >= SURE and first - second >= APART else None


def digits(word: str) -> str:
    """The digits of a word; where they differ two words are two."""
    return re.sub(r"\D", "", word)


def _folded(word: str) -> str:
    return word.lower().replace("_", "")


def _spellings(key: str) -> tuple[str, str, str]:
    """A folded word, and as PyTorch's names of two and one dimensions would have it."""
    return key, key.removesuffix("2d"), key.removesuffix("1d")


class _Words:
    """Known words, folded, with the letters of each as bits, so that those that two words share are counted at once."""

    def __init__(self, known: tuple[str, ...]) -> None:
        self.folded = {_folded(name): name for name in known}
        self._bits: dict[tuple[str, int], int] = {}
        self.letters = {name: self.bits(name) for name in self.folded if len(name) <= LONGEST}

    def bits(self, word: str) -> int:
        """A bit for the first of each letter, one for its second, and so on."""
        counts: dict[str, int] = {}
        found = 0
        for letter in word:
            counts[letter] = count = counts.get(letter, 0) + 1
            found |= 1 << self._bits.setdefault((letter, count), len(self._bits))
        return found


def _words(known: tuple[str, ...]) -> _Words:
    """The known words, prepared once for an answer."""
    answers = current().answers
    key = (_Words, known)
    if key not in answers:
        answers[key] = _Words(known)
    found: _Words = answers[key]
    return found


def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    words = _words(known)
    key = _folded(word)
    for candidate in _spellings(key):
        if candidate in words.folded:
            return words.folded[candidate]
    near = _closest(key, words, 1)
    return words.folded[near[0][1]] if near else None


def _closest(word: str, words: _Words, most: int) -> list[tuple[float, str]]:
    """The names nearest to a word, the nearest first, with their nearness: difflib.get_close_matches with a cutoff of
    0.6, within the budget of the check. One of the same letters comes before all others: letters are swapped more
    often than replaced or left out."""
    budget = current()
    if not budget.afford(4 * len(words.letters) // COMPARED):
        return []
    bits, size, letters = words.bits(word), len(word), sorted(word)
    # what two words have in common is at most the letters that they share: most names are passed over by these alone
    shared = [
        (2 * common / (size + len(name)), name)
        for name, others in words.letters.items()
        if 2 * (common := (bits & others).bit_count()) >= CUTOFF * (size + len(name)) > 0
    ]
    matcher = None  # made for the first name with enough letters of the word: a check without faults needs none
    found: list[tuple[bool, float, str]] = []
    for at_most, name in sorted(shared, reverse=True):
        swapped = len(name) == size and sorted(name) == letters
        if len(found) == most and not swapped and (found[-1][0] or at_most < found[-1][1]):
            continue
        if not budget.afford(size * len(name) // COMPARED):
            return []
        if matcher is None:
            from difflib import SequenceMatcher

            matcher = SequenceMatcher()
            matcher.set_seq2(word)
        matcher.set_seq1(name)
        score = matcher.ratio()
        if score >= CUTOFF:
            found = sorted([*found, (swapped, score, name)], reverse=True)[:most]
    return [(score, name) for _, score, name in found]
