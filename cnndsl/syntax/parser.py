"""Lines to statements. Each line is read on its own, so one fault never hides another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cnndsl.diagnostics import MAX_FAULTS, Diagnostic, Fix, surely_meant
from cnndsl.diagnostics import codes as code
from cnndsl.source import Source, Span
from cnndsl.syntax import ast
from cnndsl.syntax.expressions import ExpressionError, expression
from cnndsl.syntax.lines import Line, read_lines
from cnndsl.syntax.parts import Parts, SyntaxFault
from cnndsl.syntax.tokens import Token, cut, find, split_reference


def parse(source: Source, *, tabs: bool = False) -> tuple[ast.File, list[Diagnostic]]:
    """The syntax tree of a source and its syntax faults. A line that cannot be read is ast.Broken.

    ``tabs`` takes tabs in the indentation where it is clear what they mean. At MAX_FAULTS the reading ends.
    """
    lines, diagnostics = read_lines(source, tabs=tabs)
    parser = _Parser(source, diagnostics)
    body = parser.body(lines)
    diagnostics.sort(key=lambda diagnostic: diagnostic.span.start if diagnostic.span else 0)
    return ast.File(source, [inner for statement in body for inner in _opened(statement)]), diagnostics


def _opened(statement: ast.Statement) -> list[ast.Statement]:
    """A statement of the file's own level; the lines below `model NAME:` stand on this level too."""
    return [statement, *statement.body] if isinstance(statement, ast.Model) else [statement]


MAX_NESTING = 60
"""Deepest nesting of statements, those behind a colon on the same line included: the parser's stack depends on it."""


