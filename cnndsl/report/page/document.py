"""What all pages share: the frame of a document that nothing from outside is loaded into."""

from __future__ import annotations

import json
from importlib.resources import files

from cnndsl.backends.pictures.svg import MARK
from cnndsl.printable import in_html, in_json

POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
"""No request leaves the page, whatever stands in the names and texts that it shows."""


def document(title: str, body: str, *, styles: tuple[str, ...], script: str = "", data: object = None) -> str:
    """A whole page. ``styles`` and ``script`` name files of this package; ``data`` is what the script reads."""
    style = "\n".join(asset(name) for name in styles)
    parts = [
        "<!DOCTYPE html>",
        f"<!-- {MARK} -->",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{in_html(title)}</title>",
        f"<style>\n{style}</style></head>",
        f"<body>\n{body}",
    ]
    if data is not None:
        parts.append(f'<script type="application/json" id="data">{safe_json(data)}</script>')
    if script:
        parts.append(f"<script>\n{asset(script)}</script>")
    return "\n".join([*parts, "</body></html>"]) + "\n"


def asset(name: str) -> str:
    """The text of a file that lies beside this module, such as a style sheet."""
    return files(__package__).joinpath(name).read_text("utf-8")


def safe_json(data: object) -> str:
    """JSON that cannot end the script element that it stands in."""
    text = in_json(json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
