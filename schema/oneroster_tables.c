// The columns of the files that make a roster, and the list of all files. Data only: OneRoster CSV Binding 1.2 sections 3.2
// to 3.23, users.csv of 1.2.1, and the 1.1 headers. Status and dateLastModified are not marked as required: whether they
// must be filled depends on bulk or delta, which only the manifest knows.
#include "schema/oneroster_tables.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const char *const oneroster_statuses[] = {"active", "tobedeleted", NULL};

static const char *const org_types[] = {
    "department", "school", "district", "local", "state", "national", NULL};
static const char *const session_types[] = {
    "gradingPeriod", "semester", "schoolYear", "term", NULL};
static const char *const class_types[] = {"homeroom", "scheduled", NULL};
static const char *const user_roles11[] = {"administrator", "aide", "guardian", "parent", "proctor",
    "relative", "student", "teacher", NULL};
static const char *const user_roles12[] = {"aide", "counselor", "districtAdministrator", "guardian",
    "parent", "principal", "proctor", "relative", "siteAdministrator", "student",
    "systemAdministrator", "teacher", NULL};
static const char *const role_types[] = {"primary", "secondary", NULL};
static const char *const enrollment_roles[] = {
    "administrator", "proctor", "student", "teacher", NULL};
static const char *const sexes11[] = {"male", "female", NULL};
static const char *const sexes12[] = {"male", "female", "unspecified", "other", NULL};

static const struct column orgs_columns[ORGS_COLUMNS] = {
    COMMON,
    TEXT("name", V_ALL, V_ALL),
    TERM("type", V_ALL, V_ALL, org_types, NULL, true),
    TEXT("identifier", V_ALL, OPTIONAL),
    REFERENCE("parentSourcedId", V_ALL, OPTIONAL, ORGS),
};

static const struct column sessions_columns[SESSIONS_COLUMNS] = {
    COMMON,
    TEXT("title", V_ALL, V_ALL),
    TERM("type", V_ALL, V_ALL, session_types, NULL, true),
    PLAIN("startDate", V_ALL, V_ALL, CELL_DATE),
    PLAIN("endDate", V_ALL, V_ALL, CELL_DATE),
    REFERENCE("parentSourcedId", V_ALL, OPTIONAL, ACADEMIC_SESSIONS),
    PLAIN("schoolYear", V_ALL, V_ALL, CELL_YEAR),
};

static const struct column courses_columns[COURSES_COLUMNS] = {
    COMMON,
    REFERENCE("schoolYearSourcedId", V_ALL, OPTIONAL, ACADEMIC_SESSIONS),
    TEXT("title", V_ALL, V_ALL),
    TEXT("courseCode", V_ALL, OPTIONAL),
    PLAIN("grades", V_ALL, OPTIONAL, CELL_GRADES),
    REFERENCE("orgSourcedId", V_ALL, V_ALL, ORGS),
    PLAIN("subjects", V_ALL, OPTIONAL, CELL_TEXT_LIST),
    PLAIN("subjectCodes", V_ALL, OPTIONAL, CELL_TEXT_LIST),
};

static const struct column classes_columns[CLASSES_COLUMNS] = {
    COMMON,
    TEXT("title", V_ALL, V_ALL),
    PLAIN("grades", V_ALL, OPTIONAL, CELL_GRADES),
    REFERENCE("courseSourcedId", V_ALL, V_ALL, COURSES),
    TEXT("classCode", V_ALL, OPTIONAL),
    TERM("classType", V_ALL, V_ALL, class_types, NULL, true),
    TEXT("location", V_ALL, OPTIONAL),
    REFERENCE("schoolSourcedId", V_ALL, V_ALL, ORGS),
    REFERENCES("termSourcedIds", V_ALL, V_ALL, ACADEMIC_SESSIONS),
    PLAIN("subjects", V_ALL, OPTIONAL, CELL_TEXT_LIST),
    PLAIN("subjectCodes", V_ALL, OPTIONAL, CELL_TEXT_LIST),
    PLAIN("periods", V_ALL, OPTIONAL, CELL_TEXT_LIST),
};

