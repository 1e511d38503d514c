// Whether a file that begins like a zip lacks the end that every whole one has. It says nothing of whether it is a good zip: that is validate's.
#pragma once

#include <stdbool.h>
#include <stdint.h>

bool zip_lacks_end(int fd, uint64_t size);
