"""Lines to statements. Each line is read on its own, so one fault never hides another."""

from __future__ import annotations

from collections.abc import Callable

from cnndsl.diagnostics import Diagnostic, Fix, did_you_mean
from cnndsl.diagnostics import codes as code
from cnndsl.source import Source, Span
from cnndsl.syntax import ast
from cnndsl.syntax.expressions import ExpressionError, expression
from cnndsl.syntax.lines import Line, read_lines
from cnndsl.syntax.tokens import KEYWORDS, TOKEN, Token, cut, find, split_reference


def parse(source: Source) -> tuple[ast.File, list[Diagnostic]]:
    """The syntax tree of a source and its syntax faults. A line that cannot be read is ast.Broken."""
    lines, diagnostics = read_lines(source)
    parser = _Parser(source, diagnostics)
    body = parser.body(lines)
    diagnostics.sort(key=lambda diagnostic: diagnostic.span.start if diagnostic.span else 0)
    return ast.File(source, [inner for statement in body for inner in _opened(statement)]), diagnostics


def _opened(statement: ast.Statement) -> list[ast.Statement]:
    """A statement of the file's own level; the lines below `model NAME:` stand on this level too."""
    return [statement, *statement.body] if isinstance(statement, ast.Model) else [statement]


MAX_NESTING = 60
"""Deepest nesting of statements, those behind a colon on the same line included: the parser's stack depends on it."""


MAX_ARGUMENTS = 1000
"""Most arguments on one line: each that is too much is a fault of its own."""


class _Fault(Exception):
    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