static const struct column users_columns[USERS_COLUMNS] = {
    COMMON,
    PLAIN("enabledUser", V_ALL, V_ALL, CELL_BOOLEAN),
    REFERENCES("orgSourcedIds", V11, V11, ORGS),
    TERM("role", V11, V11, user_roles11, NULL, false),
    TEXT("username", V_ALL, V_ALL),
    PLAIN("userIds", V_ALL, OPTIONAL, CELL_USER_IDS),
    TEXT("givenName", V_ALL, V_ALL),
    TEXT("familyName", V_ALL, V_ALL),
    TEXT("middleName", V_ALL, OPTIONAL),
    TEXT("identifier", V_ALL, OPTIONAL),
    PLAIN("email", V_ALL, OPTIONAL, CELL_EMAIL),
    PLAIN("sms", V_ALL, OPTIONAL, CELL_PHONE),
    PLAIN("phone", V_ALL, OPTIONAL, CELL_PHONE),
    REFERENCES("agentSourcedIds", V_ALL, OPTIONAL, USERS),
    PLAIN("grades", V_ALL, OPTIONAL, CELL_GRADES),
    PLAIN("password", V_ALL, OPTIONAL, CELL_PASSWORD),
    TEXT("userMasterIdentifier", V12, OPTIONAL),
    REFERENCES("resourceSourcedIds", V120, OPTIONAL, RESOURCES),
    TEXT("preferredGivenName", V12, OPTIONAL),
    TEXT("preferredMiddleName", V12, OPTIONAL),
    TEXT("preferredFamilyName", V12, OPTIONAL),
    REFERENCE("primaryOrgSourcedId", V12, OPTIONAL, ORGS),
    TEXT("pronouns", V12, OPTIONAL),
};

static const struct column profiles_columns[PROFILES_COLUMNS] = {
    COMMON,
    REFERENCE("userSourcedId", V12, V12, USERS),
    TEXT("profileType", V12, V12),
    TEXT("vendorId", V12, V12),
    TEXT("applicationId", V12, OPTIONAL),
    TEXT("description", V12, OPTIONAL),
    TEXT("credentialType", V12, V12),
    TEXT("username", V12, V12),
    PLAIN("password", V12, OPTIONAL, CELL_PASSWORD),
};

static const struct column roles_columns[ROLES_COLUMNS] = {
    COMMON,
    REFERENCE("userSourcedId", V12, V12, USERS),
    TERM("roleType", V12, V12, role_types, NULL, false),
    TERM("role", V12, V12, user_roles12, NULL, true),
    PLAIN("beginDate", V12, OPTIONAL, CELL_DATE),
    PLAIN("endDate", V12, OPTIONAL, CELL_DATE),
    REFERENCE("orgSourcedId", V12, V12, ORGS),
    REFERENCE("userProfileSourcedId", V12, OPTIONAL, USER_PROFILES),
};

static const struct column demographics_columns[DEMOGRAPHICS_COLUMNS] = {
    COMMON_OF(USERS),
    PLAIN("birthDate", V_ALL, OPTIONAL, CELL_DATE),
    TERM("sex", V_ALL, OPTIONAL, sexes11, sexes12, true),
    PLAIN("americanIndianOrAlaskaNative", V_ALL, OPTIONAL, CELL_BOOLEAN),
    PLAIN("asian", V_ALL, OPTIONAL, CELL_BOOLEAN),
    PLAIN("blackOrAfricanAmerican", V_ALL, OPTIONAL, CELL_BOOLEAN),
    PLAIN("nativeHawaiianOrOtherPacificIslander", V_ALL, OPTIONAL, CELL_BOOLEAN),
    PLAIN("white", V_ALL, OPTIONAL, CELL_BOOLEAN),
    PLAIN("demographicRaceTwoOrMoreRaces", V_ALL, OPTIONAL, CELL_BOOLEAN),
    PLAIN("hispanicOrLatinoEthnicity", V_ALL, OPTIONAL, CELL_BOOLEAN),
    TEXT("countryOfBirthCode", V_ALL, OPTIONAL),
    TEXT("stateOfBirthAbbreviation", V_ALL, OPTIONAL),
    TEXT("cityOfBirth", V_ALL, OPTIONAL),
    TEXT("publicSchoolResidenceStatus", V_ALL, OPTIONAL),
};

