// The kinds of zips as rows. A row says only what is odd in it.

#include "tests/zip/zip_kinds.h"

#define CONTENT .content = ZIP_KIND_CONTENT
#define USERS .name = "users.csv", CONTENT
#define ORGS .name = "orgs.csv", CONTENT
#define WHOLE(...) .zip = {.entries = {{USERS}}, __VA_ARGS__}
#define RAW(text) .raw = {text, sizeof(text) - 1}
#define NAME(text) .zip.entries = {{.name = text, .name_size = sizeof(text) - 1, CONTENT}}
#define MODE(mode) (uint32_t)(mode) << 16
#define EXTRA(text) .extra = {text, sizeof(text) - 1}

// In a zip64 field: nothing, and the size of ZIP_KIND_CONTENT.
#define ZERO_64 "\0\0\0\0\0\0\0\0"
#define SIZE_64 "\x24\0\0\0\0\0\0\0"

#define STRUCTURE "package.structure"
#define PATH "package.path"
#define ENCRYPTED "package.encrypted"
#define METHOD "package.method"
#define LIMIT "package.limit"
#define DUPLICATE "package.duplicate"
#define NOT_ZIP "package.not_zip"
#define TRUNCATED "package.truncated"
#define CRC "package.crc"

#define LARGE(text) .name = text, .content = LINE, .repeat = LINES
#define LINE "0123456789012345678901234567890123456789012345678901234567890123456789"

enum { ZEROES = 4 * 1024 * 1024, LINES = 50000 };

// clang-format off: a row is a kind

