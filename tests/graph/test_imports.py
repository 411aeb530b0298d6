"""`use`: block definitions of other files, and which files are never opened."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import cnndsl
from cnndsl.files import DISK, Files, Texts
from cnndsl.pipeline import check, check_path
from cnndsl.source import MAX_BYTES, Source

BLOCKS = "block wide(w=4):\n    conv w 1x1\nblock tiny():\n    relu\n"


def write(folder: Path, **files: str) -> Path:
    """Write files (`a__b` is b.cnn in the folder a) and return the path of main.cnn."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.cnn"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "main.cnn"


def faults(path: Path) -> list[tuple[str, str]]:
    return [(fault.code.id, fault.title) for fault in check_path(str(path)).diagnostics]


def test_blocks_come_from_a_file_beside_or_below(tmp_path: Path) -> None:
    use = 'use wide from "blocks.cnn"\nuse tiny from "families/tiny.cnn"\ninput 3x8x8\nwide\ntiny\n'
    main = write(tmp_path, main=use, blocks=BLOCKS, families__tiny=BLOCKS)
    assert [layer.name for layer in cnndsl.load(main).layers] == ["0.0", "1.0"]


def test_a_path_is_relative_to_the_file_that_uses_it(tmp_path: Path) -> None:
    main = write(
        tmp_path,
        main='use a from "deep/a.cnn"\ninput 3x8x8\na\n',
        deep__a='use wide from "er/b.cnn"\nuse tiny from "../c.cnn"\nblock a():\n    wide 5\n    tiny\n',
        deep__er__b=BLOCKS,
        c=BLOCKS,
    )
    assert cnndsl.load(main).output == (5, 8, 8)


def test_an_import_brings_only_what_it_names(tmp_path: Path) -> None:
    main = write(tmp_path, main='use wide from "b.cnn"\ninput 3x8x8\nwide\ntiny\n', b=BLOCKS)
    assert faults(main) == [("E0201", "there is no layer or block `tiny`")]


def test_an_imported_block_sees_its_own_file(tmp_path: Path) -> None:
    main = write(
        tmp_path,
        main='let w = 2\nuse b from "b.cnn"\ninput 3x8x8\nb\n',
        b="let w = 6\nblock inner():\n    conv w 1x1\nblock b():\n    inner\n",
    )
    assert cnndsl.load(main).output == (6, 8, 8)


def test_an_imported_block_does_not_see_the_model(tmp_path: Path) -> None:
    main = write(tmp_path, main='model M(w=2)\nuse b from "b.cnn"\ninput 3x8x8\nb\n', b="block b():\n    conv w 1x1\n")
    assert [code for code, _ in faults(main)] == ["E0208"]


def test_a_network_can_be_a_library_too(tmp_path: Path) -> None:
    main = write(tmp_path, main='use b from "net.cnn"\ninput 3x8x8\nb\n', net="block b():\n    relu\ninput 3x4x4\nb\n")
    assert cnndsl.load(main).output == (3, 8, 8)


def test_a_library_says_how_many_blocks_it_holds(tmp_path: Path) -> None:
    main = write(tmp_path, main=BLOCKS)
    checked = check_path(str(main))
    assert (checked.network, checked.blocks, checked.diagnostics) == (None, 2, [])
    with pytest.raises(cnndsl.CheckError, match="a library of 2 blocks, not a network"):
        cnndsl.load(main)


def test_layers_without_input_are_no_library(tmp_path: Path) -> None:
    assert [code for code, _ in faults(write(tmp_path, main=BLOCKS + "relu\n"))] == ["E0401"]


@pytest.mark.parametrize(
    ("use", "says"),
    [
        ('use b from "missing.cnn"', "there is no such file"),
        ('use b from "folder"', "is a folder"),
        ('use b from "../outside.cnn"', "lies outside of the folder of the file given"),
        ('use b from "/etc/passwd"', "lies outside of the folder of the file given"),
        ('use b from "folder/../../outside.cnn"', "lies outside of the folder of the file given"),
        ('use wider from "blocks.cnn"', "defines no block `wider`"),
        ('use b from "empty.cnn"', "is empty"),
        ('use b from "main.cnn"', "the files import each other: main.cnn -> main.cnn"),
        ('use b from ""', "is a folder"),
    ],
)
def test_an_import_that_fails_is_the_only_fault(tmp_path: Path, use: str, says: str) -> None:
    inner = tmp_path / "inner"
    main = write(inner, main=f"{use}\ninput 3x8x8\nb\nwider\n", blocks=BLOCKS, empty="  \n", folder__x=BLOCKS)
    write(tmp_path, outside="block b():\n    relu\n")
    found = [fault for fault in faults(main) if fault[0] != "E0201"]
    assert [code for code, _ in found] == ["E0213"]
    assert says in found[0][1]
    assert not faults(main)[1:] or "wider" in faults(main)[1][1]


