// The tables against the headers of the binding, written out.
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "schema/oneroster.h"

#define COMMON "sourcedId,status,dateLastModified,"

static const struct {
	enum roster_file file;
	uint8_t versions;
	const char *header;
} headers[] = {
    {ACADEMIC_SESSIONS, V_ALL, COMMON "title,type,startDate,endDate,parentSourcedId,schoolYear"},
    {ORGS, V_ALL, COMMON "name,type,identifier,parentSourcedId"},
    {COURSES, V_ALL,
	COMMON "schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes"},
    {CLASSES, V_ALL,
	COMMON "title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,"
	       "termSourcedIds,subjects,subjectCodes,periods"},
    {USERS, V11,
	COMMON "enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,"
	       "identifier,email,sms,phone,agentSourcedIds,grades,password"},
    {USERS, V121,
	COMMON "enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,"
	       "sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,"
	       "preferredGivenName,preferredMiddleName,preferredFamilyName,"
	       "primaryOrgSourcedId,pronouns"},
    {USERS, V120,
	COMMON "enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,"
	       "sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,"
	       "resourceSourcedIds,preferredGivenName,preferredMiddleName,"
	       "preferredFamilyName,primaryOrgSourcedId,pronouns"},
    {ENROLLMENTS, V_ALL,
	COMMON "classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate"},
    {DEMOGRAPHICS, V_ALL,
	COMMON "birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,"
	       "nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,"
	       "hispanicOrLatinoEthnicity,countryOfBirthCode,stateOfBirthAbbreviation,"
	       "cityOfBirth,publicSchoolResidenceStatus"},
    {RESOURCES, V_ALL, COMMON "vendorResourceId,title,roles,importance,vendorId,applicationId"},
    {CLASS_RESOURCES, V_ALL, COMMON "title,classSourcedId,resourceSourcedId"},
    {COURSE_RESOURCES, V_ALL, COMMON "title,courseSourcedId,resourceSourcedId"},
    {CATEGORIES, V11, COMMON "title"},
    {CATEGORIES, V12, COMMON "title,weight"},
    {LINE_ITEMS, V11,
	COMMON "title,description,assignDate,dueDate,classSourcedId,categorySourcedId,"
	       "gradingPeriodSourcedId,resultValueMin,resultValueMax"},
    {LINE_ITEMS, V12,
	COMMON "title,description,assignDate,dueDate,classSourcedId,categorySourcedId,"
	       "academicSessionSourcedId,resultValueMin,resultValueMax,schoolSourcedId"},
    {RESULTS, V11, COMMON "lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment"},
    {RESULTS, V12,
	COMMON "lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment,textScore,"
	       "classSourcedId,inProgress,incomplete,late,missing"},
    {ROLES, V12,
	COMMON "userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId"},
    {USER_PROFILES, V12,
	COMMON "userSourcedId,profileType,vendorId,applicationId,description,credentialType,"
	       "username,password"},
    {USER_RESOURCES, V12, COMMON "userSourcedId,orgSourcedId,classSourcedId,resourceSourcedId"},
    {SCORE_SCALES, V12,
	COMMON "title,type,orgSourcedId,courseSourcedId,classSourcedId,scoreScaleValue"},
    {LINE_ITEM_SCORE_SCALES, V12, COMMON "title,lineItemSourcedId,scoreScaleSourcedId"},
    {RESULT_SCORE_SCALES, V12, COMMON "title,resultSourcedId,scoreScaleSourcedId"},
    {LINE_ITEM_LEARNING_OBJECTIVE_IDS, V12, COMMON "lineItemSourcedId,source,learningObjectiveId"},
    {RESULT_LEARNING_OBJECTIVE_IDS, V12,
	COMMON "resultSourcedId,source,learningObjectiveId,score,textScore"},
};

// Files of 1.1 and of 1.2, and the sets that must be there.
static const char files11[] = "orgs academicSessions courses classes users demographics "
			      "enrollments resources classResources courseResources categories "
			      "lineItems results ";
static const char needed11[] = "orgs academicSessions courses classes users enrollments ";
static const char needed12[] = "orgs academicSessions courses classes users roles enrollments ";

