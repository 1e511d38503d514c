// Copying an upload into a file of ours while it is hashed: one read and one write.
#pragma once

#include "cmd/fetch/upload.h"

// Copies exactly as many bytes as it had. FAULT_TEMP when it became shorter.
bool copy_upload(int from, int to, const struct upload *upload, char sha256[DIGEST_HEX], struct fault *fault);
