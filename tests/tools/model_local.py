"""Classes that the SIS does not have, because the vendor brought them along or somebody made them: what a drop does with them, and what a class of the SIS
takes over. A school is kept under the vendor's word until it is tied to one of the SIS.
"""


class Local:
    """`away`: None; the act of a drop that put it away; or that somebody did by "hand"."""

    def __init__(self, title, school, tie, origin):
        self.title, self.school, self.tie, self.origin, self.away = title, school, tie, origin, None


class Locals:
    def begin_locals(self):
        self.locals, self.local_members = {}, {}  # id -> Local; (id, account) -> away, as of a class
        self.schools = {}  # the vendor's word -> the school of the SIS, or nothing

    def school_of(self, word):
        return self.schools.get(word) or word

    def word_of(self, school):
        return next((word for word, tie in self.schools.items() if tie == school), school)

    def tied_to(self, tie, but=None):
        """Another class that stands and is tied to one of the SIS."""
        return next((name for name, local in self.locals.items() if tie and local.tie == tie and local.away is None and name != but), None)

    def adopter(self, class_):
        """The class that one of the SIS takes over: of those that were there before only where the policy says so."""
        name = self.tied_to(class_)
        return name if name and (self.locals[name].origin == "manual" or self.policy.existing == "adopt") else None

    def import_classes(self, rows):
        """What an import says of the vendor's classes stands; but of two that are tied to one class the second is left out."""
        taken = {local.tie for name, local in self.locals.items() if local.away is None and name not in [row[0] for row in rows]}
        for name, title, school, tie in rows:
            if not tie or tie not in taken:
                local = self.locals.setdefault(name, Local(title, "", tie, "imported"))
                local.title, local.school, local.tie, local.away = title, self.school_of(school), tie, None
                taken.add(tie)

    def archive_local(self, name):
        self.locals[name].away = "hand"
        self.local_members.update({key: "hand" for key, away in self.local_members.items() if key[0] == name and away is None})

    def put_classes_away(self, export):
        """With classes.existing = archive those that were there before are archived, and who was in them leaves; an undo gives back what was put away since."""
        away = self.policy.existing == "archive" and not export.undo
        back = lambda act: export.undo and act not in (None, "hand") and act >= export.act
        for name, local in self.locals.items():
            if away and local.origin == "imported" and local.away is None and local.school not in self.waiting:
                local.away = self.act
                self.local_members.update({key: self.act for key, gone in self.local_members.items() if key[0] == name and gone is None})
            elif back(local.away):
                local.away = None
        self.local_members.update({key: None for key, act in self.local_members.items() if back(act)})

    # As the vendor sees it: what an export has.

    def vendor_classes(self):
        """id -> title, school, state, sourcedId. A class of the SIS that took one over goes by the other's id."""
        rows = {name: (local.title, self.word_of(local.school), "archived" if local.away else "active", local.tie) for name, local in self.locals.items()}
        for key, record in self.records["classes"].items():
            if not self.adopter(key):
                rows[key] = (record.row.title, self.word_of(record.row.school), "active" if record.active else "archived", key)
        return rows

    def vendor_members(self):
        """Who is in a class, whoever says so."""
        pairs = {(row.class_, self.links[row.user]) for row in self.active("enrollments").values() if row.user in self.links} | self.members
        return {(self.adopter(class_) or class_, account) for class_, account in pairs} | {key for key, away in self.local_members.items() if away is None}
