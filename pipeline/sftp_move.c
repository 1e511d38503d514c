// Where a file goes on the server once it is ours. The new name has the file's time in front, because tonight's file has the name of last night's, and so that
// a run that died between the drop and the move comes to the same name when it does it again.
#include "pipeline/sftp.h"

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "pipeline/sftp_internal.h"

// The archive as a path of the server, and in it the file's new name.
static bool
archive_paths(const struct sftp_client *client, const struct sftp_file *file,
    char folder[SFTP_PATH_MAX], char path[SFTP_PATH_MAX], struct fault *fault)
{
	const char *archive = client->district->sftp.archive;
	char stamp[32];
	struct tm parts;
	time_t when = (time_t)file->modified;
	int size = 0;
	if (archive != NULL && archive[0] == '/')
		size = snprintf(folder, SFTP_PATH_MAX, "%s", archive);
	else if (!sftp_client_path(client, archive != NULL ? archive : "done", folder, fault))
		return false;
	if (gmtime_r(&when, &parts) == NULL ||
	    strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &parts) == 0)
		return fault_set(fault, FAULT_TEMP, "%s has a time that is none", file->name);
	if (size < SFTP_PATH_MAX)
		size = snprintf(path, SFTP_PATH_MAX, "%s/%s-%s", folder, stamp, file->name);
	return (size >= 0 && size < SFTP_PATH_MAX) ||
	       fault_set(
		   fault, FAULT_CONFIG, "sftp.archive is longer than %d bytes", SFTP_PATH_MAX);
}

bool
sftp_client_archive(struct sftp_client *client, const struct sftp_file *file, struct fault *fault)
{
	char folder[SFTP_PATH_MAX], from[SFTP_PATH_MAX], to[SFTP_PATH_MAX];
	struct sftp_file now;
	sftp_session lane = client->lane[0];
	if (!archive_paths(client, file, folder, to, fault) ||
	    !sftp_client_path(client, file->name, from, fault) ||
	    !sftp_client_look(client, file->name, &now, fault))
		return false;
	if (now.size != file->size || now.modified != file->modified)
		return fault_set(fault, FAULT_TEMP, "%s is another file now", file->name);
	sftp_client_step(client, "moving a file to the archive");
	if (sftp_rename(lane, from, to) == SSH_OK)
		return true;
	sftp_client_step(client, "making the archive");
	sftp_mkdir(lane, folder, S_IRWXU | S_IRWXG); // it may be there
	sftp_client_step(client, "moving a file to the archive");
	return sftp_rename(lane, from, to) == SSH_OK ||
	       sftp_client_file_fault(client, "moving to the archive", file->name, fault);
}
