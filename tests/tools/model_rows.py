"""What the model's parts are made of: rows as tuples, records, accounts, and what a drop says. Accounts are objects, whose ids are learned when they are
first seen, because the order in which numbers are given is nobody's business here.
"""
import collections

School = collections.namedtuple("School", "name")
Class = collections.namedtuple("Class", "title school")
User = collections.namedtuple("User", "role school given family username email agents")
Enrollment = collections.namedtuple("Enrollment", "class_ school user role")
KINDS = {"student": "student", "parent": "guardian", "teacher": "staff"}
ENTITIES = ("orgs", "classes", "users", "roles", "enrollments", "relationships")


class Record:
    def __init__(self, row):
        self.row, self.active = row, True


class Account:
    """A person. `joined`: signs in already. `hand`: the state that somebody set. `names`: what somebody edited. `before`: what it was when it was linked.
    `edits`: what each act by hand made of it. `word`: the vendor's, for its school."""

    def __init__(self, kind, origin):
        self.id, self.kind, self.origin, self.joined = None, kind, origin, False
        self.given = self.username = self.email = self.school = self.word = ""
        self.hand = self.away = self.merged = self.fixed = None
        self.names, self.before, self.edits = {}, [], []
        self.ever = origin == "sis"

    def keep(self):
        return {name: getattr(self, name) for name in ("given", "username", "email", "school", "joined", "away")}


class Export:
    """What a drop says. mode: file -> bulk, delta, absent. rows: file -> id -> row. deleted: file -> ids. lost: users whose rows cannot be read."""

    def __init__(self, rows, mode):
        self.rows, self.mode = rows, mode
        self.deleted = {name: set() for name in rows}
        self.lost, self.broken = set(), False
        self.pairs = None  # of guardians.csv: (student, guardian); their guardians are among the rows of users, at no school
        self.undo = None  # the drop that is taken back
        self.links = {}  # of an undo: whose account a user had

    def is_delta(self):
        return "delta" in self.mode.values()

    def deleted_rows(self, name):
        """What a row says that deletes: nothing that matters."""
        some = {"users": ["true", "S1", "student", "gone", "", "Gone", "Gone", "", "", "", "", "", "", "", ""],
                "classes": ["Gone", "", "C", "", "scheduled", "", "S1", "year", "", "", ""], "enrollments": ["K1", "S1", "gone", "student", "", "", ""]}
        return {key: some[name] for key in self.deleted[name]}

    def mode_of(self, entity):
        return self.mode.get({"roles": "users", "relationships": "users"}.get(entity, entity), "bulk")

    def of_file(self, key):
        """Whether a user stands in guardians.csv alone."""
        return not self.rows["users"][key].school

    def of(self, entity):
        """The rows of an entity: roles and relationships stand in the rows of users."""
        users = self.rows["users"]
        if self.undo:
            return self.rows[entity]
        if entity == "roles":
            return {who + "/" + row.school: (who, row.role, row.school) for who, row in users.items() if row.school}
        if entity == "relationships":
            return dict.fromkeys([(who, agent) for who, row in users.items() for agent in row.agents] + sorted(self.pairs or ()))
        return self.rows.get(entity, {})


def user_of(entity, key, row):
    """Whom a record belongs to."""
    return {"users": lambda: key, "roles": lambda: row[0], "enrollments": lambda: row.user, "relationships": lambda: key[0]}.get(entity, lambda: None)()
