// In pieces, because plans and receipts are as large as a directory is.
#include "pipeline/fs_copy.h"

#include <unistd.h>

#include "pipeline/fs.h"

enum { PIECE = 64 * 1024 };

bool
fs_copy(int from, int to, const char *name, bool *copied, struct fault *fault)
{
	char piece[PIECE];
	ssize_t size = 0;
	*copied = fs_exists(from, name);
	if (!*copied)
		return true;
	int in = fs_open_file(from, name, fault);
	int out = in < 0 ? -1 : fs_create(to, name, fault);
	bool good = out >= 0;
	while (good && (size = read(in, piece, sizeof piece)) > 0)
		good = fs_write(out, piece, (size_t)size, name, fault);
	if (good && size < 0)
		good = fault_system(fault, "reading %s", name);
	if (out >= 0 && good)
		good = fs_finish(out, name, fault);
	else if (out >= 0)
		close(out);
	if (in >= 0)
		close(in);
	return good;
}
