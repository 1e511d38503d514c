// Every limit by name. Crossing one is a refusal that names the limit and how to raise it; nothing is cut off in silence.
// A limit that a district may change has a key of the same name in the section `limits` of rosterdrop.conf(5).
#pragma once

#define KIB ((uint64_t)1 << 10)
#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)

#define LIMIT_ZIP_BYTES (2 * GIB)	// of a zip as it comes
#define LIMIT_ENTRIES 64		// of a zip
#define LIMIT_ENTRY_BYTES (4 * GIB)	// of one file in it, inflated
#define LIMIT_TOTAL_BYTES (8 * GIB)	// of all of them, inflated
#define LIMIT_RATIO 200			// inflated over compressed, for entries over LIMIT_RATIO_FROM
#define LIMIT_RATIO_FROM (1 * MIB)	// small entries may compress as well as they like
#define LIMIT_ENTRY_NAME 255		// bytes of an entry's name
#define LIMIT_CELL_BYTES (64 * KIB)	// of one cell
#define LIMIT_ROW_BYTES (1 * MIB)	// of one row
#define LIMIT_COLUMNS 256		// of one file
#define LIMIT_ROWS 4000000000u		// of one file: a row's number is 32 bits
#define LIMIT_ERRORS 100000		// findings of severity error before the drop is refused
#define LIMIT_FINDINGS 5000000u		// of any severity: each is a line of findings.csv, and a blank row of one byte is one
#define LIMIT_ERROR_SHARE 10		// per cent of a file's rows left out before the drop is refused
#define LIMIT_ERROR_FLOOR 10		// rows left out that never refuse a drop by their share
#define LIMIT_TEXT_KEPT 255		// bytes of a name or title that a vendor keeps
#define LIMIT_LIST_MEMBERS 1000		// of one list cell
#define LIMIT_INBOX_ENTRIES 10000	// looked at in one pass over an inbox
#define LIMIT_INBOX_FILES 100		// drops made of an inbox in one pass
#define LIMIT_DROPS_PER_DAY 200		// drops made of an inbox in 24 hours
#define LIMIT_SERVER_LOG (4 * MIB)	// of the end of the server's log, looked at in one pass
#define LIMIT_STORE_MAP (64 * GIB)	// address space of the store, sparse
#define LIMIT_SORT_BYTES (64 * MIB)	// held in memory by a sort before it goes to disk
#ifndef LIMIT_STAGED_CHANGES
#define LIMIT_STAGED_CHANGES 15000	// records written in one transaction before the one that commits
#endif
#define LIMIT_SEAL_CONTENTS (64 * MIB)	// of a file whose content a stage holds against its SEAL; of larger ones the size
