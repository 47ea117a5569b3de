# SPDX-License-Identifier: MIT
"""Pictures, a report page and slides from the files of escapebench runs.

Reads comparison.csv, samples.csv and machine.json (schema: results/README.md).
The C program is not needed: a comparison.csv from another machine is enough.
"""
