"""Commands that die: at a call, drawn by chance, that changes a file or makes it durable, with all that they started or alone. tests/preload/die.c counts the calls,
so the same seed dies at the same places, on a busy machine too.
"""
import collections, ctypes, os, re, struct

PROGRAMS = ("rosterdrop", "fetch", "validate", "normalise", "match", "apply", "report")
LAYOUT, HALF, ALONE = "=%dQQQQ232s" % len(PROGRAMS), 1, 2  # as in die.c
FIRST_GUESS, REMEMBERED = (40,) * len(PROGRAMS), 6
WITH_VERB = ("account", "class", "guardian")
SUBREAPER = 36  # of prctl(2)


class Deaths:
    """`places`: where commands died: (command, program, call, file) -> how often. `missed`: how many came to their end before their call."""

    def __init__(self, build, work, chance):
        self.file, self.library, self.chance = os.path.join(work, "deaths"), build + "/preload/die.so", chance
        self.spool = os.path.join(work, "spool/")
        self.counts = {}  # kind of command -> how many calls its programs made, when it last came to its end
        self.places, self.missed = collections.Counter(), 0
        if ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0) != 0:
            raise OSError("whoever is left by a command that died would be nobody's")

    def arm(self, program=0, at=0, how=0):
        """What a command's environment needs, so that it dies at the at-th call of one of its programs; at 0 the calls are only counted."""
        with open(self.file, "wb") as out:
            out.write(struct.pack(LAYOUT, *[0] * len(PROGRAMS), program, at, how, b""))
        return {"LD_PRELOAD": self.library, "DIE_IN": self.file}

    def draw(self, words):
        """In which of its programs, at which call, and how, a command shall die: anywhere in what its kind did lately."""
        most = [max(counts) for counts in zip(*self.counts.get(kind_of(words), [FIRST_GUESS]))]
        program = self.chance.choice([program for program, count in enumerate(most) if count] or [0])
        return program, 1 + int(self.chance.random() * most[program]), self.chance.choice((0, HALF, 0, HALF, ALONE, ALONE | HALF))

    def look(self, words):
        """Whether a command died."""
        with open(self.file, "rb") as file:
            *calls, _, at, _, where = struct.unpack(LAYOUT, file.read())
        where = where.rstrip(b"\0").decode()
        if where:
            program, call, path = where.split(" ", 2)
            path = re.sub(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}", "DROP", re.sub(r"/\.?$", "", path).split(self.spool)[-1])
            self.places[(kind_of(words), program, call, path)] += 1
            return True
        self.missed += at > 0
        self.counts[kind_of(words)] = self.counts.get(kind_of(words), [])[1 - REMEMBERED:] + [calls]
        return False


def kind_of(words):
    """"account archive": a command without what it is about."""
    return " ".join(words[:1] + (words[2:3] if words[0] in WITH_VERB else ()))


def bury(process):
    """Waits for the end of all that a command started: they are ours when it died before them."""
    while True:
        try:
            os.waitpid(-process.pid, 0)
        except ChildProcessError:
            return
