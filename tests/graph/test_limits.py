"""No file hangs the checker or exhausts memory: it gets an error that names the limit.

Nothing here is timed; a test that hangs has failed.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Iterator
from itertools import islice, permutations
from pathlib import Path

import pytest
from click.testing import CliRunner

import cnndsl
from cnndsl.budget import one_budget
from cnndsl.cli import cli
from cnndsl.cli.common import limits
from cnndsl.diagnostics import MAX_FAULTS, Diagnostic, suggest
from cnndsl.diagnostics.render import MAX_SHOWN, render_all
from cnndsl.graph.limits import DIGITS, LIST_ITEMS, MOST_STATEMENTS, NESTING, Limits, guessed, raised
from cnndsl.lints import redundant_bias
from cnndsl.lints.flow import Flow
from cnndsl.pipeline import check as check_source
from cnndsl.source import MAX_BYTES, Source, SourceError, decode
from cnndsl.syntax import logical_lines
from cnndsl.syntax.logical_lines import MAX_INDENTATION

HEAD = "input 3x8x8\n"


def found(lines: str, limits: Limits | None = None) -> list[tuple[str, str]]:
    checked = check_source(Source("<string>", f"{HEAD}{lines}\n"), limits=limits)
    return [(fault.code.id, fault.title) for fault in checked.diagnostics]


def only(lines: str) -> tuple[str, str]:
    """The one fault of a text."""
    (fault,) = found(lines)
    return fault


def nested(depth: int, line: str, inner: str, step: str = "    ") -> str:
    return "\n".join([*(step * level + line for level in range(depth)), step * depth + inner])


EXPANSION = {
    "a billion rounds": "repeat 1000000000: relu",
    "rounds in rounds": "repeat 1000:\n    repeat 1000:\n        repeat 1000: relu",
    "a long range": "for i in 1..1000000000000: relu",
    "a range of huge numbers": "for i in 1..999999999999999999: relu",
    "rounds of nothing but names": "for i in 1..9999999:\n    let a = i",
    "rounds of branches": "add:\n    repeat 99999999: relu",
    "rounds of conditions": "repeat 9000000: if false: relu",
    "blocks that double": "\n".join(
        ["block b0():\n    relu", *(f"block b{i}():\n    b{i - 1}\n    b{i - 1}" for i in range(1, 40)), "b39"]
    ),
    "a block that calls itself twice": "block b(n):\n    if n < 60:\n        b n+1\n        b n+1\n    relu\nb 0",
    "a block that carries a long list": "let a = [" + ", ".join("1" * 9000) + "]\nblock b(n, x):\n"
    "    if n < 60:\n        b n+1 x\n        b n+1 x+[n]\n    relu\nb 0 a",
    "a list that doubles": "let a0 = [1, 2]\n"
    + "\n".join(f"let a{i} = a{i - 1} + a{i - 1}" for i in range(1, 60))
    + "\nfor i in a59: relu",
}


@pytest.mark.parametrize("bomb", EXPANSION)
def test_expansion_is_bounded(bomb: str) -> None:
    code, title = only(EXPANSION[bomb])
    assert code == "E0406"
    assert "limit" in title


NUMBERS = {
    "a tower of powers": "conv 9**9**9 1x1",
    "a tower that starts at two": "conv 2**2**2**2**2**2 1x1",
    "products that grow": "let a = 999999999\nlet b = a*a*a\nconv b 1x1",
    "a product of two limits": "conv 999999999999999999*999999999999999999 1x1",
    "digits without end": f"conv {'9' * 5000} 1x1",
    "a size without end": f"conv 3 {'9' * 5000}x1",
    "a shift by powers": "conv 10**18 1x1",
    "a power in a label": "a{9**9**9}: relu",
    "a power in an expectation": "expect 3x8x8 params=9**9**9",
    "a power in a condition": "if 9**9**9 > 1: relu",
    "a decimal beyond all": "dropout 1e999999999",
    "many dimensions": f"expect {'x'.join('1' * 5000)}",
}


@pytest.mark.parametrize("bomb", NUMBERS)
def test_numbers_are_bounded(bomb: str) -> None:
    code, title = only(NUMBERS[bomb])
    assert code in ("E0406", "E0105", "E0209")
    assert len(title) < 300


LISTS = {
    "items": f"let a = [{', '.join('1' * (LIST_ITEMS + 1))}]\nrelu",
    "sums of lists": "let a = [[1, 2, 3, 4]]\n" + "\n".join(f"let a{i} = {f'a{i - 1}' if i else 'a'}+{f'a{i - 1}' if i else 'a'}" for i in range(40)) + "\nrelu",
    "lists that hold a list twice": "let a0 = [1]\n" + "\n".join(f"let a{i} = [a{i - 1}, a{i - 1}]" for i in range(1, 60)) + "\nrelu",
    "lists in lists": "let a0 = [1]\n" + "\n".join(f"let a{i} = [a{i - 1}]" for i in range(1, 100)) + "\nrelu",
    "brackets": f"let a = {'[' * 3000}1{']' * 3000}\nrelu",
    "a call of many arguments": f"let a = min({', '.join('1' * 2000)})\nrelu",
}  # fmt: skip


@pytest.mark.parametrize("bomb", LISTS)
def test_lists_are_bounded(bomb: str) -> None:
    assert only(LISTS[bomb])[0] in ("E0406", "E0209")


NESTED = {
    "brackets": "conv " + "(" * 5000 + "1" + ")" * 5000 + " 1x1",
    "open brackets": "conv " + "(" * 5000,
    "closing brackets": "conv " + ")" * 5000,
    "signs": "conv " + "-" * 5000 + "1 1x1",
    "negations": "if " + "not " * 5000 + "true: relu",
    "powers": "conv " + "**".join("1" * 5000) + " 1x1",
    "choices": "conv (" + " if true else ".join("1" * 5000) + ") 1x1",
    "indices": "let a = [1]\nconv a" + "[0]" * 5000 + " 1x1",
    "labels in a line": "a: " * 5000 + "relu",
    "conditions in a line": "if true: " * 5000 + "relu",
    "paths in a line": "path: " * 5000 + "relu",
    "sections": nested(300, "a:", "relu"),
    "sections by one space": nested(5000, "a:", "relu", step=" "),
    "joins": nested(300, "add:", "relu"),
    "conditions": nested(300, "if true:", "relu"),
    "loops": nested(300, "repeat 1:", "relu"),
    "heads": nested(300, "aux weight=1:", "relu"),
    "blocks that call the next": "\n".join(
        [*(f"block b{i}():\n    b{i + 1}" for i in range(300)), "block b300():\n    relu", "b0"]
    ),
    "inlined blocks": "\n".join(
        [*(f"block b{i}():\n    inline b{i + 1}" for i in range(300)), "block b300():\n    relu", "b0"]
    ),
    "a block within itself": "block b(n):\n    if n < 300:\n        add:\n            path: b n+1\nb 0",
    "blocks within sections": "\n".join(
        [*(f"block b{i}():\n{nested(20, 'a:', f'b{i + 1}')}".replace("\na:", "\n    a:") for i in range(9)), "b0"]
    ),
    "a long sum": "let a = " + "+".join("1" * 50000) + "\nrelu",
    "many comparisons": "let a = " + "<".join(map(str, range(5000))) + "\nrelu",
}


@pytest.mark.parametrize("tower", NESTED)
def test_nesting_never_overflows_the_stack(tower: str) -> None:
    """Diagnostics or a network, on the stack that a thread of a program has."""
    results: list[list[tuple[str, str]]] = []

    def run() -> None:
        results.append(found(NESTED[tower]))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert results


@pytest.mark.parametrize("line", ["a:", "add:", "if true:", "path:", "repeat 1:"])
def test_as_deep_as_allowed_checks_and_compiles(line: str) -> None:
    deepest = MAX_INDENTATION
    text = HEAD + nested(deepest, line, "conv 3 1x1") + "\n"
    net = cnndsl.parse(text)
    assert net.output == (3, 8, 8)
    assert len(net.to_torch().state_dict()) == 2
    assert only(nested(deepest + 1, line, "relu"))[0] == "E0406"


def test_as_deep_as_calls_may_go() -> None:
    depth = NESTING - 1
    blocks = "\n".join(
        [*(f"block b{i}():\n    b{i + 1}" for i in range(depth)), f"block b{depth}():\n    conv 3 1x1", "b0"]
    )
    net = cnndsl.parse(f"{HEAD}{blocks}\n")
    assert net.layers[0].name == "0." * (depth + 1) + "0"
    assert len(net.to_torch().state_dict()) == 2


def test_limits_can_be_raised() -> None:
    lines = "repeat 20000: relu"
    assert found(lines)[0][0] == "E0406"
    assert found(lines, Limits(expansion=50_000)) == []
    sums = "\n".join(["repeat 5000:", "    let a = " + "+".join("1" * 50), "    relu"])
    assert found(sums)[0][0] == "E0406"
    assert found(sums, Limits(expansion=50_000, operations=1_000_000)) == []


def test_a_long_file_needs_no_limit_raised() -> None:
    assert found("relu\n" * 12_000) == []
    assert found("conv (1 + 1 * 2) 1x1\n" * 1_000) == []


def test_a_long_chain_compiles_without_recursion() -> None:
    net = cnndsl.parse(HEAD + "relu\n" * (5 * sys.getrecursionlimit()))
    assert len(net.to_torch()) == len(net.layers) == 5 * sys.getrecursionlimit()


def test_sizes_stay_below_two_to_the_31() -> None:
    assert [fault.code.id for fault in cnndsl.check("input 3x2147483648x1\nrelu\n")] == ["E0206"]
    assert only("conv 2147483648 1x1")[0] == "E0207"
    assert found("conv 2147483647 1x1") == []


def test_costs_of_huge_layers_are_exact() -> None:
    """No float, no overflow: Python integers of any length."""
    net = cnndsl.parse("input 2147483647x1x1\nconv 2147483647 1x1\n")
    assert net.params == 2147483647**2 + 2147483647
    assert net.macs == 2147483647**2


def test_the_number_of_digits_is_what_the_message_says() -> None:
    assert f"{DIGITS} digits" in only("conv 10**18 1x1")[1]


def test_a_file_has_a_size_limit() -> None:
    with pytest.raises(SourceError, match="larger than 16 MiB"):
        decode("big.cnn", b"#" * (MAX_BYTES + 1))


def test_three_hundred_gates_see_all_and_the_path_adds_up() -> None:
    """Along its own path a field grows by what the windows add, however many gates there are."""
    unit = "mul:\n    identity\n    path:\n        global_avgpool\n        conv 2 1x1\n        sigmoid\n"
    body = "repeat 300:\n" + "".join(f"    {line}\n" for line in f"conv 2 3x3 padding=1\n{unit}".splitlines())
    net = cnndsl.parse(f"input 2x64x64\n{body}")
    assert net.layers[-1].receptive_field == (None, None)
    assert net.layers[-1].receptive_field_ungated == (601, 601)
    assert cnndsl.lint(net) == []
    ended = cnndsl.parse(f"input 2x64x64\n{body}flatten\nfc 4\nsoftmax\n")
    assert [found.code.id for found in cnndsl.lint(ended)] == ["W0501"]


@pytest.mark.parametrize("line", ["a" * 300_000, "conv " + "1 " * 150_000, "conv (" + "1+" * 150_000 + "1) 1x1"])
def test_a_line_without_end_is_one_fault(line: str) -> None:
    code, title = only(line)
    assert (code, "characters; the limit is" in title) == ("E0406", True)


@pytest.mark.parametrize(("limit", "most"), [("MAX_LINES", "30 lines"), ("MAX_WORDS", "30 words and signs")])
def test_of_a_file_of_too_many_lines_or_words_nothing_is_read(
    limit: str, most: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(logical_lines, limit, 30)
    within, beyond = "conv 3 1\n" * 7, "conv 3 1\nx\n" * 50
    assert check_source(Source("<string>", HEAD + within)).network is not None
    assert only(beyond) == ("E0406", f"more than {most}, the limit: the file is not read")
    path = tmp_path / "long.cnn"
    path.write_text(HEAD + beyond, encoding="utf-8")
    for options in ([], ["--sizes", "1..9"], ["--sizes", "1..9", "--input", "3x8x8"], ["--format", "json"], ["--fix"]):
        result = CliRunner().invoke(cli, ["check", str(path), *options])
        assert (result.exit_code, f"more than {most}, the limit" in result.output) == (1, True)
    (tmp_path / "user.cnn").write_text('use b from "long.cnn"\n' + HEAD + "b\n", encoding="utf-8")
    assert f"more than {most}" in CliRunner().invoke(cli, ["check", str(tmp_path / "user.cnn")]).output


MANY = {
    "characters": "?\n",
    "arguments": "conv 1 +\n",
    "indentations": "relu: relu\n    relu\n",
    "tabs": "\trelu\n",
    "keywords": "kernel_of_nothing 3\n",
    "shapes": "conv 3 1 groups=2\n",
}


@pytest.mark.parametrize("kind", MANY)
def test_faults_are_told_up_to_a_number(kind: str) -> None:
    """What comes after is not looked at, and a last message says so."""
    text = HEAD + "s:\n    relu\n" + MANY[kind] * 20_000
    faults = check_source(Source("<string>", text)).diagnostics
    assert len(faults) == MAX_FAULTS + 1
    assert (faults[-1].code.id, "no more are looked for" in faults[-1].title) == ("E0406", True)
    shown = render_all(faults)
    assert shown.count("error[") == MAX_SHOWN + 1
    assert "no more are looked for" in shown


def test_very_many_faulty_lines_are_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = []
    read = logical_lines._logical_line
    monkeypatch.setattr(logical_lines, "_logical_line", lambda *given: lines.append(given) or read(*given))  # type: ignore[func-returns-value]
    check_source(Source("<string>", HEAD + "?\n" * 100_000))
    assert len(lines) == MAX_FAULTS + 1


def test_one_fault_less_is_told_without_a_limit() -> None:
    faults = check_source(Source("<string>", HEAD + "?\n" * (MAX_FAULTS - 1))).diagnostics
    assert [fault.code.id for fault in faults] == ["E0103"] * (MAX_FAULTS - 1)


DOUBLED = "let a0 = [1, 2]\n" + "\n".join(f"let a{i} = a{i - 1} + a{i - 1}" for i in range(1, 13)) + "\n"
MOST = 2**31 - 1
SPENT = {
    "sizes that square": "repeat 9999: conv_transpose 1 4096 stride=4096",
    "channels that add up": f"conv {MOST} 1\n" + "concat:\n    identity\n    identity\n" * 3,
    "a map too large to flatten": f"adaptive_avgpool {MOST}\nflatten",
    "copies of a list": DOUBLED + "repeat 3000:\n    let b = a12[1:]",
    "a list written in a list": DOUBLED + "repeat 3000:\n    let b = [a12]",
    "a list of lists beyond all": DOUBLED + f"let b = [{','.join(['a12'] * 900)}]",
    "a list as an argument, again and again": DOUBLED + "repeat 3000: normalize mean=a12 std=a12",
    "calls with many parameters": f"block b({', '.join(f'p{i}=1' for i in range(900))}):\n    relu\nrepeat 3000: b",
    "a text that doubles in a label": f'let t = "{"x" * 200}"\n{{t}}{{t}}: relu',
    "a label without end": f"{'x' * 300}: relu",
    "texts in the names of containers": f'let t = "{"x" * 200}"\n' + nested(8, "{t}:", "relu"),
    "many lines": "relu\n" * 160_000,
    "arguments of a function": "repeat 3000: dropout max(" + ", ".join(["0.1"] * 900) + ")",
    "a condition of many parts": "repeat 3000:\n    if " + " and ".join(["true"] * 900) + ": relu",
    "a number without end": f"conv {'9' * 5000} 1x1",
    "a size without end": f"input2: conv 3 {'9' * 5000}x1",
    "a size of many numbers": f"expect {'x'.join('1' * 5000)}",
    "a deep expression": "conv (" + "-" * 100 + "1) 1x1",
    "a bracket that goes on": "conv (\n" + " 1 +\n" * 60_000 + " 1) 1",
    "many names, again and again": "\n".join(f"let name{i} = 1" for i in range(4000)) + "\nrepeat 9000: conv nam 3",
}
"""Little text that asks for much: each ends with the error of a limit."""


@pytest.mark.parametrize("bomb", SPENT)
def test_what_grows_without_bound_meets_a_limit(bomb: str) -> None:
    faults = check_source(Source("<string>", f"{HEAD}{SPENT[bomb]}\n")).diagnostics
    ended = [fault for fault in faults if fault.code.id == "E0406"]
    assert ended
    for fault in ended:
        assert "limit" in fault.title
        assert re.search(r"\d", fault.title), "which number it is"
        assert fault.span, "where it is"
        assert fault.help, "what to do"


def test_the_help_of_the_budget_is_an_option_that_is_enough() -> None:
    text = HEAD + "repeat 3990:\n    let a = max(" + ", ".join("1" * 60) + ")\n    relu\n"
    (fault,) = check_source(Source("<string>", text)).diagnostics
    more = re.search(r"`--limit (\d+)`", fault.help)
    assert more
    assert check_source(Source("<string>", text), limits=limits(int(more[1]))).diagnostics == []


def test_a_guess_is_no_more_than_the_limit_can_be_raised_to() -> None:
    assert [guessed(10_000, 0), guessed(6_000_000, 0)] == [20_000, MOST_STATEMENTS]
    assert "--limit 10000000" in raised(guessed(6_000_000, 9_000_000))
    assert "10,000,000 at most" in raised(guessed(MOST_STATEMENTS, 0))


def test_tensors_that_are_not_there_count_each() -> None:
    """A row of a faulty network each: 97 kB gave 32,000 of them."""
    names = ", ".join(f"l{i}" for i in range(300))
    block = f"block b() with {', '.join(f't{i}' for i in range(300))}: relu\n"
    checked = check_source(Source("<string>", f"input 3x8x8\n{block}repeat 90: b with {names}\n"))
    assert any(fault.title.startswith("repetition and block calls add more") for fault in checked.diagnostics)
    assert checked.draft is not None
    assert len(checked.draft.nodes) < 10_100


def test_lints_that_look_up_too_much_end_with_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain of views that one lint walks back from each of its places would be quadratic."""
    network = cnndsl.parse(HEAD + "sigmoid\n" * 100)

    def find(flow: Flow) -> Iterator[Diagnostic]:
        for _ in range(5000):
            for node in flow.nodes:
                flow.before(node)
        yield from ()

    monkeypatch.setattr(redundant_bias, "find", find)
    *_, ended = cnndsl.lint(network)
    assert (ended.code.id, "200,000 operations" in ended.title) == ("E0406", True)


