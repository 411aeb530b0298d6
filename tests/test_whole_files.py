"""Files that are whole or absent, whatever happens while they are written."""

import os
import stat
from pathlib import Path

import pytest

from cnndsl.whole_files import remove_drafts, replace_text, write_named, write_whole


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_made_with_the_folders_above_it_or_replaced(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b.txt"
    for content in (b"first", b"second"):
        write_whole(target, content)
        assert target.read_bytes() == content
    assert names(target.parent) == ["b.txt"]


@pytest.mark.parametrize(("owner", "name"), [(os, "fsync"), (Path, "replace"), (Path, "open"), (Path, "chmod")])
def test_a_write_that_fails_leaves_the_old_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, name: str
) -> None:
    target = tmp_path / "a.txt"
    write_whole(target, b"old")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, full)
        with pytest.raises(OSError, match="No space left"):
            write_whole(target, b"new", 0o600)
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["a.txt"]


def test_a_draft_is_never_written_through_a_link(tmp_path: Path) -> None:
    """Somebody else may have guessed its name."""
    (tmp_path / "theirs").write_bytes(b"theirs")
    (tmp_path / f".a.txt.{os.getpid()}").symlink_to(tmp_path / "theirs")
    write_whole(tmp_path / "a.txt", b"mine")
    assert (tmp_path / "theirs").read_bytes() == b"theirs"
    assert not (tmp_path / "a.txt").is_symlink()
    assert names(tmp_path) == ["a.txt", "theirs"]


def test_the_longest_name_of_a_file_system_is_written(tmp_path: Path) -> None:
    write_whole(tmp_path / ("n" * 255), b"content")
    assert names(tmp_path) == ["n" * 255]


def test_what_killed_processes_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in (".a.txt.123", ".b.4567", ".gitignore", ".notes.txt", "c.1"):
        (tmp_path / name).touch()
    remove_drafts(tmp_path)
    assert names(tmp_path) == [".gitignore", ".notes.txt", "c.1"]


def test_replacing_a_text_follows_a_link_and_keeps_the_permissions(tmp_path: Path) -> None:
    (tmp_path / "real.cnn").write_text("small")
    (tmp_path / "real.cnn").chmod(0o640)
    (tmp_path / "link.cnn").symlink_to("real.cnn")
    replace_text(str(tmp_path / "link.cnn"), "größer", "small")
    assert (tmp_path / "link.cnn").is_symlink()
    assert (tmp_path / "real.cnn").read_bytes() == "größer".encode()
    assert stat.S_IMODE((tmp_path / "real.cnn").stat().st_mode) == 0o640


@pytest.mark.parametrize("kind", ["folder", "missing"])
def test_only_a_regular_file_is_replaced(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    if kind == "folder":
        path.mkdir()
    with pytest.raises(OSError, match="is not a regular file"):
        replace_text(str(path), "text", "")


def test_a_file_that_was_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.cnn"
    path.write_text("edited")
    with pytest.raises(OSError, match="changed meanwhile"):
        replace_text(str(path), "new", "read")
    assert path.read_text() == "edited"


def test_hard_links_and_a_byte_order_mark_stay(tmp_path: Path) -> None:
    path, other = tmp_path / "a.cnn", tmp_path / "b.cnn"
    path.write_bytes(b"\xef\xbb\xbfold and long")
    os.link(path, other)
    replace_text(str(path), "new", "old and long")
    assert path.read_bytes() == other.read_bytes() == b"\xef\xbb\xbfnew"
    assert path.samefile(other)
    other.unlink()
    replace_text(str(path), "newer", "new")
    assert path.read_bytes() == b"\xef\xbb\xbfnewer"


def test_the_owner_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.cnn"
    path.write_text("old")
    owners = []
    monkeypatch.setattr(os, "chown", lambda draft, *owner: owners.append(owner))
    replace_text(str(path), "new", "old")
    now = path.stat()
    assert owners == [(now.st_uid, now.st_gid)]


def test_an_edit_that_is_made_while_the_new_text_is_written_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.cnn"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", lambda _: path.write_text("an edit"))
    with pytest.raises(OSError, match="changed meanwhile"):
        replace_text(str(path), "new", "old")
    assert path.read_text() == "an edit"
    assert names(tmp_path) == ["a.cnn"]


@pytest.mark.parametrize("new", ["longer than it was", "n"])
@pytest.mark.parametrize("stop", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_file_of_several_names_is_as_it_was_where_writing_ends_early(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new: str, stop: BaseException
) -> None:
    path = tmp_path / "a.cnn"
    path.write_text("old text")
    os.link(path, tmp_path / "b.cnn")

    def end(_: int) -> None:
        raise stop

    monkeypatch.setattr(os, "fsync", end)
    with pytest.raises(type(stop)):
        replace_text(str(path), new, "old text")
    assert (tmp_path / "b.cnn").read_text() == "old text"
    monkeypatch.undo()
    replace_text(str(path), new, "old text")
    assert (tmp_path / "b.cnn").read_text() == new


def test_a_file_whose_owner_cannot_be_kept_is_written_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.cnn"
    path.write_text("old")
    before = path.stat().st_ino
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    replace_text(str(path), "new", "old")
    assert (path.read_text(), path.stat().st_ino) == ("new", before)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no extended attributes")
def test_extended_attributes_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.cnn"
    path.write_text("old")
    try:
        os.setxattr(path, "user.note", b"mine")
    except OSError:
        pytest.skip("a file system without extended attributes")
    replace_text(str(path), "new", "old")
    assert (path.read_text(), os.getxattr(path, "user.note")) == ("new", b"mine")


def test_a_pipe_and_a_device_get_what_is_written_and_stay(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert write_named(pipe, [b"con", b"tent"]) == 7
    assert os.read(reader, 100) == b"content"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert write_named(Path(os.devnull), b"content") == 7
    assert names(tmp_path) == ["pipe"]
    assert write_named(tmp_path / "new" / "file", b"content") == 7
    assert (tmp_path / "new" / "file").read_bytes() == b"content"


def test_a_terminal_gets_no_file(tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    with pytest.raises(OSError, match="is a terminal"):
        write_named(Path(os.ttyname(theirs)), b"\x1b[31m")
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize("name", ["😀" * 63, "é" * 127])
def test_the_longest_name_of_wide_characters_is_written(tmp_path: Path, name: str) -> None:
    write_whole(tmp_path / name, b"content")
    assert names(tmp_path) == [name]
