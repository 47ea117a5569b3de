# SPDX-License-Identifier: MIT
#
# The columns of a run's CSV by name, for awk programs that read runs:
#
#   awk -F, "$(cat scripts/columns.awk)"' is("metric", "time") { print of("delta") }' FILE...
#
# In:  FILEs whose first line names the columns. Only a file's last column may hold
#      commas or quotes, which is so for comparison.csv.
# Out: of(NAME), the cell of the row at hand; is(NAME, TEXT), whether the cell is TEXT.
#      A name that is no column ends the program with status 2. Program text does not see
#      the lines of names.
FNR == 1 {
    split("", column_of)
    for (i = 1; i <= NF; i++) column_of[$i] = i
    next
}
function of(name) {
    if (!(name in column_of)) {
        print FILENAME ": there is no column " name > "/dev/stderr"
        exit 2
    }
    return $column_of[name]
}
function is(name, text) { return of(name) == text }
