"""Diagnostics for machines: JSON, GitHub's workflow commands, SARIF. The fields are stable."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from cnndsl._version import __version__
from cnndsl.diagnostics import CODES, Diagnostic, ends_of
from cnndsl.network import Network
from cnndsl.printable import as_uri, printable
from cnndsl.report.indented_json import indented
from cnndsl.report.summary_formats import figures
from cnndsl.source import Span


class Finding(NamedTuple):
    """What was found of one file. ``network`` is None for a faulty file and for a library.

    ``settled`` says what rules settled between the network and the data that it was compared with.
    """

    file: str
    network: Network | None
    diagnostics: list[Diagnostic]
    settled: tuple[str, ...] = ()


def json_text(findings: list[Finding]) -> str:
    """One object a file: its network's figures, and its diagnostics."""
    files = [
        {
            "file": finding.file,
            "network": finding.network and {"name": finding.network.name, **figures(finding.network)},
            "diagnostics": [as_dict(diagnostic, finding.file) for diagnostic in finding.diagnostics],
            **({"settled": list(finding.settled)} if finding.settled else {}),
        }
        for finding in findings
    ]
    return indented({"version": 1, "files": files})


def as_dict(diagnostic: Diagnostic, file: str) -> dict[str, Any]:
    """Lines and columns count from 1, the end is excluded; where there is no place they are null.

    ``related`` are the other places that matter, ``calls_left_out`` counts the calls that are not among them, ``fix``
    is the edit that is certain, if there is one.
    """
    return {
        "code": diagnostic.code.id,
        "severity": diagnostic.code.severity,
        **_place(diagnostic.span, file),
        "message": diagnostic.title,
        "label": diagnostic.label,
        "notes": list(diagnostic.notes),
        "help": diagnostic.help,
        "related": [{**_place(span, file), "message": text} for span, text in _related(diagnostic)],
        "calls_left_out": ends_of(diagnostic.calls)[1],
        "fix": None
        if diagnostic.fix is None
        else {**_place(diagnostic.fix.span, file), "replacement": diagnostic.fix.text},
    }


def _related(diagnostic: Diagnostic) -> list[tuple[Span, str]]:
    """The other places that matter, and what they are: those that the message points to, and the calls around it; of
    very many the innermost and the outermost, as in text."""
    inner, _, outer = ends_of(diagnostic.calls)
    calls = [(call.span, f"in block `{call.block}` with {call.arguments}") for call in (*inner, *outer)]
    return [*((label.span, label.text) for label in diagnostic.labels), *calls]


def _place(span: Span | None, file: str) -> dict[str, Any]:
    if span is None:
        return {"file": file, "line": None, "column": None, "end_line": None, "end_column": None}
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    return {
        "file": span.source.path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }


def github(findings: list[Finding]) -> str:
    """Workflow commands, one a line, that GitHub Actions shows at their lines."""
    lines = []
    for finding in findings:
        for diagnostic in finding.diagnostics:
            place = _place(diagnostic.span, finding.file)
            fields = {"file": place["file"], "title": diagnostic.code.id}
            if place["line"] is not None:
                fields |= {"line": place["line"], "col": place["column"], "endLine": place["end_line"]}
                if place["line"] == place["end_line"]:
                    fields["endColumn"] = place["end_column"]
            level = {"error": "error", "warning": "warning", "note": "notice"}[diagnostic.code.severity]
            written = ",".join(f"{name}={_escaped(printable(str(value)), ':,')}" for name, value in fields.items())
            parts = [diagnostic.title, *diagnostic.notes, *([diagnostic.help] if diagnostic.help else [])]
            message = "\n".join(map(printable, parts))
            lines.append(f"::{level} {written}::{_escaped(message)}")
    return "\n".join(lines)


def _escaped(text: str, also: str = "") -> str:
    """As GitHub's toolkit escapes: % and line ends, in properties `:` and `,` too."""
    for char in f"%\r\n{also}":
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def sarif(findings: list[Finding]) -> str:
    """SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format")."""
    results = [_result(diagnostic, finding.file) for finding in findings for diagnostic in finding.diagnostics]
    used = sorted({result["ruleId"] for result in results})
    rules = [
        {
            "id": identifier,
            "shortDescription": _message(CODES[identifier].title),
            "defaultConfiguration": {"level": CODES[identifier].severity},
        }
        for identifier in used
    ]
    driver = {"name": "cnndsl", "version": __version__, "rules": rules}
    return indented(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results},
            ],
        }
    )


def _result(diagnostic: Diagnostic, file: str) -> dict[str, Any]:
    text = ". ".join([diagnostic.title, *([diagnostic.help] if diagnostic.help else [])])
    result: dict[str, Any] = {
        "ruleId": diagnostic.code.id,
        "level": diagnostic.code.severity,
        "message": _message(text),
        "locations": [_location(diagnostic.span, file)],
    }
    if related := _related(diagnostic):
        result["relatedLocations"] = [{**_location(span, file), "message": _message(text)} for span, text in related]
    if left_out := ends_of(diagnostic.calls)[1]:
        result["properties"] = {"callsLeftOut": left_out}
    if diagnostic.fix is not None:
        place = _location(diagnostic.fix.span, file)["physicalLocation"]
        change = {"deletedRegion": place["region"], "insertedContent": {"text": diagnostic.fix.text}}
        result["fixes"] = [
            {"artifactChanges": [{"artifactLocation": place["artifactLocation"], "replacements": [change]}]}
        ]
    return result


def _message(text: str) -> dict[str, str]:
    """A text as a message of SARIF, in which no placeholder and no link begins: braces are doubled (3.11.5), and where
    what looks like a link stands, brackets are escaped (3.11.6)."""
    text = printable(text).replace("{", "{{").replace("}", "}}")
    return {"text": re.sub(r"([\\\[\]])", r"\\\1", text) if "](" in text else text}


def _location(span: Span | None, file: str) -> dict[str, Any]:
    place = _place(span, file)
    physical: dict[str, Any] = {"artifactLocation": {"uri": as_uri(place["file"])}}
    if span is not None:
        physical["region"] = {
            "startLine": place["line"],
            "startColumn": place["column"],
            "endLine": place["end_line"],
            "endColumn": place["end_column"],
        }
    return {"physicalLocation": physical}
