"""The pipeline as the model's steps use it, from outside: commands, uploads, kills, and what lies in the store, read by storedump."""
import csv, io, os, random, re, resource, shutil, subprocess, time, zipfile

from model_death import Deaths, bury

USERS = ("sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,"
         "agentSourcedIds,grades,password")
HEADS = {
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
    "academicSessions": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear",
    "courses": "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
    "classes": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,"
               "subjectCodes,periods",
    "users": USERS,
    "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
}
TABLES = ("orgs", "classes", "users", "roles", "enrollments", "relationships", "accounts", "links", "connections", "edits", "blocks", "localMembers", "localClasses", "meta")


class Disagreement(Exception):
    pass


def row_of(name, key, row):
    """The cells of a row behind status and date."""
    if name == "orgs":
        return [row.name, "school", "", "D"]
    if name == "classes":
        return [row.title, "", "C", "", "scheduled", "", row.school, "year", "", "", ""]
    if name == "users":
        return ["true", row.school, row.role, row.username, "", row.given, row.family, "", "", row.email, "", "", '"%s"' % ",".join(row.agents), "", ""]
    return [row.class_, row.school, row.user, row.role, "false", "", ""]


def zip_of(export, stamp):
    """The bytes of a drop. What the model does not know never changes, but for a column that no two drops have alike."""
    tables = {name: [] for name in HEADS}
    for name, rows in export.rows.items():
        delta = export.mode[name] == "delta"
        for key, row in sorted(rows.items()):
            if name == "users" and export.of_file(key):
                continue
            cells = row_of(name, key, row)
            if name == "users" and key in export.lost:
                cells[5] = ""  # no given name: the row is refused
            tables[name].append([key] + (["active", "2026-06-01T00:00:00Z"] if delta else ["", ""]) + cells)
        tables[name] += [[key, "tobedeleted", "2026-06-01T00:00:00Z"] + old for key, old in sorted(export.deleted_rows(name).items())]
    export.mode.setdefault("academicSessions", export.mode["orgs"])
    export.mode.setdefault("courses", export.mode["orgs"])
    tables["orgs"].insert(0, ["D", "", "", "District", "district", "", ""])
    tables["academicSessions"].append(["year", "", "", "Year", "schoolYear", "2026-01-01", "2027-12-31", "", "2027"])
    tables["courses"].append(["C", "", "", "", "Reading", "R", "", "D", "", ""])
    others = ("categories", "classResources", "courseResources", "demographics", "lineItems", "resources", "results")
    modes = {**export.mode, **{name: "absent" for name in others}}
    manifest = [["manifest.version", "1.0"], ["oneroster.version", "1.1"]] + [["file." + name, mode] for name, mode in sorted(modes.items())]
    manifest.append(["source.systemCode", "model"])
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as out:
        out.comment = stamp.encode()
        out.writestr("manifest.csv", "propertyName,value\r\n" + "".join(",".join(line) + "\r\n" for line in manifest))
        for name, lines in tables.items():
            head = HEADS[name].replace("sourcedId", "sourced", 1) if export.broken and name == "users" else HEADS[name]
            if export.mode[name] != "absent":
                out.writestr(name + ".csv", head + "\r\n" + "".join(",".join(line) + "\r\n" for line in lines))
        if export.pairs is not None:
            out.writestr("guardians.csv", guardians_of(export))
    return held.getvalue()


def guardians_of(export):
    users = export.rows["users"]
    rows = [[student, guardian, users[guardian].given, users[guardian].family, users[guardian].email] for student, guardian in sorted(export.pairs)]
    return csv_file(["studentSourcedId", "guardianId", "givenName", "familyName", "email"], rows)


