# SPDX-License-Identifier: MIT
"""Reads a CSV file, also one that a spreadsheet has changed.

Accepted: UTF-8 with or without a byte-order mark; commas, semicolons or tabs between the cells;
LF, CRLF or CR line ends; all cells quoted; empty cells left out at a line's end; empty lines;
columns in any order, and additional ones. With semicolons numbers have decimal commas. Everything
else is refused, with the line.
"""

import csv
import io
import math
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterator

DELIMITERS = (",", ";", "\t")
LONGEST_NAME, LONGEST_TEXT = 200, 4000  # letters
LARGEST = 1e15  # no larger figure is accepted: as ns this is eleven days
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
UTF16 = (b"\xff\xfe", b"\xfe\xff")

csv.field_size_limit(1 << 22)


class BadInput(Exception):
    """A file cannot be read. The text names the file, and the line if one is wrong."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{printable(place)}: {what}")


def write_whole(path: Path, content: bytes) -> None:
    """The file with all of the content, or as it was before: never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_file():  # a pipe, /dev/stdout
        path.write_bytes(content)
        return
    new = path.with_name(f".{os.getpid()}.new")
    try:
        new.write_bytes(content)
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from None


def is_control(letter: str) -> bool:
    """Control characters, lone surrogates and code points that are no character."""
    return unicodedata.category(letter) in ("Cc", "Cs", "Cn")


def printable(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text on one line, with unprintable letters replaced, cut if it is too long."""
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    if cut.isprintable():
        return cut
    return "".join(" " if letter in "\r\n\t" else "\ufffd" if is_control(letter) else letter
                   for letter in cut)  # fmt: skip


@dataclass(frozen=True)
class Text:
    """A file's text without its byte-order mark, and its format. `whole`: the last line has an
    end, or needs none because a spreadsheet wrote the file."""

    path: Path
    content: str
    delimiter: str
    whole: bool

    @property
    def decimal_comma(self) -> bool:
        return self.delimiter == ";"


def decode(path: Path) -> str:
    """The file's text without its byte-order mark."""
    raw = path.read_bytes()
    if raw.startswith(UTF16):
        raise BadInput(path, 1, "UTF-16 text; save it as UTF-8 (CSV UTF-8)")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(path, raw[: error.start].count(b"\n") + 1, "not UTF-8 text") from None


def read_text(path: Path, needed: str) -> Text:
    """Reads the file. The delimiter is the one that makes `needed` a column of the header."""
    content = decode(path)
    header = re.split(r"[\r\n]", content, maxsplit=1)[0]
    if header.startswith("sep="):
        raise BadInput(path, 1, "a line 'sep=' before the header; take it out")
    found = [d for d in DELIMITERS if needed in _cells(header, d)]
    from_spreadsheet = "\r" in content
    ended = content.endswith(("\n", "\r"))
    return Text(path, content, found[0] if found else ",", ended or from_spreadsheet)


def _cells(line: str, delimiter: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]


def read_header(text: Text, cells: list[str], needed: list[str], what: str) -> list[str]:
    """The columns' names. Refuses a header that lacks a needed column or has one twice."""
    names = [cell.strip() for cell in cells]
    missing = [name for name in needed if name not in names]
    if missing:
        raise BadInput(text.path, 1, f"not a {what}: no column {', '.join(missing)}")
    refuse_twins(text, names, needed)
    return names


def refuse_twins(text: Text, names: list[str], read: list[str]) -> None:
    """Refuses a header in which two columns have the same of the names that are read."""
    for name in read:
        if names.count(name) > 1:
            raise BadInput(text.path, 1, f"two columns have the name {name}")


def read_lines(text: Text, needed: list[str], what: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The number of each line, and its needed cells by column."""
    reader = csv.reader(io.StringIO(text.content, newline=""), delimiter=text.delimiter,
                        strict=True)  # fmt: skip
    names: list[str] = []
    line, width = 0, 0
    try:
        for cells in reader:
            line = reader.line_num
            if not names:
                names = read_header(text, cells, needed, what)
                continue
            if any(cells):
                width = len(cells)
                yield line, _by_name(text, line, names, cells, needed)
    except csv.Error as error:
        raise BadInput(text.path, reader.line_num, str(error)) from None
    if not names:
        raise BadInput(text.path, 1, f"not a {what}: it is empty")
    if not text.content.endswith(("\n", "\r")) and (not text.whole or width < len(names)):
        raise BadInput(text.path, line, "the file ends in the middle of this line")


def _by_name(
    text: Text, line: int, names: list[str], cells: list[str], needed: list[str]
) -> dict[str, str]:
    if len(cells) > len(names) and any(cells[len(names) :]):
        what = f"{len(cells)} cells where the header has {len(names)}"
        raise BadInput(text.path, line, what)
    row = dict(zip(names, cells))
    return {name: row.get(name, "") for name in needed}


def to_name(text: str) -> str:
    """A name for pictures and captions. Refuses one that is too long or not printable."""
    if len(text) > LONGEST_NAME:
        raise ValueError(f"{len(text)} letters, at most {LONGEST_NAME}")
    if any(map(is_control, text)):
        raise ValueError("it has a control character")
    return text


def to_whole(text: str) -> int:
    if not re.fullmatch(r"\d{1,18}", text):
        raise ValueError("not a whole number of 0 and more")
    return int(text)


def to_number(text: str) -> float:
    """A number; NaN for an empty cell, which means unknown."""
    if not text:
        return math.nan
    if not NUMBER.fullmatch(text):
        raise ValueError("not a number")
    number = float(text)
    if abs(number) > LARGEST:
        raise ValueError(f"beyond {LARGEST:g}")
    return number


def with_decimal_comma(text: str) -> str:
    """The number with a decimal point. A point in the text is refused, because it would be a
    thousands separator."""
    if "." in text:
        raise ValueError("a decimal point between semicolons; save it with commas and points")
    return text.replace(",", ".")


def convert(text: Text, line: int, column: str, cell: str, read: Callable[[str], object]) -> object:
    """Converts the cell with `read`. A cell that `read` refuses is an error with its line and
    column."""
    try:
        if text.decimal_comma and read in (to_number, to_whole):
            cell = with_decimal_comma(cell)
        return read(cell)
    except ValueError as error:
        raise BadInput(text.path, line, f"{column} is '{printable(cell, 60)}': {error}") from None
