"""`cnndsl diff`: exit status, messages, and a real git repository that calls it."""

from __future__ import annotations

import difflib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cnndsl.cli import cli
from tests.test_isolation import command, loaded

ROOT = Path(__file__).parents[2]
LENET = str(ROOT / "architectures" / "lenet.cnn")
ALEXNET = str(ROOT / "architectures" / "alexnet.cnn")
NET = "model Net(width=8)\ninput 3x8x8\nconv width 3 padding=1\nrelu\n"


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["diff", *arguments], input=text, catch_exceptions=False)


def write(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


def test_the_exit_status_tells_whether_they_differ(tmp_path: Path) -> None:
    one = write(tmp_path, "a.cnn", NET)
    same = write(
        tmp_path,
        "b.cnn",
        "# a block instead\nmodel Other\ninput 3x8x8\nblock b(w):\n    conv w 3x3 padding=1\n    relu\ninline b 8\n",
    )
    assert run(one, same).exit_code == 0
    assert "The networks are the same." in run(one, same).output
    assert run(one, LENET).exit_code == 1


def test_wrong_usage_and_faulty_files_are_status_2(tmp_path: Path) -> None:
    one = write(tmp_path, "a.cnn", NET)
    faulty = write(tmp_path, "faulty.cnn", "input 3x8x8\ncovn 4 3\n")
    for arguments in ([one], [one, one, one], ["-", "-"], [one, faulty], [one, str(tmp_path / "none.cnn")]):
        assert run(*arguments).exit_code == 2, arguments
    found = run(one, faulty)
    assert "E0201" in found.stderr
    assert not found.stdout
    library = run(one, str(ROOT / "architectures/families/resnet.cnn"))
    assert library.exit_code == 2
    assert "library" in library.stderr


def test_standard_input_and_no_file(tmp_path: Path) -> None:
    one = write(tmp_path, "a.cnn", NET)
    assert run("-", one, text=NET).exit_code == 0
    assert "+  0     conv 8 3 padding=1" in run("/dev/null", one).output


def test_settings_and_input_apply_to_both(tmp_path: Path) -> None:
    one = write(tmp_path, "a.cnn", NET)
    other = write(tmp_path, "b.cnn", NET.replace("width=8", "width=4"))
    assert run(one, other).exit_code == 1
    assert run(one, other, "--set", "width=5", "--input", "1x9x9").exit_code == 0
    found = run(one, LENET, "--set", "width=5")
    assert found.exit_code == 2
    assert f"--set and --input apply to both networks, and only {one} takes these settings" in found.stderr


def test_json() -> None:
    found = json.loads(run(LENET, ALEXNET, "--format", "json").output)
    assert found["different"]
    assert (found["old"]["params"], found["new"]["params"]) == (61_706, 61_100_840)
    assert found["state_dict"]["loads"] is False
    assert {layer["change"] for layer in found["layers"]} <= {"added", "removed", "changed"}
    for layer in found["layers"]:
        if layer["group"] is None:
            assert set(layer["differs"]) <= {"path", "output", "macs", "initial"}
            continue
        group = found["groups"][layer["group"]]
        assert layer["change"] == group["change"]
        assert (layer["new"] or layer["old"])["name"].startswith(tuple(group["places"]))


def test_no_colour_in_a_pipe() -> None:
    assert "\x1b" not in run(LENET, ALEXNET).output


def test_torch_is_not_imported() -> None:
    assert loaded(command("diff", LENET, ALEXNET) + "assert status == 1, status\n") == []


def test_git_gives_its_own_arguments(tmp_path: Path) -> None:
    one = write(tmp_path, "old", NET)
    assert run("--git", "x.cnn").output == "x.cnn: not merged yet\n"
    added = run("--git", "x.cnn", "/dev/null", ".", ".", one, "0" * 40, "100644")
    assert added.exit_code == 0
    assert added.output.startswith("--- /dev/null\n+++ x.cnn  Net: 3x8x8 -> 8x8x8\n")
    empty = write(tmp_path, "empty", "")
    assert "+++ x.cnn  Net" in run("--git", "x.cnn", empty, "0", "0", one, "0", "0").output
    assert run("--git", "x.cnn", one).exit_code == 2


def test_git_diff_of_a_long_text_is_that_of_difflib(tmp_path: Path) -> None:
    old = [line for number in range(500) for line in (f"block b{number}():", f"    conv {number + 1} 3")]
    new = [line.replace("conv 250 3", "conv 250 5") for line in old]
    files = [write(tmp_path, name, "\n".join(lines)) for name, lines in (("old", old), ("new", new))]
    shown = run("--git", "x.cnn", files[0], "0", "0", files[1], "0", "0").output.splitlines()
    assert shown[1] == "Blocks: b249 changed"
    assert shown[2:] == list(difflib.unified_diff(old, new, "x.cnn", "x.cnn", lineterm=""))


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit of a network that imports a block, where git calls `cnndsl diff`."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    (tmp_path / "nets" / "parts").mkdir(parents=True)
    write(tmp_path, "nets/parts/unit.cnn", "block unit(w):\n    conv w 3 padding=1\n    relu\n")
    write(tmp_path, "nets/net.cnn", 'use unit from "parts/unit.cnn"\ninput 3x8x8\nunit 4\nunit 8\n')
    write(tmp_path, ".gitattributes", "*.cnn diff=cnndsl\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", "diff.cnndsl.command", f"'{sys.executable}' -m cnndsl diff --git")
    commit(tmp_path)
    return tmp_path


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def commit(folder: Path) -> None:
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "x")


