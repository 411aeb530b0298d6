"""What a generated text may hold: classes of nn.Module with a forward that calls its children and joins tensors.

Text comes from the torch backend and from pickles. Of both only this is compiled, so that a pickle cannot hide other
code in it, and a backend that learns to write something new has to say so here.
"""

from __future__ import annotations

import ast

from cnndsl.graph.reserved_module_names import reserved_by_python

HEADER = "import torch\nfrom torch import Tensor, nn\n"
"""The first lines of every text, and its only imports."""

FUNCTIONS = frozenset({"torch.cat", "torch.maximum", "torch.stack"})
"""What is called besides the modules."""

METHODS = frozenset({"chunk", "flatten", "softmax", "split", "sum", "unflatten", "view"})
"""What is called of tensors."""

_BASES = frozenset({"nn.Module", "nn.Sequential"})
_GLOBALS = frozenset({"Tensor", "dict", "str", "tuple", "self"})
_STATEMENTS = (ast.Assign, ast.AnnAssign, ast.If, ast.Return)
_EXPRESSIONS = (
    *(ast.Name, ast.Attribute, ast.Call, ast.Constant, ast.Tuple, ast.List, ast.Subscript, ast.Slice, ast.BinOp),
    *(ast.Compare, ast.Is, ast.IsNot, ast.BoolOp, ast.And),
    *(ast.keyword, ast.operator, ast.expr_context),
)


def require(source: str) -> None:
    """Raises ValueError for a text that holds anything else."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"the text of a compiled network is not Python: {error}") from None
    header = ast.parse(HEADER).body
    if [ast.dump(node) for node in tree.body[: len(header)]] != [ast.dump(node) for node in header]:
        raise _refused(tree, "does not begin with its imports")
    if len(tree.body) == len(header):
        raise _refused(tree, "has no class")
    for node in tree.body[len(header) :]:
        _class(node)


def _class(node: ast.stmt) -> None:
    if not isinstance(node, ast.ClassDef) or node.decorator_list or node.keywords:
        raise _refused(node, "has more than classes")
    if [_dotted(base) in _BASES for base in node.bases] != [True]:
        raise _refused(node, "has a class of another base")
    for inner in node.body:
        if isinstance(inner, ast.FunctionDef):
            _forward(inner)
        elif not isinstance(inner, ast.Pass):
            raise _refused(inner, "has more than methods in a class")


def _forward(method: ast.FunctionDef) -> None:
    """Whether a method is a forward of plain parameters whose names are its own."""
    given = method.args
    if method.name != "forward" or method.decorator_list or given.defaults or given.kw_defaults:
        raise _refused(method, "has a method that is no plain forward")
    names = {node.arg for node in ast.walk(given) if isinstance(node, ast.arg)}
    names |= {node.id for node in ast.walk(method) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    if names & {"torch", "nn", "Tensor", "dict", "getattr", "str", "tuple"}:
        raise _refused(method, "gives another meaning to a name of PyTorch")
    for annotation in (method.returns, *(node.annotation for node in ast.walk(given) if isinstance(node, ast.arg))):
        if annotation is not None:
            _expression(annotation, names)
    for statement in method.body:
        _statement(statement, names)


def _statement(statement: ast.stmt, names: set[str]) -> None:
    if not isinstance(statement, _STATEMENTS):
        raise _refused(statement, f"has a statement of the kind {type(statement).__name__}")
    if isinstance(statement, ast.Return) and isinstance(statement.value, ast.Dict):
        _dictionary(statement.value, names)
        return
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.stmt):
            _statement(child, names)
        else:
            _expression(child, names)


def _dictionary(returned: ast.Dict, names: set[str]) -> None:
    """Whether what is returned is variables by plain texts."""
    for key, value in zip(returned.keys, returned.values, strict=True):
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str) or not isinstance(value, ast.Name):
            raise _refused(returned, "returns a dictionary of more than variables")
        _expression(value, names)


def _expression(root: ast.AST, names: set[str]) -> None:
    """Look through an expression, which may be a sum of thousands; ``names`` are the variables of its method."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, _EXPRESSIONS):
            raise _refused(node, f"has an expression of the kind {type(node).__name__}")
        if isinstance(node, ast.Name) and node.id not in names and node.id not in _GLOBALS:
            raise _refused(node, f"uses the name {node.id!r}")
        if isinstance(node, ast.Attribute):
            _label(node, node.attr)
            if isinstance(node.ctx, ast.Store):
                raise _refused(node, "changes an attribute")
        children = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.Call):
            if not _known_function(node):
                raise _refused(node, "calls what is no layer")
            if _dotted(node.func) in FUNCTIONS | {"getattr"}:
                children.remove(node.func)
        waiting += children


def _known_function(call: ast.Call) -> bool:
    """Whether a call is one of a module, of a tensor's method, of a known function, or a lookup by a plain label."""
    function = _dotted(call.func)
    if function == "getattr":
        if len(call.args) != 2 or not isinstance(call.args[1], ast.Constant) or not isinstance(call.args[1].value, str):
            return False
        _label(call, call.args[1].value)
        return _of_self(call.args[0])
    if function in FUNCTIONS or _of_self(call.func):
        return True
    return isinstance(call.func, ast.Attribute) and call.func.attr in METHODS


def _of_self(node: ast.expr) -> bool:
    """Whether an expression is `self`, or what is looked up in it: `self.features`, `getattr(self, "0").conv`,
    `self.convs[0]`."""
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute) or (
            isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and type(node.slice.value) is int
        ):
            node = node.value
        elif isinstance(node, ast.Call) and _dotted(node.func) == "getattr" and node.args:
            node = node.args[0]
        else:
            return False
    return node.id == "self"


def _label(node: ast.AST, label: str) -> None:
    if reserved_by_python(label):
        raise _refused(node, f"looks up {label!r}")


def _dotted(node: ast.expr) -> str:
    """Names with dots between them; empty for what else an expression may be."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def _refused(node: ast.AST, what: str) -> ValueError:
    line = f" in line {node.lineno}" if hasattr(node, "lineno") else ""
    return ValueError(f"the text of a compiled network {what}{line}: cnndsl writes no such text, and does not run it")
