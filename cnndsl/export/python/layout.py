"""The text of the file, laid out as ruff's formatter would."""

from __future__ import annotations

import ast as python
import re
import textwrap
from typing import Any

from cnndsl.backends.torch.forward import attribute
from cnndsl.export.python import structure as make
from cnndsl.export.python.expressions import constant, names_in, text

WIDTH = 88
INDENT = "    "


def class_text(made: make.Class, init: list[str]) -> str:
    """A class; ``init`` are the last lines of its constructor, without indentation."""
    base = "nn.Sequential" if made.sequential else "nn.Module"
    lines = [f"class {made.name}({base}):"]
    if made.documentation:
        lines += [_docstring(made.documentation), ""]
    lines += _constructor(made, init)
    if made.forward:
        lines += ["", made.forward.rstrip("\n")]
    return "\n".join(lines) + "\n"


def _docstring(words: str) -> str:
    words = words.replace("\\", "\\\\").replace('"""', "'''")
    if len(words) + 10 <= WIDTH and "\n" not in words:
        return f'{INDENT}"""{words}"""'
    first, *rest = words.split("\n")
    wrapped = textwrap.wrap(first, WIDTH - 10, break_long_words=False)
    lines = [f'{INDENT}"""{wrapped[0] if wrapped else ""}', *(f"{INDENT}{line}" for line in wrapped[1:])]
    for paragraph in rest:
        lines += [f"{INDENT}{line}" for line in textwrap.wrap(paragraph, WIDTH - 4, break_long_words=False)] or [""]
    if len(lines) == 1 and len(lines[0]) + 3 <= WIDTH:
        return lines[0] + '"""'
    return "\n".join([*lines, f'{INDENT}"""'])


def _constructor(made: make.Class, init: list[str]) -> list[str]:
    arguments = ["self", *map(_parameter, made.parameters)]
    head = f"{INDENT}def __init__({', '.join(arguments)}) -> None:"
    if len(head) <= WIDTH:
        lines = [head]
    else:
        lines = [f"{INDENT}def __init__(", *(f"{INDENT * 2}{each}," for each in arguments), f"{INDENT}) -> None:"]
        inner = f"{INDENT * 2}{', '.join(arguments)}"
        if len(inner) <= WIDTH:
            lines = [f"{INDENT}def __init__(", inner, f"{INDENT}) -> None:"]
    body = _Body({parameter.name for parameter in made.parameters})
    if made.sequential:
        before, opening, closing = body.sequence(made.entries, "super().__init__")
        body.lines += before
        body.put(opening, closing)
    else:
        body.lines.append("super().__init__()")
        for entry in made.entries:
            assert isinstance(entry, make.Child)
            body.attribute(entry, made.attributes)
    lines += [f"{INDENT * 2}{line}" if line else "" for line in (*body.lines, *init)]
    return lines


def _parameter(parameter: make.Parameter) -> str:
    lengths = {len(value) for value in parameter.values if isinstance(value, tuple)}
    if len(lengths) > 1 or (lengths and max(lengths) > 3):
        inner = {_kind(each) for value in parameter.values if isinstance(value, tuple) for each in value}
        return f"{parameter.name}: tuple[{' | '.join(sorted(inner))}, ...]"
    kinds = (
        sorted({_kind(value) for value in parameter.values}, key=["bool", "int", "float"].index)
        if all(_kind(value) in ("bool", "int", "float") for value in parameter.values)
        else list(dict.fromkeys(map(_kind, sorted(parameter.values, key=lambda v: isinstance(v, tuple)))))
    )
    if kinds == ["int", "float"]:
        kinds = ["float"]
    annotation = " | ".join(kinds)
    default = f" = {flat(constant(parameter.default))}" if parameter.has_default else ""
    return f"{parameter.name}: {annotation}{default}"


def _kind(value: Any) -> str:
    if isinstance(value, tuple):
        inner = list(dict.fromkeys(map(_kind, value)))
        if len(inner) == 1 and len(value) > 3:
            return f"tuple[{inner[0]}, ...]"
        return f"tuple[{', '.join(map(_kind, value))}]"
    return type(value).__name__