def test_a_cycle_shows_its_files(tmp_path: Path) -> None:
    main = write(
        tmp_path,
        main='use a from "a.cnn"\ninput 3x8x8\na\n',
        a='use b from "sub/b.cnn"\nblock a():\n    relu\n',
        sub__b='use a from "../a.cnn"\nblock b():\n    relu\n',
    )
    assert ("E0213", "the files import each other: a.cnn -> sub/b.cnn -> a.cnn") in [
        (code, title.replace(os.sep, "/")) for code, title in faults(main)
    ]


def test_one_file_used_twice_is_no_cycle(tmp_path: Path) -> None:
    main = write(
        tmp_path,
        main='use wide from "b.cnn"\nuse a from "a.cnn"\nuse tiny from "b.cnn"\ninput 3x8x8\nwide\na\ntiny\n',
        a='use wide from "b.cnn"\nblock a():\n    wide 7\n',
        b=BLOCKS,
    )
    assert cnndsl.load(main).output == (7, 8, 8)


def test_the_same_name_from_two_files_is_bound_twice(tmp_path: Path) -> None:
    main = write(tmp_path, main='use wide from "a.cnn"\nuse wide from "b.cnn"\ninput 3x8x8\nwide\n', a=BLOCKS, b=BLOCKS)
    assert [code for code, _ in faults(main)] == ["E0211"]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    write(tmp_path, secret=BLOCKS)
    main = write(tmp_path / "inner", main='use tiny from "link.cnn"\ninput 3x8x8\ntiny\n')
    (tmp_path / "inner" / "link.cnn").symlink_to(tmp_path / "secret.cnn")
    assert [code for code, _ in faults(main)] == ["E0213"]
    assert "outside" in faults(main)[0][1]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
def test_a_linked_folder_does_not_lead_out_either(tmp_path: Path) -> None:
    write(tmp_path, elsewhere__b=BLOCKS)
    main = write(tmp_path / "inner", main='use tiny from "link/b.cnn"\ninput 3x8x8\ntiny\n')
    (tmp_path / "inner" / "link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert [code for code, _ in faults(main)] == ["E0213"]


def test_a_folder_whose_name_continues_the_own_is_outside(tmp_path: Path) -> None:
    write(tmp_path, inner2__b=BLOCKS)
    main = write(tmp_path / "inner", main='use tiny from "../inner2/b.cnn"\ninput 3x8x8\ntiny\n')
    assert [code for code, _ in faults(main)] == ["E0213"]


def test_a_fault_in_an_imported_file_is_shown_there(tmp_path: Path) -> None:
    main = write(tmp_path, main='use b from "b.cnn"\ninput 3x8x8\nb\n', b="block b():\n    conv 4 9x9\n")
    (diagnostic,) = check_path(str(main)).diagnostics
    assert diagnostic.span is not None
    assert (diagnostic.code.id, Path(diagnostic.span.source.path).name, diagnostic.span.line) == ("E0303", "b.cnn", 2)
    assert [Path(call.span.source.path).name for call in diagnostic.calls] == ["main.cnn"]


def test_a_syntax_fault_in_an_imported_file_is_shown_there(tmp_path: Path) -> None:
    main = write(tmp_path, main='use b from "b.cnn"\ninput 3x8x8\nb\n', b="block b():\n    conv 4 (3\n")
    (diagnostic,) = check_path(str(main)).diagnostics
    assert diagnostic.span is not None
    assert Path(diagnostic.span.source.path).name == "b.cnn"


def test_a_text_without_a_file_imports_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, main=BLOCKS)
    monkeypatch.chdir(tmp_path)
    text = 'use tiny from "main.cnn"\ninput 3x8x8\ntiny\n'
    assert [fault.code.id for fault in cnndsl.check(text)] == ["E0213"]
    assert [fault.code.id for fault in cnndsl.check(text, path="nowhere/net.cnn")] == ["E0213"]


def test_a_hundred_files_are_the_limit(tmp_path: Path) -> None:
    write(tmp_path, **{f"f{i}": "block b():\n    relu\n" for i in range(102)})
    uses = "".join(f'use b from "f{i}.cnn"\n' for i in range(102))
    main = write(tmp_path, main=f"{uses}input 3x8x8\nb\n")
    assert any("more than 100 files are imported, the limit" in title for _, title in faults(main))


