"""Does the network fit the data? Answered from shapes alone, before anything is loaded or trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cnndsl.train.dataset import Facts
from cnndsl.train.errors import TrainingError


@dataclass(frozen=True)
class Problem:
    """A mismatch that no rule settles."""

    title: str
    help: str
    line: Literal["input", "output"]
    """The line of the file that has to change: the input line, or the one that gives the output."""


class PreflightError(TrainingError):
    """The network and the data do not fit; all problems at once."""

    def __init__(self, places: Sequence[tuple[str, Problem]]) -> None:
        """``places`` pairs each problem with the ``file:line`` that it concerns."""
        self.problems = [problem for _, problem in places]
        self._errors = [TrainingError(f"{place}: {problem.title}", problem.help) for place, problem in places]
        super().__init__("; ".join(error.message for error in self._errors))

    def render(self) -> str:
        return "\n".join(error.render() for error in self._errors)


def problems(input_shape: Sequence[int], output_shape: Sequence[int], facts: Facts) -> list[Problem]:
    """What has to change before a network of these shapes (without the batch dimension) can train."""
    found = []
    channels, classes = facts.shape[0], len(facts.classes)
    if input_shape[0] != channels and (input_shape[0], channels) != (3, 1):
        shape = f"{channels}x{input_shape[1]}x{input_shape[2]}"
        found.append(
            Problem(
                f"the network takes {input_shape[0]} channels, the images of {facts.name} have {channels}",
                f"write `input {shape}`, or call with --input {shape}",
                "input",
            )
        )
    if len(output_shape) != 1:
        found.append(
            Problem(
                f"the network gives {_by(output_shape)}, a classifier gives one number for each class",
                f"end the file with `flatten` and `fc {classes}`",
                "output",
            )
        )
    elif output_shape[0] != classes:
        found.append(
            Problem(
                f"the network gives {output_shape[0]} classes, {facts.name} has {classes}",
                f"make the last layer `fc {classes}`; where it says `fc classes`, add --set classes={classes}",
                "output",
            )
        )
    return found


def notes(input_shape: Sequence[int], facts: Facts) -> list[str]:
    """What is done to the images so that they fit the network, one sentence each."""
    channels, height, width = facts.shape
    said = []
    if (height, width) != tuple(input_shape[1:]):
        said.append(f"resized from {height}x{width} to {input_shape[1]}x{input_shape[2]} (bilinear)")
        if height * input_shape[2] != width * input_shape[1]:
            said.append("their aspect ratio changes")
    if input_shape[0] == 3 and channels == 1:
        said.append("grey repeated to 3 channels")
    return said


def warnings(output_kind: str) -> list[str]:
    """What is allowed but rarely meant, given the keyword of the layer that gives the output."""
    if output_kind != "softmax":
        return []
    return ["the loss contains softmax already: without it as its last layer the network learns better"]


def _by(shape: Sequence[int]) -> str:
    return "x".join(map(str, shape))