// What must be filled beyond the three common columns.
static const struct {
	enum roster_file file;
	enum version version;
	const char *columns;
} required[] = {
    {ACADEMIC_SESSIONS, V11, "title type startDate endDate schoolYear "},
    {ORGS, V121, "name type "},
    {COURSES, V11, "title orgSourcedId "},
    {CLASSES, V120, "title courseSourcedId classType schoolSourcedId termSourcedIds "},
    {USERS, V11, "enabledUser orgSourcedIds role username givenName familyName "},
    {USERS, V120, "enabledUser username givenName familyName "},
    {USERS, V121, "enabledUser username givenName familyName "},
    {ROLES, V121, "userSourcedId roleType role orgSourcedId "},
    {ENROLLMENTS, V11, "classSourcedId schoolSourcedId userSourcedId role "},
    {DEMOGRAPHICS, V121, ""},
    {USER_PROFILES, V121, "userSourcedId profileType vendorId credentialType username "},
    {USER_RESOURCES, V121, "userSourcedId resourceSourcedId "},
    {RESOURCES, V121, "vendorResourceId "},
    {LINE_ITEMS, V11,
	"title assignDate dueDate classSourcedId categorySourcedId gradingPeriodSourcedId "
	"resultValueMin resultValueMax "},
    {LINE_ITEMS, V121,
	"title assignDate dueDate classSourcedId categorySourcedId academicSessionSourcedId "
	"schoolSourcedId "},
    {RESULTS, V11, "lineItemSourcedId studentSourcedId scoreStatus score scoreDate "},
    {RESULTS, V121, "lineItemSourcedId studentSourcedId scoreStatus scoreDate "},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// The columns of a version put together again.
static void
test_headers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(headers); i++) {
		const struct oneroster_file *file = &oneroster_files[headers[i].file];
		for (unsigned version = V11; version <= V121; version <<= 1) {
			char header[1024] = "";
			if ((headers[i].versions & version) == 0)
				continue;
			for (unsigned j = 0; j < file->column_count; j++)
				if ((file->columns[j].versions & version) != 0) {
					strcat(header, header[0] == '\0' ? "" : ",");
					strcat(header, file->columns[j].name);
				}
			assert_string_equal(header, headers[i].header);
		}
	}
}

// Which files are there, and which must be.
static void
test_files(void **state)
{
	(void)state;
	char in11[512] = "", must11[512] = "", must12[512] = "";
	for (unsigned i = 0; i < ONEROSTER_FILES; i++) {
		const struct oneroster_file *file = &oneroster_files[i];
		char *lists[] = {in11, must11, must12};
		bool in[] = {(file->versions & V11) != 0, (file->needed & V11) != 0,
		    (file->needed & V12) == V12};
		assert_int_equal(file->versions & V12, V12);
		for (unsigned j = 0; j < COUNT(lists); j++)
			if (in[j])
				strcat(strcat(lists[j], file->name), " ");
	}
	assert_string_equal(in11, files11);
	assert_string_equal(must11, needed11);
	assert_string_equal(must12, needed12);
}

// Which columns must be filled.
static void
test_required(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(required); i++) {
		const struct oneroster_file *file = &oneroster_files[required[i].file];
		char columns[512] = "";
		for (unsigned j = COMMON_COLUMNS; j < file->column_count; j++)
			if ((file->columns[j].required & required[i].version) != 0)
				strcat(strcat(columns, file->columns[j].name), " ");
		assert_string_equal(columns, required[i].columns);
	}
}

// What holds of every column: it stands where it is required, references have a target that comes no later, terms are there.
static void
test_columns(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ONEROSTER_FILES; i++) {
		const struct oneroster_file *file = &oneroster_files[i];
		assert_true(file->column_count <= ONEROSTER_COLUMNS_MAX);
		for (unsigned j = 0; j < file->column_count; j++) {
			const struct column *column = &file->columns[j];
			bool reference =
			    column->type == CELL_REFERENCE || column->type == CELL_REFERENCE_LIST;
			bool terms = column->type == CELL_TERM || column->type == CELL_TERM_LIST ||
				     column->type == CELL_STATUS;
			assert_int_equal(column->required & ~column->versions, 0);
			if (reference)
				assert_true(column->target != NO_FILE);
			else if (i != DEMOGRAPHICS || j != SOURCED_ID)
				assert_true(column->target == NO_FILE);
			if (column->target != NO_FILE && i < ROSTER_FILES &&
			    column->target < ROSTER_FILES)
				assert_true((unsigned)column->target <= i);
			assert_int_equal(terms, column->terms != NULL);
		}
	}
	assert_string_equal(oneroster_files[USERS].columns[USERS_PRONOUNS].name, "pronouns");
	assert_string_equal(
	    oneroster_files[ROLES].columns[ROLES_PROFILE].name, "userProfileSourcedId");
	assert_string_equal(oneroster_files[CLASSES].columns[CLASSES_TERMS].name, "termSourcedIds");
}

