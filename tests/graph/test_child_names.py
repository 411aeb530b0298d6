"""Names are module paths: numbering, labels, duplicates, and the labels that nn.Module cannot take."""

from __future__ import annotations

import pytest
from torch import nn

import cnndsl
from cnndsl.graph.joins import JOINS
from cnndsl.graph.reserved_module_names import TORCH_NAMES, usable


def names(text: str, **settings: object) -> list[str]:
    return [layer.name for layer in cnndsl.parse(text, **settings).layers]  # type: ignore[arg-type]


def codes(text: str) -> list[str]:
    return [diagnostic.code.id for diagnostic in cnndsl.check(text)]


def module_names(text: str) -> list[str]:
    """The modules of the compiled network without children, in order."""
    module = cnndsl.parse(text).to_torch()
    return [name for name, child in module.named_modules() if name and not list(child.children())]


EXAMPLES = {
    "a layer without label is numbered by its position; those without parameters count": (
        "input 3x8x8\nconv 4 1x1\nrelu\nconv 4 1x1\n",
        ["0", "1", "2"],
    ),
    "a labelled layer takes a position too": (
        "input 3x8x8\nconv1: conv 4 1x1\nrelu\nconv2: conv 4 1x1\n",
        ["conv1", "1", "conv2"],
    ),
    "a section numbers its own children": (
        "input 3x8x8\nrelu\nfeatures:\n    relu\n    conv 4 1x1\nrelu\n",
        ["0", "features.0", "features.1", "2"],
    ),
    "seq takes one number": ("input 3x8x8\nseq:\n    relu\n    relu\nrelu\n", ["0.0", "0.1", "1"]),
    "path is transparent": ("input 3x8x8\npath:\n    relu\n    relu\nrelu\n", ["0", "1", "2"]),
    "a path in a section belongs to the section": (
        "input 3x8x8\ns:\n    relu\n    path:\n        relu\n",
        ["s.0", "s.1"],
    ),
    "repeat, for and if are transparent": (
        "input 3x8x8\nrepeat 2:\n    relu\nfor i in 1..2:\n    tanh\nif true:\n    sigmoid\n",
        ["0", "1", "2", "3", "4"],
    ),
    "a line left out by if takes no number": (
        "input 3x8x8\nrelu\nif false: relu\nelse:\n    tanh\nsigmoid\n",
        ["0", "1", "2"],
    ),
    "joins are transparent": (
        "input 3x8x8\nadd:\n    relu\n    path:\n        tanh\n        sigmoid\nrelu\n",
        ["0", "1", "2", "add", "3"],
    ),
    "a block call is a container, named or numbered": (
        "block b():\n    relu\n    a: tanh\ninput 3x8x8\nb\nfirst: b\nrelu\n",
        ["0.0", "0.a", "first.0", "first.a", "2"],
    ),
    "inline puts the lines of a block in the place of the call": (
        "block b():\n    relu\n    a: tanh\ninput 3x8x8\nrelu\ninline b\nrelu\n",
        ["0", "1", "a", "3"],
    ),
    "labels hold expressions and hyphens": (
        "input 3x8x8\nfor s in 1..2:\n    for i in 0..1:\n        block{s}-{i}: relu\n        {s*10+i}: tanh\n",
        ["block1-0", "10", "block1-1", "11", "block2-0", "20", "block2-1", "21"],
    ),
    "keywords are labels as well": (
        "input 3x8x8\nconv: conv 4 1x1\nrelu: relu\nblock:\n    input: relu\nmodel: tanh\nif: relu\nfor: relu\nrepeat: relu\n",
        ["conv", "relu", "block.input", "model", "if", "for", "repeat"],
    ),
    "letters beyond ASCII": ("input 3x8x8\ngröße: relu\n", ["größe"]),
    "a layer is found by its alias": ("input 3x8x8\npool 2\nflatten\nlinear 3\n", ["0", "1", "2"]),
    "aux is a container": (
        "input 3x8x8\nrelu\naux1: aux weight=0.3:\n    flatten\n    fc 3\nflatten\n",
        ["0", "aux1.0", "aux1.1", "2"],
    ),
}


