// Stands between an SFTP client and a server on 127.0.0.1, as a bad line or a hostile peer would: for tests of deadlines, and to measure what
// distance costs. It knows nothing of SSH; it delays, counts, slows down, stops and cuts what the server says.
//
//   delay_proxy [-d MS] [-r BYTES] [-s BYTES] [-c BYTES] PORT    forwards to 127.0.0.1:PORT
//   delay_proxy -f LINE | -i                                     there is no server: says LINE for ever; or an SSH banner, and
//                                                                packets that mean nothing for ever
//
//   -d  milliseconds of delay each way       -r  bytes a second, from the server
//   -s  after so many bytes from the server nothing more comes; the connection stays
//   -c  after so many bytes from the server the connection is cut
//
// Its own port is the first line on standard output. It ends when it is killed; a connection, when one side hangs up.
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 64 * 1024, PIECES = 1024 }; // at most 64 MiB on the way
#define NO_LIMIT UINT64_MAX

static const char banner[] = "SSH-2.0-OpenSSH_9.2\r\n";
// A packet of SSH_MSG_IGNORE with no data, as it is before keys are exchanged: length 12, padding 6.
static const char nothing[] = {0, 0, 0, 12, 6, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

// What the command line asks for.
struct wish {
	uint64_t delay, rate, stall, cut;
	const char *flood;
	bool ignore;
	uint16_t port;
};

// What is on the way in one direction: a ring of pieces, each with the time when it may arrive.
struct way {
	int from, to;
	struct piece {
		uint64_t due; // ms
		size_t size, sent;
		char *data;
	} pieces[PIECES];
	uint64_t first, last; // pieces, since the beginning
	uint64_t passed; // bytes
	uint64_t stall, cut, rate, delay, began;
};

static uint64_t
now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static struct sockaddr_in
loopback(uint16_t port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return address;
}

static int
dial(uint16_t port)
{
	const int on = 1;
	struct sockaddr_in address = loopback(port);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
		exit(1);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return fd;
}

// Takes what one side said. False when it hung up.
static bool
way_take(struct way *way)
{
	struct piece *piece = &way->pieces[way->last % PIECES];
	piece->data = malloc(PIECE);
	ssize_t got = piece->data == NULL ? -1 : read(way->from, piece->data, PIECE);
	if (got <= 0) {
		free(piece->data);
		return false;
	}
	piece->size = (size_t)got;
	piece->sent = 0;
	piece->due = now_ms() + way->delay;
	way->last++;
	return true;
}

// How many bytes may pass now.
static size_t
way_allows(const struct way *way, size_t size)
{
	uint64_t most = way->stall < way->cut ? way->stall : way->cut;
	if (way->rate != NO_LIMIT) {
		uint64_t earned = (now_ms() - way->began) * way->rate / 1000;
		most = earned < most ? earned : most;
	}
	uint64_t left = most > way->passed ? most - way->passed : 0;
	return left < size ? (size_t)left : size;
}

// Hands on what is due. False when the connection is to end.
static bool
way_give(struct way *way)
{
	while (way->first < way->last) {
		struct piece *piece = &way->pieces[way->first % PIECES];
		size_t size = way_allows(way, piece->size - piece->sent);
		if (piece->due > now_ms() || size == 0)
			return way->passed < way->cut;
		ssize_t sent = send(way->to, piece->data + piece->sent, size, MSG_DONTWAIT);
		if (sent < 0)
			return errno == EAGAIN;
		way->passed += (uint64_t)sent;
		piece->sent += (size_t)sent;
		if (piece->sent < piece->size)
			continue;
		free(piece->data);
		way->first++;
	}
	return way->passed < way->cut;
}

// How long to wait at most: until the next piece is due, or room is likely.
static int
way_patience(const struct way *way)
{
	uint64_t now = now_ms();
	if (way->first == way->last)
		return 1000;
	uint64_t due = way->pieces[way->first % PIECES].due;
	return due > now ? (int)(due - now) : 1;
}

// Ends what is said to the client, after all that was passed on: a socket closed with something unread would take back what the client has not
// read yet.
static void
hang_up(int client)
{
	char unread[4096];
	struct pollfd wait = {.fd = client, .events = POLLIN};
	shutdown(client, SHUT_WR);
	while (poll(&wait, 1, 5000) > 0 && read(client, unread, sizeof unread) > 0)
		continue;
}

// A connection, to its end.
static void
forward(int client, const struct wish *wish)
{
	static struct way ways[2];
	int server = dial(wish->port);
	ways[0] = (struct way){.from = client,
	    .to = server,
	    .stall = NO_LIMIT,
	    .cut = NO_LIMIT,
	    .rate = NO_LIMIT,
	    .delay = wish->delay};
	ways[1] = (struct way){.from = server,
	    .to = client,
	    .stall = wish->stall,
	    .cut = wish->cut,
	    .rate = wish->rate,
	    .delay = wish->delay,
	    .began = now_ms()};
	for (bool good = true; good;) {
		struct pollfd wait[2];
		int patience = 1000;
		for (int i = 0; i < 2; i++) {
			bool room = ways[i].last - ways[i].first < PIECES;
			wait[i] = (struct pollfd){.fd = room ? ways[i].from : -1, .events = POLLIN};
			if (way_patience(&ways[i]) < patience)
				patience = way_patience(&ways[i]);
		}
		poll(wait, 2, patience);
		for (int i = 0; good && i < 2; i++) {
			if (wait[i].revents != 0)
				good = way_take(&ways[i]);
			good = good && way_give(&ways[i]);
		}
	}
	close(server);
	hang_up(client);
}

// Says the same for ever.
static void
flood(int client, const struct wish *wish)
{
	char block[PIECE];
	const char *unit = wish->ignore ? nothing : wish->flood;
	size_t size = wish->ignore ? sizeof nothing : strlen(wish->flood), filled = 0;
	while (size > 0 && filled + size <= sizeof block) {
		memcpy(block + filled, unit, size);
		filled += size;
	}
	if (wish->ignore && send(client, banner, sizeof banner - 1, 0) < 0)
		return;
	while (send(client, block, filled, 0) > 0)
		continue;
}

static struct wish
parse(int argc, char **argv)
{
	struct wish wish = {.rate = NO_LIMIT, .stall = NO_LIMIT, .cut = NO_LIMIT};
	for (int option; (option = getopt(argc, argv, "d:r:s:c:f:i")) != -1;) {
		uint64_t number = optarg != NULL ? strtoull(optarg, NULL, 10) : 0;
		switch (option) {
		case 'd':
			wish.delay = number;
			break;
		case 'r':
			wish.rate = number;
			break;
		case 's':
			wish.stall = number;
			break;
		case 'c':
			wish.cut = number;
			break;
		case 'f':
			wish.flood = optarg;
			break;
		case 'i':
			wish.ignore = true;
			break;
		default:
			exit(64);
		}
	}
	if (optind < argc)
		wish.port = (uint16_t)strtoul(argv[optind], NULL, 10);
	return wish;
}

int
main(int argc, char **argv)
{
	const int on = 1;
	struct wish wish = parse(argc, argv);
	struct sockaddr_in address = loopback(0);
	socklen_t size = sizeof address;
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	signal(SIGCHLD, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 ||
	    listen(listener, 64) != 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &size) != 0)
		return 1;
	printf("%u\n", ntohs(address.sin_port));
	fclose(stdout);
	for (int client; (client = accept(listener, NULL, NULL)) >= 0; close(client)) {
		setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		if (fork() != 0)
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(listener);
		if (wish.flood != NULL || wish.ignore)
			flood(client, &wish);
		else
			forward(client, &wish);
		_exit(0);
	}
	return 1;
}
