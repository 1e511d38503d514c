// The columns of the resource and gradebook files: they are checked in form and passed over. What 1.1 required of them is
// what 1.2 requires, but for the columns that 1.2 renamed or made optional. Data only: OneRoster CSV Binding 1.2 section 3.
#include "schema/oneroster_tables.h"

static const char *const resource_roles[] = {"administrator", "aide", "guardian", "parent",
    "proctor", "relative", "student", "teacher", NULL};
static const char *const importances[] = {"primary", "secondary", NULL};
static const char *const score_statuses[] = {
    "exempt", "fully graded", "not submitted", "partially graded", "submitted", NULL};
static const char *const objective_sources[] = {"case", "unknown", NULL};

const struct column resources_columns[] = {
    COMMON,
    TEXT("vendorResourceId", V_ALL, V_ALL),
    TEXT("title", V_ALL, OPTIONAL),
    {"roles", V_ALL, OPTIONAL, CELL_TERM_LIST, NO_FILE, resource_roles, NULL, true},
    TERM("importance", V_ALL, OPTIONAL, importances, NULL, false),
    TEXT("vendorId", V_ALL, OPTIONAL),
    TEXT("applicationId", V_ALL, OPTIONAL),
};

const struct column class_resources_columns[] = {
    COMMON,
    TEXT("title", V_ALL, OPTIONAL),
    REFERENCE("classSourcedId", V_ALL, V_ALL, CLASSES),
    REFERENCE("resourceSourcedId", V_ALL, V_ALL, RESOURCES),
};

const struct column course_resources_columns[] = {
    COMMON,
    TEXT("title", V_ALL, OPTIONAL),
    REFERENCE("courseSourcedId", V_ALL, V_ALL, COURSES),
    REFERENCE("resourceSourcedId", V_ALL, V_ALL, RESOURCES),
};

const struct column user_resources_columns[] = {
    COMMON,
    REFERENCE("userSourcedId", V12, V12, USERS),
    REFERENCE("orgSourcedId", V12, OPTIONAL, ORGS),
    REFERENCE("classSourcedId", V12, OPTIONAL, CLASSES),
    REFERENCE("resourceSourcedId", V12, V12, RESOURCES),
};

const struct column categories_columns[] = {
    COMMON,
    TEXT("title", V_ALL, V_ALL),
    PLAIN("weight", V12, OPTIONAL, CELL_INTEGER),
};

const struct column line_items_columns[] = {
    COMMON,
    TEXT("title", V_ALL, V_ALL),
    TEXT("description", V_ALL, OPTIONAL),
    PLAIN("assignDate", V_ALL, V_ALL, CELL_DATE),
    PLAIN("dueDate", V_ALL, V_ALL, CELL_DATE),
    REFERENCE("classSourcedId", V_ALL, V_ALL, CLASSES),
    REFERENCE("categorySourcedId", V_ALL, V_ALL, CATEGORIES),
    REFERENCE("gradingPeriodSourcedId", V11, V11, ACADEMIC_SESSIONS),
    REFERENCE("academicSessionSourcedId", V12, V12, ACADEMIC_SESSIONS),
    PLAIN("resultValueMin", V_ALL, V11, CELL_FLOAT),
    PLAIN("resultValueMax", V_ALL, V11, CELL_FLOAT),
    REFERENCE("schoolSourcedId", V12, V12, ORGS),
};

const struct column results_columns[] = {
    COMMON,
    REFERENCE("lineItemSourcedId", V_ALL, V_ALL, LINE_ITEMS),
    REFERENCE("studentSourcedId", V_ALL, V_ALL, USERS),
    TERM("scoreStatus", V_ALL, V_ALL, score_statuses, NULL, true),
    PLAIN("score", V_ALL, V11, CELL_FLOAT),
    PLAIN("scoreDate", V_ALL, V_ALL, CELL_DATE),
    TEXT("comment", V_ALL, OPTIONAL),
    TEXT("textScore", V12, OPTIONAL),
    REFERENCE("classSourcedId", V12, OPTIONAL, CLASSES),
    PLAIN("inProgress", V12, OPTIONAL, CELL_BOOLEAN),
    PLAIN("incomplete", V12, OPTIONAL, CELL_BOOLEAN),
    PLAIN("late", V12, OPTIONAL, CELL_BOOLEAN),
    PLAIN("missing", V12, OPTIONAL, CELL_BOOLEAN),
};

const struct column score_scales_columns[] = {
    COMMON,
    TEXT("title", V12, V12),
    TEXT("type", V12, V12),
    REFERENCE("orgSourcedId", V12, V12, ORGS),
    REFERENCE("courseSourcedId", V12, V12, COURSES),
    REFERENCE("classSourcedId", V12, V12, CLASSES),
    PLAIN("scoreScaleValue", V12, V12, CELL_TEXT_LIST),
};

const struct column line_item_score_scales_columns[] = {
    COMMON,
    TEXT("title", V12, OPTIONAL),
    REFERENCE("lineItemSourcedId", V12, V12, LINE_ITEMS),
    REFERENCE("scoreScaleSourcedId", V12, V12, SCORE_SCALES),
};

const struct column result_score_scales_columns[] = {
    COMMON,
    TEXT("title", V12, OPTIONAL),
    REFERENCE("resultSourcedId", V12, V12, RESULTS),
    REFERENCE("scoreScaleSourcedId", V12, V12, SCORE_SCALES),
};

const struct column line_item_objectives_columns[] = {
    COMMON,
    REFERENCE("lineItemSourcedId", V12, V12, LINE_ITEMS),
    TERM("source", V12, V12, objective_sources, NULL, true),
    TEXT("learningObjectiveId", V12, V12),
};

const struct column result_objectives_columns[] = {
    COMMON,
    REFERENCE("resultSourcedId", V12, V12, RESULTS),
    TERM("source", V12, V12, objective_sources, NULL, true),
    TEXT("learningObjectiveId", V12, V12),
    PLAIN("score", V12, OPTIONAL, CELL_FLOAT),
    TEXT("textScore", V12, OPTIONAL),
};
