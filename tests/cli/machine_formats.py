"""JSON schemas of what `cnndsl check` writes for programs; nothing may stand in it that they do not name.

``JSON`` is what `docs/errors/README.md` says, ``SARIF`` the part of SARIF 2.1.0 (OASIS) that is written.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator


def _object(optional: dict[str, Any] | None = None, /, **required: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _list(items: Any, **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


TEXT = {"type": "string"}
SAID = {"type": "string", "minLength": 1}
COUNT = {"type": "integer", "minimum": 0}
ORDINAL = {"type": "integer", "minimum": 1}
CODE = {"type": "string", "pattern": "^[EWN]0[0-9]{3}$"}
SEVERITY = {"enum": ["error", "warning", "note"]}
SHAPE = _list(ORDINAL, minItems=1)

# ------------------------------------------------------------------------------------------ JSON

ENDS = ("line", "column", "end_line", "end_column")


def _place(**more: Any) -> dict[str, Any]:
    """A place in a file; of a file as a whole all but its name is null."""
    inside = _object(file=SAID, **dict.fromkeys(ENDS, ORDINAL), **more)
    whole = _object(file=TEXT, **{end: {"type": "null"} for end in ENDS}, **more)
    return {"oneOf": [inside, whole]}


END = _object(name=TEXT, index=COUNT, shape=SHAPE)
NETWORK = _object(
    {"inputs": _list(END, minItems=1), "outputs": _list(END, minItems=1)},
    name=SAID,
    input=SHAPE,
    output=SHAPE,
    params=COUNT,
    buffers=COUNT,
    macs=COUNT,
)
DIAGNOSTIC = _place(
    code=CODE,
    severity=SEVERITY,
    message=SAID,
    label=TEXT,
    notes=_list(SAID),
    help={"type": ["string", "null"]},
    related=_list(_place(message=TEXT)),
    calls_left_out=COUNT,
    fix={"oneOf": [{"type": "null"}, _place(replacement=TEXT)]},
)
JSON = _object(
    version={"const": 1},
    files=_list(
        _object(
            {"settled": _list(SAID)},
            file=TEXT,
            network={"oneOf": [{"type": "null"}, NETWORK]},
            diagnostics=_list(DIAGNOSTIC),
        )
    ),
)

# ----------------------------------------------------------------------------------------- SARIF

MESSAGE = _object(
    text={
        "type": "string",
        "allOf": [
            {"pattern": r"^([^{}]|\{\{|\}\})*$"},  # no placeholder (3.11.5)
            {"not": {"pattern": r"(^|[^\\])(\\\\)*\]\("}},  # no link (3.11.6)
            {"pattern": r"^[^\x00-\x1f\x7f-\x9f]*$"},
        ],
    }
)
URI = {"type": "string", "pattern": r"^([A-Za-z0-9._~!$&'()*+,;=@/-]|%[0-9A-F]{2})*$", "not": {"pattern": "^//"}}
"""A relative reference (RFC 3986), which names no scheme and no host."""

REGION = _object(startLine=ORDINAL, startColumn=ORDINAL, endLine=ORDINAL, endColumn=ORDINAL)
ARTIFACT = _object(uri=URI)
PHYSICAL = _object({"region": REGION}, artifactLocation=ARTIFACT)
CHANGE = _object(deletedRegion=REGION, insertedContent=_object(text=TEXT))
RESULT = _object(
    {
        "relatedLocations": _list(_object(physicalLocation=PHYSICAL, message=MESSAGE), minItems=1, uniqueItems=True),
        "fixes": _list(
            _object(
                artifactChanges=_list(
                    _object(artifactLocation=ARTIFACT, replacements=_list(CHANGE, minItems=1)), minItems=1
                )
            ),
            minItems=1,
            uniqueItems=True,
        ),
        "properties": _object(callsLeftOut=ORDINAL),
    },
    ruleId=CODE,
    level=SEVERITY,
    message=MESSAGE,
    locations=_list(_object(physicalLocation=PHYSICAL), minItems=1, maxItems=1),
)
RULE = _object(id=CODE, shortDescription=MESSAGE, defaultConfiguration=_object(level=SEVERITY))
RUN = _object(
    tool=_object(driver=_object(name=SAID, version=SAID, rules=_list(RULE, uniqueItems=True))),
    columnKind={"const": "unicodeCodePoints"},
    results=_list(RESULT),
)
SARIF = _object(**{"$schema": SAID}, version={"const": "2.1.0"}, runs=_list(RUN, minItems=1))


@cache
def _validator(form: str) -> Draft202012Validator:
    return Draft202012Validator({"json": JSON, "sarif": SARIF}[form])


def assert_valid(form: str, value: object) -> None:
    """Raise jsonschema.ValidationError where what `check --format` wrote is not what it says it is."""
    _validator(form).validate(value)
