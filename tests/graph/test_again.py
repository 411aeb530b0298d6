"""`again`: a layer or a section once more, by the same modules, against PyTorch modules that call theirs twice."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

import cnndsl
from cnndsl.backends.torch.module_tree import source

SIAMESE = """
input left 1x105x105
input right 1x105x105
twin:
    for width, kernel in [[64, 10], [128, 7], [128, 4], [256, 4]]:
        conv width kernel
        relu
        if width < 256: maxpool 2
    flatten
    fc 4096
    sigmoid
path:
    from right
    other: again twin
# the absolute difference
max:
    sub:
        from twin
        from other
    sub:
        from other
        from twin
fc 1
sigmoid
"""
"""Koch et al., "Siamese Neural Networks for One-shot Image Recognition", 2015, figure 4."""

CBAM = """
block channel_attention(reduction=16):
    let width = in.channels
    mul:
        identity
        path:
            add:
                path:
                    mean: global_avgpool
                    mlp:
                        fc1: conv width//reduction 1x1 bias=false
                        act: relu
                        fc2: conv width 1x1 bias=false
                path:
                    max: global_maxpool
                    again mlp
            gate: sigmoid

block spatial_attention(kernel=7):
    mul:
        identity
        path:
            concat:
                channel_mean
                channel_max
            conv:
                conv: conv 1 kernel padding=kernel//2 bias=false
                bn: batchnorm
            gate: sigmoid

block cbam(reduction=16):
    channel: channel_attention reduction
    spatial: spatial_attention
"""
"""Woo et al., "CBAM: Convolutional Block Attention Module", 2018, figure 2."""

RECURRENT = """
input 4x9x9
forward_: conv 6 3x3 padding=1
state: relu
recurrent: conv 6 3x3 padding=1 bias=false
add:
    from forward_
    identity
again state
repeat 2:
    again recurrent
    add:
        from forward_
        identity
    again state
