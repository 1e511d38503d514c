// Children for the matcher, a line each.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "cmd/match/link.h"

struct child {
	const char *given, *middle, *family, *date, *number, *email, *phone; // phone: of a guardian
};

static inline struct links *
new_links(void)
{
	const struct link_options options = {.country = "US"};
	struct links *links = links_new(&options);
	assert_non_null(links);
	return links;
}

static inline uint32_t
add(struct links *links, enum link_side side, const char *id, const struct child *child)
{
	const struct link_guardian guardian = {.mobile = bytes_of(child->phone)};
	uint32_t number = child->phone[0] == '\0' ? 0 : links_guardian(links, side, &guardian);
	const struct link_person person = {.id = bytes_of(id),
	    .given = bytes_of(child->given),
	    .middle = bytes_of(child->middle),
	    .family = bytes_of(child->family),
	    .birth_date = bytes_of(child->date),
	    .number = bytes_of(child->number),
	    .email = bytes_of(child->email),
	    .guardians = &number,
	    .guardian_count = child->phone[0] != '\0'};
	number = links_add(links, side, &person);
	assert_int_not_equal(number, LINK_NOBODY);
	return number;
}
