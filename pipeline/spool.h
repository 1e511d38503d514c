// Where drops lie. One table of stages; a drop's state is the directories that exist, nothing else.
//
//   SPOOL/DISTRICT/STAGE/{lock,tmp/,ready/DROP/,failed/DROP/,held/DROP/}
//
// A drop waits for stage S when it is in ready/ of the stage before S, and in none of ready/, failed/, held/ of S.
#pragma once

#include <time.h>

#include "pipeline/conf.h"
#include "pipeline/fs.h"
#include "pipeline/seal.h"

enum stage_id { STAGE_FETCH, STAGE_VALIDATE, STAGE_NORMALISE, STAGE_MATCH, STAGE_APPLY, STAGES, NO_STAGE = -1 };
enum place { PLACE_READY, PLACE_FAILED, PLACE_HELD, PLACES, PLACE_NONE = -1 };

// In apply's directory of a drop: the changes that went in while its removals wait.
#define RECEIPT_PART_PLAN "part.csv"
#define RECEIPT_PART "part.ndjson"

// Where a new store is made, beside the district's `store`; what lies there means nothing.
#define SPOOL_STORE_MAKING "store.tmp"

const char *stage_name(enum stage_id stage);
enum stage_id stage_named(const char *name); // NO_STAGE
const char *place_name(enum place place);

// Makes a district's tree (not its store); true also when it is there.
bool spool_init(const struct conf *conf, const char *district, struct fault *fault);
// Opens SPOOL/DISTRICT; -1 and FAULT_MISSING.
int spool_open(const struct conf *conf, const char *district, struct fault *fault);
// Districts that have a directory, sorted.
bool spool_districts(const struct conf *conf, struct fs_names *names, struct fault *fault);

// Where a drop is with a stage; PLACE_NONE when it has none there.
enum place spool_place(int district, enum stage_id stage, const char *drop);
// Opens a folder that every district has, below a directory of its. One that is not there is FAULT_IO: it is no place without drops.
int spool_folder(int at, const char *path, struct fault *fault);
// Drops in a place of a stage, in order.
bool spool_list(int district, enum stage_id stage, enum place place, struct fs_names *drops, struct fault *fault);
// Drops that wait for a stage, in order.
bool spool_waiting(int district, enum stage_id stage, struct fs_names *drops, struct fault *fault);
// Opens a drop's directory in a place of a stage; -1 and FAULT_MISSING.
int spool_open_drop(int district, enum stage_id stage, enum place place, const char *drop, struct fault *fault);

// 20261121T020304Z-1a2b3c4d
bool drop_name_valid(const char *name);
void drop_name(time_t arrival, const char *sha256_hex, char name[DROP_NAME_MAX + 1]);

// The path of a file, for libraries that want one: SPOOL/DISTRICT/STAGE/PLACE/DROP/FILE. `place_text` may be "tmp".
bool spool_path(char *path, size_t size, const struct conf *conf, const char *district, enum stage_id stage,
    const char *place_text, const char *drop, const char *file, struct fault *fault);
