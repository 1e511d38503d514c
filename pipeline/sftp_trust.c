// Whom we trust, and how the server comes to trust us: the server's key is held against the pinned ones before anything is sent, and keys and
// passwords come from files that are closed to others.
#include "pipeline/sftp.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/fs.h"
#include "pipeline/sftp_internal.h"

enum { SECRET_MAX = 64 * 1024, KEY_LINE_MAX = 4096, KEY_TYPE_MAX = 64 };

// A pinned key's type as it stands in a known_hosts line, and the algorithms by which such a key signs.
static const struct {
	const char *type, *algorithms;
} key_types[] = {
    {"ssh-ed25519", "ssh-ed25519"},
    {"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256"},
    {"ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384"},
    {"ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521"},
    {"ssh-rsa", "rsa-sha2-512,rsa-sha2-256"},
};

// The type of a pinned line, "ssh-ed25519 AAAA… comment", as an index of key_types, with the base64 copied out; -1 when it is none.
static int
pinned_split(const char *line, char base64[KEY_LINE_MAX])
{
	char type[KEY_TYPE_MAX];
	if (strlen(line) >= KEY_LINE_MAX || sscanf(line, "%63s %4095s", type, base64) != 2)
		return -1;
	for (size_t i = 0; i < sizeof key_types / sizeof key_types[0]; i++)
		if (strcmp(type, key_types[i].type) == 0)
			return (int)i;
	return -1;
}

// The key of a pinned line; NULL and FAULT_CONFIG when it cannot be read.
static ssh_key
pinned_key(const char *line, struct fault *fault)
{
	char base64[KEY_LINE_MAX];
	ssh_key key = NULL;
	int type = pinned_split(line, base64);
	if (type < 0 || ssh_pki_import_pubkey_base64(
			    base64, ssh_key_type_from_name(key_types[type].type), &key) != SSH_OK) {
		fault_set(fault, FAULT_CONFIG,
		    "sftp.host_keys: \"%.60s\" is not a host key (\"ssh-ed25519 AAAA...\")", line);
		return NULL;
	}
	return key;
}

// The types of the pinned keys first, so that the server shows a key that can be compared; the others after them, so that a server without
// such a key is told by its fingerprint and not by a handshake that fails.
bool
sftp_client_prefer_pinned(struct sftp_client *client, struct fault *fault)
{
	char list[1024], base64[KEY_LINE_MAX];
	size_t used = 0;
	char **line = client->district->sftp.host_keys;
	for (; line != NULL && *line != NULL && used < 512; line++) {
		int type = pinned_split(*line, base64);
		if (type >= 0)
			used += (size_t)snprintf(
			    list + used, sizeof list - used, "%s,", key_types[type].algorithms);
	}
	snprintf(list + used, sizeof list - used, "%s", SFTP_KEY_TYPES);
	return ssh_options_set(client->session, SSH_OPTIONS_HOSTKEYS, list) == SSH_OK ||
	       sftp_client_fault(client, FAULT_BUG, "setting up", fault);
}

// "ssh-ed25519 SHA256:…" of a key, for a person to compare.
static void
fingerprint(ssh_key key, char *text, size_t size)
{
	unsigned char *hash = NULL;
	size_t hash_size = 0;
	char *print = NULL;
	if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &hash_size) == SSH_OK)
		print = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, hash_size);
	snprintf(text, size, "%s %s", ssh_key_type_to_char(ssh_key_type(key)),
	    print != NULL ? print : "?");
	ssh_string_free_char(print);
	ssh_clean_pubkey_hash(&hash);
}

// Holds the server's key against the pinned ones; any of them will do. What differs is told with all the fingerprints.
static bool
check_pinned(struct sftp_client *client, ssh_key shown, struct fault *fault)
{
	char print[128], pinned[512] = "";
	size_t used = 0;
	for (char **line = client->district->sftp.host_keys; *line != NULL; line++) {
		ssh_key key = pinned_key(*line, fault);
		if (key == NULL)
			return false;
		bool same = ssh_key_cmp(shown, key, SSH_KEY_CMP_PUBLIC) == 0;
		fingerprint(key, print, sizeof print);
		ssh_key_free(key);
		if (same)
			return true;
		if (used + sizeof print < sizeof pinned)
			used += (size_t)snprintf(pinned + used, sizeof pinned - used, "%s%s",
			    used > 0 ? ", " : "", print);
	}
	fingerprint(shown, print, sizeof print);
	return fault_set(fault, FAULT_HOST_KEY,
	    "the host key is not the pinned one: the server shows %s, pinned is %s", print, pinned);
}

