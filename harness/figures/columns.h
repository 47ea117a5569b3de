/* SPDX-License-Identifier: MIT
 *
 * The columns of comparison.csv and samples.csv: each name is written here once, for the
 * code that writes the files and the code that reads them. Readers find columns by name in
 * a file's first line. scripts/columns.awk and scripts/escapeplots do so, too.
 * Meaning of the columns: results/README.md. Constant data; thread-safe.
 */
#ifndef HARNESS_FIGURES_COLUMNS_H
#define HARNESS_FIGURES_COLUMNS_H

/* The columns of comparison.csv, in their order. */
enum table_column {
    TABLE_SCENARIO,
    TABLE_ORIGIN,
    TABLE_SIZE_BYTES,
    TABLE_LIVE,
    TABLE_ALLOCATOR,
    TABLE_VARIANT,
    TABLE_BASELINE,
    TABLE_METRIC,
    TABLE_UNIT,
    TABLE_BASELINE_VALUE,
    TABLE_VALUE,
    TABLE_DELTA,
    TABLE_DELTA_LOW,
    TABLE_DELTA_HIGH,
    TABLE_RATIO,
    TABLE_RATIO_LOW,
    TABLE_RATIO_HIGH,
    TABLE_VERDICT,
    TABLE_WORKERS,
    TABLE_TURNS_KEPT,
    TABLE_TURNS_TOTAL,
    TABLE_NOTE,
    TABLE_COLUMNS
};

extern const char *const table_columns[TABLE_COLUMNS + 1]; /* ended by NULL */

/* The first columns of samples.csv, in their order. Columns of the variants follow:
 * harness/run/samples.h. */
enum samples_column {
    SAMPLES_SCENARIO,
    SAMPLES_ORIGIN,
    SAMPLES_SIZE_BYTES,
    SAMPLES_LIVE,
    SAMPLES_ALLOCATOR,
    SAMPLES_WORKER,
    SAMPLES_TURN,
    SAMPLES_KEPT,
    SAMPLES_REASON,
    SAMPLES_ORDER,
    SAMPLES_BATCH_NS,
    SAMPLES_CLOCK_COST,
    SAMPLES_CYCLE_BEFORE,
    SAMPLES_CYCLE_AFTER,
    SAMPLES_SLOT_BEFORE,
    SAMPLES_SLOT_AFTER,
    SAMPLES_SLOT_WITHIN,
    SAMPLES_CYCLE_REF,
    SAMPLES_SLOT_BEST,
    SAMPLES_STACK_OFFSET,
    SAMPLES_GROUP,
    SAMPLES_COLLECTIONS,
    SAMPLES_PU,
    SAMPLES_TRIES,
    SAMPLES_LAYOUT,
    SAMPLES_PAUSES,
    SAMPLES_CROSSING,
    SAMPLES_COLUMNS
};

extern const char *const samples_columns[SAMPLES_COLUMNS + 1]; /* ended by NULL */

#endif