def test_a_file_can_be_used_from_any_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    main = write(tmp_path / "nets", main='use tiny from "b.cnn"\ninput 3x8x8\ntiny\n', b=BLOCKS)
    for folder, path in ((tmp_path, "nets/main.cnn"), (main.parent, "main.cnn"), (main.parent, "../nets/main.cnn")):
        monkeypatch.chdir(folder)
        assert cnndsl.load(path).output == (3, 8, 8)


def test_a_line_outside_of_the_blocks_of_a_library_is_not_dropped(tmp_path: Path) -> None:
    (tmp_path / "library.cnn").write_text("block b():\n    conv 4 3x3\nrelu\n")
    (tmp_path / "net.cnn").write_text('use b from "library.cnn"\ninput 3x8x8\nb\n')
    with pytest.raises(cnndsl.CheckError) as caught:
        cnndsl.load(tmp_path / "net.cnn")
    (fault,) = caught.value.diagnostics
    assert (fault.code.id, str(fault.span).rsplit("/", 1)[-1]) == ("E0401", "library.cnn:3:1")


def test_the_blocks_of_another_network_can_be_imported(tmp_path: Path) -> None:
    (tmp_path / "other.cnn").write_text("input 3x8x8\nblock b():\n    conv 4 3x3\nb\nrelu\n")
    (tmp_path / "net.cnn").write_text('use b from "other.cnn"\ninput 3x8x8\nb\n')
    assert cnndsl.load(tmp_path / "net.cnn").output == (4, 6, 6)


# --------------------------------------------------------------------- texts that stand for files


def titles(text: str, files: Files, path: str = "net.cnn") -> list[str]:
    return [fault.title for fault in check(Source(path, text), files=files).diagnostics]


def test_a_page_without_a_disk_imports_from_memory() -> None:
    files = Texts(
        {
            "net.cnn": "",
            "families/blocks.cnn": 'use tiny from "deep/more.cnn"\n' + BLOCKS.replace("tiny", "t"),
            "families/deep/more.cnn": BLOCKS,
        }
    )
    use = 'use wide, tiny from "families/blocks.cnn"\ninput 3x8x8\nwide 5\ntiny\n'
    checked = check(Source("net.cnn", use), files=files)
    assert checked.network is not None
    assert checked.network.output == (5, 8, 8)
    assert [source.path for source in checked.network.libraries] == ["families/blocks.cnn", "families/deep/more.cnn"]


@pytest.mark.parametrize(
    ("use", "says"),
    [
        ("missing.cnn", "missing.cnn: there is no such file"),
        ("../outside.cnn", "lies outside of the folder of the file given"),
        ("/etc/passwd", "lies outside of the folder of the file given"),
        ("empty.cnn", "is empty"),
        ("net.cnn", "the files import each other: net.cnn -> net.cnn"),
        ("large.cnn", "is larger than 16 MiB"),
    ],
)
def test_texts_obey_the_rules_of_files(use: str, says: str) -> None:
    texts = {
        "nets/net.cnn": "",
        "nets/empty.cnn": " \n",
        "outside.cnn": BLOCKS,
        "nets/large.cnn": "#" * (MAX_BYTES + 1),
    }
    (title,) = titles(f'use tiny from "{use}"\ninput 3x8x8\ntiny\n', Texts(texts), "nets/net.cnn")
    assert says in title


def test_an_open_text_stands_for_its_file(tmp_path: Path) -> None:
    main = write(tmp_path, main='use wide from "b.cnn"\ninput 3x8x8\nwide\n', b=BLOCKS)
    changed = BLOCKS.replace("w=4", "w=9")
    open_texts = Texts({str(tmp_path / "folder" / ".." / "b.cnn"): changed}, DISK)
    for files, width in ((DISK, 4), (open_texts, 9), (DISK, 4)):
        network = check_path(str(main), files=files).network
        assert network is not None
        assert network.output == (width, 8, 8)
    unsaved = Texts({str(main): 'use wide from "b.cnn"\ninput 3x9x9\nwide 2\n'}, DISK)
    network = check_path(str(main), files=unsaved).network
    assert network is not None
    assert network.output == (2, 9, 9)


def test_a_new_file_that_is_not_saved_yet_imports_what_lies_beside_it(tmp_path: Path) -> None:
    write(tmp_path, b=BLOCKS)
    new = str(tmp_path / "new.cnn")
    assert titles('use tiny from "b.cnn"\ninput 3x8x8\ntiny\n', Texts({new: ""}, DISK), new) == []


def test_a_changed_import_is_read_anew(tmp_path: Path) -> None:
    main = write(tmp_path, main='use wide from "b.cnn"\ninput 3x8x8\nwide\n', b=BLOCKS)
    assert cnndsl.load(main).output == (4, 8, 8)
    write(tmp_path, b=BLOCKS.replace("w=4", "w=6"))
    assert cnndsl.load(main).output == (6, 8, 8)
