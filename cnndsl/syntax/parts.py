"""What statements are made of: arguments, labels, names, signatures."""

from __future__ import annotations

from cnndsl.diagnostics import Diagnostic, Fix
from cnndsl.diagnostics import codes as code
from cnndsl.source import Source, Span
from cnndsl.syntax import ast
from cnndsl.syntax.expressions import ExpressionError, expression
from cnndsl.syntax.lines import Line
from cnndsl.syntax.tokens import KEYWORDS, TOKEN, Token, cut

MAX_ARGUMENTS = 1000
"""Most arguments on one line: each that is too much is a fault of its own."""


class SyntaxFault(Exception):
    """A line cannot be read; the diagnostic says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.title)
        self.diagnostic = diagnostic


class Parts:
    """Tokens to the parts of a statement. A method that cannot read them raises SyntaxFault or ExpressionError."""

    def __init__(self, source: Source, diagnostics: list[Diagnostic]) -> None:
        self.source = source
        self.diagnostics = diagnostics

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
            raise SyntaxFault(Diagnostic(code.LIMIT, title, span, help="delete what is too much"))
        arguments, faults = [], []
        for group in groups:
            try:
                arguments.append(self.argument(group))
            except SyntaxFault as fault:
                faults.append(fault.diagnostic)
            except ExpressionError as error:
                faults.append(Diagnostic(code.SYNTAX, error.message, error.span, help=error.help))
        if faults:
            self.diagnostics += faults[:-1]
            raise SyntaxFault(faults[-1])
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
            fix = self.tight(edge if edge.type == "EQUAL" else last)
            raise SyntaxFault(Diagnostic(code.SPACING, f"`{span.text}` is not an argument", span, help=advice, fix=fix))
        words = KEYWORDS.keys() - {"true", "false"}
        if (
            edge.type in ("POWER", "PRODUCT")
            or last.type in ("POWER", "PRODUCT", "SUM", "COMPARE")
            or (last.type == "NAME" and last.text in words)
        ):
            advice = "an argument with an operator is written without spaces, or in parentheses: (a + 1)"
            raise SyntaxFault(
                Diagnostic(code.SPACING, f"an operator without a value: `{span.text}`", span, help=advice)
            )
        if any(token.type == "COMMA" for token in group[-1:]):
            advice = "arguments are separated by spaces"
            comma = Fix(Span(self.source, last.start, last.end), "")
            title = f"a comma behind `{span.text[:-1]}`"
            raise SyntaxFault(Diagnostic(code.SPACING, title, span, help=advice, fix=comma))
        return ast.Argument(span, name, expression(self.source, group, span.end))

    def tight(self, equal: Token) -> Fix | None:
        """The edit that takes the blanks away around the `=` of an option."""
        text, start, end = self.source.text, equal.start, equal.end
        while text[start - 1] in " \t":
            start -= 1
        while text[end : end + 1] in (" ", "\t"):
            end += 1
        whole = text[start - 1].isalnum() and text[end : end + 1].strip(" #\r\n)],:=")
        return Fix(Span(self.source, start, end), "=") if whole and equal.type == "EQUAL" else None

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
                raise SyntaxFault(
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

    def fault(
        self, kind: code.Code, title: str, token: Token, advice: str = "", instead: str | None = None
    ) -> SyntaxFault:
        """A fault of a token. ``instead`` is what must be meant in its place, where that is certain."""
        span = Span(self.source, token.start, token.end)
        fix = None if instead is None else Fix(span, instead)
        return SyntaxFault(Diagnostic(kind, title, span, help=advice, fix=fix))
