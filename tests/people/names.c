// Lists of names: of the public statistics, drawn by their share, and small ones of names that these statistics hold few of. In the small ones
// many children have the same name, which is what happens to them in life, too.
#include <stdio.h>
#include <stdlib.h>

#include "tests/people/people.h"

struct name_list {
	char (*names)[32];
	double *upto; // shares, added up
	size_t count;
};

const char *const people_group_names[PEOPLE_GROUPS] = {
    "plain", "double surname", "accents", "transliterated", "other script"};

// splitmix64
uint64_t
luck_next(struct luck *luck)
{
	uint64_t z = luck->state += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

uint64_t
luck_below(struct luck *luck, uint64_t below)
{
	return below == 0 ? 0 : luck_next(luck) % below;
}

bool
luck_has(struct luck *luck, double share)
{
	return (double)(luck_next(luck) >> 11) * 0x1p-53 < share;
}

// Adds a line "name,sex,count,year" or "name,percent" to a list.
static void
add_line(struct name_list *list, const char *line, char sex)
{
	char name[32], of[4] = "";
	double share = 0, before = list->count > 0 ? list->upto[list->count - 1] : 0;
	bool fits = sex == 0
			? sscanf(line, "%31[^,],%lf", name, &share) == 2
			: sscanf(line, "%31[^,],%3[^,],%lf", name, of, &share) == 3 && of[0] == sex;
	if (!fits || share <= 0)
		return;
	snprintf(list->names[list->count], sizeof list->names[0], "%s", name);
	list->upto[list->count++] = before + share;
}

struct name_list *
names_read(const char *path, char sex)
{
	enum { MOST = 30000 };
	char line[256];
	FILE *file = fopen(path, "re");
	struct name_list *list = calloc(1, sizeof *list);
	if (file == NULL || list == NULL ||
	    (list->names = calloc(MOST, sizeof *list->names)) == NULL ||
	    (list->upto = calloc(MOST, sizeof *list->upto)) == NULL)
		exit(74);
	while (list->count < MOST && fgets(line, sizeof line, file) != NULL)
		add_line(list, line, sex);
	fclose(file);
	return list;
}

void
names_free(struct name_list *list)
{
	if (list == NULL)
		return;
	free(list->names);
	free(list->upto);
	free(list);
}

const char *
names_pick(const struct name_list *list, struct luck *luck)
{
	double at = (double)(luck_next(luck) >> 11) * 0x1p-53 * list->upto[list->count - 1];
	size_t low = 0, high = list->count - 1;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (list->upto[middle] > at)
			high = middle;
		else
			low = middle + 1;
	}
	return list->names[low];
}

// Whether two names differ in one letter that is put in, left out or another.
static bool
one_letter_apart(const char *a, const char *b)
{
	size_t m = strlen(a), n = strlen(b), front = 0, back = 0, less = m < n ? m : n,
	       more = m < n ? n : m;
	if (more - less > 1)
		return false;
	while (front < less && a[front] == b[front])
		front++;
	while (back < less - front && a[m - 1 - back] == b[n - 1 - back])
		back++;
	return front + back + 1 == more;
}

const char *
names_near(const struct name_list *list, const char *name, struct luck *luck)
{
	enum { LOOKED_AT = 1500 };
	const char *found[64];
	size_t count = 0;
	for (size_t i = 0; i < list->count && i < LOOKED_AT && count < 64; i++)
		if (one_letter_apart(list->names[i], name))
			found[count++] = list->names[i];
	return count > 0 ? found[luck_below(luck, count)] : names_pick(list, luck);
}

#define WORDS_OF(...) \
	(const char *const[]) \
	{ \
		__VA_ARGS__, NULL \
	}

