#!/usr/bin/env python3
"""Random nights against a model of what a directory is, written apart from the pipeline.

What happens in a step: an export with students who join, leave, return or get another name (sometimes the run is
killed in the middle, and runs again); a release or a rejection of what is held; an undo of any drop that was
applied; an account that a person archives or enables. After each step `verify` must find nothing, and the exported
directory must be what the model says. The model knows one rule a sentence and nothing of how the pipeline works.

    model.py ROSTERDROP WORK SEED STEPS

Prints TAP for the seed; the lines before a failure tell all steps, so that the same seed tells the same story again.
"""
import csv, os, random, signal, subprocess, sys, time, zipfile

LIMIT, FLOOR = 30, 2  # guards { removals, floor } of the district


class Model:
    """Who of the SIS is in the directory, by name; what people decided of accounts; what each drop found."""

    def __init__(self):
        self.sis = {}  # sourcedId -> given name: what was applied last
        self.ever = {}  # sourcedId -> accountId, once it was seen
        self.by_hand = {}  # sourcedId -> "active" or "archived"
        self.before = {}  # drop that was applied -> what stood before it
        self.held = None  # (drop, what it would make of the SIS's side)

    def holds(self, wanted):
        """More than LIMIT per cent of the students would go, and more than FLOOR of them."""
        gone = len(set(self.sis) - set(wanted))
        return gone > FLOOR and gone * 100 > LIMIT * len(self.sis)

    def apply(self, drop, wanted):
        self.before[drop] = dict(self.sis)
        self.sis = dict(wanted)
        for student in wanted:
            self.ever.setdefault(student, None)
        self.held = None

    def come(self, drop, wanted):
        """A bulk drop: held, or it is what the directory has from now on; a held one before it is over then."""
        if self.holds(wanted):
            self.held = (drop, dict(wanted))
        else:
            self.apply(drop, wanted)

    def state(self, student):
        return self.by_hand.get(student, "active" if student in self.sis else "archived")


class District:
    """The pipeline, from outside."""

    def __init__(self, program, work):
        self.program, self.work, self.minute, self.drop = program, work, 0, None
        os.makedirs(work)
        self.conf = os.path.join(work, "rosterdrop.conf")
        with open(self.conf, "w") as out:
            out.write('spool = "%s/spool"\ndistricts = "%s/districts"\n' % (work, work))
        self.call("init", "oak")
        with open(os.path.join(work, "districts", "oak.conf"), "w") as out:
            out.write('inbox { quiet = 0 drops_per_day = 100000 }\nsync { start_date = "2026-01-01" }\n')
            out.write("guards { removals = %d floor = %d week = 100 updates = 100 contacts = 100 }\n" % (LIMIT, FLOOR))

    def start(self, *words):
        environment = dict(os.environ)
        environment["ROSTERDROP_NOW"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1780000000 + 600 * self.minute))
        return subprocess.Popen([self.program, "-c", self.conf] + list(words), env=environment, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, start_new_session=True)

    def call(self, *words):
        process = self.start(*words)
        said = process.communicate()[0]
        return process.returncode, said

    def must(self, *words):
        code, said = self.call(*words)
        if code != 0:
            raise AssertionError("%s: %d\n%s" % (" ".join(words), code, said))
        return said

    def killed(self, seconds):
        """A run that dies, with all that it started, after so long; it may have ended before."""
        process = self.start("run", "oak")
        time.sleep(seconds)
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.communicate()

    def push(self, night, students):
        day = "x%d" % night  # no two exports have the same bytes
        rows = sorted(students.items())
        files = {
            "manifest.csv": [["propertyName", "value"], ["manifest.version", "1.0"], ["oneroster.version", "1.1"]]
            + [["file." + name, "bulk"] for name in ("academicSessions", "classes", "courses", "enrollments", "orgs", "users")]
            + [["file." + name, "absent"] for name in ("categories", "classResources", "courseResources", "demographics",
                                                      "lineItems", "resources", "results")],
            "orgs.csv": [["sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId"],
                         ["D", "", "", "District", "district", day, ""], ["S", "", "", "School", "school", "", "D"]],
            "academicSessions.csv": [["sourcedId", "status", "dateLastModified", "title", "type", "startDate", "endDate",
                                      "parentSourcedId", "schoolYear"],
                                     ["year", "", "", "Year", "schoolYear", "2026-01-01", "2027-12-31", "", "2027"]],
            "courses.csv": [["sourcedId", "status", "dateLastModified", "schoolYearSourcedId", "title", "courseCode", "grades",
                             "orgSourcedId", "subjects", "subjectCodes"], ["C", "", "", "", "Reading", "R", "", "D", "", ""]],
            "classes.csv": [["sourcedId", "status", "dateLastModified", "title", "grades", "courseSourcedId", "classCode",
                             "classType", "location", "schoolSourcedId", "termSourcedIds", "subjects", "subjectCodes", "periods"],
                            ["K", "", "", "Reading", "", "C", "", "scheduled", "", "S", "year", "", "", ""]],
            "users.csv": [["sourcedId", "status", "dateLastModified", "enabledUser", "orgSourcedIds", "role", "username",
                           "userIds", "givenName", "familyName", "middleName", "identifier", "email", "sms", "phone",
                           "agentSourcedIds", "grades", "password"]]
            + [[student, "", "", "true", "S", "student", student, "", given, "Of" + student, "", "", student + "@d.example",
                "", "", "", "", ""] for student, given in rows],
            "enrollments.csv": [["sourcedId", "status", "dateLastModified", "classSourcedId", "schoolSourcedId",
                                 "userSourcedId", "role", "primary", "beginDate", "endDate"]]
            + [["e" + student, "", "", "K", "S", student, "student", "false", "", ""] for student, _ in rows],
        }
        path = os.path.join(self.work, "night.zip")
        with zipfile.ZipFile(path, "w") as out:
            for name, table in files.items():
                out.writestr(name, "".join(",".join(row) + "\r\n" for row in table))
        os.rename(path, os.path.join(self.work, "spool/oak/inbox/night.zip"))

    def newest(self, *places):
        drops = [drop for place in places for drop in os.listdir(os.path.join(self.work, "spool/oak", place))]
        return max(drops, default=None)

    def accounts(self):
        out = os.path.join(self.work, "export%d" % self.minute)
        self.must("export", "oak", out)
        with open(os.path.join(out, "accounts.csv"), newline="") as file:
            found = {row["username"]: row for row in csv.DictReader(file)}
        subprocess.run(["rm", "-rf", out], check=True)
        return found


