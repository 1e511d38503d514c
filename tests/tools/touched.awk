# What a program touched of a spool, from what strace(1) said with -y -e trace=%file,%desc of each of its processes (-ff): a line for each call that went well and can
# change something, as a verb and the paths behind spool/, with a drop's name as DROP.
# Calls that only look are left out; one that is not known here is printed as it is, so that nothing is passed over in silence.

# The first name in quotation marks, and the folder of the first descriptor.
function quoted(text) { return match(text, /"[^"]*"/) ? substr(text, RSTART + 1, RLENGTH - 2) : "" }
function folder(text) { return match(text, /<[^>]*>/) ? substr(text, RSTART + 1, RLENGTH - 2) : "" }

# A path as it is told: behind spool/.
function told(path) {
	sub(/.*\/spool\//, "", path)
	gsub(/[0-9]+T[0-9]+Z-[0-9a-f]+/, "DROP", path)
	return path
}

# The path that an argument and the one before it name.
function path(text,   name) {
	name = quoted(text)
	return told(name ~ /^\// ? name : folder(text) "/" name)
}

# Both paths of a call that has two.
function both(text,   at, second) {
	at = index(text, "\", ")
	second = substr(text, at + 3)
	return path(substr(text, 1, at)) " " path(second)
}

!/\/spool\// || / = -1 E/ || / = \? / { next }
{ call = $0; sub(/\(.*/, "", call) }
call ~ /^open/ { if ($0 ~ /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/) print "open", path($0); next }
call ~ /^(rename|link|symlink)/ { print call, both($0); next }
call ~ /^(mkdir|unlink|rmdir|mknod|truncate|creat|chmod|fchmodat|chown|fchownat|lchown|utime)/ { print call, path($0); next }
call == "mmap" { if ($0 ~ /PROT_WRITE/ && $0 ~ /MAP_SHARED/) print "map", told(folder($0)); next }
call ~ /^p?write/ { count = $0; sub(/.* = /, "", count); print "write", told(folder($0)), count; next }
call ~ /^(fallocate|fcntl|flock|fsync|fdatasync|sync_file_range|fadvise64|close|readlink|readlinkat|access|faccessat2?|chdir|execve|inotify.*)$/ { next }
call ~ /^(read|pread|get|ls|f?stat|lstat|newfstatat|statx|statfs|fstatfs|poll|ppoll|select|epoll|dup)/ { next }
call ~ /^(fchmod|fchown)$/ { print call, told(folder($0)); next }
{ print call, $0 }
