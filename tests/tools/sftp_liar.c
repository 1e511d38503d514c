// An SFTP server (version 3, draft-ietf-secsh-filexfer-02) that lies: the subsystem of a real sshd, for tests of what a client takes from
// a hostile or broken peer. The folder that is asked for says which lie: /short, /cut … as the table below has it. Each folder
// holds good.zip, whose byte at an offset is content_at(offset), and what the lie adds.
//
// How to add a lie: a member of enum lie, its folder in the table, and the place where it is told.
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	FILE_SIZE = 300000,
	CUT_AT = 100000,
	PACKET_MAX = 300000,
	SHORT_MOST = 10000,
	HELD_MOST = 4
};
enum { INIT = 1, OPEN = 3, CLOSE, READ, LSTAT = 7, FSTAT, OPENDIR = 11, READDIR, STAT = 17 };
enum { VERSION = 2, STATUS = 101, HANDLE, DATA, NAME, ATTRS };
enum { FX_OK, FX_EOF, FX_NO_SUCH_FILE, FX_PERMISSION_DENIED, FX_FAILURE };
enum { BIG_NAME_SIZE = 200000 };

enum lie {
	HONEST,
	SHUFFLE, // answers out of turn: allowed
	SHORT, // answers of at most SHORT_MOST bytes: allowed, and easily got wrong
	CUT, // says the file ends at CUT_AT
	EMPTY, // answers of no bytes from CUT_AT on
	LONG, // answers of more than was asked
	GONE, // hangs up at CUT_AT
	STALL, // says nothing more at CUT_AT
	STALL_LIST, // says nothing to a listing
	GROW, // the file has another size once it was read
	HUGE, // the file has 2^63 bytes
	NAMES, // a listing of bad names
	ENDLESS, // a listing that does not end
	WRONG_ID, // answers to a request that nobody made
	SHRINK, // the file is shorter once it was read
	REPEAT, // a listing that has each name a hundred times
	COUNT, // a listing that says it has 2^32 - 1 entries, and has a few
	BIG_NAME, // a name of 200,000 bytes
	NUL_NAME, // a name with a NUL in it
	BAD_LENGTH, // a packet that says it has 4 GB
	BAD_ATTRIBUTES, // attributes that end before they should
	LINK, // a symbolic link that the listing calls a file
	DENIED, // the listing is not permitted
	LATE_FOLDER, // says nothing when the folder is opened
	LATE_FILE, // says nothing when a file is opened
	LONG_NAME, // a listing whose lines are not those of ls(1)
	FOLDER, // a folder that listing and status call a file: it cannot be read
	FULL, // fails in the middle of a file
};

static const char *const folders[] = {"honest", "shuffle", "short", "cut", "empty", "long", "gone",
    "stall", "stall-list", "grow", "huge", "names", "endless", "wrong-id", "shrink", "repeat",
    "count", "big-name", "nul-name", "bad-length", "bad-attributes", "link", "denied",
    "late-folder", "late-file", "odd-line", "folder", "full"};

// What a packet is built in, and what the last one said.
static unsigned char out[PACKET_MAX + 1024], in[PACKET_MAX];
static size_t out_size, in_size, in_at;
static enum lie lie;
static bool was_read;
static unsigned listed;

static unsigned char
content_at(uint64_t offset)
{
	return (unsigned char)(offset * 31 + (offset >> 8) * 7 + (offset >> 16));
}

static void
put_number(uint64_t value, unsigned bytes)
{
	while (bytes-- > 0)
		out[out_size++] = (unsigned char)(value >> (8 * bytes));
}

static void
put_text(const char *text)
{
	put_number(strlen(text), 4);
	memcpy(out + out_size, text, strlen(text));
	out_size += strlen(text);
}

static uint64_t
get_number(unsigned bytes)
{
	uint64_t value = 0;
	while (bytes-- > 0 && in_at < in_size)
		value = value << 8 | in[in_at++];
	return value;
}

static void
get_text(char text[1024])
{
	size_t size = (size_t)get_number(4);
	if (size > in_size - in_at || size >= 1024)
		exit(1);
	memcpy(text, in + in_at, size);
	text[size] = '\0';
	in_at += size;
}

