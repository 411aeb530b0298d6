"""The page of `cnndsl report`: what a network is, and of a run how it was trained, how well, and where it fails."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from cnndsl.backends import pictures
from cnndsl.backends.pictures.layer_words import count_text
from cnndsl.info import LayerInfo
from cnndsl.lints import lint
from cnndsl.network import Network
from cnndsl.printable import in_html
from cnndsl.report.page.charts import curves, reliability
from cnndsl.report.page.document import document
from cnndsl.text import typeset_shape

if TYPE_CHECKING:
    from cnndsl.evaluate.examination import Examination, Tiles
    from cnndsl.evaluate.runs import Records
    from cnndsl.evaluate.scores import Confusion

MOST_CLASSES = 30
"""Of more classes the matrix is too large for a page; the pairs that are mixed up most stand in its place."""


def report_page(network: Network, training: Records | None = None, examination: Examination | None = None) -> str:
    """The page of a network, and of its run where there is one."""
    parts = [f"<header><h1>{in_html(network.name)}</h1>{_facts(network, training)}</header>", _network(network)]
    if training is not None:
        parts.append(_training(training))
    if examination is not None:
        parts += [_scores(examination), _mistakes(examination), _inside(examination)]
    body = "\n".join(part for part in parts if part)
    return document(f"{network.name}: report", f"<main>{body}</main>", styles=("report.css",))


def _facts(network: Network, training: Records | None) -> str:
    ends = f"{', '.join(typeset_shape(end.shape) for end in network.inputs)} → {typeset_shape(network.output)}"
    facts = [ends, f"{count_text(network.params)} parameters", f"{count_text(network.macs)} MACs"]
    accuracy = training.results.get("test_accuracy") if training is not None else None
    if isinstance(accuracy, float):
        facts.append(f"test accuracy {100 * accuracy:.2f}%")
    return f'<p class="facts">{"".join(f"<span>{in_html(fact)}</span>" for fact in facts)}</p>'


# --------------------------------------------------------------------------------------------- what it is


def _network(network: Network) -> str:
    try:
        svg = pictures.build(network.graph).svg
        figure = "\n".join(line for line in svg.splitlines() if not line.startswith("<!--"))
    except pictures.DrawingError as error:
        figure = f"<p>No figure: {in_html(error.title)}. <code>cnndsl draw --depth N</code> folds what is nested.</p>"
    rows = [
        [one.name or one.kind, one.text, typeset_shape(one.output), f"{one.params:,}", f"{one.macs:,}", _field(one)]
        for one in network.layers
    ]
    heads = ["name", "layer", "output", "parameters", "MACs", "receptive field"]
    table = _table(heads, rows, numbers={3, 4})
    findings = lint(network)
    if findings:
        items = "".join(
            f"<li><b>{one.code.id}</b> {in_html(one.title)}"
            f"{f' (line {one.span.line})' if one.span else ''}{f'<br>{in_html(one.help)}' if one.help else ''}</li>"
            for one in findings
        )
        found = f"<h3>Findings</h3><ul>{items}</ul>"
    else:
        found = "<h3>Findings</h3><p>None.</p>"
    layers = f"<details><summary>{len(rows):,} layers</summary>{table}</details>"
    return f'<section><h2>The network</h2><div class="figure">{figure}</div>{layers}{found}</section>'


def _field(layer: LayerInfo) -> str:
    return typeset_shape("all" if size is None else size for size in layer.receptive_field or ())


# ----------------------------------------------------------------------------------- how it was trained


def _training(training: Records) -> str:
    parts = ["<section><h2>Training</h2>"]
    epochs = training.metrics
    if epochs:
        pair = [
            curves("Loss", [(n, [row.get(f"{n}_loss") for row in epochs]) for n in ("train", "validation")]),
            curves(
                "Accuracy",
                [(n, [row.get(f"{n}_accuracy") for row in epochs]) for n in ("train", "validation")],
                percent=True,
            ),
        ]
        parts.append(f'<div class="charts">{"".join(pair)}</div>')
    facts = {name: value for name, value in training.results.items() if name != "run"}
    if facts:
        rows = [[name.replace("_", " "), _value(value)] for name, value in facts.items()]
        parts.append(f"<h3>Results</h3>{_table([], rows)}")
    if training.recipe:
        parts.append(f"<h3>Recipe</h3><pre>{in_html(training.recipe, lines=True)}</pre>")
    return "".join([*parts, "</section>"]) if len(parts) > 1 else ""


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_value(one)}" for key, one in value.items())
    if isinstance(value, float):
        return f"{value:.4g}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


# -------------------------------------------------------------------------------------------------- how well


def _scores(examination: Examination) -> str:
    evaluation, scores = examination.evaluation, examination.evaluation.scores
    facts = [
        ["images", f"{scores.images:,} of the {evaluation.part} part of {evaluation.data}"],
        ["accuracy", f"{100 * scores.accuracy:.2f}% ({scores.correct:,} right)"],
        ["loss", f"{scores.loss:.4f} nats"],
        ["macro F1", f"{scores.macro_f1:.4f}"],
        ["calibration error", f"{100 * examination.calibration_error:.2f}%"],
    ]
    if scores.top5_accuracy is not None:
        facts.insert(2, ["top-5 accuracy", f"{100 * scores.top5_accuracy:.2f}%"])
    classes = [
        [one.name, _share(one.precision), _share(one.recall), _share(one.f1), f"{one.support:,}"]
        for one in scores.classes
    ]
    names = [one.name for one in scores.classes]
    chart = reliability("Calibration", [(one.count, one.confidence, one.accuracy) for one in examination.bins])
    return (
        f"<section><h2>How well</h2>{_table([], facts)}"
        f"<h3>{'Confusion matrix' if len(names) <= MOST_CLASSES else 'Mixed up most'}</h3>"
        f"{_confusion(names, scores.confusion)}"
        f"<h3>Classes</h3>{_table(['class', 'precision', 'recall', 'F1', 'images'], classes, numbers={1, 2, 3, 4})}"
        f'<h3>Calibration</h3><div class="charts">{chart}</div>'
        "<p>A bar is as high as the share of verdicts of that probability that is right; on the dashed line both "
        "agree. Faint bars stand for few verdicts.</p></section>"
    )


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _confusion(names: list[str], confusion: Confusion) -> str:
    """Rows are true classes, columns verdicts; the darker, the larger the share of its row."""
    if len(names) > MOST_CLASSES:
        rows = [[names[a], names[b], f"{count:,}"] for count, a, b in confusion.mistakes()[:20]]
        return _table(["class", "taken for", "images"], rows, numbers={2})
    head = "".join(f'<th class="turned"><span>{in_html(name)}</span></th>' for name in names)
    rows_html = []
    for at, row in enumerate(confusion.dense().tolist()):
        total = sum(row) or 1
        cells = "".join(_cell(count, count / total, at == to) for to, count in enumerate(row))
        rows_html.append(f"<tr><th>{in_html(names[at])}</th>{cells}</tr>")
    return f'<div class="wide"><table class="matrix"><tr><th></th>{head}</tr>{"".join(rows_html)}</table></div>'


def _cell(count: int, share: float, right: bool) -> str:
    colour = "37, 99, 184" if right else "207, 34, 46"
    light = " light" if share > 0.55 else ""
    return f'<td class="number{light}" style="background: rgba({colour}, {share:.3f})">{count or ""}</td>'


# ------------------------------------------------------------------------------------------ where it fails


def _mistakes(examination: Examination) -> str:
    if not examination.mistakes:
        return "<section><h2>Mistakes</h2><p>None: every image was taken for what it is.</p></section>"
    figures = []
    for one in examination.mistakes:
        images = _img(one.image, f"image of the class {one.truth}")
        if one.heat is not None:
            images += _img(one.heat, f"what speaks for {one.verdict}")
        words = (
            f"<b>{in_html(one.truth)}</b>, taken for <b>{in_html(one.verdict)}</b> ({100 * one.probability:.1f}% sure)"
        )
        figures.append(f"<figure>{images}<figcaption>{words}</figcaption></figure>")
    where = (
        "Beside each image is what speaks for the verdict: Grad-CAM at "
        f"<code>{in_html(examination.heat_layer)}</code>, the last convolution; bright is much."
        if examination.heat_layer
        else "The network has no convolution to ask what a verdict rests on."
    )
    shown = f'<div class="tiles">{"".join(figures)}</div>'
    return f"<section><h2>Mistakes</h2><p>The images with the largest loss. {where}</p>{shown}</section>"


def _inside(examination: Examination) -> str:
    parts = []
    if examination.filters is not None:
        parts.append(_tiles("Filters", examination.filters))
    if examination.maps and examination.example is not None:
        parts.append(f"<h3>Maps of one image</h3>{_img(examination.example, 'the image')}")
        parts += [_tiles("Maps", tiles) for tiles in examination.maps]
    return f"<section><h2>Inside</h2>{''.join(parts)}</section>" if parts else ""


def _tiles(what: str, tiles: Tiles) -> str:
    count = f"{tiles.count:,}" if tiles.shown == tiles.count else f"the first {tiles.shown} of {tiles.count:,}"
    caption = (
        f"{what} of <code>{in_html(tiles.layer)}</code>: {count}, each from its least value (black) to its largest"
    )
    return f'<figure class="sheet">{_img(tiles.png, what)}<figcaption>{caption}</figcaption></figure>'


def _img(png: bytes, about: str) -> str:
    return f'<img alt="{in_html(about)}" src="data:image/png;base64,{b64encode(png).decode()}">'


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: set[int] | None = None) -> str:
    numbers = numbers or set()

    def cell(tag: str, at: int, text: str) -> str:
        return f"<{tag}{' class=number' if at in numbers else ''}>{in_html(text)}</{tag}>"

    head = "<tr>" + "".join(cell("th", at, text) for at, text in enumerate(heads)) + "</tr>" if heads else ""
    body = "".join("<tr>" + "".join(cell("td", at, text) for at, text in enumerate(row)) + "</tr>" for row in rows)
    return f'<div class="wide"><table>{head}{body}</table></div>'
