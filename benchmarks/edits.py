"""A text that changes is checked again in one process, as an editor does it: CPU time of a check after each edit.

Edits are made in the file itself, in the largest of those that it imports, and in the plain file that the network comes
to (`cnndsl expand`). Half of them add to a comment, so that the whole network is checked; the others type or delete a
character anywhere, or a line, and are faults more often than not.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

from cnndsl.files import DISK, Texts
from cnndsl.pipeline import check
from cnndsl.report.expansion import expansion
from cnndsl.source import Source

EDITS = 60
CLAIMS = {"resnet152": 0.020, "efficientnet_v2_l": 0.060}
"""Seconds that a check takes at most after an edit of the file or of one that it imports which leaves it clean, in the
median."""


def main() -> None:
    print(f"  {'':34}{'lines':>6}{'clean':>9}{'other':>9}{'slowest':>9}{'indexed':>9}   (ms of CPU time, medians)")
    kept = True
    for name, claim in CLAIMS.items():
        path = f"architectures/{name}.cnn"
        source = Source.read(path)
        network = check(source, record=True).network
        assert network is not None
        library = max(network.libraries, key=lambda other: len(other.text))
        plain = Source(path, expansion(network))
        for main_file, edited in ((source, source), (source, library), (plain, plain)):
            clean, others = seconds(main_file, edited, index=False)
            indexed, _ = seconds(main_file, edited, index=True)
            kept &= edited is plain or median(clean) <= claim
            figures = (median(clean), median(others), max(clean + others), median(indexed))
            where = "worked out" if edited is plain else Path(edited.path).name
            cells = "".join(f"{1e3 * figure:9.1f}" for figure in figures)
            print(f"  {f'{name}, edits in {where}'[:34]:34}{edited.line_count:6}{cells}")
    claims = ", ".join(f"{name} {1e3 * claim:.0f} ms" for name, claim in CLAIMS.items())
    print(f"  at most {claims}: {'yes' if kept else 'no'}")


def seconds(main_file: Source, edited: Source, *, index: bool) -> tuple[list[float], list[float]]:
    """CPU time of the checks after edits that leave ``main_file`` clean, and after others."""
    clean, others = list[float](), list[float]()
    for text in edits(edited.text):
        files = Texts({edited.path: text}, DISK)
        start = process_time()
        checked = check(
            Source(main_file.path, text if edited is main_file else main_file.text), index=index, files=files
        )
        taken = process_time() - start
        (clean if checked.network else others).append(taken)
    return clean, others


def edits(text: str) -> Iterator[str]:
    """Texts that differ from one in a single edit."""
    random = Random(0)
    for number in range(EDITS):
        at = random.randrange(len(text))
        begin, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        if number % 2:
            yield f"{text[:end]}  # {'x' * number}{text[end:]}"
        elif number % 6 == 0:
            yield text[:begin] + text[end + 1 :]
        elif number % 6 == 2:
            yield text[:at] + text[at + 1 :]
        else:
            yield text[:at] + random.choice("0123 x=a") + text[at:]
