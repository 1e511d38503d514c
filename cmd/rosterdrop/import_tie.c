// Which school and class of the SIS each of the vendor's is: known before any row that names one is judged, from the directory and all rows together.
// One of the SIS has at most one of the vendor's, whether the import or a person tied it.
#include "cmd/rosterdrop/import.h"

#include "schema/directory.h"

// What is tied: rows of a file by a cell, in a map.
struct tying {
	struct school_map *map;
	unsigned cell;
};

bool
import_is_of_sis(const struct import *import, const struct import_row *row)
{
	struct stored stored;
	return row->file == IMPORT_CLASSES &&
	       !store_get(import->store, LOCAL_CLASSES, row->key, &stored) &&
	       store_get(import->store, CLASSES, row->key, &stored);
}

// Ties the rows of a file: first none of them, because they may change places.
static bool
untie(struct import *import, void *context, const struct import_row *row,
    struct import_change *change, struct fault *fault)
{
	bool taken;
	const struct tying *tying = context;
	(void)change;
	return import_is_of_sis(import, row) ||
	       school_map_tie(tying->map, row->key, (struct bytes){NULL, 0}, &taken) ||
	       fault_set(fault, FAULT_TEMP, "out of memory");
}
static bool
tie(struct import *import, void *context, const struct import_row *row,
    struct import_change *change, struct fault *fault)
{
	bool taken;
	const struct tying *tying = context;
	(void)change;
	return import_is_of_sis(import, row) ||
	       school_map_tie(tying->map, row->key, row->cells[tying->cell], &taken) ||
	       fault_set(fault, FAULT_TEMP, "out of memory");
}

bool
import_tie(struct import *import, struct fault *fault)
{
	struct tying schools = {import->schools, SCHOOL_SOURCED_ID},
		     classes = {import->ties, IN_CLASS_SOURCED_ID};
	return school_map_read(
		   import->schools, import->store, LOCAL_SCHOOLS, LOCAL_SCHOOL_SOURCED_ID, fault) &&
	       school_map_read(
		   import->ties, import->store, LOCAL_CLASSES, LOCAL_CLASS_SOURCED_ID, fault) &&
	       import_walk(import, IMPORT_SCHOOLS, untie, &schools, fault) &&
	       import_walk(import, IMPORT_SCHOOLS, tie, &schools, fault) &&
	       import_walk(import, IMPORT_CLASSES, untie, &classes, fault) &&
	       import_walk(import, IMPORT_CLASSES, tie, &classes, fault);
}
