"""A small school district with a student system of its own: what it would say on any night. Everybody and everything in it is invented."""
from model_rows import Class, Enrollment, Export, School, User

STUDENTS, GUARDIANS, TEACHERS = 16, 9, 4
NAMES = ("Ada", "Bela", "Cleo", "Dario", "Emre", "Fina")
CLASSES = {"K1": "S1", "K2": "S1", "K3": "S1", "K4": "S2", "K5": "S2"}


class Person:
    def __init__(self, name, role, school):
        self.name, self.role, self.school, self.given, self.turn = name, role, school, "Ada", 0
        self.agents, self.classes, self.there, self.mail = [], set(), False, 0

    def id(self):
        """The sourcedId; another one after the system gave out new ones."""
        return self.name if self.turn == 0 else "%s.%d" % (self.name, self.turn)


class World:
    def __init__(self, chance, beside):
        """beside: guardians come in a file of their own."""
        self.beside = beside
        self.chance, self.schools, self.classes = chance, {"S1", "S2"}, dict.fromkeys(CLASSES, "Reading")
        self.people = {}
        for letter, role, count in (("s", "student", STUDENTS), ("g", "parent", GUARDIANS), ("t", "teacher", TEACHERS)):
            for number in range(count):
                person = Person("%s%d" % (letter, number), role, chance.choice(("S1", "S1", "S2")))
                self.people[person.name] = person
        for person in self.people.values():
            person.given = chance.choice(NAMES)
            if person.role == "student":
                person.agents = chance.sample(["g%d" % n for n in range(GUARDIANS)], chance.randrange(3))
            self.join(person, 0.75)

    def join(self, person, odds=1.0):
        person.there = self.chance.random() < odds
        wanted = [name for name, school in CLASSES.items() if school == person.school]
        person.classes = {name for name in wanted if self.chance.random() < 0.6} if person.role != "parent" else set()

    def night(self):
        """What happens between two exports."""
        chance = self.chance
        leave = chance.choice((0.0, 0.02, 0.02, 0.05, 0.1, 0.2, 0.5))
        for person in self.people.values():
            if person.there and chance.random() < leave:
                person.there = False
            elif not person.there and chance.random() < 0.15:
                self.join(person)
            if chance.random() < 0.05:
                self.happen(person)
        for name in CLASSES:
            if chance.random() < 0.1 and not self.classes.pop(name, None):
                self.classes[name] = "Reading"
            elif chance.random() < 0.04 and name in self.classes:
                self.classes[name] = chance.choice(("Reading", "Writing", "Choir"))
        if chance.random() < 0.06 or len(self.schools) < 2 and chance.random() < 0.5:
            self.schools ^= {"S2"}

    def happen(self, person):
        """Something in a life: another name, address, school, guardian, sourcedId."""
        what = self.chance.randrange(6)
        if what == 0:
            person.given = self.chance.choice(NAMES)
        elif what == 1:
            person.mail += 1
        elif what == 2:
            person.school = "S2" if person.school == "S1" else "S1"
            self.join(person, 1.0 if person.there else 0.0)
        elif what == 3 and person.role == "student":
            person.agents = self.chance.sample(["g%d" % n for n in range(GUARDIANS)], self.chance.randrange(3))
        elif what == 4:
            person.turn = person.turn + 1 if self.chance.random() < 0.7 else 0
        else:
            self.join(person, 1.0 if person.there else 0.0)

    def is_there(self, person):
        return person.there and person.school in self.schools

    def row(self, person, agents):
        mail = "%s%s@d.example" % (person.name, "" if person.mail == 0 else "x%d" % person.mail)
        if self.beside and person.role == "parent":
            return User(person.role, "", person.given, "Of" + person.name, "", mail, ())
        return User(person.role, person.school, person.given, "Of" + person.name, person.name, mail, () if self.beside else tuple(sorted(agents)))

    def bulk(self):
        """Everything, or all but a file or two, of what there is."""
        there = [person for person in self.people.values() if self.is_there(person)]
        ids = {person.name: person.id() for person in there}
        rows = {"orgs": {school: School("School " + school) for school in sorted(self.schools)},
                "classes": {name: Class(title, CLASSES[name]) for name, title in self.classes.items() if CLASSES[name] in self.schools}}
        rows["users"] = {ids[person.name]: self.row(person, [ids[agent] for agent in person.agents if agent in ids]) for person in there}
        rows["enrollments"] = {"e-%s-%s" % (person.name, name): Enrollment(name, person.school, ids[person.name], person.role)
                               for person in there for name in person.classes if name in rows["classes"] and CLASSES[name] == person.school}
        export = Export(rows, dict.fromkeys(rows, "bulk"))
        if self.beside:
            self.put_beside(export, {(ids[person.name], ids[agent]) for person in there for agent in person.agents if agent in ids})
        return export

    def put_beside(self, export, pairs):
        """guardians.csv, which names nobody without a child; some nights it is not there."""
        export.pairs = pairs if pairs and self.chance.random() < 0.8 else None
        named = {guardian for _, guardian in export.pairs or ()}
        export.rows["users"] = {key: row for key, row in export.rows["users"].items() if row.school or key in named}

    def without(self, export, directory):
        """A bulk drop in which some files are absent; what it names has to be there."""
        users, classes = directory.active("users"), directory.active("classes")
        absent = self.chance.choice((("enrollments",), ("users",), ("classes", "enrollments"), ("users", "enrollments"), ("classes",)))
        for name in absent:
            export.mode[name] = "absent"
            export.rows[name] = {}
            export.pairs = None if name == "users" else export.pairs
        schools = set(export.rows["orgs"])
        for file, known in (("users", users), ("classes", classes)):
            if export.mode[file] == "absent":
                column = {"users": "user", "classes": "class_"}[file]
                export.rows["enrollments"] = {key: row for key, row in export.rows["enrollments"].items()
                                              if getattr(row, column) in known and known[getattr(row, column)].school in schools}
        export.rows["enrollments"] = {key: row for key, row in export.rows["enrollments"].items() if self.fits(row, export, users, classes)}
        return export

    def fits(self, row, export, users, classes):
        """Whether the two that an enrolment joins are of its school still."""
        user = export.rows["users"].get(row.user) or users.get(row.user)
        class_ = export.rows["classes"].get(row.class_) or classes.get(row.class_)
        return user is not None and class_ is not None and user.school == class_.school == row.school

    def delta(self, directory):
        """A few changes of what the directory has."""
        users, classes, schools = (directory.active(entity) for entity in ("users", "classes", "orgs"))
        names = ("orgs", "classes", "users", "enrollments")
        export = Export({name: {} for name in names}, {"orgs": "absent", "classes": "delta", "users": "delta", "enrollments": "delta"})
        for person in self.chance.sample(sorted(self.people.values(), key=lambda one: one.name), 4):
            self.delta_person(person, export, users, schools)
        for name in self.chance.sample(sorted(classes), min(len(classes), 1)):
            if self.chance.random() < 0.3:
                self.classes.pop(name, None)
                export.deleted["classes"].add(name)
            elif self.chance.random() < 0.5:
                self.classes[name] = self.chance.choice(("Reading", "Writing"))
                export.rows["classes"][name] = Class(self.classes[name], CLASSES[name])
        self.delta_enrollments(export, users, classes, directory.active("enrollments"))
        self.delta_nobody(export, directory)
        if export.rows["users"] and self.chance.random() < 0.25:
            export.lost = {self.chance.choice(sorted(export.rows["users"]))}
        return export

    def delta_nobody(self, export, directory):
        """Deletes what nobody has, or has any more."""
        for name, unknown in (("users", "s99"), ("classes", "K9"), ("enrollments", "e-s99-K1")):
            gone = [unknown] + sorted(key for key, record in directory.records[name].items() if not record.active and key not in export.rows[name]
                                      and not (self.beside and key.startswith("g")))
            if self.chance.random() < 0.3:
                export.deleted[name].add(self.chance.choice(gone))

    def delta_person(self, person, export, users, schools):
        if self.beside and person.role == "parent":
            return
        known = person.id() in users
        if known and self.chance.random() < 0.3:
            person.there = False
            export.deleted["users"].add(person.id())
            for other in list(export.rows["users"]):
                row = export.rows["users"][other]
                export.rows["users"][other] = row._replace(agents=tuple(agent for agent in row.agents if agent != person.id()))
            return
        if person.school not in schools:
            return
        if any(held.username == person.name for key, held in users.items() if key != person.id()):
            return  # is there under another sourcedId
        person.there, person.given = True, self.chance.choice(NAMES) if known else person.given
        agents = [self.people[name].id() for name in person.agents]
        gone = export.deleted["users"]
        export.rows["users"][person.id()] = self.row(person, [agent for agent in agents if agent in users and agent not in gone])

    def delta_enrollments(self, export, users, classes, enrollments):
        for key in self.chance.sample(sorted(enrollments), min(len(enrollments), 2)):
            if self.chance.random() < 0.5:
                export.deleted["enrollments"].add(key)
        for person in self.people.values():
            row = export.rows["users"].get(person.id()) or users.get(person.id())
            if row is None or person.id() in export.deleted["users"] or self.chance.random() < 0.7:
                continue
            for name in sorted(person.classes & set(classes) - export.deleted["classes"]):
                if CLASSES[name] == row.school and "e-%s-%s" % (person.name, name) not in export.deleted["enrollments"]:
                    export.rows["enrollments"]["e-%s-%s" % (person.name, name)] = Enrollment(name, row.school, person.id(), row.role)