// Given names and family names of each group. How to add one: a word of a list.
static const char *const *const group_names[PEOPLE_GROUPS][2] = {
    [GROUP_DOUBLE] = {WORDS_OF("Maria", "Jose", "Juan", "Luis", "Carlos", "Ana Maria", "Jose Luis",
			  "Sofia", "Mateo", "Camila", "Diego", "Valentina", "Santiago", "Isabella",
			  "Sebastian", "Gabriela", "Miguel", "Daniela", "Alejandro", "Alejandra",
			  "Juan Carlos", "Maria Jose", "Ximena", "Emiliano", "Fernanda", "Angel",
			  "Luz", "Andrea", "Andres", "Mariana"),
	WORDS_OF("Garcia", "Martinez", "Rodriguez", "Lopez", "Hernandez", "Gonzalez", "Perez",
	    "Sanchez", "Ramirez", "Torres", "Flores", "Rivera", "Gomez", "Diaz", "Reyes", "Cruz",
	    "Morales", "Ortiz", "Gutierrez", "Chavez", "de la Cruz", "del Valle", "Mendoza",
	    "Castillo", "Vargas", "Rojas", "Silva", "Soto", "Delgado", "Campos", "Fuentes",
	    "Salazar", "Cabrera", "Navarro", "Ibarra", "Quintero", "Zamora", "Trevino")},
    [GROUP_ACCENTS] = {WORDS_OF("José", "María", "Zoë", "Chloé", "René", "Renée", "Søren", "Jürgen",
			   "Björn", "Åsa", "Łukasz", "Zofia", "François", "Hélène", "Anaïs", "Noël",
			   "Inês", "João", "Gülşah", "Emre", "Đorđe", "Željko", "Tomáš", "Eliška",
			   "Siân", "Seán", "Niamh", "Sinéad", "André", "Loïc"),
	WORDS_OF("Müller", "Schröder", "Jørgensen", "Núñez", "Peña", "Muñoz", "García", "O'Brien",
	    "O'Connor", "Łukaszewski", "Dvořák", "Novák", "Šimić", "Öztürk", "Yılmaz", "Groß",
	    "Lefèvre", "Gonçalves", "Conceição", "Åkesson", "Bjørnstad", "Strauß", "D'Angelo",
	    "Saint-Pierre", "Beauséjour", "Fernández", "Ibáñez", "Kovačević", "Horváth", "Szabó")},
    [GROUP_TRANSLITERATED] =
	{WORDS_OF("Mohammed", "Ahmed", "Fatima", "Aisha", "Yusuf", "Omar", "Zainab", "Hussein",
	     "Khadija", "Ibrahim", "Aleksandr", "Ekaterina", "Sergei", "Yulia",
	     "Dmitri", "Anastasia", "Minh", "Anh", "Linh", "Thanh", "Huy", "Wei", "Jing", "Xin Yi",
	     "Hao", "Mei Ling", "Ji-woo", "Min-jun", "Seo-yeon", "Abdul Rahman"),
	    WORDS_OF("Nguyen", "Tran", "Pham", "Le", "Hoang", "Wang", "Li", "Zhang", "Chen", "Liu",
		"Kim", "Park", "Choi", "Al-Hassan", "El Sayed", "bin Omar", "Hussain", "Khan",
		"Abdullah", "Rahman", "Ivanov", "Petrov", "Kuznetsov", "Mikhailov", "Chowdhury",
		"Hossain", "Tsai", "Xu", "Abdi", "Warsame")},
    [GROUP_SCRIPT] =
	{WORDS_OF("Анна", "Александр", "Мария", "Дмитрий", "Екатерина", "Иван", "伟", "芳", "秀英",
	     "敏", "静", "丽", "지우", "민준", "서연", "محمد", "فاطمة", "أحمد", "عائشة", "Ελένη",
	     "Γιώργος", "Дарья", "Артём", "子涵", "浩然", "梓萱"),
	    WORDS_OF("Иванов", "Петрова", "Смирнов", "Кузнецова", "王", "李", "张", "刘", "陈",
		"김", "이", "박", "최", "الحسن", "العلي", "خان", "Παπαδόπουλος", "Νικολάου",
		"Соколов", "Волкова", "杨", "赵")},
};

