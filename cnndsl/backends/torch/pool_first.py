"""ReLU behind max pooling instead of before it: the same numbers, from a quarter of the work for a 2x2 pool."""

from __future__ import annotations

from itertools import pairwise

from torch import nn


def pool_first(model: nn.Module) -> int:
    """Let every ReLU that stands straight before a max pooling in an nn.Sequential run behind it; how many there were.

    ReLU is monotone, so the largest element stays the largest one and outputs are equal bit by bit. So are gradients:
    where the largest element is positive both orders send the gradient to it, and elsewhere both send zero. Neither
    module has parameters: the ``state_dict`` stays as it is. Only the order in which the children run changes.
    """
    found = 0
    for module in model.modules():
        if type(module).forward is nn.Sequential.forward:
            names = list(module._modules)
            for place, (first, second) in enumerate(pairwise(names)):
                if type(module._modules[first]) is nn.ReLU and type(module._modules[second]) is nn.MaxPool2d:
                    names[place], names[place + 1] = second, first
                    found += 1
            children = dict(module._modules)
            module._modules.clear()
            module._modules.update({name: children[name] for name in names})
    return found