// Without a pinned key nobody is trusted: there is no first time.
bool
sftp_client_check_host_key(struct sftp_client *client, struct fault *fault)
{
	ssh_key shown = NULL;
	char print[128];
	char **pinned = client->district->sftp.host_keys;
	if (ssh_get_server_publickey(client->session, &shown) != SSH_OK)
		return sftp_client_fault(client, FAULT_TEMP, "reading the host key", fault);
	bool good = false;
	if (pinned == NULL || pinned[0] == NULL) {
		fingerprint(shown, print, sizeof print);
		fault_set(fault, FAULT_CONFIG,
		    "sftp.host_keys is empty; the server shows %s: ask its owner whether that is "
		    "right",
		    print);
	} else {
		good = check_pinned(client, shown, fault);
	}
	ssh_key_free(shown);
	return good;
}

// What is wrong with who may read a secret: it must be ours and closed to all others; or root's, who may let our group read it. NULL: nothing.
static const char *
secret_exposed(const struct stat *status)
{
	if (status->st_uid != 0 && status->st_uid != geteuid())
		return "belongs to somebody else";
	if ((status->st_mode & (status->st_uid == geteuid() ? 077 : 037)) != 0)
		return "is open to others; chmod 0400 it";
	return NULL;
}

// Reads a key or password file.
static char *
secret_read(const char *key, const char *path, struct fault *fault)
{
	struct stat status;
	size_t size;
	char *secret = NULL;
	const char *exposed;
	struct fault why = {0};
	int fd = fs_open_file(AT_FDCWD, path, &why);
	bool seen =
	    fd >= 0 && (fstat(fd, &status) == 0 || fault_system(&why, "looking at %s", path));
	if (seen && (exposed = secret_exposed(&status)) != NULL)
		fault_set(&why, FAULT_CONFIG, "%s %s", path, exposed);
	else if (seen)
		secret = fs_read(AT_FDCWD, path, SECRET_MAX, &size, &why);
	if (secret == NULL)
		fault_set(fault, FAULT_CONFIG, "%s: %.800s", key, why.text);
	if (fd >= 0)
		close(fd);
	return secret;
}

// Wipes a secret before its memory is given back.
static void
secret_free(char *secret)
{
	if (secret != NULL)
		explicit_bzero(secret, strlen(secret));
	free(secret);
}

// Signs in by the key; SSH_AUTH_DENIED also stands for "not enough alone".
static int
try_key(struct sftp_client *client, const char *secret, struct fault *fault)
{
	ssh_key key = NULL;
	if (ssh_pki_import_privkey_base64(secret, NULL, NULL, NULL, &key) != SSH_OK) {
		fault_set(
		    fault, FAULT_CONFIG, "sftp.key_file: not a private key without a passphrase");
		return SSH_AUTH_ERROR;
	}
	int answer = ssh_userauth_publickey(client->session, NULL, key);
	ssh_key_free(key);
	return answer;
}

// Signs in by the password: the first line of its file.
static int
try_password(struct sftp_client *client, const char *secret, struct fault *fault)
{
	(void)fault;
	char *line = strndup(secret, strcspn(secret, "\r\n"));
	int answer = SSH_AUTH_ERROR;
	if (line != NULL)
		answer = ssh_userauth_password(client->session, NULL, line);
	secret_free(line);
	return answer;
}

// Signs in by what the district's file names: the key first, then the password, so that a server may ask for both.
bool
sftp_client_sign_in(struct sftp_client *client, struct fault *fault)
{
	const struct {
		const char *key, *path;
		int (*try)(struct sftp_client *, const char *, struct fault *);
	} methods[] = {
	    {"sftp.key_file", client->district->sftp.key_file, try_key},
	    {"sftp.password_file", client->district->sftp.password_file, try_password},
	};
	int answer = SSH_AUTH_ERROR;
	fault_set(fault, FAULT_CONFIG, "sftp: neither key_file nor password_file is set");
	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
		if (methods[i].path == NULL)
			continue;
		char *secret = secret_read(methods[i].key, methods[i].path, fault);
		if (secret == NULL)
			return false;
		fault->class = FAULT_NONE;
		answer = methods[i].try(client, secret, fault);
		secret_free(secret);
		if (answer == SSH_AUTH_SUCCESS)
			return true;
		if (fault->class != FAULT_NONE)
			return false;
		// A server that refuses is quoted; without its words the library's deadline was over first.
		bool refused =
		    answer != SSH_AUTH_ERROR && ssh_get_error(client->session)[0] != '\0';
		sftp_client_fault(client, refused ? FAULT_DENIED : FAULT_TEMP, "signing in", fault);
	}
	return false;
}
