# SPDX-License-Identifier: MIT
"""python3 -I .../escapeplots plots|report|slides ... scripts/plots, report and slides call this.

-I keeps Python from loading modules from the current folder. This module adds the checkout's
scripts and the user's own packages to the search path."""

import site
import sys
from pathlib import Path


def main() -> int:
    command, words = sys.argv[1], sys.argv[2:]
    if command == "report":
        from escapeplots.report_cli import report

        return report(words)
    from escapeplots.plots_cli import plots, slides

    return plots(words) if command == "plots" else slides(words)


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    sys.path = [str(here.parent)] + [path for path in sys.path if path != str(here)]
    site.addsitedir(site.getusersitepackages())
    sys.exit(main())