def flat(expr: python.expr) -> str:
    """An expression on one line, texts in double quotes."""
    if isinstance(expr, python.Constant) and isinstance(expr.value, str):
        return '"' + repr(expr.value)[1:-1].replace('"', '\\"').replace("\\'", "'") + '"'
    if isinstance(expr, python.JoinedStr):
        parts = [
            str(part.value).replace("{", "{{").replace("}", "}}").replace('"', '\\"')
            if isinstance(part, python.Constant)
            else "{" + text(part.value) + "}"
            for part in expr.values
            if isinstance(part, python.Constant | python.FormattedValue)
        ]
        return 'f"' + "".join(parts) + '"'
    if isinstance(expr, python.Tuple | python.List):
        items = ", ".join(map(flat, expr.elts))
        if isinstance(expr, python.List):
            return f"[{items}]"
        return f"({items},)" if len(expr.elts) == 1 else f"({items})"
    return text(expr)


Piece = str | tuple[str, list[Any], str]
"""A text, or a head such as `nn.Conv2d(`, the pieces of its arguments, and its end."""


def one_line(piece: Piece) -> str | None:
    """A piece on one line; None where it holds comments or must be broken."""
    if isinstance(piece, str):
        return piece if "\n" not in piece else None
    head, parts, tail = piece
    if any(isinstance(part, _Remark) for part in parts):
        return None
    inner = [one_line(part) for part in parts]
    if any(each is None for each in inner):
        return None
    between = " " if head in _COMPREHENSIONS else ", "
    return f"{head}{between.join(each for each in inner if each is not None)}{tail}"


_COMPREHENSIONS = ("*[", "**{")
"""Heads of pieces with two parts: what is made, and for what."""


class _Remark:
    """An item of a list that must stand on a line of its own, with a comment after it."""

    def __init__(self, piece: Piece, comment: str) -> None:
        self.piece = piece
        self.comment = comment


def broken(piece: Piece, indent: int, room: int = 0) -> list[str]:
    """The lines of a piece; ``room`` is taken by what stands before and after it on its line."""
    line = one_line(piece)
    if line is not None and len(line) + room + indent <= WIDTH:
        return [line]
    if isinstance(piece, str):
        return piece.split("\n")
    head, parts, tail = piece
    if not parts:
        return [head + tail]
    if head in _COMPREHENSIONS:
        inside = [line for part in parts for line in broken(part, indent + 4)]
        return [head, *(INDENT + line for line in inside), tail]
    forced = any(isinstance(part, _Remark) for part in parts)
    together = [one_line(part) for part in parts if not isinstance(part, _Remark)]
    is_call = re.search(r"\w[(]$", head) is not None  # a tuple, list or dictionary has its items on lines of their own
    if is_call and not forced and all(each is not None for each in together):
        inner = ", ".join(each for each in together if each is not None)
        if len(inner) + indent + 4 <= WIDTH:
            return [head, INDENT + inner, tail]
    lines = [head]
    for part in parts:
        own = part.piece if isinstance(part, _Remark) else part
        comment = f"  # {part.comment}" if isinstance(part, _Remark) and part.comment else ""
        made = broken(own, indent + 4, 1 + len(comment))
        made[-1] += f",{comment}"
        lines += [f"{INDENT}{each}" if each else "" for each in made]
    return [*lines, tail]


