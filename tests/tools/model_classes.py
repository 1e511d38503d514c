"""What people do to classes, those of the SIS and those that the SIS does not have, and to the vendor's schools; and the vendor's view of all of them."""
import csv, os

from model_district import Disagreement, csv_file, tables_of
from model_local import Local
from model_world import CLASSES

UNKNOWN = "K9"
WORDS = {"S1": "north", "S2": "south"}  # what the vendor calls a school


def kill(life):
    return life.chance.random() < 0.4


def code_of(life):
    """What the SIS says may not be changed where edits are locked."""
    return 77 if life.policy.locked and life.phase() in ("live", "paused") else 0


def standing(life):
    return sorted(name for name, local in life.model.locals.items() if local.away is None)


# The vendor's own.

def draw_ties(life):
    """Which school of the SIS each of the vendor's is, and which class: what an administrator found out by now."""
    model, chance = life.model, life.chance
    for school, word in WORDS.items():
        if word in model.schools:
            model.schools[word] = chance.choice(("", school, school))
    words = [word if word in model.schools else school for school, word in WORDS.items()]
    return [[name, "Old", word, chance.choice(["", "", UNKNOWN] + sorted(CLASSES))] for name, word in zip(("c1", "c2"), words)]


def write_files(life, folder, rows):
    with open(os.path.join(folder, "schools.csv"), "w") as out:
        out.write(csv_file(["school", "name", "sourcedId"], [[word, word, tie] for word, tie in sorted(life.model.schools.items())]))
    with open(os.path.join(folder, "classes.csv"), "w") as out:
        out.write(csv_file(["classId", "title", "school", "sourcedId"], rows))


def bring(life, folder, accounts):
    """Classes that were there before, tied to one of the SIS or not, and who is in them."""
    model, rows = life.model, draw_ties(life)
    model.import_classes(rows)
    for account in accounts:
        account.school = model.school_of(account.word)
    pairs = [(row[0], account) for row in rows for account in accounts if account.kind == "student" and life.chance.random() < 0.3]
    model.local_members = {pair: None for pair in pairs if pair[0] in model.locals}
    write_files(life, folder, rows)
    with open(os.path.join(folder, "class_members.csv"), "w") as out:
        out.write(csv_file(["classId", "accountId", "role"], [[name, account.id, "student"] for name, account in pairs]))


def tie_again(life):
    """The vendor sends schools and classes again, with what each is in the SIS, and says of which school everybody is."""
    model, brought = life.model, [account for account in life.model.accounts if account.origin == "imported"]
    if not brought:
        return None
    folder = os.path.join(life.district.work, "vendor%d" % len(life.district.journal))
    os.makedirs(folder)
    rows = draw_ties(life)
    write_files(life, folder, rows)
    with open(os.path.join(folder, "accounts.csv"), "w") as out:
        out.write(csv_file(["accountId", "kind", "schools"], [[account.id, account.kind, account.word] for account in brought]))
    life.act(("import", "oak", folder), kill=kill(life))
    model.import_classes(rows)
    for account in brought:
        if not model.active_holders(account) and account.school != model.school_of(account.word):
            account.school = model.school_of(account.word)
            model.edited(account, "school")
    return "schools %s, classes %s" % (sorted(model.schools.items()), [(row[0], row[3]) for row in rows])


# By hand.

def make(life):
    if len(life.model.locals) > 8 or not life.model.active("orgs"):
        return None
    school = life.chance.choice(sorted(life.model.active("orgs")))
    life.act(("class", "oak", "add", "--title", "Made", "--school", school), kill=kill(life))
    name = (set(tables_of(life.district.dump("localClasses"), ("localClasses",))["localClasses"]) - set(life.model.locals)).pop()
    life.model.locals[name] = Local("Made", school, "", "manual")
    return "made %s" % name


def adopt(life):
    """A class is tied to one of the SIS, which only one can be."""
    model, tie = life.model, life.chance.choice(sorted(CLASSES) + [UNKNOWN])
    if not standing(life):
        return None
    name = life.chance.choice(standing(life))
    code = 77 if model.locals[name].origin == "imported" and life.policy.existing != "adopt" else 64 if model.tied_to(tie, name) else 0
    life.act(("class", "oak", "adopt", name, tie), codes=(code,), kill=kill(life))
    if code == 0:
        model.locals[name].tie = tie
    return "%s is %s: %d" % (name, tie, code)