def step_night(chance, model, district, step):
    wanted = dict(model.sis)
    share = chance.choice((0.02, 0.02, 0.1, 0.2, 0.6))
    for student in sorted(wanted):
        if chance.random() < share:
            del wanted[student]
        elif chance.random() < 0.05:
            wanted[student] = chance.choice(("Ada", "Bela", "Cleo", "Dario"))
    for student in sorted(model.ever):
        if student not in wanted and chance.random() < 0.2:
            wanted[student] = "Back"
    for number in range(chance.randrange(4) if model.ever else 12):
        wanted["s%d.%d" % (step, number)] = "New"
    district.push(step, wanted)
    crash = chance.random() < 0.4
    if crash:
        district.killed(chance.random() * 0.4)
    district.must("run", "oak")
    model.come(district.newest("fetch/ready"), wanted)
    return "%d students come%s" % (len(wanted), ", killed in between" if crash else "")


def step_decide(chance, model, district, step):
    drop, wanted = model.held
    if chance.random() < 0.5:
        district.must("reject", "oak/" + drop, "--reason", "the model says so")
        model.held = None
        return "rejected"
    district.must("release", "oak/" + drop, "--reason", "the model says so")
    district.must("run", "oak")
    model.apply(drop, wanted)
    return "released"


def step_undo(chance, model, district, step):
    drop = chance.choice(sorted(model.before))
    wanted = model.before[drop]
    district.must("undo", "oak/" + drop, "--reason", "the model says so")
    district.must("run", "oak")
    model.come(district.newest("fetch/ready"), wanted)
    if model.held:
        district.must("release", "oak/" + model.held[0], "--reason", "the model says so")
        district.must("run", "oak")
        model.apply(*model.held)
    return "undone: " + drop


def step_by_hand(chance, model, district, step):
    student = chance.choice(sorted(model.ever))
    state = chance.choice(("active", "archived"))
    district.must("account", "oak", "enable" if state == "active" else "archive", model.ever[student])
    if state != model.state(student) or state == "active":
        model.by_hand[student] = state  # who is archived already is not archived by hand
    return "%s by hand: %s" % (state, model.ever[student])


def next_step(chance, model):
    """Night, decision, undo or hand; what is held is decided before anything else changes the directory."""
    if model.held:
        return chance.choice((step_decide, step_night))
    steps = [step_night] * 6
    steps += [step_undo] if len(model.before) > 1 else []
    return chance.choice(steps + ([step_by_hand] * 2 if model.ever else []))


def compare(model, district):
    found = district.accounts()
    if set(found) != set(model.ever):
        raise AssertionError("accounts: %s" % sorted(set(found) ^ set(model.ever)))
    for student, row in found.items():
        known = model.ever[student] or row["accountId"]
        state = "archived" if row["state"] == "archived" else "active"
        if known != row["accountId"] or state != model.state(student):
            raise AssertionError("%s: %s %s, not %s %s" % (student, row["accountId"], state, known, model.state(student)))
        if student in model.sis and row["givenName"] != model.sis[student]:
            raise AssertionError("%s is called %s" % (student, row["givenName"]))
        model.ever[student] = row["accountId"]
    held = district.newest("apply/held")
    if held != (model.held and model.held[0]):
        raise AssertionError("held: %s" % held)


def main():
    program, work, seed, steps = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    chance, model, district = random.Random(seed), Model(), District(program, work)
    for step in range(steps):
        district.minute += 1
        act = next_step(chance, model)
        try:
            told = act(chance, model, district, step)
            district.must("verify", "oak")
            compare(model, district)
        except AssertionError as failure:
            print("# step %d, %s: %s" % (step, act.__name__, str(failure).replace("\n", "\n# ")))
            return 1
        print("# step %d: %s" % (step, told))
    return 0


sys.exit(main())
