// A turn at a host: so many pulls from one server at a time, over all districts and all runs. SPOOL/.hosts/HOST:PORT.N are files that stay; who
// holds the lock of one has a turn, and a lock dies with its holder.
#pragma once

#include "pipeline/conf.h"

// Takes a turn at the district's host, and waits up to sftp.step_seconds for one. The descriptor holds it; -1 and FAULT_TEMP when there is none.
int slot_take(const struct conf *conf, const struct district *district, struct fault *fault);
