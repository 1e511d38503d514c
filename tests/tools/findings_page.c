// Writes the catalogue of findings as the list of rosterdrop-findings.5, so that the page cannot fall behind the table:
// tests/shell/findings_page.t holds one against the other. To make the page again after a change of the catalogue:
//
//   build/tools/findings_page schema/rosterdrop-findings.5 > /tmp/page && cp /tmp/page schema/rosterdrop-findings.5
//
// Copies the page and writes the list anew between its two marks; without an argument, writes the list alone.
#include <stdio.h>
#include <string.h>

#include "schema/finding.h"

static const char begin_mark[] = ".\\\" catalogue begins\n";
static const char end_mark[] = ".\\\" catalogue ends\n";

// Writes text as mdoc wants it: a sentence a line, nothing that roff would take for a request.
static void
text_print(const char *text)
{
	bool line_begins = true;
	for (; *text != '\0'; text++) {
		if (line_begins && (*text == '.' || *text == '\''))
			fputs("\\&", stdout);
		bool ends = *text == ' ' && text[-1] == '.' && text[1] >= 'A' && text[1] <= 'Z';
		if (*text == '\\')
			fputs("\\e", stdout);
		else
			putchar(ends ? '\n' : *text);
		line_begins = ends;
	}
	putchar('\n');
}

// Writes one code: its severities, what it means, what to do.
static void
code_print(const struct finding_code *code)
{
	printf(".It Sy %s\n.Em %s", code->code, severity_name(code->severity));
	if (code->strict != code->severity)
		printf(" ;\n.Em %s\nwhen strict", severity_name(code->strict));
	printf("%s\n.Pp\n", code->fixed ? " ;\ncannot be lowered" : "");
	text_print(code->message);
	printf(".Pp\n");
	text_print(code->fix);
}

// Writes all codes, a section for each family, which is what stands before the point.
static void
catalogue_print(void)
{
	const char *family = "";
	for (unsigned i = 0; i < finding_code_count; i++) {
		const char *code = finding_codes[i].code;
		size_t size = strcspn(code, ".") + 1;
		if (strncmp(code, family, size) != 0) {
			printf("%s.Ss %.*s\n.Bl -tag -width Ds\n", i == 0 ? "" : ".El\n",
			    (int)size - 1, code);
			family = code;
		}
		code_print(&finding_codes[i]);
	}
	printf(".El\n");
}

// Copies the page, with the list in place of what stands between the marks.
static int
page_print(FILE *page)
{
	char line[4096];
	bool inside = false;
	while (fgets(line, sizeof(line), page) != NULL) {
		inside = inside && strcmp(line, end_mark) != 0;
		if (!inside)
			fputs(line, stdout);
		if (strcmp(line, begin_mark) != 0)
			continue;
		catalogue_print();
		inside = true;
	}
	return ferror(page) || inside ? 1 : 0;
}

int
main(int argc, char **argv)
{
	if (argc < 2) {
		catalogue_print();
		return 0;
	}
	FILE *page = fopen(argv[1], "r");
	if (page == NULL) {
		perror(argv[1]);
		return 1;
	}
	int status = page_print(page);
	fclose(page);
	return status;
}
