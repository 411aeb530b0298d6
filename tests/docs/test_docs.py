"""What the documentation says is true: examples check, generated pages are the current ones, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cnndsl
from cnndsl.report import layer_docs
from tests.conformance.__main__ import programs

PAGES = [Path("README.md"), *sorted(Path("docs").glob("**/*.md"))]
EXAMPLES = [
    pytest.param(match[1], id=f"{page.name}:{page.read_text('utf-8')[: match.start()].count(chr(10)) + 1}")
    for page in PAGES
    for match in re.finditer(r"```cnn\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_example_is_a_clean_network(text: str) -> None:
    cnndsl.parse(text)


def test_the_page_of_layers_is_the_current_one() -> None:
    assert Path("docs/layers.md").read_text("utf-8") == layer_docs.markdown() + "\n"


def test_the_pages_tell_of_every_program_of_conformance() -> None:
    pages = "".join(page.read_text("utf-8") for page in PAGES)
    assert set(re.findall(r"python -m tests\.conformance (\w+)", pages)) == set(programs())


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_the_readme_s_diagnostic_is_what_is_printed() -> None:
    with pytest.raises(cnndsl.CheckError) as caught:
        cnndsl.load("architectures/lenet.cnn", input=(1, 12, 12))
    readme = Path("README.md").read_text("utf-8")
    assert caught.value.render() in readme
