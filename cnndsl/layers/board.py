"""Sums as a teacher writes them on the board: a term knows its text and its exact value, so neither can be wrong alone.

Each kind of layer writes down its own sums with these (``Layer.derive_shape``, ``Layer.derive_costs``).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd
from typing import NamedTuple

_SUM, _PRODUCT, _ATOM = range(3)


class Step(NamedTuple):
    """One line on the board: what is worked out, the sum, and a remark in words. Any of them may be empty."""

    quantity: str
    sum: str = ""
    remark: str = ""


class Term:
    """An arithmetic expression over integers, with `floor`, `ceil` and `max`.

    ``+`` and ``-`` are written with spaces, ``*`` and ``/`` without; ``times`` writes `a * b` between groups.
    Parentheses stand where Python needs them.
    """

    __slots__ = ("denominator", "numerator", "rank", "text")

    def __init__(self, text: str, numerator: int, denominator: int = 1, rank: int = _ATOM) -> None:
        common = gcd(numerator, denominator)
        self.text = text
        self.numerator, self.denominator = numerator // common, denominator // common
        self.rank = rank

    def __add__(self, other: Term | int) -> Term:
        return self._join(" + ", term(other), 1)

    def __sub__(self, other: Term | int) -> Term:
        return self._join(" - ", term(other), -1)

    def _join(self, sign: str, other: Term, factor: int) -> Term:
        right = other._within(_PRODUCT if factor < 0 else _SUM)
        numerator = self.numerator * other.denominator + factor * other.numerator * self.denominator
        return Term(self.text + sign + right, numerator, self.denominator * other.denominator, _SUM)

    def __mul__(self, other: Term | int) -> Term:
        return self._product("*", term(other))

    def times(self, other: Term | int) -> Term:
        """The product of two groups: `64 * (3*11*11)`."""
        other = term(other)
        text = f"{self._within(_PRODUCT)} * {other._within(_ATOM)}"
        return Term(text, self.numerator * other.numerator, self.denominator * other.denominator, rank=_PRODUCT)

    def _product(self, sign: str, other: Term) -> Term:
        text = self._within(_PRODUCT) + sign + other._within(_PRODUCT)
        return Term(text, self.numerator * other.numerator, self.denominator * other.denominator, _PRODUCT)

    def __truediv__(self, other: Term | int) -> Term:
        other = term(other)
        text = f"{self._within(_PRODUCT)}/{other._within(_ATOM)}"
        return Term(text, self.numerator * other.denominator, self.denominator * other.numerator, _PRODUCT)

    def _within(self, rank: int) -> str:
        return self.text if self.rank >= rank else f"({self.text})"

    @property
    def whole(self) -> int:
        """The value of a term that is an integer."""
        assert self.denominator == 1, self.text
        return self.numerator

    def exact(self) -> Term:
        """The value as it is: an integer, a short decimal, or a fraction."""
        if self.denominator == 1:
            return term(self.numerator)
        if 10**4 % self.denominator == 0:
            return Term(f"{self.numerator / self.denominator:.4f}".rstrip("0"), self.numerator, self.denominator)
        return Term(f"{self.numerator}/{self.denominator}", self.numerator, self.denominator, _PRODUCT)

    def decimal(self) -> Term:
        """The value as a decimal, cut off behind two digits; behind more where it would look whole, and is not."""
        if self.denominator == 1:
            return term(self.numerator)
        digits, (whole, rest) = 2, divmod(abs(self.numerator), self.denominator)
        while not rest * 10**digits // self.denominator:
            digits += 1
        fraction = f"{rest * 10**digits // self.denominator:0{digits}}".rstrip("0")
        sign = "-" if self.numerator < 0 else ""
        return Term(f"{sign}{whole}.{fraction}", self.numerator, self.denominator)


def term(value: Term | int) -> Term:
    return value if isinstance(value, Term) else Term(str(value), value)


def floor(value: Term) -> Term:
    return Term(f"floor({value.text})", value.numerator // value.denominator)


def ceil(value: Term) -> Term:
    return Term(f"ceil({value.text})", -(-value.numerator // value.denominator))


def largest(*values: Term | int) -> Term:
    """`max(a, b)`."""
    terms = [term(value) for value in values]
    most = max(terms, key=lambda each: each.numerator / each.denominator)
    return Term(f"max({', '.join(each.text for each in terms)})", most.numerator, most.denominator)


def product(factors: Sequence[int]) -> Term:
    """`3*11*11`."""
    result = term(factors[0])
    for factor in factors[1:]:
        result = result * factor
    return result


def total(parts: Sequence[Term | int]) -> Term:
    """`64 + 128`."""
    result = term(parts[0])
    for part in parts[1:]:
        result = result + part
    return result


def size(*chain: str | Term) -> str:
    """A chain of equal expressions and the value of the last: `O = I*F = 7*2 = 14`, without separators."""
    return _chain(chain, "")


def count(*chain: str | Term) -> str:
    """The same with separators in the result: `64 * (3*11*11) + 64 = 23,296`."""
    return _chain(chain, ",")


def _chain(chain: Sequence[str | Term], form: str) -> str:
    last = chain[-1]
    assert isinstance(last, Term)
    texts = [part if isinstance(part, str) else part.text for part in chain]
    result = format(last.numerator, form) if last.denominator == 1 else last.exact().text
    return " = ".join(texts if texts[-1] == result and len(texts) > 1 else [*texts, result])


def weighted(outputs: int, fan: Sequence[int], biases: int) -> Step:
    """Parameters of a layer with a weight of ``outputs`` filters over ``fan``, and its biases, if any."""
    filters = term(outputs).times(product(fan))
    remark = "" if biases else "no bias"
    return Step("parameters", count(filters + biases if biases else filters), remark)


def axes(height: list[Step], width: list[Step]) -> list[Step]:
    """The sums of both axes; the width is not written again where its are the height's."""
    if [step[1:] for step in height] == [step[1:] for step in width]:
        return [*height, Step("width", "", "the same")]
    return [*height, *width]


def plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
