// Asked by whoever applies, exports or imports: if they did not agree, a class would be there twice, or not at all.
#include "pipeline/adopted.h"

#include "schema/directory.h"
#include "schema/record.h"

struct bytes
adopted_by(const struct stored *stored, enum existing_classes existing)
{
	bool imported = bytes_is(record_cell(stored->record, LOCAL_CLASS_ORIGIN), "imported");
	if (stored->state != STORED_ACTIVE || (imported && existing != CLASSES_ADOPT))
		return (struct bytes){NULL, 0};
	return record_cell(stored->record, LOCAL_CLASS_SOURCED_ID);
}
