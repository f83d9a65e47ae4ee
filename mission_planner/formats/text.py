"""Reading and writing of small files, with our own errors."""

from pathlib import Path

from mission_planner.errors import FormatError

MAX_FILE_BYTES = 16 * 1024 * 1024


def read_text(path: Path) -> str:
    """The text of a file of at most 16 MiB. Raises FormatError."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise FormatError(f"{path} is larger than 16 MiB: that is no mission")
        return path.read_text(encoding="utf-8")
    except OSError as exc:
        raise FormatError(f"cannot read {path}: {exc.strerror}") from exc
    except UnicodeDecodeError as exc:
        raise FormatError(f"{path} is not a text file") from exc


def write_text(path: Path, text: str) -> None:
    """Writes a file whole or not at all. Raises FormatError."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all. Raises FormatError."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as exc:
        part.unlink(missing_ok=True)
        raise FormatError(f"cannot write {path}: {exc.strerror}") from exc