def test_git_diff_of_the_work_tree(repository: Path) -> None:
    net = repository / "nets" / "net.cnn"
    net.write_text(net.read_text().replace("unit 8", "unit 4\nunit 8"))
    shown = git(repository, "diff")
    assert shown.startswith("--- nets/net.cnn  net: 3x8x8 -> 8x8x8\n+++ nets/net.cnn  net: 3x8x8 -> 8x8x8\n")
    assert "Renamed 1.0 … 1.1 -> 2.0 … 2.1 (2 layers)" in shown
    assert shown == git(repository / "nets", "diff")


def test_git_diff_of_a_comment(repository: Path) -> None:
    net = repository / "nets" / "net.cnn"
    net.write_text("# a comment\n" + net.read_text())
    assert "The networks are the same." in git(repository, "diff")


def test_git_diff_of_a_faulty_version_is_the_text(repository: Path) -> None:
    net = repository / "nets" / "net.cnn"
    net.write_text(net.read_text().replace("unit 8", "unti 8"))
    assert git(repository, "diff").startswith(
        "new nets/net.cnn: 1 fault, in line 4: there is no layer or block `unti`\n--- nets/net.cnn\n+++ nets/net.cnn\n@@ -1,4 +1,4 @@\n"
    )
    git(repository, "checkout", "-q", ".")
    unit = repository / "nets" / "parts" / "unit.cnn"
    unit.write_text(unit.read_text() + "    relu\n")
    assert git(repository, "diff").startswith(
        "nets/parts/unit.cnn: a library of blocks, not a network\nBlocks: unit changed\n--- nets/parts/unit.cnn\n"
    )


def test_git_diff_of_a_library(repository: Path) -> None:
    unit = repository / "nets" / "parts" / "unit.cnn"
    unit.write_text("# a comment\n" + unit.read_text())
    assert "Blocks: all the same\n" in git(repository, "diff")
    unit.write_text(unit.read_text() + "block other(w): conv w 1\n")
    assert "Blocks: other added\n" in git(repository, "diff")
    git(repository, "rm", "-qf", str(unit))
    shown = git(repository, "diff", "--cached")
    assert "Blocks: unit removed\n" in shown
    assert "-block unit(w):\n" in shown


def test_git_diff_of_an_import_that_does_not_fit_says_where(repository: Path) -> None:
    unit, net = repository / "nets" / "parts" / "unit.cnn", repository / "nets" / "net.cnn"
    unit.write_text("block unit(w, k):\n    conv w k\n    covn w\n")
    net.write_text(net.read_text().replace("unit 8", "unit 8 3"))
    shown = git(repository, "diff", "--", "nets/net.cnn")
    assert shown.startswith("old nets/net.cnn: ")
    assert "-unit 8\n+unit 8 3\n" in shown


def test_git_diff_of_a_removed_file_that_imports(repository: Path) -> None:
    git(repository, "rm", "-q", "nets/net.cnn")
    assert "--- nets/net.cnn  net: 3x8x8 -> 8x8x8\n+++ /dev/null\n" in git(repository, "diff", "--cached")


@pytest.mark.parametrize(
    ("data", "remark"),
    [
        (b"inp\0ut\n", "is a binary file, not the text of a network"),
        (b"input 3x8x8 # \xe9\n", "is not UTF-8 text (byte 0xe9 in line 1)"),
        (b"# nothing\n", "1 fault, in line 1: the network has no `input`"),
    ],
)
def test_git_diff_of_what_is_no_network(repository: Path, data: bytes, remark: str) -> None:
    (repository / "nets" / "net.cnn").write_bytes(data)
    assert git(repository, "diff").startswith(f"new nets/net.cnn: {remark}\n--- nets/net.cnn\n+++ nets/net.cnn\n@@")


def test_git_diff_of_an_unreadable_file() -> None:
    shown = run("--git", "x.cnn", "/none/there", "0", "0", os.devnull, "0", "0")
    assert shown.exit_code == 0
    assert shown.output == "old x.cnn: there is no such file\n"


def test_git_diff_of_emptied_and_linked_files(repository: Path) -> None:
    (repository / "nets" / "net.cnn").write_text("")
    shown = git(repository, "diff")
    assert "+++ nets/net.cnn\n" in shown
    assert "Output       8x8x8 -> none" in shown
    (repository / "nets" / "net.cnn").unlink()
    (repository / "nets" / "net.cnn").symlink_to("parts/unit.cnn")
    assert "+parts/unit.cnn" in git(repository, "diff")


def test_git_diff_of_new_renamed_and_removed_files(repository: Path) -> None:
    write(repository, "plain.cnn", NET)
    git(repository, "mv", "nets/net.cnn", "nets/other.cnn")
    write(repository, "nets/other.cnn", (repository / "nets/other.cnn").read_text() + "relu\n")
    git(repository, "add", ".")
    shown = git(repository, "diff", "--cached", "-M30")
    assert "--- /dev/null\n+++ plain.cnn  Net: 3x8x8 -> 8x8x8\n" in shown
    assert "--- nets/net.cnn  other: 3x8x8 -> 8x8x8\n+++ nets/other.cnn  other: 3x8x8 -> 8x8x8\n" in shown
    commit(repository)
    git(repository, "rm", "-q", "plain.cnn")
    assert "--- plain.cnn  Net: 3x8x8 -> 8x8x8\n+++ /dev/null\n" in git(repository, "diff", "HEAD")
