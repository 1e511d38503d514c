// What the files that know the platform's tables share: platform.c and schools.c. Nobody else includes this.
#pragma once

#include "pipeline/db.h"
#include "pipeline/platform.h"
#include "pipeline/text.h"

struct platform {
	struct db *db;
	db_table usernames, pending, schools;
	int spool;
	struct text key;
};
