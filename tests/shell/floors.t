#!/bin/sh
# scripts/floors finds each arrow that points the wrong way, and nothing in the tree as it is.
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/shell/tap_lib.sh
. "$(dirname "$0")/tap_lib.sh"

# found FILE LINE WORDS: with that line in that file, floors complains of that file and of no other.
found() {
	rm -rf "$work/tree"
	mkdir -p "$work/tree/schema" "$work/tree/pipeline" "$work/tree/cmd/match" "$work/tree/cmd/apply"
	touch "$work/tree/schema/a.h" "$work/tree/pipeline/b.h" "$work/tree/cmd/apply/c.h"
	printf '%s\n' "$2" >"$work/tree/$1"
	if scripts/floors "$work/tree" 2>"$work/said"; then
		say 1 "$3"
	else
		! grep -qv "^floors: $1:1: " "$work/said"
		say $? "$3"
	fi
}

# allowed FILE LINE WORDS: floors has nothing against it.
allowed() {
	rm -rf "$work/tree"
	mkdir -p "$work/tree/schema" "$work/tree/pipeline" "$work/tree/cmd/match"
	touch "$work/tree/schema/a.h" "$work/tree/pipeline/b.h" "$work/tree/cmd/match/d.h"
	printf '%s\n' "$2" >"$work/tree/$1"
	scripts/floors "$work/tree" 2>/dev/null
	say $? "$3"
}

found schema/x.c '#include <stdio.h>' 'schema does no I/O'
found schema/x.c '#include "pipeline/b.h"' 'schema does not know pipeline'
found pipeline/x.c '#include "cmd/apply/c.h"' 'pipeline does not know cmd'
found cmd/match/x.c '#include "cmd/apply/c.h"' 'a cmd does not know another'
found pipeline/x.c '#include "b.h"' 'includes are written from the root'
found cmd/match/x.c '#  include <lmdb.h>' 'a foreign header stays in its file'
found pipeline/x.c '#include <gizmo.h>' 'an unknown header is asked about'
found pipeline/x.c '	if (rename(a, b) != 0)' 'only fs renames'
found cmd/match/x.c '	fd = open(path, O_WRONLY | O_CREAT, 0640);' 'only fs makes files'
found cmd/match/x.c '	file = fopen(path, "w");' 'nor through stdio'
allowed schema/x.c '#include "schema/a.h"' 'schema knows schema'
allowed pipeline/db.c '#include <lmdb.h>' 'the file of a library may'
allowed pipeline/fs.c '	renameat(a, b, c, d);' 'fs may rename'
allowed cmd/match/x.c '#include "cmd/match/d.h"' 'a cmd knows itself'
allowed cmd/match/x.c '// rename(a, b) is not ours to call' 'a comment is no call'
scripts/floors
say $? 'the tree holds'
echo "1..$number"