@pytest.mark.parametrize(
    "lines",
    [
        "split:\n" + "    repeat 4999: relu\n" * 700,
        "add:\n    repeat 9000: repeat 9000: if false: relu\n    relu",
        "add:\n    for i in 1..99: for j in 1..99: for k in 1..99: if i > 100: relu\n    relu",
    ],
)
def test_the_branches_of_a_join_count_before_they_are_elaborated(lines: str) -> None:
    """Rounds in a join are branches, and those that hold none are rounds, too: two million of them took a gigabyte."""
    with one_budget(0):
        (fault,) = found(lines)
    assert fault[0] == "E0406"
    assert "10,000 statements" in fault[1]


MUCH = {
    "windows over a million steps": "repeat 9990:\n    conv 3 4 dilation=2 padding=3",
    "patterns of receptive fields": "\n".join(
        f"upsample 2\nadaptive_avgpool {500 + i}\nconv 1 9 dilation={i} padding={4 * i}" for i in range(1, 400)
    ),
    "fractions of receptive fields": "\n".join(f"adaptive_avgpool {2000 + i}" for i in range(2000)),
    "transposed patterns": "\n".join(
        f"conv_transpose 1 {200 + i} stride={201 + i}\nadaptive_avgpool {400 + i}" for i in range(100)
    ),
    "labels that nobody reads": "\n".join(f"l{i}: relu" for i in range(5000)),
    "labels and references to all": "\n".join(f"l{i}: relu" for i in range(2000))
    + "\n"
    + "\n".join(f"from l{i}" for i in range(2000)),
    "labels with expressions, and references to all": "let e = 1\n"
    + "\n".join(f"l{{e}}x{i}: relu" for i in range(1000))
    + "\n"
    + "\n".join(f"from l{{e}}x{i}" for i in range(1000)),
    "many empty texts in a reference": 'let e = ""\n' + "a" * 200 + ": relu\nz: relu\nfrom " + "{e}" * 60 + "z",
    "many signs of comments": "sigmoid # allow " + "#" * 100_000,
}


