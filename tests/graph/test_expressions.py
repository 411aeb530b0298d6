"""Expressions mean what the same text means in Python."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import event, given, note, settings
from hypothesis import strategies as st
from torchvision.models._utils import _make_divisible

import cnndsl
from tests.conftest import examples

PYTHON = {
    "true": True,
    "false": False,
    "floor": math.floor,
    "ceil": math.ceil,
    "log": math.log,
    "make_divisible": lambda value, divisor: _make_divisible(value, divisor),
    "__builtins__": {"min": min, "max": max, "abs": abs, "round": round, "int": int, "len": len, "sum": sum},
}


def value(text: str, **settings_: Any) -> Any:
    """The value of an expression of the language; lists come back as tuples."""
    net = cnndsl.parse(f"model M(w=8, v={text})\ninput 3x8x6\nidentity\n", **settings_)
    return net.graph.arguments["v"]


def codes(text: str) -> list[str]:
    return [fault.code.id for fault in cnndsl.check(f"model M(w=8, v={text})\ninput 3x8x6\nidentity\n")]


def as_tuples(given_: Any) -> Any:
    return tuple(map(as_tuples, given_)) if isinstance(given_, list) else given_


class Writer:
    """Random texts of expressions, mostly without brackets, so that precedence decides."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def pick(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def number(self, depth: int) -> str:
        if depth == 0:
            return self.pick("0", "1", "2", "3", "7", "10", "1_000", "0.5", "2.5", "3.5", ".25", "1e3", "1.5e-2")
        return self.pick(self.chain, self.chain, self.chain, self.unary, self.choice, self.function, self.item)(
            depth - 1
        )

    def chain(self, depth: int) -> str:
        text = self.number(depth)
        for _ in range(self.draw(st.integers(1, 3))):
            text += self.pick("+", "-", "*", "/", "//", "%", "**", " + ", " - ", " * ") + self.number(depth)
        return text

    def unary(self, depth: int) -> str:
        return self.pick("-{}", "+{}", "({})", "-({})").format(self.number(depth))

    def choice(self, depth: int) -> str:
        return f"({self.number(depth)} if {self.truth(depth)} else {self.number(depth)})"

    def function(self, depth: int) -> str:
        name = self.pick("round", "floor", "ceil", "int", "abs", "log", "min", "max", "sum", "make_divisible")
        if name in ("min", "max"):
            return f"{name}({self.number(depth)}, {self.number(depth)})"
        argument = self.list(depth) if name == "sum" else self.number(depth)
        return f"{name}({argument}, 8)" if name == "make_divisible" else f"{name}({argument})"

    def item(self, depth: int) -> str:
        first, last = self.pick("", "-2", "0", "1"), self.pick("", "-1", "1", "3")
        items = self.list(depth)
        return self.pick(f"{items}[{self.pick('0', '-1', '1')}]", f"len({items}[{first}:{last}])", f"max({items})")

    def list(self, depth: int) -> str:
        return f"[{', '.join(self.number(depth) for _ in range(self.draw(st.integers(1, 3))))}]"

    def truth(self, depth: int) -> str:
        if depth == 0:
            return self.pick("true", "false", "1 < 2", "3 >= 4")
        kind = self.pick("compare", "compare", "and", "or", "not", "brackets")
        if kind == "compare":
            parts = [self.number(depth - 1) for _ in range(self.draw(st.integers(2, 3)))]
            return "".join(part + self.pick("<", "<=", ">", ">=", "==", "!=") for part in parts[:-1]) + parts[-1]
        inner = self.truth(depth - 1)
        if kind in ("and", "or"):
            return f"{inner} {kind} {self.truth(depth - 1)}"
        return f"not {inner}" if kind == "not" else f"({inner})"


@st.composite
def expressions(draw: st.DrawFn) -> str:
    writer = Writer(draw)
    return str(writer.pick(writer.number, writer.number, writer.truth)(draw(st.integers(1, 3))))


@settings(max_examples=examples(300))
@given(text=expressions())
def test_an_expression_has_pythons_value(text: str) -> None:
    """The same value of the same type; no value where Python raises or the result is complex or infinite."""
    note(text)
    found = codes(text)
    try:
        expected = eval(text, dict(PYTHON))
    except (ArithmeticError, ValueError, IndexError):
        event("no value")
        assert found
        assert set(found) <= {"E0209", "E0406"}
        return
    if found:
        event("refused")
        assert complex_or_infinite(expected) or set(found) == {"E0406"} or "E0209" in found
        return
    event("value")
    ours = value(text)
    assert type(ours) is type(expected)
    assert ours == expected


def complex_or_infinite(result: Any) -> bool:
    return isinstance(result, complex) or (isinstance(result, float) and not math.isfinite(result))


EQUAL_TO_PYTHON = """
    1+2*3  -2**2  2**-1  2**3**2  7//2  -7//2  7%3  -7%3  7.5//2  -7.5%2  1/2  4/2  3-2-1  2*3%4  --3  +5
    round(0.5)  round(1.5)  round(2.5)  round(-0.5)  round(3.49)  int(-2.7)  floor(-2.5)  ceil(-2.5)  abs(-3)
    1<2<3  1<3<2  3>2>=2!=1  1==1.0  [1,2]==[1,2]  [1,[2]]!=[1,2]  not(1<2)  [1,2,3][-1]  [1,2,3][1:]  [1,2,3][:-1]
    [1,2,3,4][1:3]  [1,2,3][5:]  [[1,2],[3]][0][1]  [1,2]+[3]  len([])  sum([])  sum([1,2.5])  min(3,1,2)  max([3,1])
    1_000_000  1e3  .5  1.5e-2  log(8,2)  log(1)  1000000*1000000  12345678901234567
""".split()