static void
begin(unsigned type, uint64_t id)
{
	out_size = 4;
	put_number(type, 1);
	put_number(lie == WRONG_ID && was_read ? id + 1000 : id, 4);
}

static void
end(void)
{
	size_t size = out_size;
	out_size = 0;
	put_number(lie == BAD_LENGTH ? UINT32_MAX : size - 4, 4);
	for (size_t at = 0; at < size;) {
		ssize_t written = write(STDOUT_FILENO, out + at, size - at);
		if (written <= 0)
			exit(0);
		at += (size_t)written;
	}
}

static void
read_all(unsigned char *to, size_t size)
{
	while (size > 0) {
		ssize_t got = read(STDIN_FILENO, to, size);
		if (got <= 0)
			exit(0);
		to += got;
		size -= (size_t)got;
	}
}

// Says nothing more, until the client is gone.
static _Noreturn void
hang(void)
{
	for (;;)
		read_all(in, 1);
}

static void
send_status(uint64_t id, unsigned status)
{
	begin(STATUS, id);
	put_number(status, 4);
	put_text("");
	put_text("");
	end();
}

// Size, permissions and times of a file or folder.
static void
put_status(bool folder)
{
	uint64_t size = lie == HUGE ? (uint64_t)1 << 63
				    : (uint64_t)FILE_SIZE + (lie == GROW && was_read ? 1u : 0u) -
					  (lie == SHRINK && was_read ? 1u : 0u);
	put_number(0x0d, 4);
	put_number(size, 8);
	if (lie == BAD_ATTRIBUTES)
		return;
	put_number(folder ? 040755 : lie == LINK && listed > 0 ? 0120777 : 0100644, 4);
	put_number(1700000000, 4);
	put_number(1700000000, 4);
}

static void
put_entry(const char *name, bool folder)
{
	put_text(name);
	put_text(lie == LONG_NAME ? "?" // libssh reads OpenSSH's
				  : "-rw-r--r-- 1 root root 300000 Nov 14 2023 x");
	put_status(folder);
}

static void
take_lie(const char *path)
{
	const char *name = path[0] == '/' ? path + 1 : path;
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
		if (strncmp(name, folders[i], strlen(folders[i])) == 0 &&
		    (name[strlen(folders[i])] == '/' || name[strlen(folders[i])] == '\0'))
			lie = (enum lie)i;
}

static void
send_handle(uint64_t id, bool folder)
{
	char path[1024];
	get_text(path);
	take_lie(path);
	if (lie == (folder ? LATE_FOLDER : LATE_FILE))
		hang();
	begin(HANDLE, id);
	put_text("h");
	end();
}

static void
send_names(uint64_t id)
{
	static char long_name[301];
	static const char *const bad[] = {"../evil.zip", "/abs.zip", "sub/a.zip", "line\nbreak.zip",
	    "\033[2Jclear.zip", ".hidden.zip", "good.zip", long_name, "notes.txt"};
	enum { BAD = sizeof bad / sizeof bad[0] };
	char name[64];
	unsigned count = lie == NAMES ? BAD : lie == ENDLESS || lie == REPEAT ? 100 : 1;
	memset(long_name, 'x', sizeof long_name - 1);
	memcpy(long_name + sizeof long_name - 5, ".zip", 4);
	begin(NAME, id);
	put_number(lie == COUNT ? UINT32_MAX : count + 1, 4);
	put_entry("folder.zip", true);
	for (unsigned i = 0; i < count; i++, listed++) {
		snprintf(name, sizeof name, "%u.zip", listed);
		put_entry(lie == NAMES ? bad[i] : lie == ENDLESS ? name : "good.zip", false);
	}
	end();
}