@pytest.mark.parametrize("bomb", MUCH)
def test_what_is_accepted_is_shown_with_its_lints(bomb: str) -> None:
    network = cnndsl.parse(f"{HEAD}{MUCH[bomb]}\n")
    cnndsl.lint(network)
    assert len(network.layers) > 1 or bomb == "many signs of comments"


def test_suggestions_end_where_their_budget_does() -> None:
    names = ["".join(letters) for letters in islice(permutations("abcdefghij"), 3000)]
    blocks = "\n".join(f"block {name}(): relu" for name in names[:1500])
    faults = check_source(Source("<string>", f"{HEAD}{blocks}\n" + "\n".join(f"{n}x" for n in names[1500:])))
    helps = [fault.help for fault in faults.diagnostics if fault.code.id == "E0201"]
    assert helps[0].startswith("did you mean")
    assert not helps[-1].startswith("did you mean")
    again = check_source(Source("<string>", f"{HEAD}covn 3 3x3\n"))
    assert again.diagnostics[0].help == "did you mean `conv`?"


@pytest.mark.parametrize("work", range(0, 300, 3))
def test_a_budget_that_ends_anywhere_only_ends_suggestions(work: int) -> None:
    with one_budget(work):
        assert suggest.surely_meant("covn", ["conv", "convolve", "fc"]) in ("conv", None)
        assert suggest.did_you_mean("covn", ["conv", "convolve", "fc"]) in ("conv", None)


