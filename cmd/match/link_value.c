// Values that are no names, each in the form in which it is compared; what stands for "not known" is not known.
#include "cmd/match/link_inside.h"

#include "pipeline/person.h"

enum { AGE_LEAST = 2, AGE_MOST = 23, PHONE_DIGITS = 7 };
enum {
	KIND_EMAIL = 'e',
	KIND_PHONE = 'p',
	KIND_SCHOOL = 's',
	KIND_NUMBER = 'n',
	KIND_USERNAME = 'u'
};

// An address in its form; nobody's own ones are none.
uint64_t
link_email_of(struct links *links, struct bytes email)
{
	static const char *const nobody[] = {"noreply@", "no-reply@", "donotreply@", "none@", "na@",
	    "test@", "unknown@", "noemail@"};
	struct text *text = &links->names.scratch;
	text_clear(text);
	person_email(text, email);
	struct bytes form = {text->data, text->size};
	if (form.size < 3 || memchr(form.data, '@', form.size) == NULL)
		return 0;
	for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++)
		if (form.data[0] == nobody[i][0] && form.size > strlen(nobody[i]) &&
		    memcmp(form.data, nobody[i], strlen(nobody[i])) == 0)
			return 0;
	return contact_hash(KIND_EMAIL, form);
}

// The digits of a phone number: without the country's, and none of those that nobody has.
uint64_t
link_phone_of(const struct links *links, struct bytes phone)
{
	char e164[PHONE_MAX], digits[32];
	size_t used = 0, same = 1;
	if (phone.size == 0)
		return 0;
	struct bytes value = phone;
	if (person_phone(phone, links->options.country == NULL ? "US" : links->options.country,
		e164) == PHONE_E164)
		value = bytes_of(e164);
	for (size_t i = 0; i < value.size && used < sizeof digits; i++)
		if (value.data[i] >= '0' && value.data[i] <= '9')
			digits[used++] = value.data[i];
	for (size_t i = 1; i < used; i++)
		same += digits[i] == digits[0];
	if (used < PHONE_DIGITS || same == used)
		return 0;
	return contact_hash(KIND_PHONE, (struct bytes){digits, used});
}

// YYYY-MM-DD or YYYYMMDD as a number; 0 when it is none, or nobody's who goes to school.
uint32_t
link_date_of(const struct links *links, struct bytes date)
{
	char digits[8];
	size_t used = 0;
	for (size_t i = 0; i < date.size; i++)
		if (date.data[i] >= '0' && date.data[i] <= '9' && used < sizeof digits)
			digits[used++] = date.data[i];
		else if (date.data[i] != '-' && date.data[i] != ' ')
			break;
	if (used != sizeof digits)
		return 0;
	uint32_t number = 0;
	for (size_t i = 0; i < sizeof digits; i++)
		number = number * 10 + (uint32_t)(digits[i] - '0');
	uint32_t year = number / 10000, month = number / 100 % 100, day = number % 100;
	if (month < 1 || month > 12 || day < 1 || day > 31 || number == 19000101 ||
	    number == 19700101)
		return 0;
	if (links->options.year != 0 &&
	    (year + AGE_LEAST > links->options.year || year + AGE_MOST < links->options.year))
		return 0;
	return number;
}

// A grade as a number: kindergarten is 0, what comes before it -1; -2 when it is none of these.
int8_t
link_grade_of(struct bytes grades)
{
	static const char *const kindergarten[] = {"KG", "K", "kg", "k", "TK", "Kindergarten"},
				 *const before[] = {"PK", "PR", "IT", "pk"};
	const char *comma = grades.size == 0 ? NULL : memchr(grades.data, ',', grades.size);
	struct bytes grade =
	    comma == NULL ? grades : (struct bytes){grades.data, 0}; // several: not known
	int number = 0;
	for (size_t i = 0; i < sizeof kindergarten / sizeof *kindergarten; i++)
		if (bytes_is(grade, kindergarten[i]))
			return 0;
	for (size_t i = 0; i < sizeof before / sizeof *before; i++)
		if (bytes_is(grade, before[i]))
			return -1;
	for (size_t i = 0; i < grade.size; i++)
		if (grade.data[i] < '0' || grade.data[i] > '9' || number > 9)
			return -2;
		else
			number = number * 10 + (grade.data[i] - '0');
	return (int8_t)(grade.size == 0 || number > 13 ? -2 : number);
}

// A number without zeros in front and signs: what spreadsheets leave of it.
static uint64_t
form_of_number(char kind, struct bytes number, struct number_form *form)
{
	form->size = 0;
	for (size_t i = 0; i < number.size && form->size < sizeof form->text; i++) {
		char c = number.data[i];
		bool skip = c == ' ' || c == '-' || (c == '0' && form->size == 0);
		if (!skip)
			form->text[form->size++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
	}
	return form->size < 2 || form->size == sizeof form->text
		   ? 0
		   : contact_hash(kind, (struct bytes){form->text, form->size});
}

uint64_t
link_number_of(struct bytes number, struct number_form *form)
{
	return form_of_number(KIND_NUMBER, number, form);
}

uint64_t
link_username_of(struct bytes username)
{
	struct number_form form;
	return form_of_number(KIND_USERNAME, username, &form);
}

// Whether an address has a given name before its @.
bool
link_email_names(const struct links *links, struct bytes email, uint32_t given)
{
	const char *at = given == 0 || email.size == 0 ? NULL : memchr(email.data, '@', email.size);
	if (at == NULL)
		return false;
	struct bytes word = name_form(&links->names, links->names.names[given].tokens[0]);
	for (size_t i = 0; word.size >= 3 && i + word.size <= (size_t)(at - email.data); i++)
		if (((email.data[i] ^ word.data[0]) & ~0x20) == 0 &&
		    bytes_equal_fold((struct bytes){email.data + i, word.size}, word))
			return true;
	return false;
}

// Up to two schools of a list.
void
link_schools_of(struct links *links, struct bytes schools, uint32_t out[2])
{
	for (unsigned count = 0; count < 2 && schools.size > 0; count++) {
		const char *comma = memchr(schools.data, ',', schools.size);
		size_t size = comma == NULL ? schools.size : (size_t)(comma - schools.data);
		const struct bytes school = {schools.data, size};
		out[count] = contact_number(
		    &links->contacts, contact_hash(KIND_SCHOOL, school), (struct bytes){NULL, 0});
		size += comma != NULL;
		schools = (struct bytes){schools.data + size, schools.size - size};
	}
}
