/* SPDX-License-Identifier: MIT
 *
 * Stored machines: tests/machines/NAME.tree made into a folder of files.
 *
 * A line is a path and, behind blanks, the text of a line of that file; more
 * lines of a path follow each other. A path that ends with / is a folder. Lines
 * that start with # are comments.
 */
#ifndef TESTS_SUPPORT_TREE_H
#define TESTS_SUPPORT_TREE_H

/* Makes the tree in a new folder below /tmp, whose path goes to `root`. Stops
 * the test when it cannot. */
void tree_make(const char *machine, char root[64]);

/* Removes it again. */
void tree_remove(const char *root);

/* Adds a line to a file of the tree, or replaces the file's text. */
void tree_add(const char *root, const char *path, const char *line);
void tree_set(const char *root, const char *path, const char *line);

#endif
