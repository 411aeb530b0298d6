"""Compiled modules behave like any other nn.Module; `python -m tests.conformance modules` goes through all families."""

from __future__ import annotations

import copy
import gc
import linecache
import pickle
import pickletools
import sys
import traceback
import weakref
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

import cnndsl
from cnndsl import compiled
from cnndsl.compiled.allowed_text import HEADER
from tests.backends import behaviours
from tests.backends.behaviours import CHEAP, COMPILERS, TORCHS_WARNINGS
from tests.graph.test_blocks import BASIC
from tests.graph.test_branches import HEADS

RESNET = f"model Residual\n{BASIC}input 4x8x8\nfor w in [4, 8, 8]: basic w\nglobal_avgpool\nflatten\nfc 3\n"
CHAIN = "model Chain(classes=3)\ninput 3x8x8\nconv 4 3x3\nbatchnorm\nrelu\nflatten\nfc classes\n"
KINDS = (
    "model Kinds\ninput 4x9x8\nnormalize mean=[0.1, 0.2, 0.3, 0.4] std=0.5\nsplit:\n    relu\n    conv 4 3x3 padding=same\n"
    "conv 6 3x3 stride=2 padding=same\nlayernorm\nadd:\n    identity\n    path:\n        permute channels_last\n        layernorm\n"
    "        permute channels_first\n        gamma: scale init=0.5\n        drop_path 0.3\nmul:\n    identity\n    squeeze:\n"
    "        global_avgpool\n        conv 6 1x1\n        hardsigmoid\nflatten\nfc 3\n"
)
"""Every module that torch.nn lacks, a split, and the joins."""

PROGRAMS = {"chain": CHAIN, "residual": RESNET, "heads": HEADS, "kinds": KINDS}
FEW = ("googlenet", "lenet5_1998", "mobilenet_v3_small", "shufflenet_v2_x0_5")
"""Families that between them have heads, concatenations, splits, gates, activations in place, tables of connections."""

pytestmark = [pytest.mark.filterwarnings(f"ignore:{message}") for message in TORCHS_WARNINGS]


@pytest.fixture(scope="module")
def modules() -> dict[str, tuple[nn.Module, Tensor]]:
    """The modules of the programs and of a few families. A check leaves them as they are."""
    programs = {name: behaviours.ready(cnndsl.parse(text)) for name, text in PROGRAMS.items()}
    return programs | {name: behaviours.ready(behaviours.family(name)) for name in FEW}


@pytest.mark.parametrize("check", CHEAP)
@pytest.mark.parametrize("name", [*PROGRAMS, *FEW])
def test_a_module_behaves(modules: dict[str, tuple[nn.Module, Tensor]], name: str, check: str) -> None:
    CHEAP[check](*modules[name])


@pytest.mark.parametrize("check", COMPILERS)
@pytest.mark.parametrize("name", ["residual", "heads", "kinds"])
def test_a_module_can_be_compiled(modules: dict[str, tuple[nn.Module, Tensor]], name: str, check: str) -> None:
    COMPILERS[check](*modules[name])


def test_pickles_load_where_there_is_no_file(modules: dict[str, tuple[nn.Module, Tensor]], tmp_path: Path) -> None:
    behaviours.in_a_fresh_process(modules, tmp_path)


def test_spawned_workers_get_modules(modules: dict[str, tuple[nn.Module, Tensor]]) -> None:
    behaviours.in_spawned_workers(modules)


def test_ddp(modules: dict[str, tuple[nn.Module, Tensor]]) -> None:
    behaviours.in_ddp(modules)


@pytest.mark.parametrize("program", PROGRAMS)
def test_hooks_see_every_module_where_nothing_is_overwritten(program: str) -> None:
    network = cnndsl.parse(PROGRAMS[program])
    behaviours.hooked(network, torch.randn(2, *network.input))


def test_the_switch_leaves_nothing_in_place() -> None:
    network = behaviours.family("mobilenet_v3_small")
    in_place = [child for child in network.to_torch().modules() if getattr(child, "inplace", False)]
    assert len(in_place) > 10
    assert not any(getattr(child, "inplace", False) for child in network.to_torch(inplace=False).modules())


# ------------------------------------------------------------------------------------------------ classes


def test_equal_texts_share_their_classes() -> None:
    first, second, other = (cnndsl.parse(RESNET, **given).to_torch() for given in ({}, {"input": (4, 9, 9)}, {}))
    assert type(first) is type(second) is type(other)
    assert type(cnndsl.parse(RESNET.replace("Residual", "Other")).to_torch()) is not type(first)


def test_classes_go_with_their_last_module() -> None:
    """Ten thousand networks of a search leave nothing behind; what is left of one keeps all its classes."""
    name = "Passing"
    module = cnndsl.parse(RESNET.replace("Residual", name)).to_torch()
    home, file = type(module).__module__, f"<cnndsl>/{type(module).__module__.rpartition('.')[2]}.py"
    block, gone = type(module[1]), weakref.ref(type(module))
    assert file in linecache.cache
    del module
    gc.collect()
    assert getattr(sys.modules[home], name) is gone()
    assert sys.modules[home].__dir__().count(name) == 1
    with pytest.raises(AttributeError, match="has no attribute 'Absent'"):
        _ = sys.modules[home].Absent
    del block
    gc.collect()
    assert gone() is None
    assert home not in sys.modules
    assert file not in linecache.cache
    assert type(cnndsl.parse(RESNET.replace("Residual", name)).to_torch()).__module__ == home


