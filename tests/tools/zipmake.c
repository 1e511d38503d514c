// zipmake KIND OUT writes one kind of zip; without arguments it lists the kinds and what is to come of
// each. For shell tests, and to see what another program makes of such a zip.
//
// uses tests/zip/zip_build.c tests/zip/zip_kinds.c tests/zip/zip_odd.c

#include <stdio.h>

#include "tests/zip/zip_kinds.h"

// The kinds as a table.
static int
list(void)
{
	for (unsigned i = 0; i < zip_kind_count; i++)
		printf("%s\t%s\n", zip_kinds[i].name,
		    zip_kinds[i].code != NULL ? zip_kinds[i].code : "good");
	return 0;
}

static int
write_out(const struct zip_kind *kind, const char *path)
{
	struct buffer zip = {0};
	FILE *out = fopen(path, "wbx");

	if (out == NULL) {
		perror(path);
		return 1;
	}
	zip_kind_make(kind, &zip);
	bool good = fwrite(zip.data != NULL ? zip.data : "", 1, zip.size, out) == zip.size;
	good = fclose(out) == 0 && good;
	if (!good)
		perror(path);
	buffer_free(&zip);
	return good ? 0 : 1;
}

int
main(int argc, char **argv)
{
	if (argc == 1)
		return list();
	const struct zip_kind *kind = argc == 3 ? zip_kind_named(argv[1]) : NULL;
	if (kind == NULL) {
		fputs("usage: zipmake [KIND OUT]\n", stderr);
		return 64;
	}
	return write_out(kind, argv[2]);
}
