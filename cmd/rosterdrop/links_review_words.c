// What a review says. Whoever answers is no programmer, and may do it once a year: each text stands by itself and names every key.
#include "cmd/rosterdrop/links_review.h"

const struct review_words review_of_links = {
    .prompt = "y = link, n = none of these, s = later, u = undo, q = stop, ? = help: ",
    .help = "  y     link the student with the first account (1, 2 ... with another one)\n"
	    "  n     none of these accounts is the student's: they are not proposed again\n"
	    "  s     leave it for later, as does Enter alone\n"
	    "  u     take the last answer back\n"
	    "  q     stop; the next time goes on with what is left",
    .greeting = "Students of the school's files who may have an account already are shown one by "
		"one, with what\n"
		"the files and the account say of them. Tell whether an account is theirs: type a "
		"letter, then\n"
		"Enter. An answer counts at once, and u takes it back. You may stop with q and go "
		"on any other\n"
		"day.",
    .deed = DEED_LINK,
};

const struct review_words review_of_merges = {
    .prompt = "y = one child's, n = none of these, s = later, u = undo, q = stop, ? = help: ",
    .help = "  y     the first account is the student's, too: make one of the two (1, 2 ... for "
	    "another one)\n"
	    "  n     none of these accounts is the student's: they are not proposed again\n"
	    "  s     leave it for later, as does Enter alone\n"
	    "  u     take the last answer back: one account becomes two again\n"
	    "  q     stop; the next time goes on with what is left",
    .greeting = "Students who have an account, and may have another one from before, are shown one "
		"by one, with\n"
		"what the school's files and the other account say. Tell whether it is the same "
		"child's: then\n"
		"one account is made of the two, which keeps family and history. Type a letter, "
		"then Enter. An\n"
		"answer counts at once, and u takes it back. You may stop with q and go on any "
		"other day.",
    .deed = DEED_MERGE,
};
