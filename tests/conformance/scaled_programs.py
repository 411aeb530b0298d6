"""Programs with a scale: trees of lines of which some are copied, or repeat, as often as the scale says.

In a line `§` is the scale, `¤` the number of the copy that the line belongs to and `¢` that of the copy before it, and
`«…»` stands in it nine tenths of the scale times, each with its own `¤`. So one short tree is the same kind of program for
16 rounds and for 9,990, and what grows faster than it should is seen where it is still cheap.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import NamedTuple, TypeAlias

from cnndsl.layers.layer import LAYERS

BYTES = 100_000
"""Of more there are fewer copies."""

COPIES_FROM = 6
"""So many lines of one kind, one below the other, are read as copies of one."""

ROUNDS_FROM = 500
"""A number of so much after `repeat` or `..` is read as the scale."""

DEPTH = 24
PARTS = 400
"""No change makes a tree deeper, or gives it more lines."""


class Part(NamedTuple):
    """A line with those below it; ``many`` of them, or one."""

    line: str
    body: Program = ()
    many: bool = False


Program: TypeAlias = tuple[Part, ...]

_INLINE = re.compile("«([^«»]*)»")


def text(program: Program, scale: int) -> str:
    """The program at a scale, with fewer copies where it would be longer than BYTES."""
    copies = scale
    while True:
        lines: list[str] = []
        length = _write(program, scale, copies, 1, "", lines, 0)
        if length <= BYTES:
            return "\n".join(lines) + "\n"
        if copies == 1:
            return ("\n".join(lines) + "\n")[:BYTES]
        copies = min(copies - 1, copies // 2 if length > 2 * BYTES else copies * 9 // 10)


def _write(program: Program, scale: int, copies: int, number: int, margin: str, lines: list[str], length: int) -> int:
    """Add the lines of a program; gives the length of all. It ends where that is too much."""
    for part in program:
        for at in range(1, copies + 1) if part.many else (number,):
            line = margin + _filled(part.line, scale, copies, at)
            lines.append(line)
            length += len(line.encode()) + 1
            if length <= 2 * BYTES and part.body:
                length = _write(part.body, scale, copies, at, margin + "    ", lines, length)
            if length > 2 * BYTES:
                return length
    return length


def _filled(line: str, scale: int, copies: int, number: int) -> str:
    if "«" in line:
        most = max(min(scale, 4 * copies) * 9 // 10, 1)

        def repeated(found: re.Match[str]) -> str:
            times = min(most, BYTES // max(len(found[1]), 1))
            return "".join(_numbered(found[1], at) for at in range(1, times + 1))

        line = _INLINE.sub(repeated, line)
    return _numbered(line, number).replace("§", str(scale))


def _numbered(line: str, number: int) -> str:
    return line.replace("¤", str(number)).replace("¢", str(number - 1))


# ---------------------------------------------------------------------------------------------------- reading


def read(given: str) -> Program:
    """A text as a program: lines that are alike become copies, large numbers of rounds the scale."""
    lines = [line.rstrip() for line in given.split("\n")]
    return _read([(len(line) - len(line.lstrip()), _scaled(line.lstrip())) for line in lines if line.strip()])


def _scaled(line: str) -> str:
    line = re.sub(r"[§¤¢«»]", "", line)
    line = re.sub(
        r"(?<=repeat )\d+(?=:)|(?<=\.\.)\d+", lambda found: "§" if int(found[0][:9]) >= ROUNDS_FROM else found[0], line
    )
    return re.sub(r"(\S{1,12}?[ ,]*?)\1{19,}", r"«\1»", line)[:2_000]


def _read(lines: list[tuple[int, str]]) -> Program:
    parts: list[Part] = []
    at = 0
    while at < len(lines):
        depth, line = lines[at]
        end = at + 1
        while end < len(lines) and lines[end][0] > depth:
            end += 1
        parts.append(Part(line, _read(lines[at + 1 : end])))
        at = end
    return tuple(_folded(parts))


def _folded(parts: list[Part]) -> Iterator[Part]:
    """Runs of parts that are the same but for their numbers as one part that is copied."""
    at = 0
    while at < len(parts):
        kind, end = _kind(parts[at]), at + 1
        while end < len(parts) and _kind(parts[end]) == kind:
            end += 1
        yield from [_numbered_part(parts[end - 1], parts[end - 2])] if end - at >= COPIES_FROM else parts[at:end]
        at = end


def _kind(part: Part) -> tuple[object, ...]:
    return (re.sub(r"\d+", "0", part.line), part.many, *map(_kind, part.body))


def _numbered_part(last: Part, before: Part) -> Part:
    """The part that stands for all copies, of the last two: what differs is the number of the copy, or that before."""
    new, old = [*_all_numbers(last)], [*_all_numbers(before)]
    largest = max((number for number, other in zip(new, old, strict=True) if number != other), default=0)
    pairs = iter(zip(new, old, strict=True))

    def number(found: re.Match[str]) -> str:
        value, other = next(pairs)
        return found[0] if value == other else "¢" if value == largest - 1 else "¤"

    def whole(part: Part) -> Part:
        line = re.sub(r"\d+", number, part.line)
        return Part(line, tuple(whole(inner) for inner in part.body), part.many)

    return whole(last)._replace(many=True)


def _all_numbers(part: Part) -> Iterator[int]:
    yield from (int(number[:18]) for number in re.findall(r"\d+", part.line))
    for inner in part.body:
        yield from _all_numbers(inner)


# ---------------------------------------------------------------------------------------------------- drawing

NUMBERS = ["0", "1", "2", "3", "7", "10", "30", "64", "100", "500", "999", "2048", "4999", "65536", "999983"]
NUMBERS += ["2147483646", "2147483647", "§", "§", "§", "¤", "(¤+1)", "(¤*7%64+1)", "i"]
HEADS = ["input 3x8x8", "input 3x8x8", "input 64x7x7", "input 1x1000x1000", "input 64x224x224", "input 784"]
HEADS += ["input 1x16000", "input 3x16x112x112", "input 1x2147483647x2147483647", "input 2147483647x1x1"]
BODIES = ["repeat {n}:", "repeat §:", "for i in 1..§:", "for i in 1..{n}:", "for i, j in [«[¤, 2], »[3, {n}]]:"]
BODIES += ["for i in a:", "for i in a¤:", "add:", "sub:", "concat:", "mul:", "mean:", "max:", "select:", "matmul:"]
BODIES += ["split:", "split [{n}, {n}]:", "split [«1, »1]:", "path:", "seq:", "s:", "s¤:", "s{i}:", "x{t}:", "l¤: seq:"]
BODIES += ["if in.channels > {n}:", "if {n} > 1:", "if {e} == {e}:", "else:", "elif {n} > ¤:", "aux weight=1:"]
BODIES += [
    "h¤: aux:",
    "output o¤:",
    "output o{i}:",
    "block b(p, q=relu):",
    "block b¤(p=1, q=relu):",
    "model M(«p¤=1, »n=2):",
]
BODIES += ["block c(n) with *a:", "block d(«p¤=1, »n=2) with x, *a:", "block f(t):"]
LINES = ["relu", "identity", "from l¤", "from l{i}", "from {t}", "from {{t}}", "l¤: relu", "l{i}: relu", "s: relu"]
LINES += ["b {e}", "b¤ {e} relu", "b¢", "b¢ p=1", "inline b¢", "inline b {e}", "c n-1 with *a, *a", "c {n} with l¤, s"]
LINES += [
    "c 3 with «l¤, »l0",
    "d 1 with l¤, *a",
    "f t+t",
    "f [t, t]",
    "f t[1:]",
    "q",
    "from *a",
    "from a.{i}",
    "output o: relu",
]
LINES += [
    "let a¤ = {e}",
    "let a = {e}",
    "let t = {e}",
    'let t = "l¤"',
    "let b = {e}",
    "let n = {n}",
    "let a¤ = a¢ + a¢",
]
LINES += [
    "expect params={n}",
    "expect params={e}",
    "expect _x_x_",
    "expect {e}",
    "expect [«_, »_]",
    "again s",
    "again s¢",
]
LINES += [
    "again s¤",
    "again l¤",
    "again l{i}",
    "output o¤: from l¤",
    "output o¤",
    'use b from "x¤.cnn"',
    "rleu §",
    "conv nam¤ 3",
]
LINES += [
    "init conv=normal(0.1) bias=0",
    "init fc=kaiming_normal(fan_out) conv_transpose=default",
    "relu # allow: «W0502, »",
]
LINES += ["channels 0..{n}", "channels {n}..in.channels-1", "channels 0..in.channels//2", "# a comment ¤", "relu «# »"]
LINES += ["conv {e} {k}", "conv {n} {k} padding={n} dilation={n}", "conv {n} {k} stride={n} groups={n}", "dropout {e}"]
LINES += [
    "maxpool {k} stride={n} ceil_mode=true",
    "avgpool {k} padding={n} count_include_pad=false",
    "fc {n}",
    "fc {e}",
]
LINES += [
    "conv_transpose {n} {k} stride={n}",
    "adaptive_avgpool {n}",
    "adaptive_maxpool {n}x{n}",
    "upsample {n}",
    "flatten",
]
LINES += [
    "upsample size={n}x{n}",
    "groupnorm {n}",
    "batchnorm",
    "global_avgpool",
    "conv in.channels*2 3 padding=1",
    "softmax",
]
LINES += [
    "conv {n} {k} padding=same stride={n}",
    "localnorm {n}",
    "normalize mean={e} std={e}",
    "conv 3 1",
    "b¤: batchnorm",
]
LINES += [
    "conv {n} {k} table={e}",
    "pad {n}",
    "crop {n}",
    "switches {k}",
    "permute {e}",
    "shuffle {n}",
    "l¤: conv {n} {k}",
]
EXPRESSIONS = [
    "{n}",
    "{n}",
    "a",
    "a¤",
    "a¢",
    "t",
    "i",
    "p",
    "n",
    "[{e}, {e}]",
    "[«{n}, »{n}]",
    "[«[¤], »[1]]",
    "a¤ + a¤",
    "a + a",
]
EXPRESSIONS += [
    "a¤[1:]",
    "a[0:{n}]",
    "a[{n}]",
    "a¤[0]",
    "[a, a]",
    "max(a)",
    "min(«{n}, »1)",
    "sum(a)",
    "sum([«¤, »1])",
    "len(a)",
]
EXPRESSIONS += [
    "max(«0.1, »0.2)",
    "{n}*{n}",
    "{n}**{n}",
    "{n}//{n}",
    "{n} % {n}",
    "make_divisible({n}, {n})",
    "«1 + »{n}",
    "«1*»{n}",
]
EXPRESSIONS += [
    '"l¤"',
    '"{a}{a}"',
    '"«{i}»"',
    '"«x»"',
    '"{t}{t}"',
    '"«{t}»"',
    "a == a",
    "{n} < {n} < {n}",
    "«not »true",
    "«-»1",
]
EXPRESSIONS += [
    "{e} if {n} > {n} else {e}",
    "in.channels",
    "in.size",
    "in.height // 2",
    "log({n}, {n})",
    "({e})*({e})",
    "«(»1«)»",
]
EXPRESSIONS += [
    "0.5",
    "1e-3",
    "relu",
    "b",
    "{n} == 1 «and {n} == 1»",
    "a[«0 + »1:]",
    "floor({e})",
    "[a¤, a¢]",
    "missing¤",
]
NAMES = ["a", "a¤", "l¤", "s", "t", "b¢", "i", "n"]
KERNELS = ["1", "2", "3", "7", "1x7", "{n}", "{n}x1", "in.size", "[1, {n}]"]


def drawn(random: Random) -> Program:
    """A program of the grammar: few names and large numbers, so that lines meet one another."""
    return Part(random.choice(HEADS)), *(_part(random, 0) for _ in range(random.choice([1, 2, 3, 4, 8, 16])))


def _part(random: Random, depth: int) -> Part:
    many = random.random() < 0.2
    if random.random() < 0.4 and depth < 6:
        body = tuple(_part(random, depth + 1) for _ in range(random.choice([1, 1, 2, 3])))
        return Part(_drawn_line(random, BODIES), body, many)
    examples = [kind.example for kind in LAYERS.values()]
    return Part(_drawn_line(random, random.choice([LINES, LINES, LINES, examples])), (), many)


def _drawn_line(random: Random, lines: list[str]) -> str:
    line = random.choice(lines)
    for sign, choices in (("{e}", EXPRESSIONS), ("{k}", KERNELS), ("{n}", NUMBERS)):
        for _ in range(12):
            if sign not in line:
                break
            line = line.replace(sign, random.choice(choices) if len(line) < 200 else "1", 1)
        line = line.replace(sign, "1")
    return line


# ---------------------------------------------------------------------------------------------------- changing


def changed(random: Random, program: Program, other: Program) -> Program:
    """A program with some of its numbers, copies, nesting or names changed, or with a part of another."""
    new = program
    for _ in range(random.choice([1, 1, 1, 2, 3, 5])):
        if not new:
            return program
        new = _edited(random, new, random.choice([*_places(new)]), other)
    return new if _size(new) <= PARTS and _depth(new) <= DEPTH else program


def _places(program: Program, above: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    """The path of each part: its number among its siblings, after those of the parts around it."""
    for at, part in enumerate(program):
        yield (*above, at)
        yield from _places(part.body, (*above, at))


def _size(program: Program) -> int:
    return sum(1 + _size(part.body) for part in program)


def _depth(program: Program) -> int:
    return 1 + max((_depth(part.body) for part in program), default=0)


def _edited(random: Random, program: Program, place: tuple[int, ...], other: Program) -> Program:
    """The program with the part at a place, and some that follow it, changed."""
    at = place[0]
    if len(place) > 1:
        inner = program[at]._replace(body=_edited(random, program[at].body, place[1:], other))
        return *program[:at], inner, *program[at + 1 :]
    end = min(len(program), at + random.choice([1, 1, 2, 3]))
    return *program[:at], *random.choice(CHANGES)(random, program[at:end], other), *program[end:]


def _numbers(random: Random, parts: Program, _other: Program) -> Program:
    """A number of the first line as another, or all that are the same."""

    def other(word: str) -> str:
        value = int(word[:12]) if word != "§" else 1_000
        near = [str(value * 2), str(value + 1), str(max(value - 1, 0)), str(value // 2), str(value * 10)]
        return random.choice([*near, *NUMBERS])

    return _line(random, parts, r"\d+|§", other)


def _names(random: Random, parts: Program, _other: Program) -> Program:
    """A name of the first line as another."""
    names = [*re.findall(r"[A-Za-z_]+[\d¤¢]*", " ".join(part.line for part in parts)), *NAMES]
    return _line(random, parts, r"[A-Za-z_]+[\d¤¢]*", lambda _: random.choice(names))


def _values(random: Random, parts: Program, _other: Program) -> Program:
    """A number or name of the first line as an expression."""
    return _line(random, parts, r"[\w¤¢§]+", lambda _: _drawn_line(random, EXPRESSIONS))


def _longer(random: Random, parts: Program, _other: Program) -> Program:
    """A word of the first line many times."""
    glue = random.choice(["", " ", " + ", ", ", ", ", "x", " and ", ".", "-", "*"])
    return _line(random, parts, r"[\w.¤§]+(?:=\w+)?[ ,+*]*(?![^«]*»)", lambda word: f"«{word}{glue}»{word}")


def _line(random: Random, parts: Program, pattern: str, change: Callable[[str], str]) -> Program:
    first, *rest = parts
    words = [*re.finditer(pattern, first.line)]
    if not words or len(first.line) > 1_000:
        return parts
    word = random.choice(words)
    new = first.line[: word.start()] + change(word[0]) + first.line[word.end() :]
    return first._replace(line=new), *rest


def _many(_random: Random, parts: Program, _other: Program) -> Program:
    """The first part copied, or no longer; what has a label gets one for each copy."""
    first, *rest = parts
    line = first.line if first.many else re.sub(r"^(\w*[a-z_])\d*(?=:)", r"\1¤", first.line)
    return first._replace(line=line, many=not first.many), *rest


def _nested(random: Random, parts: Program, _other: Program) -> Program:
    return (Part(_drawn_line(random, BODIES), parts, random.random() < 0.2),)


def _unwrapped(_random: Random, parts: Program, _other: Program) -> Program:
    return parts[0].body + parts[1:]


def _left_out(_random: Random, _parts: Program, _other: Program) -> Program:
    return ()


def _twice(random: Random, parts: Program, _other: Program) -> Program:
    return parts * random.choice([2, 2, 3])


def _put_in(random: Random, parts: Program, _other: Program) -> Program:
    new = _part(random, random.choice([0, 3, 6]))
    return (new, *parts) if random.random() < 0.5 else (*parts, new)


def _put_below(random: Random, parts: Program, _other: Program) -> Program:
    return parts[0]._replace(body=(*parts[0].body, _part(random, 4))), *parts[1:]


def _from_other(random: Random, parts: Program, other: Program) -> Program:
    """Some lines of the other program, or all but its input."""
    places = [*_places(other)]
    if random.random() < 0.3 or not places:
        return *parts, *(part for part in other if not part.line.startswith(("input", "model")))
    found, siblings = random.choice(places), other
    for at in found[:-1]:
        siblings = siblings[at].body
    return *parts, *siblings[found[-1] : found[-1] + random.choice([1, 2, 3, 8])]


Change: TypeAlias = Callable[[Random, Program, Program], Program]
CHANGES: list[Change] = [_numbers, _numbers, _values, _names, _names, _longer, _many, _many, _nested, _nested]
CHANGES += [_unwrapped, _left_out, _left_out, _twice, _put_in, _put_below, _from_other, _from_other]


def words(program: Iterable[Part]) -> frozenset[str]:
    """The words of a program, its bodies' too: programs of the same words are of one kind."""
    found: set[str] = set()
    for part in program:
        found.update(re.findall("[A-Za-z_]{2,}", part.line), words(part.body))
    return frozenset(found)
