# SPDX-License-Identifier: MIT
"""scripts/dev/go_claims.py on originals with a fault, and the words that it makes of versions."""

import sys
from pathlib import Path
from typing import Tuple

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts/dev"))
import go_claims  # noqa: E402

ORIGINAL = """// SPDX-License-Identifier: MIT

// type -1.22: runtime.hchan 96 bytes
// go 1.24-: something else holds.

package p

// allocates: 1, 8 bytes
// allocates 1.24-: 2, 24 bytes
func Heap8(i int) int {
	x := i // -m -1.24: moved to heap: x // -m 1.25-: x does not escape
	return use(&x)
}

func Stack8(i int) int { return i }
"""


def claims_of(text: str, folder: Path) -> go_claims.Claims:
    path = folder / "p.go"
    path.write_text(text, encoding="utf-8")
    return go_claims.read(path)


@pytest.mark.parametrize("minor, found", [(19, (1, 8)), (23, (1, 8)), (24, (2, 24)), (27, (2, 24))])
def test_the_last_range_that_holds_decides(
    minor: int, found: Tuple[int, int], tmp_path: Path
) -> None:
    claims = claims_of(ORIGINAL, tmp_path)
    assert claims.allocated("heap", 8, minor) == found
    assert claims.allocated("stack", 8, minor) == (0, 0)


def test_a_part_says_from_when_to_when(tmp_path: Path) -> None:
    assert "\n".join(go_claims.part(["p"], {"p": claims_of(ORIGINAL, tmp_path)})) == (
        "- **`-m`**: `moved to heap: x` in `heap` up to 1.24; `x does not escape` in `heap` "
        "from 1.25 on.\n"
        "- **Go allocates**: `heap` 8 bytes up to 1.23, 24 bytes in 2 objects from 1.24 on at "
        "size 8.\n"
        "- **Go's types, bytes**: `runtime.hchan` 96 up to 1.22.\n"
        "- **Go from 1.24 on**: something else holds."
    )


@pytest.mark.parametrize(
    "line",
    [
        "// allocates 1.24: 1, 8 bytes",
        "// allocates: one, 8 bytes",
        "// type 1.24-: runtime.g",
        "// go 1.24-: no full stop",
        "	x := 1 // -m 24-: moved to heap: x",
    ],
)
def test_a_comment_that_is_nearly_a_claim_is_refused(line: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="p.go:"):
        claims_of(ORIGINAL + line + "\n", tmp_path)


def test_an_original_without_a_part_on_the_page_is_missed(tmp_path: Path) -> None:
    page = "<!-- go: p -->\nEARLIER\n<!-- end of go -->\n"
    claims = claims_of(ORIGINAL, tmp_path)
    assert "EARLIER" not in go_claims.generate(page, {"p": claims})
    with pytest.raises(ValueError, match="no part for q"):
        go_claims.generate(page, {"p": claims, "q": claims})


def test_the_page_is_up_to_date() -> None:
    page = go_claims.PAGE.read_text(encoding="utf-8")
    assert go_claims.generate(page, go_claims.read_all()) == page
