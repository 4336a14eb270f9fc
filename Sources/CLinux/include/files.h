#pragma once

// renameat2(2) with RENAME_NOREPLACE, both names relative to one open folder: renames only where nothing has the new
// name. 0, or -1 with errno (EEXIST when something has).
int greffe_rename_noreplace(int folder, const char *from, const char *to);