@pytest.mark.parametrize("text", EQUAL_TO_PYTHON)
def test_by_hand_equal_to_python(text: str) -> None:
    expected = as_tuples(eval(text, dict(PYTHON)))
    assert value(text) == expected
    assert type(value(text)) is type(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("not true or true", True),
        ("not (true or true)", False),
        ("1 if 2 > 1 else 1/0", 1),
        ("1/0 if 1 > 2 else 3", 3),
        ("true or 1/0 > 1", True),
        ("false and 1/0 > 1", False),
        ("1 if false else 2 if false else 3", 3),
        ("make_divisible(37, 8)", 40),
        ("make_divisible(10, 8)", 16),
        ("make_divisible(3, 8)", 8),
        ("w*2", 16),
        ("[w, 2*w][1]", 16),
        ("3x5", (3, 5)),
        ("3x5[1]", 5),
        ('"text"', "text"),
    ],
)
def test_by_hand(text: str, expected: object) -> None:
    found = value(text)
    assert (tuple(found) if isinstance(found, tuple) else found) == expected


@settings(max_examples=examples(50))
@given(number=st.floats(0, 5000, allow_nan=False), divisor=st.integers(1, 64))
def test_make_divisible_is_torchvisions(number: float, divisor: int) -> None:
    text = f"{number:.6f}"
    assert value(f"make_divisible({text}, {divisor})") == _make_divisible(float(text), divisor)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1/0", "E0209"),
        ("1//0", "E0209"),
        ("1%0", "E0209"),
        ("0**-1", "E0209"),
        ("(-8)**0.5", "E0209"),
        ("log(0)", "E0209"),
        ("log(-1)", "E0209"),
        ("log(8, 1)", "E0209"),
        ("[1][1]", "E0209"),
        ("[1][-2]", "E0209"),
        ("min([])", "E0209"),
        ("1e200*1e200", "E0209"),
        ("10.0**400", "E0209"),
        ("make_divisible(8, 0)", "E0209"),
        ("abs()", "E0209"),
        ("abs(1, 2)", "E0209"),
        ("1+true", "E0206"),
        ("-true", "E0206"),
        ("not 1", "E0206"),
        ("1 and true", "E0206"),
        ("true or 1 and true", None),
        ("1 if 1 else 2", "E0206"),
        ('"a"+"b"', "E0206"),
        ('"a"<"b"', "E0206"),
        ("[1]<[2]", "E0206"),
        ("[1]*2", "E0206"),
        ("sum(3)", "E0206"),
        ("sum([true])", "E0206"),
        ("len(3)", "E0206"),
        ("abs([1])", "E0206"),
        ("[1][0.0]", "E0206"),
        ("[1][true]", "E0206"),
        ("3[0]", "E0206"),
        ("[1][0.5:]", "E0206"),
        ('"1.0"==1.0', "E0206"),
        ('1!="1"', "E0206"),
        ("true==1", "E0206"),
        ("[1]==1", "E0206"),
        ('relu=="relu"', "E0206"),
        ("1==1.0", None),
        ("3x3==[3,3]", None),
        ("nothing", "E0208"),
        ("lenn([1])", "E0208"),
        ("in.channels", "E0209"),
        ("in.depht", "E0208"),
        ("1 +", "E0105"),
        ("1 2", "E0105"),
        ("[1, 2", "E0104"),
        ("1 if 2", "E0105"),
        ("3x", "E0103"),
        ("12abc", "E0103"),
    ],
)
def test_no_value(text: str, code: str | None) -> None:
    assert codes(text)[:1] == ([] if code is None else [code])


def test_an_integer_is_needed_where_one_is_needed() -> None:
    """`2.0` is no integer unless it came from a rounding function."""

    def check(text: str) -> list[str]:
        return [fault.code.id for fault in cnndsl.check(f"input 3x8x8\nconv {text} 1x1\n")]

    assert check("2.0") == check("4/2") == check("2**-1") == ["E0206"]
    assert check("4//2") == check("int(4/2)") == check("round(2.5)") == check("ceil(1.5)") == []


def test_the_shape_that_arrives() -> None:
    net = cnndsl.parse(
        "input 3x8x6\nconv in.channels*2 1x1\nconv in.height+in.width 1x1\nif in.channels == 14: relu\nflatten\nfc in.channels//2\n"
    )
    assert [layer.output for layer in net.layers] == [(6, 8, 6), (14, 8, 6), (14, 8, 6), (672,), (336,)]


def test_a_vector_has_no_height() -> None:
    assert [f.code.id for f in cnndsl.check("input 3x8x6\nflatten\nfc in.height\n")] == ["E0209"]


def test_arguments_with_operators_stand_without_spaces_or_in_brackets() -> None:
    net = cnndsl.parse("input 4x8x8\nconv in.channels*2 3x3\nconv (in.channels // 2) [1, 3] padding=[0, 1]\n")
    assert [layer.output for layer in net.layers] == [(8, 6, 6), (4, 6, 6)]
    assert [fault.code.id for fault in cnndsl.check("input 4x8x8\nconv 2 * 4 3x3\n")] == ["E0108"]


@pytest.mark.parametrize("function", ["sqrt", "exp", "pow", "float", "log2", "str", "range"])
def test_a_function_of_python_without_arguments_is_one_fault(function: str) -> None:
    (fault,) = cnndsl.check(f"input 3x8x8\nconv ({function}()) 3\n")
    assert fault.title == f"there is no function `{function}`"


def test_a_range_of_python_without_arguments_is_one_fault() -> None:
    (fault,) = cnndsl.check("input 3x8x8\nfor i in range():\n    relu\n")
    assert (fault.title, fault.help) == ("there is no function `range`", "a range has both its ends: write `1..3`")
