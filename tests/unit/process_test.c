// A signal that ends a process has words and a code: of damage where a file may be damaged, of a bug where none is open.
#include "tests/unit/scratch.h"

#include <signal.h>
#include <sys/wait.h>
#include <sysexits.h>

#include "pipeline/db.h"
#include "pipeline/process.h"

enum { MAP = 1024 * 1024 };

static char path[64], words[4096];

// Aborts in a child, with what is open there; gives its exit code, and in `words` what it said.
static int
code_of_abort(void)
{
	int status, ends[2];
	assert_int_equal(pipe(ends), 0);
	pid_t process = fork();
	assert_true(process >= 0);
	if (process == 0) {
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		process_guard();
		abort();
	}
	close(ends[1]);
	ssize_t size = read(ends[0], words, sizeof words - 1);
	words[size < 0 ? 0 : size] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(process, &status, 0), process);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
a_signal_has_words(void **state)
{
	(void)state;
	db_table table;
	assert_int_equal(code_of_abort(), EX_SOFTWARE);
	assert_non_null(strstr(words, "this is a bug of rosterdrop"));

	snprintf(path, sizeof path, "%s/rows.mdb", folder);
	struct db *db = db_create(path, MAP, &fault);
	must(db != NULL && db_table_open(db, "users", &table, &fault));
	assert_int_equal(code_of_abort(), EX_SOFTWARE); // what one writes anew cannot be damaged
	must(db_finish(db, &fault));
	db_close(db);

	db = db_open(path, &fault);
	must(db != NULL);
	assert_int_equal(code_of_abort(), EX_IOERR);
	assert_non_null(strstr(words, "restore the backup"));
	db_close(db);
	assert_int_equal(code_of_abort(), EX_SOFTWARE);

	assert_null(db_open("/dev/null", &fault));
	assert_int_equal(code_of_abort(), EX_SOFTWARE); // one that could not be opened is not open
}

int
main(void)
{
	const struct CMUnitTest tests[] = {SCRATCH_TEST(a_signal_has_words)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
