// A directory of one file, because a directory is what can be named by one rename and taken out by another.
#include "pipeline/release.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MOST = 4096 };

static const char folder[] = "apply/released";
static const char file_name[] = "released";
static const char settings_word[] = "settings ";

// Takes one line, "NAME VALUE", off the text. False when it is another one, or too long.
static bool
line_take(const char **text, const char *name, char *value, size_t room)
{
	size_t size = strlen(name), end = strcspn(*text, "\n");
	if (end < size || memcmp(*text, name, size) != 0 || end - size >= room)
		return false;
	memcpy(value, *text + size, end - size);
	value[end - size] = '\0';
	*text += end + ((*text)[end] == '\n' ? 1 : 0);
	return true;
}

// How to add a setting: a word of the format, when cmd/apply goes by it without telling a change.
void
release_settings(const struct district *district, char settings[RELEASE_SETTINGS])
{
	snprintf(settings, RELEASE_SETTINGS, "contacts.update_active=%s abandoned.families=%s",
	    district->contacts.update_active ? "yes" : "no",
	    district->abandoned.families == FAMILIES_EXTREME ? "extreme" : "soft");
}

// Takes the file apart, line by line. Versions before this one wrote no settings.
static bool
file_take(struct release *release, const char *text)
{
	return line_take(&text, "plan ", release->plan, sizeof release->plan) &&
	       strlen(release->plan) == DIGEST_HEX - 1 &&
	       line_take(&text, "allow ", release->allow, sizeof release->allow) &&
	       line_take(&text, "until ", release->until, sizeof release->until) &&
	       (strncmp(text, settings_word, strlen(settings_word)) != 0 ||
		   line_take(&text, settings_word, release->settings, sizeof release->settings)) &&
	       line_take(&text, "", release->words, sizeof release->words);
}

bool
release_read(int district, const char *drop, struct release *release, struct fault *fault)
{
	char path[128];
	size_t size;

	*release = (struct release){.plan = ""};
	snprintf(path, sizeof path, "%s/%s/%s", folder, drop, file_name);
	if (!fs_exists(district, path))
		return true;
	char *text = fs_read(district, path, FILE_MOST, &size, fault);
	if (text == NULL)
		return false;
	bool good = file_take(release, text) ||
		    fault_set(fault, FAULT_IO,
			"%s cannot be read; remove its directory and release the drop again", path);
	free(text);
	return good;
}

// Writes the directory in tmp/ and gives it its name.
static bool
publish(int tmp, int to, const char *drop, const struct release *release, struct fault *fault)
{
	char text[sizeof *release + 32];
	int size =
	    snprintf(text, sizeof text, "plan %s\nallow %s\nuntil %s\n%s%s\n%s\n", release->plan,
		release->allow, release->until, settings_word, release->settings, release->words);

	if (!fs_make_dir(tmp, drop, fault))
		return false;
	int dir = fs_open_dir(tmp, drop, fault);
	bool good = dir >= 0 && fs_put(dir, file_name, text, (size_t)size, fault);
	if (dir >= 0)
		close(dir);
	return good && fs_publish(tmp, drop, to, drop, fault);
}

// The two directories that a name moves between.
struct places {
	int tmp, released;
};

static bool
places_open(int district, struct places *places, struct fault *fault)
{
	*places = (struct places){-1, -1};
	int apply = fs_open_dir(district, "apply", fault);
	bool good = apply >= 0 && fs_make_dir(apply, strchr(folder, '/') + 1, fault);
	if (apply >= 0)
		close(apply);
	places->released = good ? fs_open_dir(district, folder, fault) : -1;
	places->tmp = places->released < 0 ? -1 : fs_open_dir(district, "apply/tmp", fault);
	return places->tmp >= 0;
}

static void
places_close(struct places *places)
{
	if (places->tmp >= 0)
		close(places->tmp);
	if (places->released >= 0)
		close(places->released);
}

bool
release_write(int district, const char *drop, const struct release *release, struct fault *fault)
{
	struct places places;
	bool good = places_open(district, &places, fault) &&
		    publish(places.tmp, places.released, drop, release, fault);

	places_close(&places);
	return good;
}

// Takes a directory out of a folder: renamed first, so that a crash leaves it whole or in tmp/.
static bool
take_out(int from, int tmp, const char *drop, struct fault *fault)
{
	return fs_publish(from, drop, tmp, drop, fault) && fs_remove(tmp, drop, fault);
}

bool
release_end(int district, const char *drop, struct fault *fault)
{
	char path[128];
	struct places places;

	snprintf(path, sizeof path, "%s/%s", folder, drop);
	if (!fs_exists(district, path))
		return true;
	// tmp/DROP may be the directory that apply is filling: the release gets another name there.
	bool good = places_open(district, &places, fault) &&
		    fs_publish(places.released, drop, places.tmp, file_name, fault) &&
		    fs_remove(places.tmp, file_name, fault);
	places_close(&places);
	return good;
}

// The held directory of a drop that was released.
static bool
let_go(int district, const char *drop, struct fault *fault)
{
	int tmp = fs_open_dir(district, "apply/tmp", fault);
	int held = tmp < 0 ? -1 : fs_open_dir(district, "apply/held", fault);
	bool good = held >= 0 && take_out(held, tmp, drop, fault);

	if (held >= 0)
		close(held);
	if (tmp >= 0)
		close(tmp);
	return good;
}

bool
release_settle(int district, struct fault *fault)
{
	struct fs_names drops = {NULL, 0};
	bool good = true;

	if (!fs_exists(district, folder))
		return true;
	int dir = fs_open_dir(district, folder, fault);
	if (dir < 0 || !fs_list(dir, &drops, fault))
		good = false;
	for (size_t i = 0; good && i < drops.count; i++) {
		enum place place = spool_place(district, STAGE_APPLY, drops.name[i]);
		if (place == PLACE_READY || place == PLACE_FAILED)
			good = release_end(district, drops.name[i], fault);
		else if (place == PLACE_HELD)
			good = let_go(district, drops.name[i], fault);
	}
	fs_names_free(&drops);
	if (dir >= 0)
		close(dir);
	return good;
}