@pytest.mark.parametrize("rule", EXAMPLES)
def test_naming(rule: str) -> None:
    text, expected = EXAMPLES[rule]
    assert names(text) == expected


@pytest.mark.parametrize("rule", EXAMPLES)
def test_the_compiled_module_has_these_names(rule: str) -> None:
    text, expected = EXAMPLES[rule]
    joins = {*JOINS, "split"}
    assert module_names(text) == [name for name in expected if name.rsplit(".", 1)[-1] not in joins]


def test_a_join_bears_the_name_of_its_container() -> None:
    assert names("input 2x8x8\na:\n    b:\n        add:\n            identity\n            relu\n") == [
        "a.b.0",
        "a.b.1",
        "a.b.add",
    ]


def test_parameters_of_the_model_stand_in_labels() -> None:
    text = "model M(stage=3)\ninput 3x8x8\nlayer{stage}: relu\n"
    assert names(text) == ["layer3"]
    assert names(text, stage=4) == ["layer4"]


def test_names_take_words_from_outside_but_nothing_else() -> None:
    text = 'model M(part="stem")\ninput 3x8x8\n{part}-1: relu\n'
    assert names(text) == ["stem-1"]
    with pytest.raises(cnndsl.CheckError, match="cannot be a part of a label"):
        cnndsl.parse(text, part="a.b")
    with pytest.raises(cnndsl.CheckError, match=r"`part` is a text, and 1\.5 is a number"):
        cnndsl.parse(text, part=1.5)


DUPLICATES = {
    "the same label": ("input 3x8x8\na: relu\na: tanh\n", "`a`", (3, 1), 2),
    "a label that is a number": ("input 3x8x8\n1: relu\nrelu\n", "`1`", (3, 1), 2),
    "in a section": ("input 3x8x8\ns:\n    a: relu\n    a: tanh\n", "children of `s`", (4, 5), 3),
    "through a path": ("input 3x8x8\na: relu\npath:\n    a: tanh\n", "`a`", (4, 5), 2),
    "through branches": ("input 3x8x8\nadd:\n    a: relu\n    a: tanh\n", "`a`", (4, 5), 3),
    "a section and a layer": ("input 3x8x8\na:\n    relu\na: tanh\n", "`a`", (4, 1), 2),
    "an inlined block": ("block b():\n    a: relu\ninput 3x8x8\na: relu\ninline b\n", "`a`", (2, 5), 4),
    "a block call": ("block b():\n    relu\ninput 3x8x8\na: b\na: b\n", "`a`", (5, 1), 4),
}


@pytest.mark.parametrize("how", DUPLICATES)
def test_two_children_of_one_name_show_both_places(how: str) -> None:
    text, says, place, first = DUPLICATES[how]
    (diagnostic,) = cnndsl.check(text)
    assert diagnostic.code.id == "E0402"
    assert says in diagnostic.title
    assert diagnostic.span is not None
    assert (diagnostic.span.line, diagnostic.span.column) == place
    assert [label.span.line for label in diagnostic.labels] == [first]


def test_a_repeated_label_is_a_duplicate() -> None:
    assert codes("input 3x8x8\nrepeat 2:\n    a: relu\n") == ["E0402"]
    assert codes("input 3x8x8\nrepeat 1:\n    a: relu\n") == []


def test_the_same_name_in_two_containers_is_fine() -> None:
    assert names("input 3x8x8\na:\n    a: relu\nb:\n    a:\n        a: relu\n") == ["a.a", "b.a.a"]


def refused_by_torch() -> set[str]:
    """The names that add_module does not take, tried out on every attribute that a module has."""
    refused = set()
    for module in (nn.Module(), nn.Sequential()):
        for name in dir(module):
            try:
                module.add_module(name, nn.Identity())
            except (KeyError, TypeError):
                refused.add(name)
    return refused


