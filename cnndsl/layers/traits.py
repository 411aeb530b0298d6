"""What a kind of operation says about itself, for all who treat some kinds otherwise than others.

Nobody outside keeps a list of kinds: lints, memory, training, backends and reports ask for a trait. A kind has the
traits that it declares, and every default is the cautious one, so that a kind without any is computed, counted and
trained as it should be; it is only advised and optimised less. A trait that depends on the arguments is a property,
one that depends on the shape that arrives a method.
"""

from __future__ import annotations

from typing import Any


class Traits:
    """The traits, with their defaults. Layers, joins and the network's input have them."""

    __slots__ = ()

    # --------------------------------------------------------------------- what is computed

    activation: bool = False
    """A nonlinearity without learned connections between channels, as stands between linear layers."""

    elementwise: bool = False
    """Each element of the output depends on the element of the input at its place, and on no other."""

    @property
    def monotone(self) -> bool:
        """Elementwise, and a larger input never gives a smaller output: it commutes with the maximum."""
        return False

    linear: bool = False
    """Learned and linear, but for a bias: what two of them in a row compute, a single one can."""

    fully_connected: bool = False
    """Linear, and each output feature has a weight for each input feature."""

    max_pooling: bool = False
    """Each element of the output is the largest one of a window."""

    sliding_window: bool = False
    """A window steps over the map by a stride, and stops where it no longer fits: rows at the end may stay unread."""

    adaptive: bool = False
    """The height and width of the output do not depend on those of the input."""

    norm: bool = False
    """Brings its input to mean 0 and variance 1, over whatever elements, so that deep networks bear high learning
    rates."""

    batch_statistics: bool = False
    """Normalises each channel by its mean and variance in the batch in training, by running estimates in evaluation."""

    @property
    def batch_in_evaluation(self) -> bool:
        """Normalises by the mean and variance of the batch in evaluation too: what a sample gives depends on the others
        of its batch."""
        return False

    def over_batch(self, x: Any) -> bool:
        """Of an input of shape x: works along the batch itself, so that what a sample gives depends on the others."""
        return False

    dropout: bool = False
    """Zeroes elements or channels at random in training, with the probability `p` if it has such an argument."""

    probabilities: bool = False
    """The output is positive and adds up to 1 over the classes; a loss on logits must not get it."""

    gated: bool = False
    """Each element is scaled, besides what its window says, by a factor that depends on the whole map, as in
    squeeze-and-excitation."""

    piecewise_constant: bool = False
    """The output does not change with the input but in jumps: no gradient flows back through it."""

    # -------------------------------------------------------------------------- memory

    identity: bool = False
    """The output is the input itself, in training too: within a branch no module is needed for it."""

    view: bool = False
    """The output shares the memory of the (first) input (torch.Tensor.view, permute, chunk)."""

    overwritable: bool = False
    """The output is a tensor of its own in every mode, and backward does not need it: what follows may overwrite it."""

    @property
    def inplace(self) -> bool:
        """The module may be told to work in place (its attribute `inplace`), where its input is overwritable and nobody
        else reads it."""
        return False

    # -------------------------------------------------------------------------- arguments

    output_channels: str = ""
    """The argument that says how many channels or features come out; empty where none does."""

    # ------------------------------------------------------------------ kinship

    @property
    def family(self) -> str:
        """Kinds of one family are taken for each other: one that replaces another in a network is a change of it.

        By a trait where one says it, else the file that the kind stands in.
        """
        if self.activation:
            return "activations"
        if self.norm:
            return "norms"
        if self.dropout:
            return "dropouts"
        return type(self).__module__.rpartition(".")[2]
