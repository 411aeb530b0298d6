"""The wire format of ONNX: protocol buffers, as far as a graph with tensors needs them.

A message is its fields one after the other; a field is its number and kind, then its value (protobuf.dev, "Encoding").
The numbers are those of onnx.proto3 of the ONNX project; they never change.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from cnndsl.backends.onnx.operators import TYPES, Attribute, Initializer, Operator


def varint(value: int) -> bytes:
    """An integer of 64 bits, seven of them a byte."""
    value &= (1 << 64) - 1
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    found.append(value)
    return bytes(found)


def integer(number: int, value: int) -> bytes:
    """A field that is an integer."""
    return varint(number << 3) + varint(value)


def opening(number: int, size: int) -> bytes:
    """What stands before the ``size`` bytes of a field that is a text, a message or raw data."""
    return varint(number << 3 | 2) + varint(size)


def block(number: int, content: str | bytes) -> bytes:
    """A field that is a text or a message."""
    data = content.encode() if isinstance(content, str) else content
    return opening(number, len(data)) + data


def floating(number: int, value: float) -> bytes:
    """A field that is a float32; what is too large for one is infinite, as it is to PyTorch."""
    try:
        return varint(number << 3 | 5) + struct.pack("<f", value)
    except OverflowError:
        return varint(number << 3 | 5) + struct.pack("<f", float("inf") if value > 0 else float("-inf"))


def entry(key: str, value: str) -> bytes:
    """StringStringEntryProto"""
    return block(1, key) + block(2, value)


def attribute(name: str, value: Attribute) -> bytes:
    """AttributeProto"""
    if isinstance(value, int):
        return block(1, name) + integer(3, value) + integer(20, 2)
    if isinstance(value, float):
        return block(1, name) + floating(2, value) + integer(20, 1)
    if isinstance(value, str):
        return block(1, name) + block(4, value) + integer(20, 3)
    if all(isinstance(each, int) for each in value):
        return block(1, name) + b"".join(integer(8, int(each)) for each in value) + integer(20, 7)
    return block(1, name) + b"".join(floating(7, each) for each in value) + integer(20, 6)


def node(operator: Operator) -> bytes:
    """NodeProto"""
    return b"".join(
        [
            *(block(1, name) for name in operator.inputs),
            *(block(2, name) for name in operator.outputs),
            block(3, operator.name),
            block(4, operator.kind),
            *(block(5, attribute(name, value)) for name, value in operator.attributes.items()),
        ]
    )


def tensor(initializer: Initializer, external: tuple[str, int] | None) -> bytes:
    """TensorProto up to its data, which follow as ``size`` bytes; complete where they lie in another file, ``external``
    with the offset there."""
    dims = b"".join(integer(1, size) for size in initializer.shape)
    head = dims + integer(2, TYPES[initializer.dtype]) + block(8, initializer.name)
    if external is None:
        return head + opening(9, initializer.size)
    location, offset = external
    entries = {"location": location, "offset": str(offset), "length": str(initializer.size)}
    return head + b"".join(block(13, entry(*each)) for each in entries.items()) + integer(14, 1)


def value_info(name: str, dtype: str, shape: Iterable[int | str]) -> bytes:
    """ValueInfoProto; a size that is a text may be any number, the same wherever the text stands."""
    sizes = b"".join(block(1, block(2, size) if isinstance(size, str) else integer(1, size)) for size in shape)
    return block(1, name) + block(2, block(1, integer(1, TYPES[dtype]) + block(2, sizes)))
