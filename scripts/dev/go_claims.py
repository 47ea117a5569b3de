#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What the Go originals claim of Go, by version, and the parts of docs/scenarios.md made of it.

    scripts/dev/go_claims.py           fails when a part of docs/scenarios.md is not up to date
    scripts/dev/go_claims.py --write   writes them

Claims are comments in scenarios/NAME.go. RANGE is 1.24-, -1.23, 1.22-1.24, or left out for
all versions from OLDEST on:

    // -m RANGE: text; text        what the compiler prints about this line with -gcflags=-m
    // allocates RANGE: N, B bytes what the next function allocates; of several that hold the
                                   last; without one it allocates nothing
    // type RANGE: NAME B bytes    the size of one of the runtime's types
    // go RANGE: sentence.         a claim without a number, and where Go's source has it

tests/go/test_lanes.py checks all claims but the sentences with every Go that is found. A part
of the page stands between the lines "<!-- go: NAME... -->" and "<!-- end of go -->".
"""

import re
import sys
from pathlib import Path
from typing import Dict, Iterable, List, NamedTuple, Optional, Tuple

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs/scenarios.md"
OLDEST, NEWEST = 19, 27  # 1.19 to 1.27: what has been looked at
RANGE = r"(?: (?P<first>1\.\d+)?-(?P<last>1\.\d+)?)?"
FUNCTION = re.compile(r"func (?P<variant>[A-Z][a-z]+)(?P<size>\d*)\(i int\) int +\{")
CLAIM_LIKE = r"// (allocates|type|go)( [-1]|:)"
WIDTH = 118


class Range(NamedTuple):
    first: int
    last: Optional[int]  # None: the newest, too

    def holds(self, minor: int) -> bool:
        return self.first <= minor and (self.last is None or minor <= self.last)

    def words(self) -> str:
        """Empty for all versions."""
        if self.last is not None and (self.first > OLDEST or self.last == self.first):
            return (
                f"in 1.{self.first} to 1.{self.last}"
                if self.first < self.last
                else (f"in 1.{self.first}")
            )
        if self.first > OLDEST:
            return f"from 1.{self.first} on"
        return "" if self.last is None else f"up to 1.{self.last}"


class Message(NamedTuple):
    line: int
    range: Range
    text: str
    form: str  # variant of the function it is in; empty: of one that they call


class Allocation(NamedTuple):
    variant: str  # as in the catalogue: heap
    size: int  # 0: the only one
    range: Range
    objects: int
    bytes: int


class Size(NamedTuple):
    range: Range
    type: str
    bytes: int


class Sentence(NamedTuple):
    range: Range
    text: str


class Claims(NamedTuple):
    messages: List[Message]
    functions: List[Tuple[str, int]]  # variant and size
    allocations: List[Allocation]
    sizes: List[Size]
    sentences: List[Sentence]

    def allocated(self, variant: str, size: int, minor: int) -> Tuple[int, int]:
        """Objects and bytes of one operation with that version."""
        found = (0, 0)
        for a in self.allocations:
            if (a.variant, a.size) == (variant, size) and a.range.holds(minor):
                found = a.objects, a.bytes
        return found


def range_of(match: "re.Match[str]") -> Range:
    first, last = match["first"], match["last"]
    return Range(int(first[2:]) if first else OLDEST, int(last[2:]) if last else None)


def read(path: Path) -> Claims:
    """The claims of one original. ValueError: a comment that looks like one and is none."""
    claims = Claims([], [], [], [], [])
    waiting: List[Tuple[Range, int, int]] = []
    form = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        said = list(re.finditer(rf"// -m{RANGE}: (?P<rest>.+?)(?= // -m|$)", line))
        allocates = re.fullmatch(rf"// allocates{RANGE}: (?P<n>\d+), (?P<b>\d+) bytes", line)
        size = re.fullmatch(rf"// type{RANGE}: (?P<name>[\w./]+) (?P<b>\d+) bytes", line)
        sentence = re.fullmatch(rf"// go{RANGE}: (?P<rest>.+\.)", line)
        function = FUNCTION.match(line)
        if line.startswith("func "):
            form = function["variant"].lower() if function else ""
        for one in said:
            for text in one["rest"].split("; "):
                claims.messages.append(Message(number, range_of(one), text, form))
        if allocates:
            waiting.append((range_of(allocates), int(allocates["n"]), int(allocates["b"])))
        elif size:
            claims.sizes.append(Size(range_of(size), size["name"], int(size["b"])))
        elif sentence:
            claims.sentences.append(Sentence(range_of(sentence), sentence["rest"]))
        elif len(said) != len(re.findall("// -m", line)) or re.match(CLAIM_LIKE, line):
            raise ValueError(f"{path.name}:{number}: no claim as go_claims.py has them: {line}")
        elif function:
            variant, bytes_ = function["variant"].lower(), int(function["size"] or 0)
            claims.functions.append((variant, bytes_))
            claims.allocations.extend(Allocation(variant, bytes_, *w) for w in waiting)
            waiting = []
    return claims


def read_all() -> Dict[str, Claims]:
    return {path.stem: read(path) for path in sorted((ROOT / "scenarios").glob("*.go"))}


# ---- the page ----


def with_range(text: str, range_: Range) -> str:
    return f"{text} {range_.words()}" if range_.words() else text


def messages_of(claims: Claims) -> str:
    """What is said of the heap, then what is said to stay, each once, with the forms it is in."""
    texts: List[str] = []
    for word in ("heap", "does not escape"):
        forms: Dict[Tuple[str, Range], List[str]] = {}
        for m in claims.messages:
            if word in m.text:
                seen = forms.setdefault((m.text, m.range), [])
                seen += [] if m.form in seen or not m.form else [m.form]
        for (text, range_), seen in forms.items():
            of = f" in {', '.join(f'`{form}`' for form in seen)}" if seen else ""
            texts.append(with_range(f"`{text}`{of}", range_))
    return "; ".join(texts)


def count(objects: int, bytes_: int) -> str:
    if objects == 0:
        return "nothing"
    return f"{bytes_} bytes" if objects == 1 else f"{bytes_} bytes in {objects} objects"


def ranges_of(claims: Claims, variant: str, size: int) -> Iterable[Tuple[Range, Tuple[int, int]]]:
    """The spans of versions between which what is allocated changes."""
    first = OLDEST
    for minor in range(OLDEST, NEWEST + 1):
        now = claims.allocated(variant, size, minor)
        if minor == NEWEST or claims.allocated(variant, size, minor + 1) != now:
            yield Range(first, None if minor == NEWEST else minor), now
            first = minor + 1


def allocations_of(claims: Claims) -> str:
    """For each form that allocates in some version; all sizes of one form together."""
    forms: Dict[str, List[str]] = {}
    for variant, size in claims.functions:
        spans = list(ranges_of(claims, variant, size))
        if all(found == (0, 0) for _, found in spans):
            continue
        text = ", ".join(with_range(count(*found), span) for span, found in spans)
        if size and text != count(1, size):
            text = f"{text} at size {size}"
        forms.setdefault(variant, []).append(text)
    return "; ".join(f"`{variant}` {', '.join(texts)}" for variant, texts in forms.items())


def sizes_of(claims: Claims) -> str:
    types: Dict[str, List[str]] = {}
    for s in claims.sizes:
        types.setdefault(s.type, []).append(with_range(str(s.bytes), s.range))
    return "; ".join(f"`{name}` {', '.join(texts)}" for name, texts in types.items())


def wrap(text: str, indent: str = "  ") -> List[str]:
    """Lines of at most WIDTH characters; code is not broken."""
    lines, line = [], ""
    for word in re.findall(r"(?:`[^`]*`|\S)+", text):
        if line and len(line) + 1 + len(word) > WIDTH:
            lines.append(line)
            line = indent + word
        else:
            line = f"{line} {word}" if line else word
    return lines + [line]


def part(names: List[str], all_claims: Dict[str, Claims]) -> List[str]:
    """The lines of one part: of a scenario, or of some that one section is about."""
    lines: List[str] = []
    for name in names:
        claims, of = all_claims[name], f" ({name})" if len(names) > 1 else ""
        for title, text in (
            ("`-m`", messages_of(claims)),
            ("Go allocates", allocations_of(claims)),
            ("Go's types, bytes", sizes_of(claims)),
        ):
            if text:
                lines += wrap(f"- **{title}**{of}: {text}.")
        for s in claims.sentences:
            when = s.range.words()
            lines += wrap(f"- **Go{' ' + when if when else ''}**{of}: {s.text}")
    return lines


def generate(page: str, all_claims: Dict[str, Claims]) -> str:
    """The page with all of its parts anew. ValueError: an original that is in no part."""
    seen: List[str] = []

    def replace(match: "re.Match[str]") -> str:
        names = match[1].split()
        seen.extend(names)
        return "\n".join(
            [f"<!-- go: {match[1]} -->", *part(names, all_claims), "<!-- end of go -->"]
        )

    page = re.sub(r"<!-- go: ([\w ]+) -->\n(?:.*\n)*?<!-- end of go -->", replace, page)
    missing = sorted(set(all_claims) - set(seen) - {"nothing"})
    if missing:
        raise ValueError(f"{PAGE.name} has no part for {', '.join(missing)}")
    return page


def main() -> None:
    old = PAGE.read_text(encoding="utf-8")
    try:
        new = generate(old, read_all())
    except ValueError as error:
        sys.exit(f"go_claims: {error}")
    if "--write" in sys.argv[1:]:
        PAGE.write_text(new, encoding="utf-8")
    elif new != old:
        sys.exit(f"go_claims: {PAGE.name} is not up to date: scripts/dev/go_claims.py --write")


if __name__ == "__main__":
    main()