// Files by name.
static void
test_file_named(void **state)
{
	(void)state;
	assert_int_equal(oneroster_file_named(bytes_of("userProfiles"), false), USER_PROFILES);
	assert_int_equal(oneroster_file_named(bytes_of("userprofiles"), false), NO_FILE);
	assert_int_equal(oneroster_file_named(bytes_of("userprofiles"), true), USER_PROFILES);
	assert_int_equal(oneroster_file_named(bytes_of("user"), true), NO_FILE);
	assert_int_equal(oneroster_file_named((struct bytes){NULL, 0}, true), NO_FILE);
}

// Columns by name, and where the version decides.
static void
test_column_named(void **state)
{
	(void)state;
	assert_int_equal(oneroster_column_named(USERS, bytes_of("role"), V11, false), USERS_ROLE);
	assert_int_equal(oneroster_column_named(USERS, bytes_of("role"), V12, false), -1);
	assert_int_equal(oneroster_column_named(USERS, bytes_of("Email"), V12, false), -1);
	assert_int_equal(oneroster_column_named(USERS, bytes_of("Email"), V12, true), USERS_EMAIL);
	assert_int_equal(oneroster_column_named(ORGS, bytes_of(""), V_ALL, true), -1);
}

// Wrong names that are known.
static void
test_alias(void **state)
{
	(void)state;
	static const struct {
		enum roster_file file;
		const char *name;
		int column;
	} cases[] = {
	    {USERS, "agents", USERS_AGENTS},
	    {USERS, "userId", USERS_USER_IDS},
	    {USERS, "orgs", USERS_ORGS},
	    {USERS, "grade", USERS_GRADES},
	    {USERS, "sourceId", SOURCED_ID},
	    {USERS, "SourceID", SOURCED_ID},
	    {USERS, "preferredFirstName", USERS_PREFERRED_GIVEN_NAME},
	    {USERS, "agentSourceIds", USERS_AGENTS},
	    {ORGS, "parentSourceId", ORGS_PARENT},
	    {ORGS, "dataLastModified", DATE_LAST_MODIFIED},
	    {COURSES, "schoolYearId", COURSES_SCHOOL_YEAR},
	    {ACADEMIC_SESSIONS, "schoolYearId", -1},
	    {DEMOGRAPHICS, "userSourcedId", SOURCED_ID},
	    {ORGS, "sourcedIds", -1},
	    {ORGS, "shoe", -1},
	    {ORGS, "", -1},
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(oneroster_column_alias(cases[i].file, bytes_of(cases[i].name)),
		    cases[i].column);
}

// The terms that differ between the versions.
static void
test_terms(void **state)
{
	(void)state;
	const struct column *sex = &oneroster_files[DEMOGRAPHICS].columns[DEMOGRAPHICS_SEX];
	const struct column *type = &oneroster_files[ORGS].columns[ORGS_TYPE];
	assert_null(oneroster_terms(sex, V11)[2]);
	assert_string_equal(oneroster_terms(sex, V121)[3], "other");
	assert_ptr_equal(oneroster_terms(type, V11), oneroster_terms(type, V120));
	assert_null(oneroster_terms(&oneroster_files[ORGS].columns[ORGS_NAME], V11));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_headers),
	    cmocka_unit_test(test_files),
	    cmocka_unit_test(test_required),
	    cmocka_unit_test(test_columns),
	    cmocka_unit_test(test_file_named),
	    cmocka_unit_test(test_column_named),
	    cmocka_unit_test(test_alias),
	    cmocka_unit_test(test_terms),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
