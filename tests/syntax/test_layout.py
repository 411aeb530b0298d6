"""Lines, indentation, brackets, comments and line ends; a fault stays within its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

import cnndsl
from cnndsl.layers import ALIASES, LAYERS
from tests.conftest import examples


def places(text: str) -> list[tuple[str, int, int]]:
    """Code, line and column of every fault."""
    return [
        (fault.code.id, fault.span.line, fault.span.column) for fault in cnndsl.check(text) if fault.span is not None
    ]


def kinds(text: str) -> list[str]:
    return [layer.kind for layer in cnndsl.parse(text).layers]


CLEAN = {
    "comments stand anywhere": "# a\ninput 3x8x8  # b\n    # c\nrelu# d\n# e\n",
    "blank lines mean nothing": "\n\ninput 3x8x8\n\n   \nrelu\n\n",
    "windows line ends": "input 3x8x8\r\ns:\r\n    relu\r\n",
    "no line end at the end": "input 3x8x8\nrelu",
    "any width of indentation": "input 3x8x8\ns:\n  t:\n         relu\n",
    "a body after the colon": "input 3x8x8\ns: relu\n",
    "several after one another": "input 3x8x8\ns: t: if true: relu\n",
    "trailing blanks": "input 3x8x8   \nrelu \t \n",
    "tabs between words": "input\t3x8x8\nconv\t3\t1x1\n",
    "a line goes on in brackets": "input 3x8x8\nconv (1 +\n    2) 1x1\n",
    "its last bracket may stand at the margin": "input 3x8x8\nlet a = [\n    1,\n    # one more\n    2,\n]\nrelu\n",
    "blank lines in brackets": "input 3x8x8\nlet a = [1,\n\n    2]\nrelu\n",
    "a comma at the end of a list": "input 3x8x8\nlet a = [1, 2,]\nrelu\n",
    "a block's parameters over several lines": "block b(\n    w=3,\n    v=4,\n):\n    conv w 1x1\ninput 3x8x8\nb\n",
    "a comment after a colon": "input 3x8x8\ns: # here\n    relu\n",
    "blanks before a colon": "input 3x8x8\ns :\n    relu\n",
    "comments do not count as indentation": "input 3x8x8\ns:\n# left\n    relu\n        # right\n    relu\n",
}


@pytest.mark.parametrize("what", CLEAN)
def test_layout_that_is_fine(what: str) -> None:
    assert places(CLEAN[what]) == []
    assert kinds(CLEAN[what])


FAULTY = {
    "a tab in the indentation": ("input 3x8x8\ns:\n\trelu\n", [("E0101", 3, 1)]),
    "a tab after blanks": ("input 3x8x8\ns:\n    relu\n    \ttanh\n", [("E0101", 4, 5)]),
    "a tab in the first line": ("\tinput 3x8x8\nrelu\n", [("E0101", 1, 1)]),
    "a dedent to nowhere": ("input 3x8x8\ns:\n        relu\n    tanh\n", [("E0102", 4, 5)]),
    "an indent for no reason": ("input 3x8x8\n    relu\n", [("E0102", 2, 5)]),
    "an indented file": ("  input 3x8x8\n  relu\n  tanh\n", [("E0102", 1, 3)]),
    "lines below a layer": ("input 3x8x8\nconv 3 1x1\n    relu\ntanh\n", [("E0102", 3, 5)]),
    "a section without its colon": ("input 3x8x8\nfeatures\n    relu\n", [("E0106", 2, 1)]),
    "a join without its colon": ("input 3x8x8\nadd\n    relu\n", [("E0106", 2, 1)]),
    "a loop without its colon": ("input 3x8x8\nrepeat 2\n    relu\n", [("E0106", 2, 1)]),
    "a condition without its colon": ("input 3x8x8\nif true\n    relu\n", [("E0106", 2, 1)]),
    "a compound without colon or lines": ("input 3x8x8\nrepeat 2\nrelu\n", [("E0106", 2, 1)]),
    "a section without lines": ("input 3x8x8\ns:\nrelu\n", [("E0106", 2, 1)]),
    "a section without lines at the end": ("input 3x8x8\nrelu\ns:", [("E0106", 3, 1)]),
    "a layer with a colon": ("input 3x8x8\nrelu:\n    tanh\nconv 3 1x1:\n", [("E0106", 4, 1)]),
    "an open bracket": ("input 3x8x8\nconv (3 1x1\nrelu\n", [("E0104", 2, 6)]),
    "an open bracket over lines": ("input 3x8x8\nlet a = [1,\n    2\nrelu\n", [("E0104", 2, 9)]),
    "an open bracket at the end": ("input 3x8x8\nrelu\nconv [3", [("E0104", 3, 6)]),
    "a bracket that closes nothing": ("input 3x8x8\nconv 3) 1x1\nrelu\n", [("E0104", 2, 7)]),
    "brackets of two kinds": ("input 3x8x8\nconv (3] 1x1\nrelu\n", [("E0104", 2, 8)]),
    "an open text": ('use b from "b.cnn\ninput 3x8x8\nrelu\n', [("E0104", 1, 12)]),
    "single quotes": ("use b from 'b.cnn'\ninput 3x8x8\nrelu\n", [("E0103", 1, 12)]),
    "a character that means nothing": ("input 3x8x8\nconv 3 1x1 ?\nrelu\n", [("E0103", 2, 12)]),
    "a semicolon": ("input 3x8x8; relu\n", [("E0103", 1, 12)]),
    "the sign of multiplication": ("input 3×8×8\nrelu\n", [("E0103", 1, 8)]),
    "a no-break space": ("input 3x8x8\nconv\u00a03 1x1\nrelu\n", [("E0103", 2, 5)]),
    "a size with a name in it": ("input 3x8x8\nlet k = 3\nconv 4 3xk\n", [("E0103", 3, 8)]),
    "blanks around an equals sign": ("input 3x8x8\nconv 4 3x3 padding = 1\n", [("E0108", 2, 20)]),
    "blanks around an operator": ("input 3x8x8\nconv 2 + 2 1x1\n", [("E0108", 2, 8)]),
    "commas between arguments": ("input 3x8x8\nconv 4, 3x3\n", [("E0108", 2, 6)]),
    "a line that starts with a number": ("input 3x8x8\n3x3\n", [("E0105", 2, 1)]),
    "a line that starts with a bracket": ("input 3x8x8\n(relu)\n", [("E0105", 2, 1)]),
    "an else after a line that is no if": ("input 3x8x8\nconv ?\nelse: relu\n", [("E0103", 2, 6), ("E0109", 3, 1)]),
    "an else after a faulty if": ("input 3x8x8\nif 1 >: relu\nelif true: relu\nelse: relu\n", [("E0105", 2, 7)]),
    "an else after a misspelt if": ("input 3x8x8\niff true:\n    relu\nelse: relu\n", [("E0106", 2, 1)]),
    "a let without a name": ("input 3x8x8\nlet 3 = 4\nrelu\n", [("E0105", 2, 1)]),
    "a let without a value": ("input 3x8x8\nlet a =\nrelu\n", [("E0105", 2, 1)]),
    "a model line twice": ("model A\nmodel B\ninput 3x8x8\nrelu\n", [("E0404", 2, 1)]),
    "an input line twice": ("input 3x8x8\ninput 3x8x8\nrelu\n", [("E0404", 2, 1)]),
    "no input": ("conv 3 1x1\nrelu\n", [("E0401", 1, 1)]),
    "a misspelt input": ("inptu 3x8x8\nrelu\n", [("E0201", 1, 1)]),
    "an input that cannot be read": ("input 3x8x\nrelu\n", [("E0103", 1, 7)]),
    "no layers": ("input 3x8x8\n", [("E0405", 1, 1)]),
    "an input of five sizes": ("input 8x8x8x8x8\nrelu\n", [("E0206", 1, 1)]),
    "an input without a shape": ("input\nrelu\n", [("E0206", 1, 1)]),
    "an input of size 0": ("input 3x0x8\nrelu\n", [("E0206", 1, 1)]),
}


@pytest.mark.parametrize("what", FAULTY)
def test_one_fault_one_diagnostic(what: str) -> None:
    text, expected = FAULTY[what]
    assert places(text) == expected


def test_a_byte_order_mark_is_no_character(tmp_path: Path) -> None:
    path = tmp_path / "bom.cnn"
    path.write_bytes(b"\xef\xbb\xbfinput 3x8x8\r\nconv 4 9x9\r\n")
    with pytest.raises(cnndsl.CheckError) as caught:
        cnndsl.load(path)
    (fault,) = caught.value.diagnostics
    assert fault.span is not None
    assert (fault.code.id, fault.span.line, fault.span.column) == ("E0303", 2, 8)
    path.write_bytes(b"\xef\xbb\xbfinput 3x8x8\r\nrelu\r\n")
    assert cnndsl.load(path).output == (3, 8, 8)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"input 3x8x8\n\x00relu", "is a binary file"),
        (b"input 3x8x8\nrel\xff", "is not UTF-8 text (byte 0xff in line 2)"),
    ],
)
def test_a_file_that_is_no_text_gets_one_plain_line(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "net.cnn"
    path.write_bytes(data)
    with pytest.raises(cnndsl.CheckError) as caught:
        cnndsl.load(path)
    (fault,) = caught.value.diagnostics
    assert (fault.code.id, fault.span) == ("E0001", None)
    assert says in fault.title


BAD_LINES = [
    "conv 4 3x3 ?",
    "conv (4 3x3",
    "conv 4) 3x3",
    "covn 4 3x3",
    "conv 4",
    "conv 4 3x3 stride=1 stride=2",
    "conv 4 3x3 strid=1",
    "conv 4 0x3",
    "conv true 3x3",
    "conv 4 3x3 5",
    "conv nothing 3x3",
    "conv 1/0 3x3",
    "let = 4",
    "repeat 2",
    "forward: relu",
    "from nowhere",
    "repeat -1: relu",
    "if 1: relu",
    "3x3",
    "input 3x8x8",
    "model Again",
    "a{}: relu",
]
GOOD_LINES = ["relu", "conv 4 1x1", "seq:\n    relu", "if true: tanh", "# only a comment", ""]


@settings(max_examples=examples(80))
@given(lines=st.lists(st.one_of(st.sampled_from(BAD_LINES), st.sampled_from(GOOD_LINES)), min_size=1, max_size=12))
def test_n_faulty_lines_give_n_diagnostics(lines: list[str]) -> None:
    """Each on its line, none hidden by another and none told twice."""
    text = "model Random\ninput 3x8x8\nrelu\n" + "\n".join(lines) + "\n"
    note(text)
    expected, at = [], 4
    for line in lines:
        if line in BAD_LINES:
            expected.append(at)
        at += 1 + line.count("\n")
    assert [line for _, line, _ in places(text)] == expected


def test_names_and_arguments_are_checked_below_a_faulty_line() -> None:
    text = "input 3x8x8\nconv 4 99x99\nconv 4 99x99\ncovn 4 1x1\nfc 0\nconv 4 1x1 groups=3\n"
    assert places(text) == [("E0303", 2, 8), ("E0201", 4, 1), ("E0207", 5, 4)]


def test_no_layer_name_stands_in_the_grammar() -> None:
    from importlib.resources import files

    words = set(files("cnndsl.syntax").joinpath("grammar.lark").read_text("utf-8").replace(":", " ").split())
    assert not words & (LAYERS.keys() | ALIASES.keys())


def test_the_lines_of_a_network_may_stand_below_its_model_line() -> None:
    plain = "model A(c=3)\ninput 1x8x8\nblock b(w): conv w 3\nb c\nrelu\n"
    below = "model A(c=3):\n    input 1x8x8\n    block b(w): conv w 3\n    b c\n    relu\n"
    after = "input 1x8x8\nblock b(w): conv w 3\nmodel A(c=3): b c\nrelu\n"
    networks = [cnndsl.parse(text, c=5) for text in (plain, below, after)]
    assert {net.name for net in networks} == {"A"}
    assert [(layer.name, layer.output) for layer in networks[0].layers] == [("0.0", (5, 6, 6)), ("1", (5, 6, 6))]
    for net in networks[1:]:
        assert [(layer.name, layer.output) for layer in net.layers] == [
            (layer.name, layer.output) for layer in networks[0].layers
        ]


def test_a_model_line_with_a_colon_and_nothing_below_it() -> None:
    (fault,) = cnndsl.check("model A:\ninput 1x8x8\nrelu\n")
    assert fault.code.id == "E0106"


def test_line_ends_of_either_kind_read_the_same() -> None:
    text = "input 2x4x4\na: relu # one\nadd:\n    from a\n    from a # again\n    identity\nconv 3 (\n    3\n)\n"
    unix, dos = cnndsl.parse(text), cnndsl.parse(text.replace("\n", "\r\n"))
    assert [layer.name for layer in unix.layers] == [layer.name for layer in dos.layers]
