// The session. Everything that libssh would look up by itself (configuration, known hosts, identities, an agent) is switched off: a
// pull depends on the district's file and on nothing else. Algorithms are named, so that nobody can talk us down to a weak one.
#include "pipeline/sftp.h"

#include <stdlib.h>

#include "pipeline/sftp_internal.h"

#define KEY_EXCHANGES \
	"curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384," \
	"ecdh-sha2-nistp521,diffie-hellman-group16-sha512,diffie-hellman-group18-sha512," \
	"diffie-hellman-group14-sha256"
// GCM first: it is the fastest by far where the processor has AES.
#define CIPHERS \
	"aes128-gcm@openssh.com,aes256-gcm@openssh.com,chacha20-poly1305@openssh.com,aes256-ctr," \
	"aes128-ctr"
#define MACS \
	"hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256,hmac-sha2-512"

// Options that are the same for every server. How to add one: a line with libssh's name for it and its value as text.
static const struct {
	enum ssh_options_e option;
	const char *value;
} text_options[] = {
    {SSH_OPTIONS_SSH_DIR, "/nonexistent"},
    {SSH_OPTIONS_KNOWNHOSTS, "/dev/null"},
    {SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null"},
    {SSH_OPTIONS_KEY_EXCHANGE, KEY_EXCHANGES},
    {SSH_OPTIONS_CIPHERS_C_S, CIPHERS},
    {SSH_OPTIONS_CIPHERS_S_C, CIPHERS},
    {SSH_OPTIONS_HMAC_C_S, MACS},
    {SSH_OPTIONS_HMAC_S_C, MACS},
    {SSH_OPTIONS_COMPRESSION, "no"},
    {SSH_OPTIONS_PUBLICKEY_ACCEPTED_TYPES, SFTP_KEY_TYPES},
};

void
sftp_client_step(struct sftp_client *client, const char *what)
{
	if (client->progress != NULL)
		client->progress(client->context, what);
}

bool
sftp_client_fault(
    struct sftp_client *client, enum fault_class class, const char *what, struct fault *fault)
{
	// libssh gives up on a server that stopped answering without a word.
	const char *reason = ssh_get_error(client->session);
	return fault_set(fault, class, "%s: %.400s", what,
	    reason[0] != '\0' ? reason : "timeout: the server answers no more");
}

// Sets all options; what libssh does not take is our mistake or the district's.
static bool
set_options(struct sftp_client *client, struct fault *fault)
{
	const int off = 0, on = 1;
	const struct district *district = client->district;
	long timeout = (long)district->sftp.step_seconds;
	unsigned port = district->sftp.port;
	ssh_session session = client->session;
	bool good = ssh_options_set(session, SSH_OPTIONS_PROCESS_CONFIG, &off) == SSH_OK &&
		    ssh_options_set(session, SSH_OPTIONS_NODELAY, &on) == SSH_OK &&
		    ssh_options_set(session, SSH_OPTIONS_TIMEOUT, &timeout) == SSH_OK;
	for (size_t i = 0; good && i < sizeof text_options / sizeof text_options[0]; i++)
		good = ssh_options_set(session, text_options[i].option, text_options[i].value) ==
		       SSH_OK;
	if (!good)
		return sftp_client_fault(client, FAULT_BUG, "setting up", fault);
	if (ssh_options_set(session, SSH_OPTIONS_HOST, district->sftp.host) != SSH_OK ||
	    ssh_options_set(session, SSH_OPTIONS_PORT, &port) != SSH_OK ||
	    district->sftp.user == NULL ||
	    ssh_options_set(session, SSH_OPTIONS_USER, district->sftp.user) != SSH_OK)
		return fault_set(fault, FAULT_CONFIG, "sftp: host, port or user is not usable");
	return sftp_client_prefer_pinned(client, fault);
}

// Connects, checks, signs in and opens the first channel, each a step.
static bool
client_start(struct sftp_client *client, struct fault *fault)
{
	if ((client->session = ssh_new()) == NULL)
		return fault_set(fault, FAULT_TEMP, "out of memory for an SSH session");
	sftp_client_step(client, "connecting");
	if (!set_options(client, fault))
		return false;
	if (ssh_connect(client->session) != SSH_OK)
		return sftp_client_fault(client, FAULT_TEMP, "connecting", fault);
	if (!sftp_client_check_host_key(client, fault))
		return false;
	sftp_client_step(client, "signing in");
	if (!sftp_client_sign_in(client, fault))
		return false;
	sftp_client_step(client, "starting SFTP");
	return sftp_client_widen(client) ||
	       sftp_client_fault(client, FAULT_TEMP, "starting SFTP", fault);
}

bool
sftp_client_widen(struct sftp_client *client)
{
	sftp_session lane = client->lanes < SFTP_LANES ? sftp_new(client->session) : NULL;
	if (lane == NULL)
		return false;
	if (sftp_init(lane) == SSH_OK) {
		client->lane[client->lanes++] = lane;
		return true;
	}
	sftp_free(lane);
	return false;
}

struct sftp_client *
sftp_client_open(
    const struct district *district, sftp_progress *progress, void *context, struct fault *fault)
{
	struct sftp_client *client = calloc(1, sizeof *client);
	if (client == NULL) {
		fault_set(fault, FAULT_TEMP, "out of memory for an SFTP client");
		return NULL;
	}
	client->district = district;
	client->progress = progress;
	client->context = context;
	if (client_start(client, fault))
		return client;
	sftp_client_close(client);
	return NULL;
}

void
sftp_client_close(struct sftp_client *client)
{
	if (client == NULL)
		return;
	while (client->lanes > 0)
		sftp_free(client->lane[--client->lanes]);
	if (client->session != NULL) {
		ssh_disconnect(client->session);
		ssh_free(client->session);
	}
	free(client);
}