REFUSED = refused_by_torch()
"""Before any test compiles a module: torch.compile leaves an attribute of its own at nn.Module."""


def test_every_name_that_torch_refuses_is_an_unusable_label() -> None:
    assert sorted(filter(usable, REFUSED)) == []


def test_hardly_a_name_is_refused_that_torch_takes() -> None:
    """Only what other versions of PyTorch have as an attribute, and the names that are kept for Python."""
    assert sorted(TORCH_NAMES - REFUSED) in ([], ["ipu"])


@pytest.mark.parametrize(
    ("label", "instead"),
    [("__init__", "init_"), ("__of_a_later_python__", "of_a_later_python_"), ("__a-b__", "a-b_"), ("_____", "_"),
     ("__requires_grad__", "requires_grad__"), ("forward", "forward_"), ("_apply", "apply_")],
)  # fmt: skip
def test_the_error_names_a_label_that_can_be_used(label: str, instead: str) -> None:
    (diagnostic,) = cnndsl.check(f"input 3x8x8\n{label}: relu\n")
    assert diagnostic.code.id == "E0403"
    assert ("are Python's own" in diagnostic.title) == label.startswith("__")
    assert diagnostic.help == f"choose another label, such as `{instead}`"
    assert module_names(f"input 3x8x8\n{instead}: relu\n") == [instead]


@pytest.mark.parametrize("label", ["forward", "training", "train", "type", "append", "_modules", "T_destination"])
def test_an_unusable_label_is_refused(label: str) -> None:
    for text in (f"input 3x8x8\n{label}: relu\n", f"input 3x8x8\n{label}:\n    relu\n"):
        (diagnostic,) = cnndsl.check(text)
        assert diagnostic.code.id == "E0403"
        assert f"`{label}`" in diagnostic.title
        assert codes(text.replace(f"{label}:", f"{label}_:")) == []


@pytest.mark.parametrize(
    "label",
    [
        "dump_patchez",
        "weight",
        "bias",
        "self",
        "torch",
        "nn",
        "class",
        "lambda",
        "None",
        "x",
        "__",
        "____",
        "__x",
        "x__",
    ],
)
def test_any_other_label_works_in_torch(label: str) -> None:
    branch = f"input 3x8x8\nadd:\n    {label}: conv 3 1x1\n    identity\n"
    assert module_names(f"input 3x8x8\n{label}: relu\n") == [label]
    assert list(cnndsl.parse(branch).to_torch().state_dict()) == [f"{label}.weight", f"{label}.bias"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("a.b: relu", "E0403"),
        ('{""}: relu', "E0403"),
        ("a b: relu", "E0105"),
        ("{}: relu", "E0107"),
        ("a{1: relu", "E0103"),
        ("a{1.5}: relu", "E0206"),
        ("a{[1]}: relu", "E0206"),
        ("a{true}: relu", "E0206"),
        ("a{missing}: relu", "E0208"),
        ("a{1/0}: relu", "E0209"),
        ("a+b: relu", "E0105"),
        ("else: relu", "E0109"),
        ("from: relu", None),
        ("a: from b", "E0107"),
        ("a: inline b", "E0107"),
    ],
)
def test_malformed_labels(line: str, code: str | None) -> None:
    assert codes(f"input 3x8x8\n{line}\n") == ([code] if code else [])


def test_a_label_before_inline_is_refused_after_the_same_line_without_one() -> None:
    text = "input 3x8x8\nblock b:\n    relu\ninline b\n{}inline b\n"
    assert codes(text.format("")) == []
    assert codes(text.format("a: ")) == ["E0107"]


@pytest.mark.parametrize("word", [*JOINS, "split", "path", "seq"])
def test_some_words_are_no_labels_because_a_colon_follows_them_anyway(word: str) -> None:
    assert names(f"input 3x8x8\n{word}: relu\n") == ["0.0" if word == "seq" else "0"]
