"""An ONNX model as it is written: the bytes of its graph at once, its tensors one after the other.

So an export needs the memory of its largest tensor, not that of the model, and not the `onnx` package, which would hold
the whole of it twice: as objects, and as the bytes that they become.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cnndsl._version import __version__
from cnndsl.backends.onnx import protobuf
from cnndsl.backends.onnx.operators import Initializer, OnnxError, Operator, Weights
from cnndsl.whole_files import write_whole

OPSET = 20
"""Of the operators, the default domain: the first one with Gelu and with the pads and pools that PyTorch has."""
IR_VERSION = 9
"""Of the file format: the one that came with this opset."""

LARGEST_FILE = 2**31 - 1
"""Bytes of one file of protocol buffers; a larger model has its tensors beside it."""

SMALLEST_EXTERNAL = 1024
"""Bytes of a tensor that is worth a place in another file."""

CHUNK = 2**22
"""Numbers of a tensor that are handed on at a time."""

PAGE = 4096
"""The tensors of another file begin at its multiples, so that they can be mapped into memory."""

Size = int | str


@dataclass(frozen=True, slots=True)
class Value:
    """A value with a type: an input, an output, or what a layer gives. A size that is a text is free."""

    name: str
    dtype: str
    shape: tuple[Size, ...]


@dataclass(slots=True)
class Model:
    """A graph in ONNX. Its tensors are named, and fetched when it is written."""

    name: str
    operators: list[Operator]
    initializers: list[Initializer]
    inputs: list[Value]
    outputs: list[Value]
    values: list[Value] = field(default_factory=list)
    """What the layers give, for those that show graphs or check them."""
    metadata: dict[str, str] = field(default_factory=dict)

    def files(self, name: str, weights: Weights, *, largest: int = LARGEST_FILE) -> dict[str, Iterator[bytes]]:
        """The files of a model of this name, in parts, by their names, in the order in which they are to be written.

        It is one; or two where that would be larger than ``largest`` bytes, of which the first, with ``.data`` added to
        the name, has the tensors.

        ``weights`` gives the tensor of a key of the state_dict; each is asked for when its part is. The parts raise
        OnnxError where a number is too large for its type.
        """
        pieces = self._pieces({})
        if _bytes(pieces) <= largest:
            return {name: _parts(pieces, weights)}
        offset, beside, tensors = 0, f"{name}.data", list[bytes | Initializer]()
        external: dict[str, tuple[str, int]] = {}
        for initializer in self.initializers:
            if initializer.size >= SMALLEST_EXTERNAL:
                external[initializer.name] = (beside, offset)
                tensors += [initializer, bytes(-initializer.size % PAGE)]
                offset += initializer.size + -initializer.size % PAGE
        return {beside: _parts(tensors, weights), name: _parts(self._pieces(external), weights)}

    def save(self, path: Path, weights: Weights, *, largest: int = LARGEST_FILE) -> list[Path]:
        """Write the ``files``, each whole or not at all, and give their paths. Raises OSError, OnnxError."""
        files = self.files(path.name, weights, largest=largest)
        for name, parts in files.items():
            write_whole(path.with_name(name), parts)
        return [path.with_name(name) for name in files]

    def _pieces(self, external: Mapping[str, tuple[str, int]]) -> list[bytes | Initializer]:
        """The file, one piece after the other; a tensor stands for its data. ``external`` has the file and the offset
        of those that lie in another one."""
        graph: list[bytes | Initializer] = [protobuf.block(1, protobuf.node(operator)) for operator in self.operators]
        graph.append(protobuf.block(2, self.name))
        for initializer in self.initializers:
            head = protobuf.tensor(initializer, external.get(initializer.name))
            if initializer.name in external:
                graph.append(protobuf.block(5, head))
            else:
                graph += [protobuf.opening(5, len(head) + initializer.size) + head, initializer]
        for number, values in ((11, self.inputs), (12, self.outputs), (13, self.values)):
            graph += [protobuf.block(number, protobuf.value_info(each.name, each.dtype, each.shape)) for each in values]
        return [
            protobuf.integer(1, IR_VERSION),
            protobuf.block(2, "cnndsl"),
            protobuf.block(3, __version__),
            protobuf.block(8, protobuf.block(1, "") + protobuf.integer(2, OPSET)),
            *(protobuf.block(14, protobuf.entry(*each)) for each in self.metadata.items()),
            protobuf.opening(7, _bytes(graph)),
            *graph,
        ]


def _bytes(pieces: Iterable[bytes | Initializer]) -> int:
    return sum(piece.size if isinstance(piece, Initializer) else len(piece) for piece in pieces)


def _parts(pieces: Iterable[bytes | Initializer], weights: Weights) -> Iterator[bytes]:
    for piece in pieces:
        if isinstance(piece, bytes):
            yield piece
        else:
            yield from _data(piece, weights)


def _data(initializer: Initializer, weights: Weights) -> Iterator[bytes]:
    """The numbers of a tensor as they are stored. Raises OnnxError where one is too large for float16."""
    import numpy as np

    values = np.asarray(initializer.values(weights))
    with np.errstate(over="ignore"):
        stored = np.ascontiguousarray(values, dtype=np.dtype(initializer.dtype).newbyteorder("<"))
    if initializer.dtype == "float16" and np.isinf(stored).sum() > np.isinf(values).sum():
        raise OnnxError(f"`{initializer.name}` has a number that is too large for float16", "leave out --half")
    assert stored.nbytes == initializer.size, f"{initializer.name} has not the shape of its layer"
    flat = stored.reshape(-1)
    for start in range(0, len(flat), CHUNK):
        yield flat[start : start + CHUNK].tobytes()
