"""What is to be trained on what, settled before torch is imported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from cnndsl.diagnostics import Diagnostic
from cnndsl.graph.limits import Limits
from cnndsl.network import Network
from cnndsl.source import Source
from cnndsl.train.data import sources
from cnndsl.train.data.dataset import DataSource, Resize
from cnndsl.train.decide import fit, parts_of_network
from cnndsl.train.decide.options import NONE, RULES, Options
from cnndsl.train.errors import TrainingError
from cnndsl.weights import WeightsError
from cnndsl.weights import sources as sources_of_weights

if TYPE_CHECKING:
    from cnndsl.graph.inputs import InputShapes


class FitError(TrainingError):
    """The file is faulty, or the network and the data do not fit; all diagnostics at once."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        super().__init__("; ".join(diagnostic.title for diagnostic in diagnostics))
        self.diagnostics = diagnostics

    def __reduce__(self) -> tuple[type[FitError], tuple[list[Diagnostic]]]:
        return FitError, (self.diagnostics,)  # sent from one process to another

    def render(self) -> str:
        """All diagnostics with their lines, as ``cnndsl check`` prints them, without colour."""
        from cnndsl.diagnostics.render import render_all

        return render_all(self.diagnostics, color=False)


@dataclass(frozen=True)
class Task:
    """A network that fits its data."""

    net: Network
    source: DataSource
    options: Options
    """As the user gave them."""
    data: str
    """The data set's name, or the absolute path of its folder: the run may go on from elsewhere."""
    resize: Resize
    notes: tuple[str, ...]
    """What rules settled, one sentence each."""
    weights: str = NONE
    """Where the first weights come from: a name, or an absolute path; ``none`` where they are drawn."""

    @classmethod
    def of(
        cls,
        text: Source,
        settings: Mapping[str, Any],
        input_shape: InputShapes,
        options: Options,
        *,
        begun: bool = False,
    ) -> Task:
        """Check a `.cnn` text and compare it with the data that the options name; no image is read.

        ``settings`` are values for the parameters of the model, ``input_shape`` (CxHxW) takes the place of the file's.
        A run that has ``begun`` needs the weights that it began with no longer. Raises FitError for a faulty file and a
        network that does not fit, OptionError for a data set or a part of the network that is not there, TrainingError
        for data that cannot be used, for weights that are not there and for a library of blocks.
        """
        data_dir = None if options.data_dir is None else Path(options.data_dir).absolute()
        source = sources.find(options.data, data_dir, skip_bad=options.skip_bad, max_pixels=options.max_pixels)
        data = options.data if options.data in sources.NAMES else str(Path(options.data).absolute())
        RULES["data"].check("--data", data)  # of a folder whose name is text in one whose name is not
        resize = cast("Resize | None", options.resize)
        checked, notes = fit.fit(
            text, settings, input_shape, source.facts, resize=resize, limits=Limits.allowing(options.limit)
        )
        if checked.diagnostics:
            raise FitError(checked.diagnostics)
        if checked.network is None:
            raise TrainingError(f"{text.path} is a library of blocks, not a network: it has no `input`")
        resize = resize or fit.resize_for(checked.network.input, source.facts)
        parts_of_network.require(checked.network, options)
        return cls(checked.network, source, options, data, resize, notes, _weights(options.weights, there=not begun))


def _weights(source: str, *, there: bool) -> str:
    """Where weights come from, with an absolute path. Raises TrainingError where the file has to be ``there`` and is
    not."""
    if source == NONE or sources_of_weights.is_library(source):
        return source
    path = Path(source).absolute()
    RULES["weights"].check("--weights", str(path))
    try:
        if there:
            sources_of_weights.file_of(path)
    except WeightsError as error:
        raise TrainingError(error.message, error.help, error.table) from None
    return str(path)