class _Body:
    """The lines of a constructor, without indentation."""

    def __init__(self, taken: set[str]) -> None:
        self.lines: list[str] = []
        self.taken = taken
        self.number = 0

    def put(self, start: str, piece: Piece, comment: str = "", indent: int = 8) -> None:
        """A statement: a start such as `self.conv = `, and what it is given."""
        comment = f"  # {comment}" if comment else ""
        made = broken(piece, indent, len(start) + len(comment))
        made[0] = start + made[0]
        made[-1] += comment
        self.lines += made

    def attribute(self, child: make.Child, attributes: dict[str, str]) -> None:
        """A child as an attribute of the module."""
        before, piece = self.build(child.build)
        self.lines += before
        reached = attribute("self", attributes.get(child.name, child.name))
        if child.condition is not None:
            self.conditional(f"{reached} = ", child.condition, piece)
            return
        if reached.startswith("self."):
            self.put(f"{reached} = ", piece, child.comment)
            return
        word = flat(constant(child.name))
        method = "register_parameter" if isinstance(child.build, make.Filled) else "add_module"
        self.put("", (f"self.{method}(", [word, piece], ")"), child.comment)

    def conditional(self, start: str, condition: python.expr, piece: Piece) -> None:
        """A child that is the input itself unless a condition holds."""
        line, test = one_line(piece), f"if {flat(condition)}"
        whole = f"{start}{line} {test} else nn.Identity()"
        if line is not None and len(whole) + 8 <= WIDTH:
            self.lines.append(whole)
            return
        made = broken(piece, 12)
        self.lines += [
            f"{start}(",
            *(INDENT + each for each in made),
            f"{INDENT}{test}",
            f"{INDENT}else nn.Identity()",
            ")",
        ]

    def build(self, build: make.Build) -> tuple[list[str], Piece]:
        """The lines that stand before, and the expression."""
        if isinstance(build, make.Call):
            parts = [_keyed(f"{name}=" if name else "", _listed(expr)) for name, expr in build.arguments]
            return [], (f"{build.function}(", parts, ")")
        if isinstance(build, make.Filled):
            shape = ", ".join(map(flat, build.shape))
            if text(build.value) == "1.0":
                return [], ("nn.Parameter(", [f"torch.ones({shape or '()'})"], ")")
            size = f"({shape},)" if len(build.shape) == 1 else f"({shape})"
            return [], ("nn.Parameter(", [f"torch.full({size}, {flat(build.value)})"], ")")
        before, head, piece = self.sequence(build.entries, "nn.ModuleList" if build.is_list else "nn.Sequential")
        if isinstance(piece, str):
            return before, head + piece
        if build.is_list:
            return before, (f"{head}(", [("[", piece[1], "]")], ")")
        return before, (head + piece[0], piece[1], piece[2])

    def sequence(self, entries: list[make.Entry], function: str) -> tuple[list[str], str, Piece]:
        """The call of nn.Sequential: lines before it, its head, and its arguments."""
        numbered = _numbered(entries)
        if any(_needs_statements(entry, numbered) for entry in entries):
            before, variable = self._layers(entries, numbered)
            argument = f"*{variable}" if numbered else f"OrderedDict({variable})"
            return before, function, f"({argument})"
        before = []
        parts: list[Any] = []
        words = all(isinstance(entry, make.Child) and attribute("", entry.name).startswith(".") for entry in entries)
        for entry in entries:
            more, piece = self._item(entry, numbered, words=words)
            before += more
            parts.append(_Remark(piece, _comment(entry)))
        if numbered:
            if len(parts) == 1 and not parts[0].comment:
                return before, function, ("(", [parts[0].piece], ")")
            return before, function, ("(", parts, ")")
        if all(isinstance(part.piece, tuple) and "=" in part.piece[0].partition("(")[0] for part in parts):
            return before, function, ("(", [("OrderedDict(", parts, ")")], ")")
        return before, function, ("(", [("OrderedDict(", [("{", parts, "}")], ")")], ")")

    def _item(self, entry: make.Entry, numbered: bool, *, words: bool) -> tuple[list[str], Piece]:
        if isinstance(entry, make.Child):
            before, piece = self.build(entry.build)
            if numbered:
                return before, piece
            return before, _keyed(f"{entry.name}=" if words else f"{flat(constant(entry.name))}: ", piece)
        (child,) = entry.entries
        assert isinstance(child, make.Child)
        before, piece = self.build(child.build)
        header = f"for {', '.join(entry.targets)} in {flat(_bare(entry.iterable))}"
        if numbered:
            return before, ("*[", [piece, header], "]")
        key = flat(child.name_expr) if child.name_expr is not None else ""
        return before, ("**{", [_keyed(f"{key}: ", piece), header], "}")

    def _layers(self, entries: list[make.Entry], numbered: bool) -> tuple[list[str], str]:
        """Statements that collect layers in a list, or in a dictionary where they have names."""
        self.number += 1
        variable = "layers" if self.number == 1 else f"layers{self.number}"
        kind = "list[nn.Module]" if numbered else "dict[str, nn.Module]"
        lines = [f"{variable}: {kind} = {'[]' if numbered else '{}'}"]
        self._collect(entries, variable, numbered, lines, 0)
        return lines, variable

    def _collect(self, entries: list[make.Entry], variable: str, numbered: bool, lines: list[str], depth: int) -> None:
        indent = INDENT * depth
        for entry in entries:
            if isinstance(entry, make.Child):
                before, piece = self.build(entry.build)
                lines += [indent + line for line in before]
                comment = f"  # {entry.comment}" if entry.comment and not depth else ""
                if numbered:
                    made = broken((f"{variable}.append(", [piece], ")"), 8 + 4 * depth, len(comment))
                else:
                    key = flat(entry.name_expr if entry.name_expr is not None else constant(entry.name))
                    if entry.name_expr is None and depth:
                        key = f"str(len({variable}))"
                    start = f"{variable}[{key}] = "
                    made = broken(piece, 8 + 4 * depth, len(start) + len(comment))
                    made[0] = start + made[0]
                made[-1] += comment
                lines += [indent + line for line in made]
                continue
            if entry.carried:
                lines.append(f"{indent}{entry.carried[0]} = {flat(entry.carried[1])}")
            targets = ", ".join(entry.targets)
            made = broken((f"for {targets} in ", [], ""), 0)
            iterable = _piece(_bare(entry.iterable))
            start = f"for {targets} in "
            made = broken(iterable, 8 + 4 * depth, len(start) + 1)
            made[0] = start + made[0]
            made[-1] += ":"
            lines += [indent + line for line in made]
            self._collect(entry.entries, variable, numbered, lines, depth + 1)
            if entry.carried:
                name, _, update = entry.carried
                inner = indent + INDENT
                if (
                    isinstance(update, python.BinOp)
                    and isinstance(update.left, python.Name)
                    and update.left.id == name
                    and isinstance(update.op, python.Add)
                ):
                    lines.append(f"{inner}{name} += {flat(update.right)}")
                elif text(update) != name:
                    lines.append(f"{inner}{name} = {flat(update)}")


