// SHA-256 through OpenSSL's EVP.
#pragma once

#include <stdint.h>
#include <stddef.h>

#include "pipeline/fault.h"

enum { DIGEST_SIZE = 32, DIGEST_HEX = 65 }; // the hex form with its NUL

struct digest; // one being made

struct digest *digest_new(void); // NULL when out of memory
void digest_add(struct digest *digest, const void *data, size_t size);
// Gives the hex form and frees.
void digest_end(struct digest *digest, char hex[DIGEST_HEX]);
void digest_free(struct digest *digest);

void digest_bytes(const void *data, size_t size, char hex[DIGEST_HEX]);

// Of an open file, from its beginning to its end; *size, if not NULL, is how many bytes that were.
bool digest_file(int fd, const char *name, char hex[DIGEST_HEX], uint64_t *size, struct fault *fault);
