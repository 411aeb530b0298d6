"""The convolutional networks of timm that `architectures/` holds, and how they are compared with timm's own.

A file says in a comment which of timm's names it is: a network `# timm: NAME`, or `# timm: NAME where PARAMETER=false`
(or `true`) where timm's has another value of a parameter; a library of blocks, for each of its members,
`# timm: NAME = CALL`, or `# timm: NAME 3x288x288 = CALL` where the input is not 3x224x224. The call is what follows
`inline` in the file of the network.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

import torch
from torch import nn

import cnndsl
from cnndsl.pipeline import check
from cnndsl.source import Source
from tests.architectures.test_torchvision import filled, loaded, sample

ARCHITECTURES = Path(__file__).parents[2] / "architectures"

VERSION = "1.0.31"
"""Of timm; others may have other names."""

MODULES = """
byobnet convmixer convnext cspnet cspnext densenet dla dpn efficientnet fasternet fastvit focalnet ghostnet hardcorenas
hgnet hrnet inception_next inception_resnet_v2 inception_v3 inception_v4 lcnetv2 mambaout metaformer mobilenetv3 nasnet
nfnet pnasnet rdnet regnet repghost repvit res2net resnest resnet resnetv2 rexnet selecsls senet sknet starnet tresnet
vgg vovnet xception xception_aligned
""".split()
"""Of timm.models: those whose networks are convolutional."""

ATTENTION = re.compile(r"fastvit_(sa|ma|mci)|mci\d|mobileclip|caformer|mobilenetv4_hybrid|clip$")
"""Names in these modules whose networks attend from every position to every other."""

SMALL = (3, 96, 64)
"""The size at which logits are compared: small, for speed, and not square."""

LARGER = re.compile("inception_(v|resnet)|p?nasnet|legacy_xception")
"""Names of networks that need more."""

LIMIT = 1e-4
"""Of the largest difference of logits, relative to the largest logit, where sums are taken in another order."""

UNWRITTEN = {
    "CondConv with one mix for the three convolutions of a block (`cond_conv` has one each)": "*efficientnet_cc_*",
    "bilinear attention": "bat_*",
}
"""Names that are not written, as patterns, by the reason."""

_REMARK = re.compile(
    r"^# timm: (\w+)(?: where (\w+)=(true|false)|(?: (\d+(?:x\d+)+))? = (.*(?:\n#    +.*)*))?$", re.MULTILINE
)
_BLOCK = re.compile(r"^block (\w+)", re.MULTILINE)


class Written(NamedTuple):
    """A network of timm's, as it is written here: ``file`` is below `architectures/`."""

    name: str
    file: str
    text: str
    settings: dict[str, bool]

    def network(self, shape: tuple[int, ...] | None = None) -> cnndsl.Network:
        """The checked network, for its own input or another. Raises CheckError."""
        checked = check(Source(str(ARCHITECTURES / f"{self.name}.cnn"), self.text), self.settings, shape)
        if checked.network is None:
            raise cnndsl.CheckError(checked.diagnostics)
        return checked.network


@cache
def written() -> dict[str, Written]:
    """All that say which network of timm they are."""
    found: dict[str, Written] = {}
    for path in sorted(ARCHITECTURES.rglob("*.cnn")):
        for entry in _members(path):
            assert entry.name not in found, f"{entry.name}: in {entry.file} and {found[entry.name].file}"
            found[entry.name] = entry
    return found


def _members(path: Path) -> Iterator[Written]:
    text, file = path.read_text("utf-8"), path.relative_to(ARCHITECTURES).as_posix()
    for name, parameter, value, shape, call in _REMARK.findall(text):
        if not call:
            yield Written(name, file, text, {parameter: value == "true"} if parameter else {})
            continue
        call = re.sub(r"\n#\s+", " ", call)
        words = set(re.findall(r"\b[a-z_]\w*\b(?!=)", call))
        used = ", ".join(block for block in _BLOCK.findall(text) if block in words)
        head = f'use {used} from "{file}"\ninput {shape or "3x224x224"}\n'
        parameters = "(classes=1000)" if "classes" in words else ""
        yield Written(name, file, f"{head}model {name}{parameters}: inline {call}\n", {})


def names() -> dict[str, list[str]]:
    """timm's names of convolutional networks, by the module that defines them."""
    from timm.models import list_models

    found = {module: sorted(list_models(module=module)) for module in MODULES}
    return {module: [name for name in each if not ATTENTION.search(name)] for module, each in found.items()}


def theirs(name: str) -> nn.Module:
    """timm's network; without memory for its weights, unless it has constants or computes with tensors when made."""
    import timm

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with suppress(NotImplementedError, RuntimeError), torch.device("meta"):
            model = timm.create_model(name, pretrained=False).eval()
            if not constants(model):
                return model
        return timm.create_model(name, pretrained=False).eval()


def ours(network: cnndsl.Network) -> nn.Module:
    with torch.device("meta"):
        module = network.to_torch().eval()
    return network.to_torch().eval() if constants(module) else module


def constants(model: nn.Module) -> set[str]:
    """Tensors that are no part of the state_dict, such as the filter of a blur pool."""
    return dict(model.named_buffers()).keys() - model.state_dict().keys()


class Comparison(NamedTuple):
    """``missing`` and ``extra`` are keys, with their shapes, that only timm and that only we have. ``params`` says
    whether the check counts what timm has. ``error`` is the largest difference of logits relative to the largest
    logit; 0.0 if and only if they are torch.equal, and None where they were not compared."""

    missing: list[str]
    extra: list[str]
    params: bool
    error: float | None

    @property
    def same_keys(self) -> bool:
        return not self.missing and not self.extra and self.params


def compare(name: str) -> Comparison:
    """Compare keys and shapes, the count of parameters, and, where these are equal, with equal weights the logits for
    a batch of two. Raises CheckError for a file that is faulty."""
    shape = (3, 160, 128) if LARGER.match(name) else SMALL
    reference = theirs(name)
    params = sum(parameter.numel() for parameter in reference.parameters())
    net = written()[name].network()
    module = ours(net)
    expected, found = (
        {f"{key}: {'x'.join(map(str, value.shape)) or 'scalar'}" for key, value in model.state_dict().items()}
        for model in (reference, module)
    )
    result = Comparison(sorted(expected - found), sorted(found - expected), net.params == params, None)
    if not result.same_keys:
        return result
    return result._replace(error=difference(reference, ours(written()[name].network(shape)), shape))


def difference(reference: nn.Module, module: nn.Module, shape: tuple[int, ...]) -> float:
    weights = filled(reference.state_dict())
    x = sample(shape)
    with torch.inference_mode():
        expected = loaded(reference, weights)(x)
        logits = loaded(module, weights)(x)
    assert expected.isfinite().all(), "timm's logits are not finite"
    assert expected.std(dim=1).min() > 0, "timm's logits are all the same"
    assert not torch.equal(expected[0], expected[1]), "timm's logits do not depend on the input"
    if torch.equal(logits, expected):
        return 0.0
    return max(float((logits - expected).abs().max() / expected.abs().max()), 1e-12)