class District:
    def __init__(self, build, work, seed):
        self.build = build
        self.program, self.stages, self.dump_tool = build + "/bin/rosterdrop", build + "/libexec", build + "/tools/storedump"
        self.work, self.seconds, self.chance = work, 1780000000, random.Random(seed)
        self.home = os.path.join(work, "spool/oak")
        os.makedirs(work)
        self.conf = os.path.join(work, "rosterdrop.conf")
        with open(self.conf, "w") as out:
            out.write('spool = "%s/spool"\ndistricts = "%s/districts"\n' % (work, work))
        self.settings, self.journal, self.deaths = "", [], Deaths(build, work, self.chance)
        self.must("init", "oak")

    def configure(self, text):
        self.settings = text
        with open(os.path.join(self.work, "districts", "oak.conf"), "w") as out:
            out.write(text)

    def start(self, words, given, most, more):
        """A command, to its end. most: how large a file may be that it writes, as on a disk that is full. Its exit code."""
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C",
                       "ROSTERDROP_NOW": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.seconds)), **more}
        if "ASAN_OPTIONS" in os.environ:
            environment["ASAN_OPTIONS"] = os.environ["ASAN_OPTIONS"]
        program = os.path.join(self.stages, words[0]) if words[0] in ("fetch", "apply") else self.program
        process = subprocess.Popen([program, "-c", self.conf] + list(words[program != self.program:]), env=environment, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, restore_signals=most is None,
                                   preexec_fn=most and (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))))
        self.out, self.said = (text.decode() for text in process.communicate(given.encode()))
        bury(process)
        return process.returncode

    def call(self, *words, given="", most=None):
        code = self.start(words, given, most, self.deaths.arm())
        self.deaths.look(words)
        return code

    def must(self, *words, given="", codes=(0,)):
        code = self.call(*words, given=given)
        if code not in codes:
            raise Disagreement("%s: %d\n%s%s" % (" ".join(words), code, self.out, self.said))
        return self.out

    def note(self, kind, *words, given="", codes=(0,)):
        """What a second life has to do again: the settings, when, what, and how it ends."""
        self.journal.append((self.settings, self.seconds, kind, words, given, codes))

    def killed(self, words, given="", at=None):
        """A command that dies at some call, or at the front's at-th; it may have ended before. With MODEL_KILLS=no it is not begun; gives whether it was."""
        if os.environ.get("MODEL_KILLS") == "no":
            return False
        self.start(words, given, None, self.deaths.arm(*(self.deaths.draw(words) if at is None else (0, at))))
        if self.deaths.look(words):
            self.must("verify", "oak")
        return True

    def push(self, name, content):
        path = os.path.join(self.work, "upload")
        with open(path, "wb") as out:
            out.write(content)
        os.rename(path, os.path.join(self.home, "inbox", name))

    def drops(self, stage, place):
        return sorted(os.listdir(os.path.join(self.home, stage, place)))

    def text(self, *path):
        try:
            with open(os.path.join(self.home, *path), newline="") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def dump(self, *names):
        """The records of the store, or of some tables of it, a line each."""
        return subprocess.run([self.dump_tool, os.path.join(self.home, "store")] + list(names), stdout=subprocess.PIPE, check=True).stdout.decode()

    def acts(self):
        """The number of the last act."""
        meta = tables_of(self.dump("meta"), ("meta",))["meta"].get("meta")
        return int(meta[1][0]) if meta else 0

    def remove(self):
        shutil.rmtree(self.work)


def tables_of(dump, names=TABLES):
    """table -> key -> (active, cells)."""
    tables = {name: {} for name in names}
    for line in dump.splitlines():
        name, key, value = line.split(" ")
        if name in tables and key != "unfinished":
            value = bytes_of(value)
            tables[name][bytes_of(key).decode()] = (value[1:2] == b"A", cells_of(value[10:]))
    return tables


def bytes_of(text):
    return re.sub(rb"\\([0-9a-f]{2})", lambda found: bytes([int(found.group(1), 16)]), text.encode())


def cells_of(record):
    """rosterdrop-rows(5): behind the version each cell's length, seven bits a byte, and its bytes."""
    cells, at = [], 1
    while at < len(record):
        size, shift = 0, 0
        while True:
            byte, at = record[at], at + 1
            size, shift = size | (byte & 127) << shift, shift + 7
            if byte < 128:
                break
        cells.append(record[at:at + size].decode())
        at += size
    return cells


def csv_file(columns, rows):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