def archive(life):
    name = life.chance.choice(standing(life) or [None])
    if name is None:
        return None
    life.act(("class", "oak", "archive", name), kill=kill(life))
    life.model.archive_local(name)
    return "archived %s" % name


def title(life):
    classes, text = life.model.active("classes"), life.chance.choice(("Owls", "Bees"))
    name = life.chance.choice(sorted(classes) + standing(life) or [None])
    if name is None:
        return None
    if name in life.model.locals:
        life.act(("class", "oak", "rename", name, "--title", text), kill=kill(life))
        life.model.locals[name].title = text
        return "%s is called %s" % (name, text)
    code = code_of(life)
    if life.chance.random() < 0.5:
        life.act(("class", "oak", "rename", name, "--title", text), codes=(code,), kill=kill(life))
        if code == 0:
            life.model.titles[name] = text
            life.model.records["classes"][name].row = classes[name]._replace(title=text)
        return "class %s is called %s" % (name, text)
    life.act(("class", "oak", "restore", name), codes=(code or (0 if name in life.model.titles else 66),), kill=kill(life))
    if code == 0:
        life.model.titles.pop(name, None)
    return "class %s is called as the SIS says" % name


def member(life):
    """A student of the school is put into a class, or somebody is taken out again."""
    model, classes = life.model, life.model.active("classes")
    pairs = [(name, account) for name, account in model.members if name in classes]
    pairs += [(name, account) for (name, account), away in model.local_members.items() if away is None and model.locals[name].away is None]
    if pairs and life.chance.random() < 0.5:
        return leave(life, *life.chance.choice(sorted(pairs, key=lambda pair: (pair[0], pair[1].id))))
    student = life.chance.choice([account for account in model.accounts if account.id and account.kind == "student" and not account.merged] or [None])
    name = life.chance.choice(sorted(classes) + standing(life) or [None])
    if student is None or name is None or model.state(student) == "archived":
        return None
    local, users = name in model.locals, model.active_holders(student)
    school = model.locals[name].school if local else classes[name].school
    if any(row.class_ == name and row.user in users for row in model.active("enrollments").values()):
        return None
    code = (0 if local else code_of(life)) or (0 if school == student.school else 77)
    life.act(("class", "oak", "member-add", name, student.id), codes=(code,), kill=kill(life))
    if code == 0 and local:
        model.local_members[(name, student)] = None
    elif code == 0:
        model.members.add((name, student))
    return "%s is in %s: %d" % (student.id, name, code)


def leave(life, name, account):
    local = name in life.model.locals
    code = 0 if local else code_of(life)
    life.act(("class", "oak", "member-remove", name, account.id), codes=(code,), kill=kill(life))
    if code == 0 and local:
        life.model.local_members[(name, account)] = "hand"
    elif code == 0:
        life.model.members.discard((name, account))
    return "%s is not in %s: %d" % (account.id, name, code)


# The vendor's view.

def export(life):
    """An export has every class once, under the vendor's id where one of the SIS took it over, with all who are in it."""
    folder = os.path.join(life.district.work, "export%d" % len(life.district.journal))
    life.district.must("export", "oak", folder)
    read = lambda name: list(csv.DictReader(open(os.path.join(folder, "import", name), newline="")))
    there = {row["classId"]: (row["title"], row["school"], row["state"], row["sourcedId"]) for row in read("classes.csv")}
    wanted = life.model.vendor_classes()
    if there != wanted:
        raise Disagreement("exported classes: %s" % sorted(set(there.items()) ^ set(wanted.items())))
    there = sorted((row["classId"], row["accountId"]) for row in read("class_members.csv"))
    wanted = sorted((name, account.id) for name, account in life.model.vendor_members())
    if there != wanted:
        raise Disagreement("exported members: %s" % (sorted(set(there) ^ set(wanted)) or [pair for pair in there if there.count(pair) > 1]))
    return "%d classes" % len(life.model.vendor_classes())


STEPS = [(tie_again, 1), (make, 1), (adopt, 2), (archive, 1), (title, 1), (member, 3), (export, 2)]
