"""Classes that are their fields: what ``dataclasses.dataclass(slots=True, eq=False)`` makes, in a tenth of its time.

A whole check takes some 60 ms. The syntax tree and the graph have forty such classes, and making them with dataclasses
would be a sixth of that. Type checkers treat both alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, dataclass_transform

Value = TypeVar("Value")
AnyClass = TypeVar("AnyClass")


class _Fresh:
    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


def fresh(*, default_factory: Callable[[], Value]) -> Value:
    """The default of a field that is made anew for each object, such as an empty list."""
    made: Any = _Fresh(default_factory)
    return made  # type: ignore[no-any-return]  # what a reader of the class sees is the field's type


@dataclass_transform(eq_default=False, field_specifiers=(fresh,))
def plain_class(cls: type[AnyClass]) -> type[AnyClass]:
    """Make a class with slots for its annotated names, an ``__init__`` that takes them in order, and a ``__repr__``.

    A value in the class body is the default; one that changes is declared with ``fresh``. Names that are annotated as
    ClassVar belong to the class. Two objects are equal where they are the same.
    """
    body = dict(cls.__dict__)
    names = [name for name, kind in cls.__annotations__.items() if not str(kind).startswith("ClassVar")]
    values = {f"_{name}": body.pop(name) for name in names if name in body}
    parameters, lines = [], ["    pass"]
    for name in names:
        default = values.get(f"_{name}")
        parameters.append(f"{name}=_{name}" if f"_{name}" in values else name)
        made = f"_{name}.make() if {name} is _{name} else {name}" if isinstance(default, _Fresh) else name
        lines.append(f"    self.{name} = {made}")
    exec(f"def __init__(self, {', '.join(parameters)}):\n" + "\n".join(lines), values, body)
    body.setdefault("__repr__", _repr)
    body["__match_args__"] = body["__slots__"] = tuple(names)
    for name in ("__dict__", "__weakref__"):
        body.pop(name, None)
    metaclass: Any = type(cls)
    with_slots: type[AnyClass] = metaclass(cls.__name__, cls.__bases__, body)
    return with_slots


def field_names(thing: object) -> tuple[str, ...]:
    """The fields of an object whose class is plain, in order; none for any other."""
    kind = type(thing)
    names: tuple[str, ...] = kind.__dict__.get("__match_args__", ())
    return names if names and kind.__dict__.get("__slots__") is names else ()


def copied(thing: Value, **changes: Any) -> Value:
    """A new object with the fields of a plain one, but for some of them."""
    return type(thing)(**{name: getattr(thing, name) for name in field_names(thing)} | changes)


def _repr(self: object) -> str:
    values = ", ".join(f"{name}={getattr(self, name)!r}" for name in field_names(self))
    return f"{type(self).__qualname__}({values})"