// A listing of one name that is wrong by its bytes.
static void
send_odd_name(uint64_t id)
{
	static const char with_nul[] = "good.zip\0.exe";
	begin(NAME, id);
	put_number(1, 4);
	put_number(lie == BIG_NAME ? BIG_NAME_SIZE : sizeof with_nul - 1, 4);
	for (unsigned i = 0; lie == BIG_NAME && i < BIG_NAME_SIZE; i++)
		out[out_size++] =
		    i + 4 < BIG_NAME_SIZE ? 'x' : (unsigned char)".zip"[i + 4 - BIG_NAME_SIZE];
	for (unsigned i = 0; lie == NUL_NAME && i + 1 < sizeof with_nul; i++)
		out[out_size++] = (unsigned char)with_nul[i];
	put_text("-rw-r--r-- 1 root root 300000 Nov 14 2023 x");
	put_status(false);
	listed++;
	end();
}

static void
send_listing(uint64_t id)
{
	if (lie == STALL_LIST)
		hang();
	if (lie == DENIED) {
		send_status(id, FX_PERMISSION_DENIED);
		return;
	}
	if (listed == 0 && (lie == BIG_NAME || lie == NUL_NAME)) {
		send_odd_name(id);
		return;
	}
	if (listed > 0 && lie != ENDLESS)
		send_status(id, FX_EOF);
	else
		send_names(id);
}

static void
send_data(uint64_t id, uint64_t offset, uint64_t size)
{
	if (lie == GONE && offset >= CUT_AT)
		exit(0);
	if (lie == STALL && offset >= CUT_AT)
		hang();
	if (lie == FOLDER || (lie == FULL && offset >= CUT_AT)) {
		send_status(id, FX_FAILURE);
		return;
	}
	if (offset >= FILE_SIZE || (lie == CUT && offset >= CUT_AT)) {
		send_status(id, FX_EOF);
		return;
	}
	if (size > FILE_SIZE - offset)
		size = FILE_SIZE - offset;
	if (lie == SHORT && size > SHORT_MOST)
		size = SHORT_MOST;
	if (lie == EMPTY && offset >= CUT_AT)
		size = 0;
	size += lie == LONG ? 10 : 0;
	begin(DATA, id);
	put_number(size, 4);
	for (uint64_t i = 0; i < size; i++)
		out[out_size++] = content_at(offset + i);
	end();
}

// Takes a request for bytes; for SHUFFLE, answers the last of a few first.
static void
take_read(uint64_t id)
{
	static struct {
		uint64_t id, offset, size;
	} held[HELD_MOST];
	static unsigned count;
	char handle[1024];
	struct pollfd more = {.fd = STDIN_FILENO, .events = POLLIN};
	get_text(handle);
	held[count].id = id;
	held[count].offset = get_number(8);
	held[count++].size = get_number(4);
	was_read = true;
	if (lie == SHUFFLE && count < HELD_MOST && poll(&more, 1, 50) > 0)
		return;
	while (count > 0) {
		count--;
		send_data(held[count].id, held[count].offset, held[count].size);
	}
}

static void
send_attributes(uint64_t id)
{
	char path[1024];
	get_text(path);
	take_lie(path);
	begin(ATTRS, id);
	put_status(false);
	end();
}

static void
answer(unsigned type, uint64_t id)
{
	switch (type) {
	case OPEN:
	case OPENDIR:
		send_handle(id, type == OPENDIR);
		break;
	case READDIR:
		send_listing(id);
		break;
	case READ:
		take_read(id);
		break;
	case LSTAT:
	case STAT:
	case FSTAT:
		send_attributes(id);
		break;
	case CLOSE:
		send_status(id, FX_OK);
		break;
	default:
		send_status(id, FX_NO_SUCH_FILE);
	}
}

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "content") == 0) { // what an honest copy of good.zip is
		for (uint64_t i = 0; i < FILE_SIZE; i++)
			putchar(content_at(i));
		return 0;
	}
	if (argc > 1 && strcmp(argv[1], "silent") == 0)
		hang();
	for (;;) {
		unsigned char head[4];
		read_all(head, sizeof head);
		in_size =
		    (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
		if (in_size < 5 || in_size > sizeof in)
			return 1;
		read_all(in, in_size);
		in_at = 0;
		unsigned type = (unsigned)get_number(1);
		uint64_t id = get_number(4);
		if (type != INIT) {
			answer(type, id);
			continue;
		}
		out_size = 4;
		put_number(VERSION, 1);
		put_number(3, 4);
		end();
	}
}
