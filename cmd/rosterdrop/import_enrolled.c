// Members whom a class has already, by the SIS or under the id of the SIS's class that took it over: their rows come in the same order, so both are walked side by side.
#include "cmd/rosterdrop/import.h"
#include "cmd/rosterdrop/members.h"

#include "pipeline/limits.h"

bool
enrolled_read(struct import *import, struct fault *fault)
{
	if (import->files[IMPORT_MEMBERS].there == 0 ||
	    (store_count(import->store, ENROLLMENTS) == 0 &&
		store_count(import->store, LOCAL_MEMBERS) == 0))
		return true;
	import->enrolled = sort_new(import->work, LIMIT_SORT_BYTES / 4);
	if (import->enrolled == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory");
	struct adopted *adopted =
	    adopted_read(import->store, import->district->classes.existing, fault);
	bool good =
	    adopted != NULL && members_sort(import->store, adopted, true, import->enrolled, fault);
	adopted_free(adopted);
	return good;
}

bool
enrolled_rewind(struct import *import, struct fault *fault)
{
	struct bytes role;
	import->enrolled_more = false;
	return import->enrolled == NULL || (sort_rewind(import->enrolled, fault) &&
					       sort_next(import->enrolled, &import->enrolled_key,
						   &role, &import->enrolled_more, fault));
}

bool
enrolled_has(struct import *import, struct bytes key, bool *has, struct fault *fault)
{
	struct bytes role;
	bool good = true;
	while (good && import->enrolled_more && bytes_compare(import->enrolled_key, key) < 0)
		good = sort_next(
		    import->enrolled, &import->enrolled_key, &role, &import->enrolled_more, fault);
	*has = good && import->enrolled_more && bytes_equal(import->enrolled_key, key);
	return good;
}
