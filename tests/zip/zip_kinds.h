// Every kind of zip that a district, or somebody who means harm, may send, and what is to come of
// it. How to add a kind: a row in zip_kinds.c; one that no row can say gets a function in
// zip_odd.c.
#pragma once

#include "pipeline/zip.h"
#include "tests/zip/zip_build.h"

struct zip_kind {
	const char *name;
	// Of the verdict. NULL: a good zip, whose first file holds ZIP_KIND_CONTENT. "package.crc":
	// the zip is good, and the content is not.
	const char *code;
	struct build_zip zip;
	struct bytes raw;		  // no zip, but these bytes
	void (*make)(struct buffer *out); // or made by this
	const char *says;		  // what stands in the verdict; NULL: whatever
};

#define ZIP_KIND_CONTENT "sourcedId,status\r\ns-1,\r\ns-2,\r\ns-3,\r\n"

extern const struct zip_kind zip_kinds[];
extern const unsigned zip_kind_count;
extern const struct zip_limits zip_kind_limits; // those under which the codes hold

const struct zip_kind *zip_kind_named(const char *name); // NULL when there is none
void zip_kind_make(const struct zip_kind *kind, struct buffer *out);

// The functions of zip_odd.c.
void zip_make_many(struct buffer *out);
void zip_make_quoted_overlap(struct buffer *out);
void zip_make_two(struct buffer *out);
void zip_make_nested(struct buffer *out);
void zip_make_long_name(struct buffer *out);
void zip_make_end_in_comment(struct buffer *out);
void zip_make_long_comment(struct buffer *out);
void zip_make_reordered(struct buffer *out);
void zip_make_tar(struct buffer *out);