def test_tracebacks_show_the_text_whatever_became_of_linecache() -> None:
    module = cnndsl.parse(RESNET).to_torch().eval()
    linecache.clearcache()
    with pytest.raises(RuntimeError) as caught:
        module(torch.zeros(1, 5, 8, 8))
    frames = [frame for frame in traceback.extract_tb(caught.tb) if frame.filename.startswith("<cnndsl")]
    assert "self.conv1(" in (frames[0].line or "")


def test_a_pickle_has_the_text_once() -> None:
    content = pickle.dumps(cnndsl.parse(RESNET).to_torch())
    assert content.count(b"class Residual(nn.Sequential)") == 1


def test_state_and_hooks_go_with_a_pickle() -> None:
    module = cnndsl.parse(RESNET).to_torch().eval()
    module.note = "mine"  # type: ignore[assignment]
    module[1].register_forward_hook(doubled)
    twin = pickle.loads(pickle.dumps(module))
    x = torch.randn(1, 4, 8, 8)
    assert twin.note == "mine"
    assert torch.equal(twin(x), module(x))
    assert not twin.training
    assert twin.state_dict().keys() == module.state_dict().keys()


def doubled(module: nn.Module, inputs: object, result: Tensor) -> Tensor:
    return 2 * result


class Derived(type(cnndsl.parse(RESNET).to_torch())):  # type: ignore[misc]
    """A class of a user, of a compiled one."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x) + 1


def test_a_derived_class_is_pickled_as_itself() -> None:
    twin = pickle.loads(pickle.dumps(Derived()))
    assert type(twin) is Derived
    assert type(copy.deepcopy(twin)) is Derived


# ------------------------------------------------------------------------------------------------ safety


def forward(lines: str) -> str:
    return f"{HEADER}\n\nclass Bad(nn.Module):\n    def forward(self, x: Tensor) -> Tensor:\n        {lines}\n"


HOSTILE = {
    "an import": f"{HEADER}import os\n",
    "an import in place of ours": "import os as torch\nfrom torch import Tensor, nn\n",
    "a call": f"{HEADER}print('run')\n",
    "a decorator": f"{HEADER}@print\nclass Bad(nn.Module):\n    pass\n",
    "a metaclass": f"{HEADER}class Bad(nn.Module, metaclass=print):\n    pass\n",
    "another base": f"{HEADER}class Bad(print('run')):\n    pass\n",
    "two bases": f"{HEADER}class Bad(nn.Module, nn.Sequential):\n    pass\n",
    "a line in a class": f"{HEADER}class Bad(nn.Module):\n    x = print('run')\n",
    "another method": f"{HEADER}class Bad(nn.Module):\n    def __init__(self):\n        return self\n",
    "a default": f"{HEADER}class Bad(nn.Module):\n    def forward(self, x=print('run')):\n        return x\n",
    "an annotation": f"{HEADER}class Bad(nn.Module):\n    def forward(self, x: print('run')):\n        return x\n",
    "a function": forward("return eval('1')"),
    "a function as a value": forward("return eval"),
    "a function of torch": forward("return torch.load('x')"),
    "torch as a value": forward("return torch"),
    "a hidden attribute": forward("return self.__class__"),
    "a hidden label": forward("return getattr(self, '__init__')"),
    "a computed label": forward("return getattr(self, x)"),
    "a label of something else": forward("return getattr(x, 'data')"),
    "a method of a tensor": forward("return x.numpy()"),
    "another meaning of getattr": forward("getattr = self.a"),
    "an assignment to a module": forward("self.a = x"),
    "a comprehension": forward("return [y for y in x]"),
    "a lambda": forward("return (lambda: x)()"),
    "a format": forward("return f'{x}'"),
    "a loop": forward("while x: x = x"),
    "no Python": "class",
    "a null": "\0",
    "too deep": forward("return " + "(" * 5000 + "x" + ")" * 5000),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_pickle_cannot_bring_other_code(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="the text of a compiled network"):
        compiled.instance(HOSTILE[case], "Bad")
    assert capsys.readouterr() == ("", "")


def test_a_text_without_the_class_is_refused() -> None:
    with pytest.raises(ValueError, match="has no class 'Other'"):
        compiled.instance(forward("return x"), "Other")
    with pytest.raises(ValueError, match="the text of a compiled network"):
        compiled.instance(HEADER, "Other")


def test_a_pickle_names_one_function_of_the_package() -> None:
    """What a scanner of pickles sees: `cnndsl.compiled.instance`, and nothing that is run by its name."""
    content = pickletools.optimize(pickle.dumps(cnndsl.parse(RESNET).to_torch(), 2))
    names = {str(found) for _, found, _ in pickletools.genops(content) if str(found).startswith("cnndsl")}
    assert names == {"cnndsl.compiled instance"}
