# SPDX-License-Identifier: MIT
"""Formats numbers for people."""

import math

TIMES = ((1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns"))


def human_size(size: float) -> str:
    """A size as 512 B, 4 KiB or 8 MB: in binary units if they divide the size, else in decimal
    ones if these do."""
    whole = int(size)
    for factor, unit in ((1 << 20, "MiB"), (1 << 10, "KiB"), (10**6, "MB")):
        if whole >= factor and whole % factor == 0:
            return f"{whole // factor} {unit}"
    return f"{whole} B"


def digits(number: float, significant: int = 3) -> str:
    """The number with that many significant digits, without an exponent."""
    if number == 0 or not math.isfinite(number):
        return "0" if number == 0 else "?"
    rounded = abs(float(f"{number:.{significant - 1}e}"))  # 9.96 has two digits as 10
    places = max(0, significant - 1 - math.floor(math.log10(rounded)))
    return f"{number:.{places}f}".replace("-", "−")


def time_unit(ns: float) -> tuple[float, str]:
    """The unit for times of this magnitude: its ns and its name."""
    for factor, unit in TIMES:
        if abs(ns) >= factor:
            return factor, unit
    return TIMES[-1]


def human_time(ns: float, significant: int = 3) -> str:
    factor, unit = time_unit(ns)
    return f"{digits(ns / factor, significant)} {unit}"


def human_count(number: float) -> str:
    """A count as 123, 4.57 k or 4.61 M."""
    for factor, unit in ((1e9, " G"), (1e6, " M"), (1e4, " k")):
        if abs(number) >= factor:
            return digits(number / (1e3 if unit == " k" else factor)) + unit
    return digits(number)


def shortened(name: str, letters: int) -> str:
    return name if len(name) <= letters else name[: letters - 1] + "…"


def plain(name: str) -> str:
    """A scenario's name as words."""
    return name.replace("_", " ")
