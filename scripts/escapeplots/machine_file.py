# SPDX-License-Identifier: MIT
"""Reads machine.json, which says what a run was measured on, and makes every text in it
printable."""

import json
from pathlib import Path
from typing import Any

from .table import BadInput, decode, printable

SCHEMA = 1
DEEPEST = 32  # nesting of objects and lists


def read_machine(path: Path) -> dict[str, Any]:
    """Reads the file; {} if there is none."""
    if not path.is_file():
        return {}
    content = decode(path)
    try:
        machine = json.loads(content, parse_constant=_refuse_constant)
        clean = _clean(machine, 0)
    except json.JSONDecodeError as error:
        raise BadInput(path, error.lineno, error.msg) from None
    except RecursionError:
        raise BadInput(path, 1, f"nested more than {DEEPEST} levels deep") from None
    except ValueError as error:
        raise BadInput(path, 1, str(error)) from None
    if not isinstance(clean, dict):
        raise BadInput(path, 1, "not a JSON object")
    if type(clean.get("schema")) is not int or clean["schema"] != SCHEMA:
        found = printable(json.dumps(clean.get("schema")), 60)
        raise BadInput(path, 1, f"its schema is {found}; this program reads schema {SCHEMA}")
    return clean


def _refuse_constant(word: str) -> float:
    raise ValueError(f"{word} is not a number of JSON")


def _clean(value: Any, depth: int) -> Any:
    """A copy of the value in which every text is printable."""
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(value, dict):
        return {printable(key, 200): _clean(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item, depth + 1) for item in value]
    return printable(value) if isinstance(value, str) else value
