"""The architectures that come with cnndsl: their files by name, and what is known of each.

They lie in `architectures/`, beside the package in a checkout and inside it in a wheel. Their figures are in
`architectures/index.csv`, so that listing them checks none; `make docs` writes it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from cnndsl.source import Source, SourceError
from cnndsl.text import shape_text

_HERE = os.path.dirname(os.path.abspath(__file__))
_INSIDE, _BESIDE = (os.path.join(folder, "architectures") for folder in (_HERE, os.path.dirname(_HERE)))
FOLDER = _INSIDE if os.path.isdir(_INSIDE) else _BESIDE
"""Where the files are."""

_INDEX = os.path.join(FOLDER, "index.csv")
_REMARK = re.compile(r"^# (Family|Paper): (.*(?:\n#    +.*)*)", re.MULTILINE)
_PAPER = re.compile(r'(?P<authors>.*), "(?P<title>.*)", (?P<year>\d{4})')


def names() -> list[str]:
    """The names of all architectures, sorted; empty where the folder is missing."""
    try:
        return sorted(file.removesuffix(".cnn") for file in os.listdir(FOLDER) if file.endswith(".cnn"))
    except OSError:
        return []


def resolve(file: str) -> str:
    """The path that a FILE stands for: its own where something exists there, else that of the architecture it names.

    Raises SourceError, with the nearest name, where there is neither.
    """
    if os.path.exists(file):
        return file
    known = names()
    if file in known:
        return os.path.join(FOLDER, f"{file}.cnn")
    stem = os.path.basename(file).removesuffix(".cnn")
    advice = ""
    if file != stem:
        if stem in known:
            advice = f"; did you mean `{stem}`, which comes with cnndsl?"
    elif re.fullmatch(r"\w[\w-]*", file):
        from cnndsl.diagnostics.suggest import did_you_mean

        near = did_you_mean(file, known)
        advice = f"; did you mean `{near}`?" if near else "; `cnndsl zoo` lists the names that can stand for one"
    raise SourceError(f"{file}: there is no such file{advice}")


def is_name(file: str) -> bool:
    """Whether a FILE is the name of an architecture, not the path of a file."""
    return file in names() and not os.path.exists(file)


class Architecture(NamedTuple):
    """What is known of an architecture. Shapes are those of one sample; ``macs`` are for one sample, too.

    ``family`` and ``paper`` (`authors, "title", year, arXiv:number`) are empty where its files name none.
    """

    name: str
    input: tuple[int, ...]
    output: tuple[int, ...]
    params: int
    macs: int
    family: str
    paper: str

    @property
    def citation(self) -> str:
        """Authors and year of the paper: `He et al., 2015`."""
        found = _PAPER.match(self.paper)
        return f"{found['authors']}, {found['year']}" if found else self.paper


FIELDS = Architecture._fields


def architectures() -> list[Architecture]:
    """All architectures, sorted by name. One that the index lacks is checked; CheckError says that it is faulty."""
    indexed = {entry.name: entry for entry in _indexed()}
    return [indexed.get(name) or examine(name) for name in names()]


def select(known: Iterable[Architecture], pattern: str) -> list[Architecture]:
    """Those whose name, or else whose name or family, a pattern with the shell's wildcards matches in any case."""
    found, wanted = list(known), pattern.lower()
    exact = [entry for entry in found if entry.name == wanted]
    return exact or [e for e in found if fnmatchcase(e.name, wanted) or fnmatchcase(e.family.lower(), wanted)]


def examine(name: str) -> Architecture:
    """Check an architecture for its figures. Raises CheckError."""
    import cnndsl

    path = os.path.join(FOLDER, f"{name}.cnn")
    net = cnndsl.load(path)
    known = remarks(with_used(path))
    family, paper = known.get("Family", ""), known.get("Paper", "")
    return Architecture(name, net.input, net.output, net.params, net.macs, family, paper)


def remarks(sources: Iterable[Source]) -> dict[str, str]:
    """What comments say of a network, by `Family` and `Paper`; the first file that says it counts."""
    found: dict[str, str] = {}
    for source in sources:
        for key, text in _REMARK.findall(source.text):
            found.setdefault(key, re.sub(r"\n#\s+", " ", text))
    return found


def with_used(path: str) -> list[Source]:
    """A file, then those that it uses, the nearest first, each once. Raises SourceError."""
    from cnndsl.syntax import parse
    from cnndsl.syntax.ast import Use

    found = [Source.read(path)]
    for source in found:
        for statement in parse(source)[0].body:
            if isinstance(statement, Use):
                used = os.path.normpath(os.path.join(os.path.dirname(source.path), str(statement.path.value)))
                if all(used != other.path for other in found):
                    found.append(Source.read(used))
    return found


class CopyError(Exception):
    """Files cannot be copied; ``str()`` says why, and nothing was replaced."""


def copy(name: str, folder: str) -> Iterator[tuple[str, bool]]:
    """Copy the file of an architecture and those that it uses; yields each path, and whether it was written.

    A file with the same text is left as it is. One with another text is never replaced: CopyError names all that
    are in the way before anything is written.
    """
    sources = with_used(os.path.join(FOLDER, f"{name}.cnn"))
    texts = {os.path.join(folder, os.path.relpath(source.path, FOLDER)): source.text for source in sources}
    there = {path: os.path.lexists(path) for path in texts}
    if other := [path for path, exists in there.items() if exists and not _holds(path, texts[path])]:
        raise CopyError(f"{', '.join(other)}: exists already, with another text; name another folder")
    for path, text in texts.items():
        if not there[path]:
            try:
                os.makedirs(os.path.dirname(path) or os.curdir, exist_ok=True)
                with open(path, "x", encoding="utf-8", newline="") as file:
                    try:
                        file.write(text)
                        file.flush()
                    except BaseException:  # no room, or an interrupt: half a file would be in the way
                        os.unlink(path)
                        raise
            except OSError as error:
                raise CopyError(f"{path}: cannot be written: {error.strerror or error}") from None
        yield path, not there[path]


def _holds(path: str, text: str) -> bool:
    try:
        return Source.read(path).text == text
    except SourceError:
        return False


def write_csv(entries: Sequence[Architecture]) -> str:
    """Comma-separated values with exact figures; shapes as `3x224x224`. `index.csv` is the text of all."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS)
    for entry in entries:
        writer.writerow([shape_text(value) if isinstance(value, tuple) else value for value in entry])
    return out.getvalue()


def _indexed() -> Iterator[Architecture]:
    import csv

    try:
        with open(_INDEX, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                input_shape, output = (tuple(map(int, row[key].split("x"))) for key in ("input", "output"))
                params, macs = int(row["params"]), int(row["macs"])
                yield Architecture(row["name"], input_shape, output, params, macs, row["family"], row["paper"])
    except FileNotFoundError:
        return


def write_index() -> None:
    """Check all architectures and write the index again."""
    text = write_csv([examine(name) for name in names()])
    with open(_INDEX, "w", encoding="utf-8", newline="") as file:
        file.write(text)


if __name__ == "__main__":
    write_index()
