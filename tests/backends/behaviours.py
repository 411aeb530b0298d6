"""What people do with any nn.Module, each as a check of one module: the tests and `tests.conformance modules` share it.

A check gets a module in evaluation mode and a batch of two; it raises AssertionError where the module behaves otherwise
than one that was written by hand.
"""

from __future__ import annotations

import copy
import inspect
import io
import linecache
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from torchvision.models.feature_extraction import create_feature_extractor, get_graph_node_names

import cnndsl
from cnndsl.network import Network

ARCHITECTURES = Path(__file__).parents[2] / "architectures"

FAMILIES = {
    "alexnet": (3, 64, 70),
    "convnext_tiny": (3, 75, 67),
    "densenet121": (3, 75, 67),
    "efficientnet_b0": (3, 75, 67),
    "googlenet": (3, 75, 67),
    "inception_v3": (3, 299, 299),
    "lenet5_1998": (1, 32, 32),
    "mnasnet0_5": (3, 75, 67),
    "mobilenet_v2": (3, 75, 67),
    "mobilenet_v3_small": (3, 75, 67),
    "plain20": (3, 32, 32),
    "regnet_y_400mf": (3, 75, 67),
    "resnet18": (3, 75, 67),
    "resnet20": (3, 32, 32),
    "se_resnet50": (3, 75, 67),
    "shufflenet_v2_x0_5": (3, 75, 67),
    "squeezenet1_1": (3, 75, 67),
    "vgg11_bn": (3, 64, 64),
}
"""A member of every family of `architectures/`, and a small input that it takes: not square where it may be."""

Check = Callable[[nn.Module, Tensor], None]

TORCHS_WARNINGS = (
    ".*torch.jit.* is deprecated",  # TorchScript still works, and is still used
    ".*torch.jit.* is not supported",
    "NOTE. The nodes obtained by tracing the model in eval mode",  # heads, and stochastic depth
    "Grad strides do not match bucket view strides",
)
"""The beginnings of what torch and torchvision warn of here, whatever module they get."""


def family(name: str) -> Network:
    """The member of a family, at its small input."""
    return cnndsl.load(ARCHITECTURES / f"{name}.cnn", input=FAMILIES[name])


def ready(network: Network) -> tuple[nn.Module, Tensor]:
    """A module in evaluation mode whose statistics are not those of a new one, and a batch of two."""
    torch.manual_seed(0)
    module, x = network.to_torch(), torch.randn(2, *network.input)
    with torch.no_grad():
        module.train()(x)
    return module.eval(), x