def _keyed(key: str, piece: Piece) -> Piece:
    if isinstance(piece, str):
        return key + piece
    return (key + piece[0], piece[1], piece[2])


def _piece(expr: python.expr) -> Piece:
    """An expression that may be broken where it is a list."""
    if isinstance(expr, python.Tuple | python.List):
        return ("[", [flat(item) for item in expr.elts], "]")
    return flat(expr)


def _listed(expr: python.expr) -> Piece:
    """An argument, which may be broken where it is a tuple of many."""
    if isinstance(expr, python.Tuple) and len(expr.elts) > 3:
        return ("(", [flat(item) for item in expr.elts], ")")
    return flat(expr)


def _bare(expr: python.expr) -> python.expr:
    """A tuple that a loop goes through as a list."""
    return python.List(expr.elts, python.Load()) if isinstance(expr, python.Tuple) else expr


def _comment(entry: make.Entry) -> str:
    return entry.comment if isinstance(entry, make.Child) else ""


def _numbered(entries: list[make.Entry]) -> bool:
    """Whether all children are named by their places."""
    place: int | None = 0
    for entry in entries:
        if isinstance(entry, make.Loop):
            if not _all_unnamed(entry.entries):
                return False
            place = None
        elif (
            entry.name_expr is not None
            or not entry.name.isdecimal()
            or (place is not None and entry.name != str(place))
        ):
            return False
        elif place is not None:
            place += 1
    return True


def _all_unnamed(entries: list[make.Entry]) -> bool:
    return all(
        _all_unnamed(entry.entries)
        if isinstance(entry, make.Loop)
        else entry.name_expr is None and entry.name.isdecimal()
        for entry in entries
    )


def _needs_statements(entry: make.Entry, numbered: bool) -> bool:
    """Whether an entry cannot stand in the arguments of a call: a loop of several children, or one that hands on."""
    if isinstance(entry, make.Child):
        return False
    if entry.carried or len(entry.entries) != 1:
        return True
    (child,) = entry.entries
    if isinstance(child, make.Loop) or isinstance(child.build, make.Sequence):
        return True
    if not numbered and child.name_expr is None:
        return True
    return len(flat(_bare(entry.iterable))) > 40


def uses_math(classes: list[make.Class], expressions: list[python.expr]) -> bool:
    """Whether any expression calls a function of `math`."""
    return any(
        isinstance(node, python.Name) and node.id == "math"
        for expr in expressions
        if not isinstance(expr, python.Constant)
        for node in python.walk(expr)
    )


__all__ = ["class_text", "flat", "names_in", "uses_math"]