const char *
names_of_group(enum people_group group, bool family, struct luck *luck)
{
	size_t count = 0;
	const char *const *list = group_names[group][family];
	while (list[count] != NULL)
		count++;
	return list[luck_below(luck, count)];
}

// What people are called for short. How to add one: a line; the formal name first.
static const char *const nicknames[][4] = {{"Michael", "Mike", "Mikey"},
    {"William", "Will", "Bill"}, {"Robert", "Rob", "Bob"}, {"James", "Jim", "Jimmy"},
    {"Elizabeth", "Liz", "Beth", "Eliza"}, {"Katherine", "Kate", "Katie", "Kathy"},
    {"Alexander", "Alex", "Xander"}, {"Alexandra", "Alex", "Lexi"}, {"Samantha", "Sam"},
    {"Samuel", "Sam", "Sammy"}, {"Joseph", "Joe", "Joey"}, {"Christopher", "Chris"},
    {"Christina", "Chris", "Tina"}, {"Nicholas", "Nick"}, {"Matthew", "Matt"},
    {"Daniel", "Dan", "Danny"}, {"Anthony", "Tony"}, {"Andrew", "Andy", "Drew"},
    {"Jennifer", "Jen", "Jenny"}, {"Jessica", "Jess", "Jessie"}, {"Thomas", "Tom", "Tommy"},
    {"Benjamin", "Ben"}, {"Abigail", "Abby"}, {"Madison", "Maddie"}, {"Isabella", "Bella", "Izzy"},
    {"Gabriel", "Gabe"}, {"Jacob", "Jake"}, {"Zachary", "Zach"}, {"Joshua", "Josh"},
    {"Jonathan", "Jon"}, {"Nathaniel", "Nate"}, {"Rebecca", "Becky"}, {"Victoria", "Vicky", "Tori"},
    {"Edward", "Ed", "Ted"}, {"Charles", "Charlie", "Chuck"}, {"David", "Dave"},
    {"Richard", "Rick", "Dick"}, {"Patricia", "Pat", "Tricia"}, {"Patrick", "Pat"},
    {"Timothy", "Tim"}, {"Jose", "Pepe"}, {"Francisco", "Paco", "Pancho"}, {"Olivia", "Liv"},
    {"Theodore", "Teddy", "Theo"}, {"Margaret", "Maggie", "Peggy"}, {"Aleksandr", "Sasha"},
    {"Ekaterina", "Katya"}, {"Dmitri", "Dima"}};

const char *
names_nickname(const char *name, struct luck *luck)
{
	for (size_t i = 0; i < sizeof nicknames / sizeof *nicknames; i++) {
		size_t count = 0;
		if (strcmp(nicknames[i][0], name) != 0)
			continue;
		while (count < 3 && nicknames[i][count + 1] != NULL)
			count++;
		return nicknames[i][1 + luck_below(luck, count)];
	}
	return NULL;
}

// The same name, written by another office. How to add one: a line.
static const char *const spellings[][2] = {{"Mohammed", "Muhammad"}, {"Ahmed", "Ahmad"},
    {"Yusuf", "Youssef"}, {"Hussein", "Hussain"}, {"Fatima", "Fatimah"}, {"Aisha", "Ayesha"},
    {"Aleksandr", "Alexander"}, {"Sergei", "Sergey"}, {"Yulia", "Julia"}, {"Dmitri", "Dmitry"},
    {"Ekaterina", "Yekaterina"}, {"Khadija", "Khadijah"}, {"Ji-woo", "Jiwoo"},
    {"Min-jun", "Minjun"}, {"Xin Yi", "Xinyi"}, {"Mei Ling", "Meiling"},
    {"Abdul Rahman", "Abdulrahman"}, {"Omar", "Umar"}};

const char *
names_other_spelling(const char *name)
{
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
		for (size_t j = 0; j < 2; j++)
			if (strcmp(spellings[i][j], name) == 0)
				return spellings[i][1 - j];
	return NULL;
}