def test_imports_stop_where_faults_do(tmp_path: Path) -> None:
    (tmp_path / "few.cnn").write_text("block one(): relu\n")
    file = tmp_path / "net.cnn"
    file.write_text(f"{HEAD}" + "".join(f'use a{i}, b{i} from "few.cnn"\n' for i in range(2000)))
    with pytest.raises(cnndsl.CheckError) as faulty:
        cnndsl.load(file)
    assert len(faulty.value.diagnostics) <= MAX_FAULTS + 1


@pytest.mark.parametrize(
    ("label", "name", "same"),
    [
        ("a{x}b", "a1b", True),
        ("a{x}b", "ab", True),
        ("a{x}a", "a", False),
        ("{x}{y}z", "z", True),
        ("{x}q{y}", "z", False),
    ],
)
def test_a_label_that_is_worked_out_may_be_read(label: str, name: str, same: bool) -> None:
    """`from` in a branch that is not taken may mean any label that its own can come to."""
    network = cnndsl.parse(f"{HEAD}let x = 1\nlet y = 2\n{name}: relu\nif false: from {label}\n")
    assert ("N0504" in [finding.code.id for finding in cnndsl.lint(network)]) != same


def test_rounds_that_are_few_alone_are_told_with_what_stands_before_them() -> None:
    found = check_source(Source("net.cnn", "input 3x8x8\nrepeat 1000: repeat 1000: repeat 1000: relu\n")).diagnostics
    assert [fault.title for fault in found] == [
        "1,000 rounds, after 9,012 before, are more than the limit of 10,000 statements"
    ]