def output(module: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    with torch.no_grad():
        return module(x)


def first(result: Tensor | tuple[Tensor, ...]) -> Tensor:
    """The output itself, of a module that may return those of its heads too."""
    return result if isinstance(result, Tensor) else result[0]


def same(module: nn.Module, twin: Callable[[Tensor], Tensor], x: Tensor) -> None:
    assert torch.equal(output(twin, x), output(module, x))


# ------------------------------------------------------------------------------------------------ cheap ones


def pickled(module: nn.Module, x: Tensor) -> None:
    for protocol in (0, pickle.HIGHEST_PROTOCOL) if sum(p.numel() for p in module.parameters()) < 1e5 else (2,):
        twin = pickle.loads(pickle.dumps(module, protocol))
        assert type(twin) is type(module)
        assert [type(child) for child in twin.modules()] == [type(child) for child in module.modules()]
        same(module, twin, x)


def saved_and_loaded(module: nn.Module, x: Tensor) -> None:
    buffer = io.BytesIO()
    torch.save(module, buffer)
    buffer.seek(0)
    same(module, torch.load(buffer, weights_only=False), x)


def copied(module: nn.Module, x: Tensor) -> None:
    twin = copy.deepcopy(module)
    assert type(twin) is type(module)
    assert not {p.data_ptr() for p in twin.parameters()} & {p.data_ptr() for p in module.parameters()}
    same(module, twin, x)


def has_its_source(module: nn.Module, x: Tensor) -> None:
    """inspect finds the text of every class and of every forward, whatever became of linecache."""
    generated = {type(child) for child in module.modules() if type(child).__module__.startswith("cnndsl.compiled")}
    assert type(module) in generated
    for cls in generated:
        linecache.clearcache()
        assert inspect.getsource(cls).startswith(f"class {cls.__name__}(nn.")
        assert inspect.getmodule(cls) is sys.modules[cls.__module__]
        assert getattr(inspect.getmodule(cls), cls.__name__) is cls
        if "forward" in vars(cls):
            linecache.clearcache()
            assert "return " in inspect.getsource(cls.forward)


def called_with_other_parameters(module: nn.Module, x: Tensor) -> None:
    state = {key: value.clone() for key, value in module.state_dict().items()}
    assert torch.equal(torch.func.functional_call(module, state, (x,)), module(x))
    zeros = {key: torch.zeros_like(value) for key, value in module.named_parameters()}
    assert not torch.equal(torch.func.functional_call(module, {**state, **zeros}, (x,)), module(x))


def traced_by_fx(module: nn.Module, x: Tensor) -> None:
    traced = torch.fx.symbolic_trace(module)
    same(module, traced, x)
    same(module, pickle.loads(pickle.dumps(traced)), x)
    torch.fx.symbolic_trace(module.train())
    module.eval()


def gives_features(module: nn.Module, x: Tensor) -> None:
    """torchvision's feature extractor, which traces in both modes: a map from the middle, and the output."""
    names = get_graph_node_names(module)[1]
    layers = [name for name in names if name in dict(module.named_modules())]
    extractor = create_feature_extractor(module, {layers[len(layers) // 2]: "middle", names[-1]: "last"}).eval()
    found = extractor(x)
    assert torch.equal(found["last"], module(x))
    assert found["middle"].shape[0] == len(x)
    module.eval()


CHEAP: dict[str, Check] = {
    "pickle": pickled,
    "torch.save": saved_and_loaded,
    "deepcopy": copied,
    "inspect.getsource": has_its_source,
    "functional_call": called_with_other_parameters,
    "fx": traced_by_fx,
    "feature extractor": gives_features,
}


# ------------------------------------------------------------------------------------------------ compilers


def traced_by_jit(module: nn.Module, x: Tensor) -> None:
    same(module, torch.jit.trace(module, x), x)


def scripted(module: nn.Module, x: Tensor) -> None:
    """torch.jit.script, its file too; in training as many outputs as the module itself has."""
    buffer = io.BytesIO()
    script = torch.jit.script(module)
    same(module, script, x)
    torch.jit.save(script, buffer)
    buffer.seek(0)
    loaded = torch.jit.load(buffer)
    same(module, loaded, x)
    twin = copy.deepcopy(module).train()
    ours, theirs = output(twin, x), output(loaded.train(), x)
    assert type(ours) is type(theirs)
    assert len(ours) == len(theirs)


def exported(module: nn.Module, x: Tensor) -> None:
    """torch.export with a dynamic batch, at three batches."""
    program = torch.export.export(module, (x,), dynamic_shapes=({0: torch.export.Dim("batch")},)).module()
    for batch in (x, x[:1], torch.cat([x, x[:1]])):
        same(module, program, batch)


def compiled(module: nn.Module, x: Tensor) -> None:
    """torch.compile without a break in the graph, up to where inductor would take it."""
    torch._dynamo.reset()
    same(module, torch.compile(module, fullgraph=True, backend="eager"), x)
    torch._dynamo.reset()


def compiled_in_training(module: nn.Module, x: Tensor) -> None:
    torch._dynamo.reset()
    twin = copy.deepcopy(module).train()
    first(torch.compile(twin, fullgraph=True, backend="aot_eager")(x)).sum().backward()
    assert all(parameter.grad is not None for parameter in _used(module, x, twin))
    torch._dynamo.reset()


COMPILERS: dict[str, Check] = {
    "jit.trace": traced_by_jit,
    "jit.script": scripted,
    "torch.export": exported,
    "torch.compile": compiled,
    "torch.compile in training": compiled_in_training,
}


# ------------------------------------------------------------------------------------------------ training


def _used(module: nn.Module, x: Tensor, twin: nn.Module) -> list[nn.Parameter]:
    """The parameters of ``twin`` that a backward pass of ``module`` reaches."""
    reference = copy.deepcopy(module).train()
    first(reference(x)).sum().backward()
    reached = [name for name, parameter in reference.named_parameters() if parameter.grad is not None]
    assert reached
    return [twin.get_parameter(name) for name in reached]


def hooked(network: Network, x: Tensor) -> None:
    """Forward and full backward hooks on every module of a network that overwrites nothing; gradients stay."""
    torch.manual_seed(0)
    plain = network.to_torch(inplace=False).train()
    module = copy.deepcopy(plain)
    overwriting = network.to_torch().train()
    overwriting.load_state_dict(plain.state_dict())
    seen: dict[str, list[nn.Module]] = {"forward": [], "backward": []}
    values: list[tuple[nn.Module, Tensor, Tensor]] = []

    def keep(child: nn.Module, inputs: tuple[Tensor, ...], result: Tensor | tuple[Tensor, ...]) -> None:
        seen["forward"].append(child)
        values.append((child, first(result), first(result).detach().clone()))

    for child in module.modules():
        child.register_forward_hook(keep)
        child.register_full_backward_hook(lambda child, *_: seen["backward"].append(child))
    results = []
    for one in (plain, module, overwriting):
        torch.manual_seed(1)
        (gradient,) = torch.autograd.grad(first(one(given := x.clone().requires_grad_())).square().sum(), given)
        results.append(gradient)
    assert torch.equal(results[0], results[1])
    assert torch.equal(results[0], results[2])
    assert all(torch.equal(value, at_once) for _, value, at_once in values)  # nobody overwrote what a hook kept
    heads = {child for name, child in module.named_children() if name in {head.name for head in network.graph.heads}}
    of_heads = {inner for child in heads for inner in child.modules()}
    assert set(seen["backward"]) >= set(seen["forward"]) - of_heads


def in_ddp(modules: Mapping[str, tuple[nn.Module, Tensor]]) -> None:
    """DistributedDataParallel on one process, with gloo: forward and backward as without."""
    with tempfile.TemporaryDirectory() as folder:
        store = torch.distributed.FileStore(str(Path(folder) / "store"), 1)
        torch.distributed.init_process_group("gloo", store=store, rank=0, world_size=1)
        try:
            for name, (module, x) in modules.items():
                twin = nn.parallel.DistributedDataParallel(copy.deepcopy(module))
                same(module, twin, x)
                first(twin(x)).sum().backward()
                module.zero_grad()
                first(module(x)).sum().backward()
                for ours, theirs in zip(module.parameters(), twin.module.parameters(), strict=True):
                    assert ours.grad is None or torch.equal(ours.grad, theirs.grad), name
        finally:
            torch.distributed.destroy_process_group()


# ------------------------------------------------------------------------------------------------ other processes

ELSEWHERE = """
import inspect, linecache, pickle, sys, torch
assert "cnndsl" not in sys.modules
torch.set_num_threads(int(sys.argv[2]))
with open(sys.argv[1], "rb") as file:
    while content := file.read(8):
        kind, x, expected = pickle.loads(file.read(int.from_bytes(content, "little")))
        module = pickle.loads(kind)
        with torch.inference_mode():
            assert torch.equal(module(x), expected), type(module)
        linecache.clearcache()
        assert inspect.getsource(type(module)).startswith("class ")
        print(type(module).__name__)
"""
"""Loads pickles of modules where there is no `.cnn` file, and compares what they give, bit by bit."""


def in_a_fresh_process(modules: Mapping[str, tuple[nn.Module, Tensor]], folder: Path) -> None:
    path = folder / "modules.pickles"
    with path.open("wb") as file:
        for module, x in modules.values():
            content = pickle.dumps((pickle.dumps(module), x, output(module, x)))
            file.write(len(content).to_bytes(8, "little") + content)
    command = [sys.executable, "-c", ELSEWHERE, str(path), str(torch.get_num_threads())]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [type(module).__name__ for module, _ in modules.values()]


class Through(Dataset[Tensor]):
    """What modules give for their batches, computed where an element is asked for."""

    def __init__(self, modules: Sequence[tuple[nn.Module, Tensor]]) -> None:
        self.modules = modules

    def __len__(self) -> int:
        return len(self.modules)

    def __getitem__(self, index: int) -> Tensor:
        module, x = self.modules[index]
        return output(module, x)


def in_spawned_workers(modules: Mapping[str, tuple[nn.Module, Tensor]]) -> None:
    """A data set with modules in it, read by a worker that multiprocessing spawns."""
    there = list(modules.values())
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # as in a worker
    try:
        loader = DataLoader(Through(there), batch_size=None, num_workers=1, multiprocessing_context="spawn")
        for (module, x), found in zip(there, loader, strict=True):
            assert torch.equal(found, output(module, x))
    finally:
        torch.set_num_threads(threads)