"""
"""Liang and Hu, "Recurrent Convolutional Neural Network for Object Recognition", 2015, equation 1, three steps."""


def codes(text: str) -> list[str]:
    return [diagnostic.code.id for diagnostic in cnndsl.check(text)]


def fault(text: str) -> tuple[str, str]:
    (found,) = cnndsl.check(text)
    assert found.code.id == "E0309"
    return found.title, found.help


def test_a_siamese_network() -> None:
    net = cnndsl.parse(SIAMESE)
    assert net.params == 38_951_745
    twins = [
        [layer for layer in net.layers if layer.name.startswith("twin") and (layer.again is None) == first]
        for first in (True, False)
    ]
    assert [layer.macs for layer in twins[0]] == [layer.macs for layer in twins[1]]
    assert sum(layer.params for layer in twins[1]) == 0
    with torch.device("meta"):
        module = net.to_torch()
    assert [key.split(".")[0] for key in module.state_dict()] == ["twin"] * 10 + ["2"] * 2
    assert source(net.graph).count("self.twin(") == 2


def test_cbam_shares_its_perceptron() -> None:
    class ChannelAttention(nn.Module):
        def __init__(self, width: int) -> None:
            super().__init__()
            self.mlp = nn.Sequential()
            self.mlp.fc1 = nn.Conv2d(width, width // 16, 1, bias=False)
            self.mlp.act = nn.ReLU()
            self.mlp.fc2 = nn.Conv2d(width // 16, width, 1, bias=False)

        def forward(self, x: Tensor) -> Tensor:
            mean, largest = nn.functional.adaptive_avg_pool2d(x, 1), x.amax((2, 3), keepdim=True)
            return x * (self.mlp(mean) + self.mlp(largest)).sigmoid()

    ours, theirs = cnndsl.parse(f"{CBAM}input 32x7x7\ninline channel_attention\n").to_torch(), ChannelAttention(32)
    theirs.load_state_dict(ours.state_dict())
    assert list(ours.state_dict()) == list(theirs.state_dict())
    x = torch.randn(2, 32, 7, 7)
    assert torch.equal(ours(x), theirs(x))


def test_cbam_is_that_of_timm() -> None:
    cbam = pytest.importorskip("timm.layers.cbam")
    theirs = cbam.CbamModule(32).eval()
    ours = cnndsl.parse(f"{CBAM}input 32x7x7\ninline cbam\n").to_torch().eval()
    state = {key.replace("channel.fc", "channel.mlp.fc"): value for key, value in theirs.state_dict().items()}
    ours.load_state_dict(state)  # timm's perceptron has no module of its own
    x = torch.randn(2, 32, 7, 7)
    torch.testing.assert_close(ours(x), theirs(x))  # the mean is summed in another order


class Recurrent(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.forward_ = nn.Conv2d(4, 6, 3, padding=1)
        self.recurrent = nn.Conv2d(6, 6, 3, padding=1, bias=False)

    def forward(self, u: Tensor) -> Tensor:
        u = self.forward_(u)
        x = u.relu()
        for _ in range(3):
            x = (u + self.recurrent(x)).relu()
        return x


def test_a_recurrent_convolution_and_its_gradients() -> None:
    ours, theirs = cnndsl.parse(RECURRENT).to_torch(), Recurrent()
    theirs.load_state_dict(ours.state_dict())
    x = torch.randn(2, 4, 9, 9)
    assert torch.equal(ours(x), theirs(x))
    for module in (ours, theirs):
        module(x).square().sum().backward()
    gradients = [dict(module.named_parameters()) for module in (ours, theirs)]
    for name, parameter in gradients[0].items():
        assert torch.equal(parameter.grad, gradients[1][name].grad), name


def test_the_forward_reads_like_one_by_hand() -> None:
    assert source(cnndsl.parse(RECURRENT).graph).count("self.recurrent(") == 3
    assert source(cnndsl.parse("input 3x8x8\na: conv 3 1x1\nrelu\nagain a\n").graph).endswith(
        '        x = self.a(x)\n        x = getattr(self, "1")(x)\n        x = self.a(x)\n        return x\n'
    )


def test_parameters_count_once_and_macs_each_time() -> None:
    net = cnndsl.parse(
        "input 4x8x8\na: conv 4 3x3 padding=1\nbn: batchnorm\nagain a\nagain bn\nexpect params=156\nmaxpool 2\nagain a\n"
    )
    macs = 4 * 4 * 9 * 64
    assert [(layer.params, layer.buffers, layer.macs, layer.again) for layer in net.layers] == [
        (148, 0, macs, None),
        (8, 9, 0, None),
        (0, 0, macs, 1),
        (0, 0, 0, 2),
        (0, 0, 0, None),
        (0, 0, macs // 4, 1),
    ]
    assert [layer.receptive_field for layer in net.layers] == [(3, 3), (3, 3), (5, 5), (5, 5), (6, 6), (10, 10)]
    assert sum(p.numel() for p in net.to_torch().parameters()) == net.params


def test_running_estimates_are_updated_each_time() -> None:
    module = cnndsl.parse("input 4x8x8\nbn: batchnorm\nrelu\nagain bn\n").to_torch()
    module(torch.randn(2, 4, 8, 8))
    assert module.bn.num_batches_tracked == 2


def test_an_activation_overwrites_its_input_only_where_every_run_may() -> None:
    text = "input 3x8x8\nconv 3 1x1\nact: relu\nc: conv 3 1x1\n{}\n"
    assert cnndsl.parse(text.format("again act")).to_torch().act.inplace
    assert not cnndsl.parse(text.format("again act\nadd:\n    from c\n    identity")).to_torch().act.inplace


PLACES = {
    "in a section": "a: conv 3 1x1\ns:\n    relu\n    again a\n    conv 4 1x1\n",
    "of a section in a section": "s:\n    a:\n        conv 3 1x1\n        batchnorm\n    relu\n    again a\nt:\n    again s.a\n    tanh\n",
    "of a layer in a section": "s:\n    a: conv 3 1x1\n    relu\nagain s.a\nagain s\n",
    "of a numbered layer": "conv 3 1x1\nagain 0\n",
    "in branches": "a: conv 3 1x1\nadd:\n    again a\n    path:\n        relu\n        again a\n    identity\n",
    "of a branch": "concat:\n    a: conv 3 1x1\n    b:\n        conv 3 1x1\n        relu\nadd:\n    path:\n        conv 3 1x1\n        again a\n    path:\n        conv 3 1x1\n        again b\n",
    "in a block": "block b(w):\n    a: conv w 1x1\n    relu\n    again a\nb 3\nb 3\n",
    "of a block": "block b(w):\n    a: conv w 1x1\n    add:\n        again a\n        identity\nx: b 3\nagain x\n",
    "of what runs again": "a: conv 3 1x1\ns:\n    relu\n    again a\n    conv 3 1x1\nagain s\nagain s\n",
    "in rounds": "a: conv 3 1x1\nrepeat 3:\n    relu\n    again a\n",
    "in a head": "a: conv 3 1x1\nh: aux weight=0.5:\n    again a\n    again a\nrelu\n",
    "of a split": "s:\n    split:\n        conv 1 1x1\n        identity\n        relu\nconv 3 1x1\nagain s\n",
    "of a section that reads from outside": "k: conv 3 1x1\nrelu\ns:\n    conv 3 1x1\n    add:\n        from k\n        identity\nagain s\n",
    "named as a section of one": "a: conv 3 1x1\nx: again a\nadd:\n    from x\n    from a\n",
    "of a parameter without a module": "g: scale\nrelu\nagain g\n",
}


@pytest.mark.parametrize("where", PLACES)
def test_it_computes_what_a_second_copy_with_the_same_weights_does(where: str) -> None:
    """A copy of the network in which the operations are applied one by one, by their modules in the compiled one."""
    net = cnndsl.parse(f"input 3x6x6\n{PLACES[where]}")
    module = net.to_torch(inplace=False).eval()
    assert len(set(module.state_dict())) == len(net.graph.tensors())
    values: dict[int, Tensor] = {0: torch.randn(2, 3, 6, 6)}
    cuts: dict[int, tuple[Tensor, ...]] = {}
    for node in net.graph.layers():
        read = [values[x.index] for x in node.inputs]
        if node.keyword == "split":
            part = node.operation
            values[node.index] = cuts.setdefault(id(part.split), read[0].chunk(part.count, 1))[part.index]
        elif node.keyword in ("add", "concat"):
            values[node.index] = torch.cat(read, 1) if node.keyword == "concat" else sum(read[1:], read[0])
        elif node.keyword == "scale":
            values[node.index] = read[0] * getattr(module, node.name)
        elif node.operation.identity:
            values[node.index] = read[0]
        else:
            values[node.index] = module.get_submodule(node.name)(read[0])
    torch.testing.assert_close(module(values[0]), values[net.graph.results[0].node.index], rtol=0, atol=1e-6)


@pytest.mark.parametrize("where", PLACES)
def test_it_is_worked_out_to_the_same_network(where: str) -> None:
    from cnndsl.pipeline import check
    from cnndsl.report.expansion import expansion
    from cnndsl.source import Source
    from tests.report.test_expansion import facts

    checked = check(Source("net.cnn", f"input 3x6x6\n{PLACES[where]}"), record=True)
    assert checked.network is not None
    again = cnndsl.parse(expansion(checked.network))
    assert facts(again) == facts(checked.network)
    assert [layer.again for layer in again.layers] == [layer.again for layer in checked.network.layers]


FAULTS = {
    "a: conv 4 1x1\nagain a": ("4x8x8 arrives, and `a` has weights for 3x8x8", "let 3 channels arrive"),
    "flatten\na: fc 10\nagain a": ("10 arrives, and `a` has weights for 192", "let 192 channels arrive"),
    "s:\n    conv 3 1x1\n    bn: batchnorm\nconv 5 1x1\nagain s": ("5x8x8 arrives, and `s.0` has weights for 3x8x8", "3 channels"),
    "s:\n    if in.height > 4: relu\n    conv 3 1x1\nmaxpool 2\nagain s": ("`s` depends on the shape that arrives, which was 3x8x8, and 3x4x4 arrives now", ""),
    "b: unit\nmaxpool 2\nagain b\nblock unit():\n    if in.width > 4: relu\n    conv 3 1x1": ("`b` depends on the shape", ""),
    "p: avgpool in.size\nupsample 16\nagain p": ("`p` depends on the shape", ""),
    "a: conv 3 5x5\nmaxpool 2\nagain a": ("`a` cannot run again on 3x2x2", ""),
    "a: conv 3 3x3\nflatten\nagain a": ("108 arrives, and for it `a` would be another module", "let 3x8x8 arrive"),
    "crop [0, 5, 0, 5]\na: grn\npermute channels_last\nagain a": ("a channels-last map 3x3x3 arrives, and for it `a` would be another module than for a feature map 3x3x3", ""),
    "crop [0, 5, 0, 5]\na:\n    batchnorm\npermute channels_last\nagain a": ("a channels-last map 3x3x3 arrives, and for it `a.0` would be another module", "let a feature map 3x3x3 arrive"),
    "a:\n    conv 3 1x1\nrelu\na:\n    tanh\nagain a": ("`a` is continued", "again a.0"),
    "relu\noutput low\nagain low": ("`low` names a value", "`from` reads a value"),
}  # fmt: skip


@pytest.mark.parametrize("text", FAULTS)
def test_what_cannot_run_again_says_why(text: str) -> None:
    title, advice = fault(f"input 3x8x8\n{text}\n")
    assert title.startswith(FAULTS[text][0])
    assert FAULTS[text][1] in advice


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("again a", "E0407"),
        ("s:\n    relu\n    again s", "E0407"),
        ("block b():\n    again a\na: relu\nb", "E0407"),
        ("h: aux weight=1:\n    a: relu\nagain h.a", "E0408"),
        ("again", "E0105"),
        ("conv: conv 3 1x1\nagian conv", "E0201"),
    ],
)
def test_labels_are_those_that_from_sees(text: str, code: str) -> None:
    assert codes(f"input 3x8x8\n{text}\n") == [code]


def test_shapes_that_suit_the_weights_may_differ() -> None:
    text = "input 3x8x8\ns:\n    conv in.channels 3x3 padding=1\n    relu\nmaxpool 2\nagain s\n"
    assert [layer.output for layer in cnndsl.parse(text).layers] == [(3, 8, 8)] * 2 + [(3, 4, 4)] * 3


def test_only_the_shape_that_arrives_counts_not_where_it_comes_from() -> None:
    text = "input 1x9x9\nconv 5 2x2\na: conv in.channels 1x1\nidentity\nagain a\n"
    assert cnndsl.parse(text).output == (5, 8, 8)


def test_what_runs_again_is_charged_as_if_it_were_written() -> None:
    text = "input 3x8x8\ns:\n    repeat 90: relu\nrepeat 200: again s\n"
    assert codes(text) == ["E0406"]
    grows = "input 3x8x8\na0:\n    relu\n" + "".join(
        f"a{i}:\n    again a{i - 1}\n    again a{i - 1}\n" for i in range(1, 60)
    )
    assert codes(grows) == ["E0406"]


def test_lints_leave_shared_layers_alone() -> None:
    text = "input 3x8x8\na: conv 3 3x3 padding=1\nbatchnorm\nrelu\nagain a\nrelu\n"
    assert cnndsl.lint(cnndsl.parse(text)) == []


def test_an_unknown_shape_is_no_further_fault() -> None:
    assert codes("input 3x8x8\ns:\n    conv 3 nope\n    relu\nagain s\nagain s.1\n") == ["E0208"]


@pytest.mark.parametrize("shape", ["4x2x3x1", "4x6"])
def test_a_layer_that_is_at_fault_but_for_its_output_is_no_further_fault(shape: str) -> None:
    """`relative_attention` takes images alone; what it would give is clear, and its costs cannot be asked for."""
    assert codes(f"input {shape}\ns:\n    a: relative_attention\n    again a\nagain s\n") == ["E0301"]


def test_a_head_may_hold_lines_that_run_again_alone() -> None:
    network = cnndsl.parse("input 4x3x3\na: prelu\nh: aux:\n    again a\n    again a\nrelu\n")
    module = network.to_torch()
    x = torch.randn(2, 4, 3, 3)
    y, head = module.train()(x)
    prelu = module.get_submodule("a")
    assert torch.equal(y, prelu(x).relu())
    assert torch.equal(head, prelu(prelu(prelu(x))))
    assert torch.equal(module.eval()(x), y)


@pytest.mark.parametrize("path", ["h", "h.a"])
@pytest.mark.parametrize("end", ["tanh", "from right"])
def test_a_head_does_not_run_again_outside_of_it_whatever_it_ends_in(end: str, path: str) -> None:
    text = f"input right 3x2x2\nh: aux:\n    a:\n        conv 3 1\n        {end}\n    {end}\nrelu\nagain {path}\n"
    with pytest.raises(cnndsl.CheckError, match="E0408"):
        cnndsl.parse(text)
