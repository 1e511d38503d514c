// Makes a district whose truth is known: a OneRoster 1.1 drop of its SIS, the vendor's present directory for `rosterdrop import`, and who is who.
//
//   people_make [--students N] [--seed S] [--hard] [--names FOLDER] OUTDIR
//
// OUTDIR/sis holds the CSV files of the drop, OUTDIR/app those of the import, OUTDIR/truth.csv the pairs sourcedId,accountId of one child.
//
// uses tests/people/names.c tests/people/world.c tests/people/damage.c tests/people/rates.c tests/people/spelling.c
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tests/people/people.h"

enum file {
	ORGS_FILE,
	SESSIONS_FILE,
	COURSES_FILE,
	CLASSES_FILE,
	ENROLLMENTS_FILE,
	USERS_FILE,
	DEMOGRAPHICS_FILE,
	MANIFEST_FILE,
	SCHOOLS_FILE,
	ACCOUNTS_FILE,
	CONNECTIONS_FILE,
	TRUTH_FILE,
	FILES
};

static const struct {
	const char *path, *header;
} files[FILES] = {
    [ORGS_FILE] = {"sis/orgs.csv",
	"sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId"},
    // these four are part of every drop; nobody is matched by them
    [SESSIONS_FILE] = {"sis/academicSessions.csv", "sourcedId,status,dateLastModified,title,type,"
						   "startDate,endDate,parentSourcedId,schoolYear"},
    [COURSES_FILE] = {"sis/courses.csv",
	"sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,"
	"orgSourcedId,subjects,subjectCodes"},
    [CLASSES_FILE] = {"sis/classes.csv",
	"sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,"
	"location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods"},
    [ENROLLMENTS_FILE] = {"sis/enrollments.csv",
	"sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,"
	"primary,beginDate,endDate"},
    [USERS_FILE] = {"sis/users.csv", "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,"
				     "role,username,userIds,givenName,familyName,middleName,"
				     "identifier,email,sms,phone,agentSourcedIds,grades,password"},
    [DEMOGRAPHICS_FILE] = {"sis/demographics.csv",
	"sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative,asian,"
	"blackOrAfricanAmerican,"
	"nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,"
	"hispanicOrLatinoEthnicity,countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,"
	"publicSchoolResidenceStatus"},
    [MANIFEST_FILE] = {"sis/manifest.csv", "propertyName,value"},
    [SCHOOLS_FILE] = {"app/schools.csv", "school,name,sourcedId"},
    [ACCOUNTS_FILE] = {"app/accounts.csv",
	"accountId,kind,state,givenName,middleName,familyName,birthDate,grades,schools,email,"
	"mobile,phone,identifier"},
    [CONNECTIONS_FILE] = {"app/connections.csv",
	"studentAccountId,guardianAccountId,relationship,origin,state"},
    [TRUTH_FILE] = {"truth.csv", "sourcedId,accountId"},
};

// What a drop of 1.1 says of its files.
static const char manifest[] =
    "manifest.version,1.0\r\noneroster.version,1.1\r\nfile.academicSessions,bulk\r\nfile."
    "categories,absent\r\nfile.classes,bulk\r\n"
    "file.classResources,absent\r\nfile.courses,bulk\r\nfile.courseResources,absent\r\nfile."
    "demographics,bulk\r\n"
    "file.enrollments,bulk\r\nfile.lineItems,absent\r\nfile.orgs,bulk\r\nfile.resources,"
    "absent\r\nfile.results,absent\r\n"
    "file.users,bulk\r\nsource.systemName,invented\r\nsource.systemCode,invented\r\n";

static FILE *out[FILES];

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "people_make: %s: %s\n", what, strerror(errno));
	exit(74);
}

static void
open_files(const char *folder)
{
	char path[512];
	static const char *const folders[] = {"", "/sis", "/app"};
	for (unsigned i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s%s", folder, folders[i]);
		if (mkdir(path, 0777) != 0 && errno != EEXIST)
			die(path);
	}
	for (unsigned i = 0; i < FILES; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, files[i].path);
		out[i] = fopen(path, "we");
		if (out[i] == NULL)
			die(path);
		fprintf(out[i], "%s\r\n", files[i].header);
	}
	fputs(manifest, out[MANIFEST_FILE]);
}

// The schools that families of this size of district go to.
static void
write_schools(const struct people *people)
{
	uint64_t areas = 1 + people->families / 800;
	fprintf(out[ORGS_FILE], "d,,,District,district,,\r\n");
	for (uint64_t i = 0; i < areas; i++)
		for (const char *letter = "emh"; *letter != '\0'; letter++) {
			fprintf(out[ORGS_FILE], "%c%u,,,School %c%u,school,,d\r\n", *letter,
			    (unsigned)i, *letter, (unsigned)i);
			fprintf(out[SCHOOLS_FILE], "app-%c%u,School %c%u,%c%u\r\n", *letter,
			    (unsigned)i, *letter, (unsigned)i, *letter, (unsigned)i);
		}
}