static const struct column enrollments_columns[ENROLLMENTS_COLUMNS] = {
    COMMON,
    REFERENCE("classSourcedId", V_ALL, V_ALL, CLASSES),
    REFERENCE("schoolSourcedId", V_ALL, V_ALL, ORGS),
    REFERENCE("userSourcedId", V_ALL, V_ALL, USERS),
    TERM("role", V_ALL, V_ALL, enrollment_roles, NULL, true),
    PLAIN("primary", V_ALL, OPTIONAL, CELL_BOOLEAN),
    PLAIN("beginDate", V_ALL, OPTIONAL, CELL_DATE),
    PLAIN("endDate", V_ALL, OPTIONAL, CELL_DATE),
};

#define FILE_LINE(name, versions, needed, columns) \
	{ \
		name, versions, needed, COUNT(columns), columns \
	}

// How to add a file: its place in enum roster_file, its columns above or in oneroster_other_tables.c, a line here.
const struct oneroster_file oneroster_files[ONEROSTER_FILES] = {
    [ORGS] = FILE_LINE("orgs", V_ALL, V_ALL, orgs_columns),
    [ACADEMIC_SESSIONS] = FILE_LINE("academicSessions", V_ALL, V_ALL, sessions_columns),
    [COURSES] = FILE_LINE("courses", V_ALL, V_ALL, courses_columns),
    [CLASSES] = FILE_LINE("classes", V_ALL, V_ALL, classes_columns),
    [USERS] = FILE_LINE("users", V_ALL, V_ALL, users_columns),
    [USER_PROFILES] = FILE_LINE("userProfiles", V12, OPTIONAL, profiles_columns),
    [ROLES] = FILE_LINE("roles", V12, V12, roles_columns),
    [DEMOGRAPHICS] = FILE_LINE("demographics", V_ALL, OPTIONAL, demographics_columns),
    [ENROLLMENTS] = FILE_LINE("enrollments", V_ALL, V_ALL, enrollments_columns),
    [RESOURCES] = FILE_LINE("resources", V_ALL, OPTIONAL, resources_columns),
    [CLASS_RESOURCES] = FILE_LINE("classResources", V_ALL, OPTIONAL, class_resources_columns),
    [COURSE_RESOURCES] = FILE_LINE("courseResources", V_ALL, OPTIONAL, course_resources_columns),
    [USER_RESOURCES] = FILE_LINE("userResources", V12, OPTIONAL, user_resources_columns),
    [CATEGORIES] = FILE_LINE("categories", V_ALL, OPTIONAL, categories_columns),
    [LINE_ITEMS] = FILE_LINE("lineItems", V_ALL, OPTIONAL, line_items_columns),
    [RESULTS] = FILE_LINE("results", V_ALL, OPTIONAL, results_columns),
    [SCORE_SCALES] = FILE_LINE("scoreScales", V12, OPTIONAL, score_scales_columns),
    [LINE_ITEM_SCORE_SCALES] =
	FILE_LINE("lineItemScoreScales", V12, OPTIONAL, line_item_score_scales_columns),
    [RESULT_SCORE_SCALES] =
	FILE_LINE("resultScoreScales", V12, OPTIONAL, result_score_scales_columns),
    [LINE_ITEM_LEARNING_OBJECTIVE_IDS] =
	FILE_LINE("lineItemLearningObjectiveIds", V12, OPTIONAL, line_item_objectives_columns),
    [RESULT_LEARNING_OBJECTIVE_IDS] =
	FILE_LINE("resultLearningObjectiveIds", V12, OPTIONAL, result_objectives_columns),
};
