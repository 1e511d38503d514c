// SHA-256 by OpenSSL, which uses the processor's instructions for it.
#include "pipeline/digest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <unistd.h>

enum { PIECE = 256 * 1024 };

struct digest {
	EVP_MD_CTX *context;
};

struct digest *
digest_new(void)
{
	struct digest *digest = malloc(sizeof *digest);
	if (digest == NULL)
		return NULL;
	digest->context = EVP_MD_CTX_new();
	if (digest->context == NULL ||
	    EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) != 1) {
		digest_free(digest);
		return NULL;
	}
	return digest;
}

void
digest_add(struct digest *digest, const void *data, size_t size)
{
	EVP_DigestUpdate(digest->context, data, size);
}

void
digest_free(struct digest *digest)
{
	if (digest != NULL)
		EVP_MD_CTX_free(digest->context);
	free(digest);
}

void
digest_end(struct digest *digest, char hex[DIGEST_HEX])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char raw[DIGEST_SIZE] = {0};
	EVP_DigestFinal_ex(digest->context, raw, NULL);
	digest_free(digest);
	for (size_t i = 0; i < DIGEST_SIZE; i++) {
		hex[2 * i] = digits[raw[i] >> 4];
		hex[2 * i + 1] = digits[raw[i] & 15];
	}
	hex[DIGEST_HEX - 1] = '\0';
}

void
digest_bytes(const void *data, size_t size, char hex[DIGEST_HEX])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char raw[DIGEST_SIZE] = {0};
	EVP_Digest(data, size, raw, NULL, EVP_sha256(), NULL);
	for (size_t i = 0; i < DIGEST_SIZE; i++) {
		hex[2 * i] = digits[raw[i] >> 4];
		hex[2 * i + 1] = digits[raw[i] & 15];
	}
	hex[DIGEST_HEX - 1] = '\0';
}

bool
digest_file(int fd, const char *name, char hex[DIGEST_HEX], uint64_t *size, struct fault *fault)
{
	struct digest *digest = digest_new();
	char *piece = malloc(PIECE);
	uint64_t total = 0;
	ssize_t got = -1;
	if (digest == NULL || piece == NULL) {
		errno = ENOMEM;
		goto done;
	}
	while ((got = pread(fd, piece, PIECE, (off_t)total)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			goto done;
		digest_add(digest, piece, (size_t)got);
		total += (uint64_t)got;
	}
	digest_end(digest, hex);
	digest = NULL;
	if (size != NULL)
		*size = total;
done:
	if (got != 0)
		fault_system(fault, "reading %s", name);
	free(piece);
	digest_free(digest);
	return got == 0;
}