static void
write_sis(const struct made_family *family)
{
	for (unsigned i = 0; i < family->student_count; i++) {
		const struct made_student *student = &family->students[i];
		char agents[128] = "";
		size_t used = 0;
		for (unsigned j = 0; j < family->guardian_count; j++)
			if ((student->guardians >> j & 1) != 0)
				used += (size_t)snprintf(agents + used, sizeof agents - used,
				    "%sg%llu", used > 0 ? "," : "",
				    (unsigned long long)family->guardians[j].id);
		fprintf(out[USERS_FILE],
		    "s%llx,,,true,%s,student,u%llx,,\"%s\",\"%s\",\"%s\",%s,%s,,,\"%s\",%s,\r\n",
		    (unsigned long long)student->id,
		    student->school[0] == '\0' ? "d" : student->school,
		    (unsigned long long)student->id, student->given, student->family,
		    student->middle, student->number, student->email, agents, student->grade);
		fprintf(out[DEMOGRAPHICS_FILE], "s%llx,,,%s,,,,,,,,,,,,\r\n",
		    (unsigned long long)student->id, student->birth_date);
	}
	for (unsigned j = 0; j < family->guardian_count; j++)
		fprintf(out[USERS_FILE],
		    "g%llu,,,true,d,guardian,g%llu,,\"%s\",\"%s\",,,%s,%s,%s,,,\r\n",
		    (unsigned long long)family->guardians[j].id,
		    (unsigned long long)family->guardians[j].id, family->guardians[j].given,
		    family->guardians[j].family, family->guardians[j].email,
		    family->guardians[j].mobile, family->guardians[j].home);
}

static void
write_app(const struct made_family *family)
{
	for (unsigned i = 0; i < family->student_count; i++) {
		const struct made_student *student = &family->students[i];
		fprintf(out[ACCOUNTS_FILE],
		    "p%llx,student,%s,\"%s\",\"%s\",\"%s\",%s,%s,%s%s,%s,,,%s\r\n",
		    (unsigned long long)student->id, student->inactive ? "invited" : "active",
		    student->given, student->middle, student->family, student->birth_date,
		    student->grade, student->school[0] == '\0' ? "" : "app-", student->school,
		    student->email, student->number);
		for (unsigned j = 0; j < family->guardian_count; j++)
			if ((student->guardians >> j & 1) != 0)
				fprintf(out[CONNECTIONS_FILE], "p%llx,q%llu,,,\r\n",
				    (unsigned long long)student->id,
				    (unsigned long long)family->guardians[j].id);
	}
	for (unsigned j = 0; j < family->guardian_count; j++)
		fprintf(out[ACCOUNTS_FILE], "q%llu,guardian,active,\"%s\",,\"%s\",,,,%s,%s,%s,\r\n",
		    (unsigned long long)family->guardians[j].id, family->guardians[j].given,
		    family->guardians[j].family, family->guardians[j].email,
		    family->guardians[j].mobile, family->guardians[j].home);
}

static void
write_truth(const struct made_family sides[SIDES])
{
	for (unsigned i = 0; i < sides[SIDE_SIS].student_count; i++)
		for (unsigned j = 0; j < sides[SIDE_APP].student_count; j++)
			if (sides[SIDE_SIS].students[i].person ==
			    sides[SIDE_APP].students[j].person)
				fprintf(out[TRUTH_FILE], "s%llx,p%llx\r\n",
				    (unsigned long long)sides[SIDE_SIS].students[i].id,
				    (unsigned long long)sides[SIDE_APP].students[j].id);
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {{"students", 1, NULL, 'n'}, {"seed", 1, NULL, 's'},
	    {"hard", 0, NULL, 'h'}, {"names", 1, NULL, 'f'}, {0}};
	uint64_t students = 1000, seed = 1;
	const char *folder = "tests/people";
	bool hard = false;
	struct people people;
	struct made_family sides[SIDES];
	for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;)
		if (option == 'n')
			students = strtoull(optarg, NULL, 10);
		else if (option == 's')
			seed = strtoull(optarg, NULL, 10);
		else if (option == 'f')
			folder = optarg;
		else if (option == 'h')
			hard = true;
		else
			return 64;
	if (optind + 1 != argc || !people_open(&people, folder, students, seed, hard))
		return 64;
	open_files(argv[optind]);
	write_schools(&people);
	for (uint64_t i = 0; i < people.families; i++) {
		people_family(&people, i, sides);
		write_sis(&sides[SIDE_SIS]);
		write_app(&sides[SIDE_APP]);
		write_truth(sides);
	}
	people_close(&people);
	for (unsigned i = 0; i < FILES; i++)
		if (fclose(out[i]) != 0)
			die(files[i].path);
	return 0;
}
