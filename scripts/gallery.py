"""Draw docs/gallery/*.svg and write docs/gallery.md: ``make docs`` calls it, a test draws again and compares."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "gallery"


class Entry(NamedTuple):
    """A picture: its file, its heading, what to see in it, and the words after `cnndsl`."""

    file: str
    title: str
    text: str
    words: str


ENTRIES = [
    Entry(
        "lenet.svg",
        "LeNet-5",
        "Maps as solids, to scale; the windows are the kernels, at their size.",
        "draw lenet --style volumes",
    ),
    Entry(
        "alexnet.svg",
        "AlexNet",
        "Sides grow with the square root of the size here, from 6 to 224, thickness with the logarithm of channels.",
        "draw alexnet --style volumes",
    ),
    Entry(
        "vgg16.svg",
        "VGG-16",
        "Equal layers that follow one another are one solid.",
        "draw vgg16 --style volumes --theme colourblind",
    ),
    Entry(
        "googlenet.svg",
        "GoogLeNet",
        "Batch norm and ReLU stand in the box of their convolution; the heads for training are dashed.",
        "draw googlenet",
    ),
    Entry(
        "inception3a.svg",
        "One container",
        "The first inception module alone, with what each layer costs, in black and white.",
        "draw googlenet --only inception3a --theme print --show params,macs",
    ),
    Entry("resnet18.svg", "ResNet-18", "What a shape changes is said where it changes.", "draw resnet18"),
    Entry(
        "resnet50.svg",
        "ResNet-50, folded",
        "Containers of two names folded, from left to right.",
        "draw resnet50 --depth 2 --direction right",
    ),
    Entry("resnet152.svg", "ResNet-152", "Repetition is drawn once: 152 layers on a page.", "draw resnet152"),
    Entry("densenet121.svg", "DenseNet-121", "The sign of a join says what it does.", "draw densenet121"),
    Entry("mobilenet_v3_small.svg", "MobileNet-V3", "On a dark page.", "draw mobilenet_v3_small --theme dark"),
    Entry(
        "convnext_tiny.svg",
        "ConvNeXt",
        "Fully connected layers over the channels of each place.",
        "draw convnext_tiny",
    ),
    Entry(
        "unet.svg",
        "U-Net",
        "`from` reaches into containers that are finished; such lines run in lanes of their own at the side.",
        "draw docs/gallery/unet.cnn",
    ),
    Entry(
        "two_stream.svg",
        "Two streams",
        "Inputs have their names; the scores of both streams are averaged.",
        "draw two_stream",
    ),
    Entry(
        "resnet50_fpn.svg",
        "Feature pyramid",
        "Five outputs, each where it leaves the network.",
        "draw resnet50_fpn --depth 2",
    ),
    Entry(
        "stack.svg",
        "Side by side",
        "A bar is as wide as its layer has channels and as high as its map.",
        "draw alexnet vgg16 resnet18 --style stack",
    ),
    Entry(
        "difference.svg",
        "What changed",
        "Added is green, removed red, changed amber.",
        "diff vgg11 vgg13 --draw",
    ),
]


OTHERS = """## Beside other tools

What other tools draw of the same ResNet-18 and GoogLeNet; each takes the network as a module in Python and runs it.
`scripts/other_tools.py` made these pictures.

torchview 0.2.7, `draw_graph(model, input_size=(1, 3, 224, 224), expand_nested=True)`:
[ResNet-18](gallery/others/torchview_resnet18.svg), [GoogLeNet](gallery/others/torchview_googlenet.svg)

visualtorch 1.4.1, `layered_view(model, input_shape=(1, 3, 224, 224), legend=True)`:

![ResNet-18 by visualtorch](gallery/others/visualtorch_resnet18.png)

![GoogLeNet by visualtorch](gallery/others/visualtorch_googlenet.png)

torchvista 0.2.13, `trace_model(model, torch.zeros(1, 3, 224, 224))`, as its page opens:

![ResNet-18 by torchvista](gallery/others/torchvista_resnet18.png)
![GoogLeNet by torchvista](gallery/others/torchvista_googlenet.png)"""


def draw(entry: Entry, target: Path) -> None:
    command = [sys.executable, "-m", "cnndsl", *entry.words.split(), "-o", str(target)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    assert target.exists(), done.stderr


def page() -> str:
    parts = [
        "# Gallery",
        "Every picture here is drawn by the command above it, from the file alone and without torch."
        " [drawing.md](drawing.md) describes the styles, themes and formats. `make docs` draws them again, and the test"
        " suite compares.",
    ]
    for entry in ENTRIES:
        parts += [f"## {entry.title}", entry.text, f"```sh\ncnndsl {entry.words} -o {entry.file}\n```"]
        parts.append(f"![{entry.title}](gallery/{entry.file})")
    return "\n\n".join([*parts, OTHERS]) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for one in ENTRIES:
        draw(one, FOLDER / one.file)
    (ROOT / "docs" / "gallery.md").write_text(page(), "utf-8")
