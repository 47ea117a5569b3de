# SPDX-License-Identifier: MIT
"""python3 -m escapeplots plots|report|slides ...; scripts/plots and its like call this."""

import sys


def main() -> int:
    command, words = sys.argv[1], sys.argv[2:]
    if command == "report":
        from .report_cli import report

        return report(words)
    from .plots_cli import plots, slides

    return plots(words) if command == "plots" else slides(words)


if __name__ == "__main__":
    sys.exit(main())