const struct zip_kind zip_kinds[] = {
    // Good ones.
    {"stored", NULL, .zip.entries = {{USERS}}},
    {"deflate", NULL, .zip.entries = {{USERS, .method = 8}, {ORGS, .method = 8}}},
    {"deflate_fast_flag", NULL, .zip.entries = {{USERS, .method = 8, .local_flags_xor = 2}}},
    {"empty_file", NULL, .zip.entries = {{USERS}, {.name = "orgs.csv"}}},
    {"empty_file_deflated", NULL, .zip.entries = {{USERS}, {.name = "orgs.csv", .method = 8}}},
    {"zip64_sizes", NULL, .zip.entries = {{USERS, .method = 8, .zip64 = BUILD_64}}},
    {"zip64_local", NULL, .zip.entries = {{USERS, .method = 8, .zip64 = BUILD_64_LOCAL}}},
    {"zip64_all", NULL,
	.zip.entries = {{USERS, EXTRA("\1\0\x1c\0" SIZE_64 SIZE_64 ZERO_64 "\0\0\0\0")}}},
    {"zip64_end", NULL, WHOLE(.zip64 = true)},
    {"zip64_end_plain", NULL, WHOLE(.zip64 = true, .end_plain = true)},
    {"descriptor_12", NULL, .zip.entries = {{USERS, .method = 8, .descriptor = 12}, {ORGS}}},
    {"descriptor_16", NULL, .zip.entries = {{USERS, .method = 8, .descriptor = 16}, {ORGS}}},
    {"descriptor_20", NULL, .zip.entries = {{USERS, .method = 8, .descriptor = 20}, {ORGS}}},
    {"descriptor_24", NULL, .zip.entries = {{USERS, .method = 8, .descriptor = 24}, {ORGS}}},
    {"descriptor_last", NULL, .zip.entries = {{USERS, .method = 8, .descriptor = 16}}},
    {"descriptor_stored", NULL, .zip.entries = {{USERS, .descriptor = 16}, {ORGS}}},
    {"descriptor_64", NULL,
	.zip.entries = {{USERS, .method = 8, .zip64 = BUILD_64, .descriptor = 24}}},
    {"folder", NULL, .zip.entries = {{.name = "export/"}, {.name = "export/users.csv", CONTENT}}},
    {"folder_mode", NULL,
	.zip.entries = {{.name = "export/", .attributes = MODE(040755) | 0x10},
	    {.name = "export/users.csv", CONTENT, .attributes = MODE(0100644)}}},
    {"mac", NULL, .zip.entries = {{USERS}, {.name = "__MACOSX/._users.csv", CONTENT}}},
    {"ds_store", NULL, .zip.entries = {{USERS}, {.name = ".DS_Store", CONTENT}}},
    {"name_utf8", NULL,
	.zip.entries = {{USERS}, {.name = "\xc3\xa9l\xc3\xa8ves.csv", .flags = 0x800, CONTENT}}},
    {"name_utf8_first", NULL,
	.zip.entries = {{.name = "\xc3\xa9l\xc3\xa8ves.csv", .flags = 0x800, CONTENT}}},
    {"name_decomposed", NULL,
	.zip.entries = {{.name = "e\xcc\x81leves.csv", .flags = 0x800, CONTENT}}},
    {"name_latin1", NULL, .zip.entries = {{.name = "\xe9l\xe8ves.csv", CONTENT}, {USERS}}},
    {"name_unicode_same", NULL,
	.zip.entries = {{USERS, EXTRA("\x75\x70\x0e\0\1\0\0\0\0users.csv")}}},
    {"extra_times", NULL, .zip.entries = {{USERS, EXTRA("UT\5\0\1\0\0\0\0")}}},
    {"comment", NULL, WHOLE(.comment = {"made by an SIS", 14})},
    {"nested", NULL, .make = zip_make_nested},
    {"reordered", NULL, .make = zip_make_reordered},

    // No zips.
    {"nothing", NOT_ZIP, RAW(""), .says = "empty"},
    {"gzip", NOT_ZIP, RAW("\x1f\x8b\x08\0\0\0\0\0\0\3\3\0\0\0\0\0\0\0\0\0"), .says = "gzip"},
    {"seven_zip", NOT_ZIP, RAW("7z\xbc\xaf\x27\x1c\0\4"), .says = "7-Zip"},
    {"rar", NOT_ZIP, RAW("Rar!\x1a\7\0"), .says = "RAR"},
    {"html", NOT_ZIP, RAW("<!DOCTYPE HTML><html><title>404</title>"), .says = "HTML"},
    {"csv", NOT_ZIP, RAW(ZIP_KIND_CONTENT), .says = "CSV"},
    {"tar", NOT_ZIP, .make = zip_make_tar, .says = "a tar"},
    {"no_end", TRUNCATED, RAW("PK\3\4 and no more")},
    {"comment_short", TRUNCATED, WHOLE(.comment_more = 1)},
    {"comment_signature", TRUNCATED, WHOLE(.comment = {"PK\5\6", 4})},
    {"comment_long", STRUCTURE, .make = zip_make_long_comment, .says = "its comment is too long"},
    {"directory_cut", TRUNCATED, WHOLE(.directory_more = 1)},

    // Bombs.
    {"bomb", LIMIT,
	.zip.entries = {{.name = "users.csv", .method = 8, .content = "0", .repeat = ZEROES}},
	.says = "limits { ratio = "},
    {"entry_large", LIMIT, .zip.entries = {{USERS, .method = 8, .size_add = 1u << 31}},
	.says = "limits { entry_bytes = "},
    {"total_large", LIMIT, .zip.entries = {{LARGE("a.csv")}, {LARGE("b.csv")}},
	.says = "limits { total_bytes = "},
    {"many_entries", LIMIT, .make = zip_make_many, .says = "limits { entries = 60000 }"},
    {"huge_count", LIMIT, WHOLE(.zip64 = true, .count64 = UINT32_MAX),
	.says = "limits { entries = "},

    {"overlap_same", STRUCTURE, .zip.entries = {{USERS}, {ORGS, .again = true}}},
    {"overlap_same_name", STRUCTURE, .zip.entries = {{USERS}, {USERS, .again = true}}},
    {"overlap_quoted", STRUCTURE, .make = zip_make_quoted_overlap, .says = "overlap"},

    // Structure.
    {"empty", "package.empty", .zip = {.entries = {{.name = NULL}}}},
    {"empty_64", "package.empty", .zip = {.zip64 = true}},
    {"prefix", STRUCTURE, WHOLE(.prefix = "#!/bin/sh\n")},
    {"prefix_counted", STRUCTURE, WHOLE(.prefix = "MZ stub", .offsets_with_prefix = true)},
    {"suffix", STRUCTURE, WHOLE(.suffix = "more")},
    {"two_zips", STRUCTURE, .make = zip_make_two},
    {"comment_end", STRUCTURE, .make = zip_make_end_in_comment},
    {"gap_entries", STRUCTURE, .zip.entries = {{USERS}, {ORGS, .gap = 7}}},
    {"gap_end", STRUCTURE, WHOLE(.gap = 7)},
    {"split", STRUCTURE, WHOLE(.disk = 1)},
    {"split_entry", STRUCTURE, .zip.entries = {{USERS, .disk = 1}}},
    {"count_more", STRUCTURE, WHOLE(.count_add = 1)},
    {"count_less", STRUCTURE, .zip = {.entries = {{USERS}, {ORGS}}, .count_add = UINT32_MAX}},
    {"count_none", STRUCTURE, WHOLE(.count_add = UINT32_MAX)},
    {"count_64_differs", STRUCTURE, WHOLE(.zip64 = true, .count64 = 2)},
    {"directory_more", STRUCTURE, WHOLE(.gap = 7, .directory_more = 7)},
    {"end_64_differs", STRUCTURE, WHOLE(.zip64 = true, .end_plain = true, .count_add = 1)},
    {"local_name", STRUCTURE, .zip.entries = {{USERS, .local_name = "ORGX.csv"}}},
    {"local_name_longer", STRUCTURE, .zip.entries = {{USERS, .local_name = "users.csvx"}}},
    {"local_method", STRUCTURE, .zip.entries = {{USERS, .local_method_xor = 8}}},
    {"local_flags", STRUCTURE, .zip.entries = {{USERS, .local_flags_xor = 0x800}}},
    {"local_crc", STRUCTURE, .zip.entries = {{USERS, .local_crc_xor = 1}}},
    {"local_size", STRUCTURE, .zip.entries = {{USERS, .method = 8, .local_size_add = 1}}},
    {"local_compressed", STRUCTURE,
	.zip.entries = {{USERS, .method = 8, .local_compressed_add = 1}}},
    {"stored_sizes", STRUCTURE, .zip.entries = {{USERS, .size_add = 1}}},
    {"zip64_short", STRUCTURE, .zip.entries = {{USERS, .zip64 = BUILD_64_WRONG}}},
    {"zip64_differs", STRUCTURE, .zip.entries = {{USERS, .zip64 = BUILD_64_DIFFER}}},
    {"zip64_long", STRUCTURE,
	.zip.entries = {{USERS, EXTRA("\1\0\x1d\0" SIZE_64 SIZE_64 ZERO_64 "\0\0\0\0\0")}}},
    {"zip64_unasked_differs", STRUCTURE,
	.zip.entries = {{USERS, EXTRA("\1\0\x10\0" SIZE_64 ZERO_64)}}},
    {"zip64_twice", STRUCTURE,
	.zip.entries = {{USERS, .zip64 = BUILD_64, EXTRA("\1\0\x10\0" SIZE_64 SIZE_64)}}},
    {"extra_cut", STRUCTURE, .zip.entries = {{USERS, EXTRA("UT\5\0\1")}}},
    {"descriptor_wrong", STRUCTURE,
	.zip.entries = {{USERS, .descriptor = 16, .descriptor_xor = 1}}},
    {"descriptor_missing", STRUCTURE, .zip.entries = {{USERS, .flags = 8}}},
    {"descriptor_gap", STRUCTURE, .zip.entries = {{USERS, .descriptor = 16}, {ORGS, .gap = 4}}},
    {"flags_odd", STRUCTURE, .zip.entries = {{USERS, .flags = 0x20}}},
    {"symlink", STRUCTURE, .zip.entries = {{USERS, .attributes = MODE(0120777)}}},
    {"fifo", STRUCTURE, .zip.entries = {{USERS, .attributes = MODE(010644)}}},
    {"device", STRUCTURE, .zip.entries = {{USERS, .attributes = MODE(060644)}}},
    {"socket", STRUCTURE, .zip.entries = {{USERS, .attributes = MODE(0140644)}}},
    {"folder_no_slash", STRUCTURE,
	.zip.entries = {{.name = "users.csv", .attributes = MODE(040755)}}},
    {"folder_dos", STRUCTURE, .zip.entries = {{.name = "users.csv", .attributes = 0x10}}},
    {"folder_content", STRUCTURE, .zip.entries = {{.name = "users.csv/", CONTENT}}},
    {"folder_size", STRUCTURE, .zip.entries = {{.name = "a/", .method = 8, .size_add = 5}}},
    {"name_unicode_differs", STRUCTURE,
	.zip.entries = {{USERS, EXTRA("\x75\x70\x0d\0\1\0\0\0\0orgs.csv")}}},

    // Encryption and methods.
    {"encrypted", ENCRYPTED, .zip.entries = {{USERS, .flags = 1}}},
    {"encrypted_strong", ENCRYPTED, .zip.entries = {{USERS, .flags = 0x41}}},
    {"encrypted_masked", ENCRYPTED, .zip.entries = {{USERS, .flags = 0x2000}}},
    {"encrypted_aes", ENCRYPTED, .zip.entries = {{USERS, .method = 99}}},
    {"encrypted_extra", ENCRYPTED, .zip.entries = {{USERS, EXTRA("\1\x99\7\0\2\0AE\3\0\0")}}},
    {"deflate64", METHOD, .zip.entries = {{USERS, .method = 9}}},
    {"bzip2", METHOD, .zip.entries = {{USERS, .method = 12}}},
    {"lzma", METHOD, .zip.entries = {{USERS, .method = 14}}},
    {"zstd", METHOD, .zip.entries = {{USERS, .method = 93}}},
    {"xz", METHOD, .zip.entries = {{USERS, .method = 95}}},
    {"ppmd", METHOD, .zip.entries = {{USERS, .method = 98}}},

    // Names.
    {"name_parent", PATH, NAME("../users.csv")},
    {"name_parent_inside", PATH, NAME("a/../users.csv")},
    {"name_parent_end", PATH, NAME("a/..")},
    {"name_dot", PATH, NAME("./users.csv")},
    {"name_double_slash", PATH, NAME("a//users.csv")},
    {"name_absolute", PATH, NAME("/etc/passwd")},
    {"name_drive", PATH, NAME("C:users.csv")},
    {"name_backslash", PATH, NAME("..\\users.csv")},
    {"name_nul", PATH, NAME("users.csv\0.exe")},
    {"name_newline", PATH, NAME("users\n.csv")},
    {"name_escape", PATH, NAME("users\x1b[2J.csv")},
    {"name_delete", PATH, NAME("users\x7f.csv")},
    {"name_empty", PATH, .zip.entries = {{.name = "", CONTENT}}},
    {"name_slash", PATH, NAME("/")},
    {"name_bad_utf8", PATH, .zip.entries = {{.name = "\xe9l\xe8ves.csv", .flags = 0x800, CONTENT}}},
    {"name_c1_control", PATH, .zip.entries = {{.name = "a\xc2\x9b.csv", .flags = 0x800, CONTENT}}},
    {"name_long", LIMIT, .make = zip_make_long_name},
    {"duplicate", DUPLICATE, .zip.entries = {{USERS}, {USERS}}},
    {"duplicate_case", DUPLICATE, .zip.entries = {{USERS}, {.name = "USERS.CSV", CONTENT}}},
    {"duplicate_folder", DUPLICATE, .zip.entries = {{USERS}, {.name = "users.csv/"}}},

    // Content that is not what the directory says.
    {"crc_stored", CRC, .zip.entries = {{USERS, .crc_xor = 1}}},
    {"crc_deflate", CRC, .zip.entries = {{USERS, .method = 8, .crc_xor = 1}}},
    {"size_larger", CRC, .zip.entries = {{USERS, .method = 8, .size_add = 1}}},
    {"size_smaller", CRC, .zip.entries = {{USERS, .method = 8, .size_add = UINT32_MAX}}},
};
// clang-format on

const unsigned zip_kind_count = sizeof(zip_kinds) / sizeof(zip_kinds[0]);

const struct zip_limits zip_kind_limits = {
    .zip_bytes = 64 << 20,
    .entry_bytes = 5 << 20,
    .total_bytes = 6 << 20,
    .ratio = 200,
    .entries = 64,
};

const struct zip_kind *
zip_kind_named(const char *name)
{
	for (unsigned i = 0; i < zip_kind_count; i++)
		if (strcmp(zip_kinds[i].name, name) == 0)
			return &zip_kinds[i];
	return NULL;
}

void
zip_kind_make(const struct zip_kind *kind, struct buffer *out)
{
	if (kind->make != NULL)
		kind->make(out);
	else if (kind->raw.data != NULL)
		buffer_add(out, kind->raw.data, kind->raw.size);
	else
		build_zip(&kind->zip, out);
}
