// Dates by their digits: strptime(3) is too kind, and knows no 30 February.
#include "schema/value.h"
#include "schema/value_kinds.h"

// Reads exactly `size` digits.
static bool
digits_read(const char *at, size_t size, unsigned *number)
{
	*number = 0;
	for (size_t i = 0; i < size; i++) {
		if (at[i] < '0' || at[i] > '9')
			return false;
		*number = *number * 10 + (unsigned)(at[i] - '0');
	}
	return true;
}

// Whether a year of the Gregorian calendar has a 29 February.
static bool
year_is_leap(unsigned year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

// Days of the years before this one, counted from the year 1, and from there to 1 January 1970.
static long
days_before_year(unsigned year)
{
	long past = (long)year - 1;
	return past * 365 + past / 4 - past / 100 + past / 400 - 719162;
}

// Reads YYYY-MM-DD and counts the days.
bool
value_date(struct bytes value, long *days)
{
	static const unsigned before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	static const unsigned lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	unsigned year, month, day;
	*days = 0;
	if (value.size != strlen("YYYY-MM-DD") || value.data[4] != '-' || value.data[7] != '-' ||
	    !digits_read(value.data, 4, &year) || !digits_read(value.data + 5, 2, &month) ||
	    !digits_read(value.data + 8, 2, &day) || year < 1 || month < 1 || month > 12)
		return false;
	unsigned leap = year_is_leap(year);
	if (day < 1 || day > lengths[month - 1] + (month == 2 ? leap : 0))
		return false;
	*days =
	    days_before_year(year) + (long)(before[month - 1] + (month > 2 ? leap : 0) + day) - 1;
	return true;
}

// Takes `mark` and two digits up to `most` off the front.
static bool
pair_take(struct bytes *rest, char mark, unsigned most)
{
	unsigned number;
	if (rest->size < 3 || rest->data[0] != mark || !digits_read(rest->data + 1, 2, &number) ||
	    number > most)
		return false;
	rest->data += 3;
	rest->size -= 3;
	return true;
}

// Takes a fraction of a second off the front, if there is one. False for a point without digits.
static bool
fraction_take(struct bytes *rest)
{
	if (rest->size == 0 || rest->data[0] != '.')
		return true;
	size_t size = 1;
	while (size < rest->size && rest->data[size] >= '0' && rest->data[size] <= '9')
		size++;
	rest->data += size;
	rest->size -= size;
	return size > 1;
}

// Takes the parts off one after the other; what is left must be the zone.
bool
value_is_datetime(struct bytes value)
{
	enum { DATE = 10 };
	long days;
	if (value.size < DATE || !value_date((struct bytes){value.data, DATE}, &days))
		return false;
	struct bytes rest = {value.data + DATE, value.size - DATE};
	if (!pair_take(&rest, 'T', 23) || !pair_take(&rest, ':', 59))
		return false;
	if (pair_take(&rest, ':', 60) && !fraction_take(&rest))
		return false;
	return bytes_is(rest, "Z") || bytes_is(rest, "+00:00");
}
