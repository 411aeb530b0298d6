"""Sums as a teacher writes them on the board.

A formula is a function over numbers, ``def positions(I, K, S, P): ...``, and stands once: with integers it computes,
with terms it writes itself down, in letters or with the numbers put in (``spell``). So neither the value nor its line
can be wrong alone. A count, of parameters or of multiply-accumulates, is a sum of products, which is added up
(``amount``) or written (``count``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import gcd, prod
from typing import Any, NamedTuple, TypeAlias, TypeVar

_SUM, _PRODUCT, _ATOM = range(3)


class Calculation(NamedTuple):
    """One line on the board: what is worked out, the sum, and a remark in words. Any of them may be empty."""

    quantity: str
    sum: str = ""
    remark: str = ""


class Term:
    """An arithmetic expression over integers, with `floor`, `ceil` and `max`, that knows its text and its exact value.

    ``+`` and ``-`` are written with spaces, ``*`` and ``/`` without, and no sign between a factor and a letter: `2P`,
    `D(K-1)`. Parentheses stand where Python needs them. ``worked`` is the text with the quotients in `floor` and
    `ceil` carried out.
    """

    __slots__ = ("denominator", "letter", "numerator", "rank", "text", "worked")

    def __init__(
        self,
        text: str,
        numerator: int,
        denominator: int = 1,
        rank: int = _ATOM,
        *,
        letter: bool = False,
        worked: str | None = None,
    ) -> None:
        common = gcd(numerator, denominator)
        self.text = text
        self.numerator, self.denominator = numerator // common, denominator // common
        self.rank = rank
        self.letter = letter
        self.worked = text if worked is None else worked

    def __add__(self, other: Term | int) -> Term:
        return self._join(" + ", term(other), 1)

    def __radd__(self, other: int) -> Term:
        return term(other) + self

    def __sub__(self, other: Term | int) -> Term:
        return self._join(" - ", term(other), -1)

    def __rsub__(self, other: int) -> Term:
        return term(other) - self

    def _join(self, sign: str, other: Term, factor: int) -> Term:
        within = _PRODUCT if factor < 0 else _SUM
        numerator = self.numerator * other.denominator + factor * other.numerator * self.denominator
        worked = self.worked + sign + other._within(within, other.worked)
        text = self.text + sign + other._within(within)
        return Term(text, numerator, self.denominator * other.denominator, _SUM, worked=worked)

    def __mul__(self, other: Term | int) -> Term:
        other = term(other)
        numerator, denominator = self.numerator * other.numerator, self.denominator * other.denominator
        if other.letter and not self.letter and self.rank == _ATOM:
            return Term(self.text + other.text, numerator, denominator, _PRODUCT)
        if self.letter and other.rank == _SUM:
            return Term(f"{self.text}({other.text.replace(' ', '')})", numerator, denominator, _PRODUCT)
        return Term(self._within(_PRODUCT) + "*" + other._within(_PRODUCT), numerator, denominator, _PRODUCT)

    def __rmul__(self, other: int) -> Term:
        return term(other) * self

    def __truediv__(self, other: Term | int) -> Term:
        other = term(other)
        text = f"{self._within(_PRODUCT)}/{other._within(_ATOM)}"
        return Term(text, self.numerator * other.denominator, self.denominator * other.numerator, _PRODUCT)

    def _within(self, rank: int, text: str = "") -> str:
        text = text or self.text
        return text if self.rank >= rank else f"({text})"

    def __eq__(self, other: object) -> bool:
        """Whether the values are the same."""
        if isinstance(other, int):
            return self.numerator == other * self.denominator
        return isinstance(other, Term) and self.ratio == other.ratio

    def __hash__(self) -> int:
        return hash(self.ratio)

    @property
    def ratio(self) -> tuple[int, int]:
        """The value as numerator and denominator, in lowest terms."""
        return self.numerator, self.denominator

    def __int__(self) -> int:
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
        """The value as a decimal, cut off after two digits; after more where it would look whole, and is not."""
        if self.denominator == 1:
            return term(self.numerator)
        digits, (whole, rest) = 2, divmod(abs(self.numerator), self.denominator)
        while not rest * 10**digits // self.denominator:
            digits += 1
        fraction = f"{rest * 10**digits // self.denominator:0{digits}}".rstrip("0")
        sign = "-" if self.numerator < 0 else ""
        return Term(f"{sign}{whole}.{fraction}", self.numerator, self.denominator)


N = TypeVar("N", int, Term)
"""What a formula is over: integers, which compute, or terms, which write."""


def term(value: Term | int) -> Term:
    """An integer as a term; a term as it is."""
    return value if isinstance(value, Term) else Term(str(value), value, rank=_ATOM if value >= 0 else _SUM)


def floor(a: N, b: N | int = 1) -> N:
    """`floor(a/b)`."""
    if isinstance(a, int):
        return a // int(b)
    return _rounded("floor", a, b, lambda quotient: quotient.numerator // quotient.denominator)


def ceil(a: N, b: N | int = 1) -> N:
    """`ceil(a/b)`."""
    if isinstance(a, int):
        return -(-a // int(b))
    return _rounded("ceil", a, b, lambda quotient: -(-quotient.numerator // quotient.denominator))


def _rounded(word: str, a: Term, b: Term | int, value: Callable[[Term], int]) -> Term:
    quotient = a if isinstance(b, int) and b == 1 else a / b
    return Term(f"{word}({quotient.text})", value(quotient), worked=f"{word}({quotient.decimal().text})")


def divided(a: N, b: N | int) -> N:
    """`a/b`, of numbers that divide."""
    return a // int(b) if isinstance(a, int) else a / b


def largest(first: N, *others: N | int) -> N:
    """`max(a, b)`."""
    if isinstance(first, int):
        return max(first, *map(int, others))
    from fractions import Fraction

    values = [first, *map(term, others)]
    most = max(values, key=lambda value: Fraction(*value.ratio))
    return Term(f"max({', '.join(value.text for value in values)})", *most.ratio)


def total(parts: Sequence[N]) -> N:
    """`64 + 128`."""
    result = parts[0]
    for part in parts[1:]:
        result = result + part
    return result


def product(factors: Iterable[N]) -> N:
    """`3*11*11`."""
    first, *rest = factors
    for factor in rest:
        first = first * factor
    return first


# ---------------------------------------------------------------------------------------------------- writing


def terms(numbers: Iterable[int]) -> list[Term]:
    """Numbers that write."""
    return [term(number) for number in numbers]


def spell(result: str, formula: Callable[..., Any], letters: Mapping[str, int], *, worked: bool = False) -> str:
    """A formula in letters, with the numbers put in, and its value: `O = ceil(I/S) = ceil(7/2) = 4`.

    ``letters`` are its arguments in order; ``result`` is the letter of the value, if any. With ``worked`` the quotients
    are carried out on the way to the value.
    """
    return _spelt(result, formula, tuple(letters.items()), worked)


@lru_cache(256)
def _spelt(result: str, formula: Callable[..., Any], letters: tuple[tuple[str, int], ...], worked: bool) -> str:
    """The same; layers in a row often come to the same sum."""
    in_letters: Term = formula(*[Term(letter, value, letter=True) for letter, value in letters])
    in_numbers: Term = formula(*terms(value for _, value in letters))
    head = [result] if result else []
    return size(*head, in_letters.text, in_numbers, *([in_numbers.worked] if worked else []))


def size(*chain: str | Term) -> str:
    """A chain of equal expressions and its value: `O = I*F = 7*2 = 14`, without separators."""
    texts = [part if isinstance(part, str) else part.text for part in chain]
    value = next(part for part in reversed(chain) if isinstance(part, Term))
    return _chain([*texts, value.exact().text])


def _chain(texts: Sequence[str]) -> str:
    """Expressions with `=` between them; one that repeats what stands before it is left out."""
    return " = ".join(text for place, text in enumerate(texts) if place == 0 or text != texts[place - 1])


# ----------------------------------------------------------------------------------------------------- counts

Product: TypeAlias = tuple[Sequence[int], ...]
"""A product of groups of factors: ``((64, 55, 55), (3, 11, 11))`` is `64*55*55 * (3*11*11)`."""


def amount(products: Iterable[Product]) -> int:
    """The value of a sum of products."""
    return sum(prod(prod(group) for group in groups) for groups in products)


def count(products: Iterable[Product]) -> str:
    """The sum of products written out, and its value with separators: `64 * (3*11*11) + 64 = 23,296`."""
    products = list(products)
    text = " + ".join(" * ".join(_group(group, first=i == 0) for i, group in enumerate(each)) for each in products)
    return _chain([text, f"{amount(products):,}"])


def _group(factors: Sequence[int], *, first: bool) -> str:
    text = "*".join(map(str, factors))
    return text if first or len(factors) == 1 else f"({text})"


def elements(tensors: Mapping[str, tuple[int, ...]]) -> list[Product]:
    """The elements of tensors as a sum of products: a weight is filters times what each of them sees; tensors of one
    shape are counted together."""
    found: list[Product] = []
    same: dict[tuple[int, ...], int] = {}
    for name, shape in tensors.items():
        if name == "weight" and len(shape) > 1:
            found.append((shape[:1], shape[1:]))
        else:
            same[shape] = same.get(shape, 0) + 1
    for shape, times in same.items():
        factors = tuple(side for side in shape if side > 1) or (1,)
        found.append((factors,) if times == 1 else ((times,), factors))
    return found


# ------------------------------------------------------------------------------------------------------- words


def by_axis(each: Sequence[Sequence[Calculation]]) -> list[Calculation]:
    """The sums of all axes below each other. What an axis has in common with the one before is not written again; the
    quantity of its first step is the axis's name."""
    written: list[Calculation] = list(each[0])
    for before, steps in pairwise(each):
        repeats = [step[1:] for step in steps] == [step[1:] for step in before]
        written += [Calculation(steps[0].quantity, "", "the same")] if repeats else steps
    return written
