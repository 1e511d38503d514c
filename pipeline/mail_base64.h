// base64, as mails have it (RFC 2045).
#pragma once

#include "pipeline/text.h"

// Adds the bytes, encoded in one line.
void mail_base64(const char *data, size_t size, struct text *out);
