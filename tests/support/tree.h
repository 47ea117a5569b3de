/* SPDX-License-Identifier: MIT
 *
 * Makes a folder of files from a stored machine, tests/machines/NAME.tree.
 *
 * A line is a path and, behind blanks, the text of a line of that file; more
 * lines of a path follow each other. A path that ends with / is a folder. Lines
 * that start with # are comments.
 */
#ifndef TESTS_SUPPORT_TREE_H
#define TESTS_SUPPORT_TREE_H

/* Makes the tree in a new folder below /tmp and writes the folder's path to `root`. Ends
 * the test if it fails. */
void tree_make(const char *machine, char root[64]);

/* Removes the folder. */
void tree_remove(const char *root);

/* Adds a line to a file of the tree, or replaces the file's text. */
void tree_add(const char *root, const char *path, const char *line);
void tree_set(const char *root, const char *path, const char *line);

#endif