class _Parser(Parts):
    def __init__(self, source: Source, diagnostics: list[Diagnostic]) -> None:
        super().__init__(source, diagnostics)
        self.depth = 0
        self.heads: dict[str, Callable[[Line, list[Token]], ast.Statement]] = {
            "model": self.model,
            "input": self.input,
            "use": self.use,
            "block": self.block,
            "let": self.let,
            "init": self.init,
            "expect": self.expect,
            "from": self.reference,
            "inline": self.inline,
            "path": self.path,
            "seq": self.seq,
            "add": self.join,
            "concat": self.join,
            "mul": self.join,
            "split": self.join,
            "repeat": self.repeat,
            "for": self.for_,
            "if": self.if_,
        }

    def body(self, lines: list[Line]) -> list[ast.Statement]:
        statements: list[ast.Statement] = []
        for line in lines:
            if len(self.diagnostics) >= MAX_FAULTS:
                break
            first = line.tokens[0] if line.tokens else None
            if first is not None and first.type == "NAME" and first.text in ("elif", "else") and not line.broken:
                self.otherwise(line, statements)
            else:
                statements.append(self.statement(line))
        return statements

    def statement(self, line: Line) -> ast.Statement:
        """One line with what is nested below it; a fault is recorded and gives ast.Broken."""
        span = Span(self.source, line.start, line.end)
        if line.broken or not line.tokens:
            return ast.Broken(span, self.body(line.children))
        if self.depth >= MAX_NESTING:
            title = f"statements nested deeper than {MAX_NESTING} levels, the limit"
            advice = "define inner parts with `block` and call them"
            self.diagnostics.append(Diagnostic(code.LIMIT, title, span, help=advice))
            return ast.Broken(span)
        self.depth += 1
        try:
            return self.labelled(line)
        except SyntaxFault as fault:
            self.diagnostics.append(fault.diagnostic)
        except ExpressionError as error:
            self.diagnostics.append(Diagnostic(code.SYNTAX, error.message, error.span, help=error.help))
        finally:
            self.depth -= 1
        return ast.Broken(span, self.body(line.children))

    def labelled(self, line: Line) -> ast.Statement:
        first = line.tokens[0]
        if first.type != "LABEL":
            return self.unlabelled(line)
        label = self.label(first)
        rest = line.tokens[1:]
        if rest and rest[0].type == "LABEL" and rest[0].text == "aux":  # behind a label it is the statement
            word = rest[0]
            rest = [word._replace(type="NAME"), Token("COLON", ":", word.end, word.end, False), *rest[1:]]
        span = Span(self.source, line.start, line.end)
        if not rest:
            return ast.Section(span, label, self.body_of(line, rest))
        head = rest[0].text if rest[0].type == "NAME" else ""
        if head == "aux":
            return self.aux(line, rest, label)
        if head == "from":
            raise self.fault(
                code.LABEL_SYNTAX,
                "`from` takes no label",
                first,
                "delete the label; the line that it names has one",
            )
        if rest[0].type != "LABEL" and (head not in self.heads or head == "inline"):
            return self.call(line, rest, label)
        inner = Line(rest, line.indent, rest[0].start, line.end, children=line.children)
        return ast.Section(span, label, [self.statement(inner)])

    def unlabelled(self, line: Line) -> ast.Statement:
        first = line.tokens[0]
        if first.type != "NAME":
            title = f"a line starts with a keyword or a label, not with `{first.text}`"
            raise self.fault(code.SYNTAX, title, first, "as in `conv 64 3x3` or `features:`")
        if len(line.tokens) > 1 and line.tokens[1].type == "DOT" and not line.tokens[1].spaced:
            advice = f"write `{first.text}:` and indent the rest of the line below it"
            raise self.fault(code.BAD_LABEL, "a label holds no dot: dots separate the names of a path", first, advice)
        if first.text == "aux":
            return self.aux(line, line.tokens, None)
        read = self.heads.get(first.text)
        return read(line, line.tokens) if read else self.call(line, line.tokens, None)

    # ---------------------------------------------------------------------------------------- layers

    def call(self, line: Line, tokens: list[Token], label: ast.Label | None) -> ast.Statement:
        keyword = tokens[0]
        inline = False
        if keyword.text == "inline" and keyword.type == "NAME":
            inline = True
            if label is not None:
                raise self.fault(
                    code.LABEL_SYNTAX,
                    "`inline` gives the lines no container to name",
                    keyword,
                    "delete the label",
                )
            tokens = tokens[1:]
            if not tokens:
                raise self.fault(code.SYNTAX, "`inline` stands before a block call", keyword, "as in `inline basic 64`")
            keyword = tokens[0]
        if keyword.type != "NAME":
            title = f"`{keyword.text}` where the keyword of a layer should stand"
            raise self.fault(code.SYNTAX, title, keyword, "as in `conv1: conv 64 3x3`")
        if tokens[-1].type == "COLON" or line.children:
            self.no_body(line, tokens)
        span = Span(self.source, line.start, tokens[-1].end)
        keyword_span = Span(self.source, keyword.start, keyword.end)
        return ast.Call(span, label, keyword.text, keyword_span, self.arguments(tokens[1:]), inline)

    def inline(self, line: Line, tokens: list[Token]) -> ast.Statement:
        return self.call(line, tokens, None)

    def no_body(self, line: Line, tokens: list[Token]) -> None:
        word = tokens[0]
        meant = surely_meant(word.text, [*self.heads, "elif", "else", "aux"])
        advice = f"did you mean `{meant}`?" if meant else "delete the colon, and indent the lines below it less"
        raise self.fault(code.BODY, f"`{word.text}` takes no lines below it", word, advice, meant)

    # -------------------------------------------------------------------------------------- compounds

    def split_at_colon(self, tokens: list[Token]) -> tuple[list[Token], list[Token] | None]:
        """The header before the first colon outside brackets, and what stands behind it (None: no colon)."""
        at = find(tokens, lambda token, after: token.type == "COLON")
        return (tokens, None) if at is None else (tokens[:at], tokens[at + 1 :])

    def header(self, line: Line, tokens: list[Token]) -> tuple[list[Token], list[ast.Statement]]:
        """The words of a compound statement behind its keyword, and its body."""
        head, rest = self.split_at_colon(tokens)
        if rest is None:
            raise self.fault(
                code.BODY,
                f"`{tokens[0].text}` lacks its colon",
                tokens[0],
                "write `:` and its lines indented below",
            )
        return head[1:], self.body_of(line, rest)

    def body_of(self, line: Line, rest: list[Token]) -> list[ast.Statement]:
        """The body of a compound statement: the rest of its line, or the lines below it."""
        if rest:
            inner = Line(rest, line.indent, rest[0].start, line.end, children=line.children)
            return [self.statement(inner)]
        if not line.children:
            text = self.source.text[line.start : line.end]
            self.diagnostics.append(
                Diagnostic(
                    code.BODY,
                    f"nothing stands below `{text[:60]}`",
                    Span(self.source, line.start, line.end),
                    help="indent its lines below it, or delete it",
                )
            )
            return [ast.Broken(Span(self.source, line.start, line.end))]
        return self.body(line.children)

    def bare(self, line: Line, tokens: list[Token]) -> list[ast.Statement]:
        """The body of a compound statement that takes no words between its keyword and the colon."""
        head, body = self.header(line, tokens)
        if head:
            raise self.fault(
                code.SYNTAX, f"`{tokens[0].text}` takes no arguments", head[0], f"write `{tokens[0].text}:`"
            )
        return body

    def path(self, line: Line, tokens: list[Token]) -> ast.Statement:
        return ast.Path(self.span(line), self.bare(line, tokens))

    def seq(self, line: Line, tokens: list[Token]) -> ast.Statement:
        return ast.Section(self.span(line), None, self.bare(line, tokens))

    def join(self, line: Line, tokens: list[Token]) -> ast.Statement:
        kind: ast.JoinKind = tokens[0].text  # type: ignore[assignment]  # `heads` lets only these words come here
        return ast.Join(self.span(line), kind, self.bare(line, tokens))

    def aux(self, line: Line, tokens: list[Token], label: ast.Label | None) -> ast.Statement:
        head, body = self.header(line, tokens)
        return ast.Aux(self.span(line), label, self.arguments(head), body)

    def repeat(self, line: Line, tokens: list[Token]) -> ast.Statement:
        head, body = self.header(line, tokens)
        return ast.Repeat(self.span(line), self.expression(head, tokens[0]), body)

    def for_(self, line: Line, tokens: list[Token]) -> ast.Statement:
        head, body = self.header(line, tokens)
        at = find(head, lambda token, after: token.text == "in" and (after is None or after.type != "DOT"))
        if at is None:
            raise self.fault(
                code.SYNTAX, "`for` lacks its `in`", tokens[0], "write `for i in 1..6:` or `for a in list:`"
            )
        targets = [self.name(group, head[at]) for group in cut(head[:at], "COMMA")]
        items = head[at + 1 :]
        dots = find(items, lambda token, after: token.type == "RANGE")
        first = items if dots is None else items[:dots]
        start = self.expression(first, head[at])
        stop = None if dots is None else self.expression(items[dots + 1 :], items[dots])
        return ast.For(self.span(line), targets, start, stop, body)

    def if_(self, line: Line, tokens: list[Token]) -> ast.Statement:
        head, body = self.header(line, tokens)
        return ast.If(self.span(line), [(self.expression(head, tokens[0]), body)])

    def otherwise(self, line: Line, statements: list[ast.Statement]) -> None:
        """Hang `elif` or `else` onto the `if` before it."""
        word = line.tokens[0]
        above = statements[-1] if statements else None
        try:
            head, body = self.header(line, line.tokens)
            if isinstance(above, ast.Broken) and (above.body or above.span.text.startswith(("if", "elif"))):
                return  # perhaps the `if` itself: its fault is known
            if not isinstance(above, ast.If) or above.branches[-1][0] is None:
                raise self.fault(
                    code.DANGLING_ELSE,
                    f"`{word.text}` has no `if` before it",
                    word,
                    "it stands straight behind the body of its `if`, in the same column",
                )
            if word.text == "else" and head:
                both = Span(self.source, word.start, head[0].end)
                fault = self.fault(
                    code.SYNTAX, "`else` takes no condition", head[0], "write `elif` for a further condition"
                )
                fix = Fix(both, "elif") if head[0].text == "if" else None
                raise SyntaxFault(replace(fault.diagnostic, fix=fix))
            above.branches.append((self.expression(head, word) if word.text == "elif" else None, body))
            return
        except SyntaxFault as fault:
            self.diagnostics.append(fault.diagnostic)
        except ExpressionError as error:
            self.diagnostics.append(Diagnostic(code.SYNTAX, error.message, error.span, help=error.help))
        statements.append(ast.Broken(self.span(line)))

    def block(self, line: Line, tokens: list[Token]) -> ast.Statement:
        head, body = self.header(line, tokens)
        name, parameters = self.signature(head, tokens[0])
        return ast.Block(self.span(line), name, parameters, body)

    def model(self, line: Line, tokens: list[Token]) -> ast.Statement:
        """`model NAME(...)`; the lines of the network may stand behind a colon, or follow without one."""
        head, rest = self.split_at_colon(tokens)
        body = [] if rest is None else self.body_of(line, rest)
        return ast.Model(self.span(line), *self.signature(head[1:], tokens[0]), body)

    # ------------------------------------------------------------------------------------- plain lines

    def input(self, line: Line, tokens: list[Token]) -> ast.Statement:
        self.plain(line, tokens)
        return ast.Input(self.span(line), self.arguments(tokens[1:]))

    def init(self, line: Line, tokens: list[Token]) -> ast.Statement:
        self.plain(line, tokens)
        return ast.Init(self.span(line), self.arguments(tokens[1:]))

    def expect(self, line: Line, tokens: list[Token]) -> ast.Statement:
        self.plain(line, tokens)
        return ast.Expect(self.span(line), self.arguments(tokens[1:]))

    def use(self, line: Line, tokens: list[Token]) -> ast.Statement:
        self.plain(line, tokens)
        at = find(tokens, lambda token, after: token.text == "from")
        if at is None or at + 2 != len(tokens) or tokens[-1].type != "STRING":
            advice = 'write `use basic, bottleneck from "families/resnet.cnn"`'
            raise self.fault(code.SYNTAX, "`use` names blocks and the file that defines them", tokens[0], advice)
        names = [self.name(group, tokens[at]) for group in cut(tokens[1:at], "COMMA")]
        path = ast.Literal(Span(self.source, tokens[-1].start, tokens[-1].end), tokens[-1].text[1:-1])
        return ast.Use(self.span(line), names, path)

    def let(self, line: Line, tokens: list[Token]) -> ast.Statement:
        self.plain(line, tokens)
        if len(tokens) < 4 or tokens[1].type != "NAME" or tokens[2].type != "EQUAL":
            raise self.fault(code.SYNTAX, "`let` binds a name", tokens[0], "write `let name = expression`")
        value = expression(self.source, tokens[3:], tokens[-1].end)
        return ast.Let(self.span(line), tokens[1].text, value)

    def reference(self, line: Line, tokens: list[Token]) -> ast.Statement:
        self.plain(line, tokens)
        if len(tokens) != 2 or tokens[1].type != "REFERENCE":
            raise self.fault(code.SYNTAX, "`from` takes the label of an earlier line", tokens[0], "as in `from conv1`")
        path, at = [], tokens[1].start
        for text in split_reference(tokens[1].text):
            path.append(self.label(Token("LABEL", text, at, at + len(text), False)))
            at += len(text) + 1
        return ast.From(self.span(line), path)

    def plain(self, line: Line, tokens: list[Token]) -> None:
        if tokens[-1].type == "COLON" or line.children:
            raise self.fault(code.BODY, f"`{tokens[0].text}` takes no lines below it", tokens[0], "delete the colon")