class _Parser:
    def __init__(self, source: Source, diagnostics: list[Diagnostic]) -> None:
        self.source = source
        self.diagnostics = diagnostics
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
        except _Fault as fault:
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
        near = did_you_mean(word.text, [*self.heads, "elif", "else", "aux"])
        advice = f"did you mean `{near}`?" if near else "delete the colon, and indent the lines below it less"
        raise self.fault(code.BODY, f"`{word.text}` takes no lines below it", word, advice)

    def arguments(self, tokens: list[Token]) -> list[ast.Argument]:
        """White space separates arguments, but not inside brackets. Every malformed one is reported."""
        groups: list[list[Token]] = []
        depth = 0
        for token in tokens:
            if depth == 0 and (token.spaced or not groups):
                groups.append([])
            groups[-1].append(token)
            if token.type == "OPEN":
                depth += 1
            elif token.type == "CLOSE":
                depth -= 1
        if len(groups) > MAX_ARGUMENTS:
            title = f"{len(groups):,} arguments on one line; the limit is {MAX_ARGUMENTS:,}"
            span = Span(self.source, groups[MAX_ARGUMENTS][0].start, tokens[-1].end)
            raise _Fault(Diagnostic(code.LIMIT, title, span, help="delete what is too much"))
        arguments, faults = [], []
        for group in groups:
            try:
                arguments.append(self.argument(group))
            except _Fault as fault:
                faults.append(fault.diagnostic)
            except ExpressionError as error:
                faults.append(Diagnostic(code.SYNTAX, error.message, error.span, help=error.help))
        if faults:
            self.diagnostics += faults[:-1]
            raise _Fault(faults[-1])
        return arguments

    def argument(self, group: list[Token]) -> ast.Argument:
        first, last = group[0], group[-1]
        span = Span(self.source, first.start, last.end)
        name = None
        if len(group) > 1 and group[1].type == "EQUAL" and first.type == "NAME":
            name, group = first.text, group[2:]
        edge = group[0] if group else last
        if not group or edge.type in ("EQUAL", "COMPARE") or last.type == "EQUAL":
            advice = "options are written without spaces: stride=2"
            raise _Fault(Diagnostic(code.SPACING, f"`{span.text}` is not an argument", span, help=advice))
        if edge.type in ("POWER", "PRODUCT") or last.type in ("POWER", "PRODUCT", "SUM", "COMPARE"):
            advice = "an argument with an operator is written without spaces, or in parentheses: (a + 1)"
            raise _Fault(Diagnostic(code.SPACING, f"an operator without a value: `{span.text}`", span, help=advice))
        if any(token.type == "COMMA" for token in group[-1:]):
            advice = "arguments are separated by spaces"
            comma = Fix(Span(self.source, last.start, last.end), "")
            title = f"a comma behind `{span.text[:-1]}`"
            raise _Fault(Diagnostic(code.SPACING, title, span, help=advice, fix=comma))
        return ast.Argument(span, name, expression(self.source, group, span.end))

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
                raise self.fault(
                    code.SYNTAX, "`else` takes no condition", head[0], "write `elif` for a further condition"
                )
            above.branches.append((self.expression(head, word) if word.text == "elif" else None, body))
            return
        except _Fault as fault:
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

    # ----------------------------------------------------------------------------------------- helpers

    def label(self, token: Token) -> ast.Label:
        """Cut a label at its `{expressions}`."""
        span = Span(self.source, token.start, token.end)
        parts: list[str | ast.Expr] = []
        text, at = token.text, 0
        while at < len(text):
            opening = text.find("{", at)
            if opening != at:
                stop = opening if opening >= 0 else len(text)
                parts.append(text[at:stop])
                at = stop
                continue
            closing = text.index("}", at)
            begin, end = token.start + at + 1, token.start + closing
            inner = [
                Token(str(match.lastgroup), match[0], match.start(), match.end(), False)
                for match in TOKEN.finditer(self.source.text, begin, end)
                if match.lastgroup != "SPACE"
            ]
            brace = Span(self.source, begin - 1, end + 1)
            if not inner or any(word.type in ("BAD", "COMMENT") for word in inner):
                raise _Fault(
                    Diagnostic(code.LABEL_SYNTAX, f"`{brace.text}` holds no expression", brace, help="as in block{i}")
                )
            parts.append(expression(self.source, inner, end))
            at = closing + 1
        return ast.Label(span, parts)

    def signature(self, tokens: list[Token], keyword: Token) -> tuple[str, list[ast.Parameter]]:
        """`NAME`, or `NAME(parameter, parameter=default)`."""
        if not tokens:
            raise self.fault(
                code.SYNTAX,
                f"`{keyword.text}` lacks its name",
                keyword,
                f"as in `{keyword.text} Net(classes=10)`",
            )
        name = self.name(tokens[:1], keyword)
        if len(tokens) == 1:
            return name.id, []
        if tokens[1].text != "(" or tokens[-1].text != ")":
            raise self.fault(
                code.SYNTAX,
                f"`{tokens[1].text}` behind the name",
                tokens[1],
                "parameters stand in parentheses: (a, b=1)",
            )
        groups = cut(tokens[2:-1], "COMMA") if len(tokens) > 3 else []
        if len(groups) > 1 and not groups[-1]:
            groups.pop()  # a comma may stand behind the last
        return name.id, [self.parameter(group, tokens[-1]) for group in groups]

    def parameter(self, tokens: list[Token], after: Token) -> ast.Parameter:
        name = self.name(tokens[:1], after)
        if len(tokens) == 1:
            return ast.Parameter(name.span, name.id, None)
        if tokens[1].type != "EQUAL":
            title = f"`{tokens[1].text}` where `,` or `=` should stand"
            raise self.fault(code.SYNTAX, title, tokens[1], "parameters are written (width, stride=1)")
        return ast.Parameter(
            Span(self.source, tokens[0].start, tokens[-1].end),
            name.id,
            self.expression(tokens[2:], tokens[1]),
        )

    def name(self, tokens: list[Token], near: Token) -> ast.Name:
        """The one name that the tokens are to be."""
        if len(tokens) == 1 and tokens[0].type == "NAME" and tokens[0].text not in KEYWORDS:
            return ast.Name(Span(self.source, tokens[0].start, tokens[0].end), tokens[0].text)
        found = tokens[0] if tokens else near
        title = f"`{found.text}` where a name should stand"
        raise self.fault(code.SYNTAX, title, found, "a name is a word of letters, digits and underscores")

    def expression(self, tokens: list[Token], keyword: Token) -> ast.Expr:
        return expression(self.source, tokens, tokens[-1].end if tokens else keyword.end)

    def span(self, line: Line) -> Span:
        return Span(self.source, line.start, line.end)

    def fault(self, kind: code.Code, title: str, token: Token, advice: str = "") -> _Fault:
        return _Fault(Diagnostic(kind, title, Span(self.source, token.start, token.end), help=advice))
