"""A checked network: what the rest of the program, and a user's Python, works with; and what a faulty file gives."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from cnndsl.extras import require
from cnndsl.graph.ir import Sums, sums
from cnndsl.graph.limits import Limits

if TYPE_CHECKING:
    from torch import nn

    from cnndsl.backends.pictures import Picture
    from cnndsl.graph.index_trace import Trace
    from cnndsl.graph.inputs import InputShapes
    from cnndsl.graph.ir import Graph
    from cnndsl.info import InputInfo, LayerInfo, ModuleInfo, OutputInfo, Row
    from cnndsl.source import Source
    from cnndsl.syntax.ast import File
    from cnndsl.weights.match import Weights


AnyRow = TypeVar("AnyRow", bound="Row")


class Known(Generic[AnyRow]):
    """What is known of a network: all of a checked one (Network), as much as there is of a faulty one (Draft)."""

    def __init__(
        self,
        source: Source,
        graph: Graph,
        settings: dict[str, Any],
        input_shape: InputShapes,
        file: File,
        libraries: tuple[Source, ...] = (),
        limits: Limits | None = None,
        taps: tuple[str, ...] = (),
    ) -> None:
        self.source = source
        self.file = file
        """The syntax tree of the source."""
        self.libraries = libraries
        """The other files that it `use`s, directly or through each other."""
        self.graph = graph
        self.settings = dict(settings)
        """The model's parameters that were set from outside."""
        self.input_override = input_shape
        self.limits = limits
        """What it was allowed to ask for, and is again where it is checked for other settings; None is the default."""
        self.taps = taps
        """What was asked for as outputs in the place of the file's: names of layers and containers."""
        self.weights: Weights | None = None
        """The weights that ``to_torch`` puts in, where ``load`` was given some."""

    @property
    def stands_alone(self) -> bool:
        """Whether its text is all that it takes to check it: no other file, and no limit that was raised."""
        return not self.libraries and self.limits in (None, Limits())

    def _row(self, **values: Any) -> AnyRow:
        """The kind of row that it has."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        return self.graph.name

    @cached_property
    def whole(self) -> bool:
        """Whether every shape and every cost is known. It says nothing of faults: a wrong `expect` leaves all known."""
        return self.graph.whole

    @cached_property
    def sums(self) -> Sums:
        """Parameters and buffers of all layers, and the MACs of one sample's evaluation: exact where the network is
        known as a ``whole``, otherwise there are at least so many."""
        known = sums(self.graph.nodes)
        return known._replace(macs=sum(node.macs for node in self.graph.nodes if not node.training_only))

    @cached_property
    def nodes(self) -> tuple[AnyRow, ...]:
        """The graph: the inputs, every layer and every join, in execution order; ``nodes[i].index`` is i.

        ``inputs`` of each are the indices of what it reads.
        """
        from cnndsl import info

        return tuple(info.row(self._row, node) for node in self.graph.nodes)

    @cached_property
    def layers(self) -> tuple[AnyRow, ...]:
        """Every layer and join in execution order: ``nodes`` without the inputs."""
        return tuple(node for node in self.nodes if node.inputs)

    @cached_property
    def modules(self) -> ModuleInfo:
        """The module tree, from its root: containers with all that stands in them."""
        from cnndsl import info

        return info.module_tree(self.graph, self.nodes)

    def folded(self, depth: int | None) -> tuple[AnyRow, ...]:
        """The layers with every container of ``depth`` names folded into one row with its sums; None folds nothing.

        A join belongs to its container. Rows stand in the order in which the first of their layers runs.
        """
        from cnndsl import info

        return self.layers if depth is None else info.folded(self._row, self.graph, self.nodes, depth)


class Draft(Known["Row"]):
    """What is known of a file that may be faulty: its rows have None where a shape or a cost is not known.

    Names, containers and the flow of values are there all the same, for reports, pictures and editors.
    """

    def _row(self, **values: Any) -> Row:
        from cnndsl.info import Row

        return Row(**values)

    def __repr__(self) -> str:
        return f"<Draft {self.name}: {self.graph.signature}>"


class Walk(NamedTuple):
    """How a network came from its lines."""

    trace: Trace
    """What the walk noted of each line, before any ``taps``."""

    files: tuple[File, ...]
    """The syntax trees of the source and of the files that it `use`s."""


class Network(Known["LayerInfo"]):
    """A network whose shapes, names and costs are proven. Made by ``load`` and ``parse``; never changed."""

    walk: Walk | None = None
    """How it came from its lines, where that was asked for."""

    def _row(self, **values: Any) -> LayerInfo:
        from cnndsl.info import LayerInfo

        return LayerInfo(**values)

    @property
    def input(self) -> tuple[int, ...]:
        """Shape of one sample: (channels, height, width) of an image, (features,) of a vector."""
        return self.inputs[0].shape

    @property
    def output(self) -> tuple[int, ...]:
        """Shape of one sample's output: (features,) or (channels, height, width)."""
        return self.outputs[0].shape

    @cached_property
    def inputs(self) -> tuple[InputInfo, ...]:
        """What enters, in the order in which the module takes it."""
        from cnndsl.info import InputInfo

        return tuple(InputInfo(end.name, end.node.index, tuple(end.node.shape)) for end in self.graph.inputs)

    @cached_property
    def outputs(self) -> tuple[OutputInfo, ...]:
        """What leaves, in the order in which the module returns it; those of training-only heads stand last."""
        from cnndsl import info
        from cnndsl.info import OutputInfo

        return tuple(
            OutputInfo(
                name=end.name,
                index=end.node.index,
                shape=tuple(end.node.shape),
                training_only=end.training_only,
                weight=end.weight,
                channels=end.node.shape.channels,
                stride=info.stride(end.node),
            )
            for end in self.graph.outputs
        )

    @property
    def params(self) -> int:
        """Learned numbers; equals ``sum(p.numel() for p in net.to_torch().parameters())``."""
        return self.sums.params

    @property
    def buffers(self) -> int:
        """Stored numbers that are not learned, such as the running estimates of batch norm."""
        return self.sums.buffers

    @property
    def macs(self) -> int:
        """Multiply-accumulates of one sample's evaluation, in convolutions and fully connected layers."""
        return self.sums.macs

    @property
    def aux_weights(self) -> tuple[float, ...]:
        """Weights of the losses of the training-only heads, in the order of the module's extra outputs."""
        return tuple(head.weight for head in self.graph.heads)

    def to_torch(self, *, inplace: bool = True) -> nn.Module:
        """The network as a ``torch.nn.Module`` with freshly initialised parameters, or with its ``weights``.

        It maps (N, *input) to (N, *output). Its ``state_dict`` keys are the names of the layers. Activations
        overwrite an input that nobody else reads, unless ``inplace`` is False: full backward hooks need it so, and
        whoever keeps what a forward hook saw. Raises MissingExtraError, a ModuleNotFoundError with the line to type,
        where torch is not installed.
        """
        from cnndsl import backends

        require("Network.to_torch", "torch")

        module: nn.Module = backends.load("torch").build(self.graph, inplace=inplace)
        if self.weights is not None:
            self.weights.load_into(module)
        return module

    def draw(self, **options: Any) -> Picture:
        """A picture of the network, which shows itself in a notebook; ``picture.svg`` is its text.

        Options are those of ``cnndsl draw``, such as ``style="volumes"``, ``theme="dark"``, ``depth=2`` and
        ``show=("params",)``; ``cnndsl.backends.pictures.build`` describes them. Raises DrawingError, a ValueError.
        """
        from cnndsl.backends import pictures

        return pictures.build(self.graph, **options)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What a notebook shows: the figure, and below it the summary."""
        from cnndsl.printable import in_html
        from cnndsl.report.summary_formats import table

        svg = self.draw().svg
        summary = in_html(table(self, 1, None, width=100), lines=True)
        html = f'<div style="overflow-x: auto">{svg}</div>'
        html += f"<details><summary>Layers</summary><pre>{summary}</pre></details>"
        return {"text/html": html, "image/svg+xml": svg, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<Network {self.name}: {self.graph.signature}, {self.params:,} parameters>"
