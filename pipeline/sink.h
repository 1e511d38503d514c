// Hashes and writes in a thread of its own what somebody else has the work of getting: so a copy takes as long as the slower of the two, not both. Bytes
// are handed over in blocks; two or three are enough, because only a block that is full has to be waited for.
#pragma once

#include <stddef.h>

#include "pipeline/digest.h"
#include "pipeline/fault.h"

enum { SINK_BLOCK = 256 * 1024 }; // bytes

struct sink;

// Begins with an open file, at its place, and a digest, which both stay the caller's and are not to be touched before sink_close. NULL and a fault.
struct sink *sink_open(int file, struct digest *digest, const char *name, struct fault *fault);
// A block of SINK_BLOCK bytes to fill; the caller's until sink_give. NULL when nothing can be written any more; sink_close tells why.
char *sink_room(struct sink *sink);
// Hands over the first `size` bytes of the block.
void sink_give(struct sink *sink, size_t size);
// Waits until all is written and ends the thread. False and a fault when not all was.
bool sink_close(struct sink *sink, struct fault *fault);
