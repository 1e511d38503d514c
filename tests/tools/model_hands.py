"""What people do to a directory by hand, and a directory that was there before the sync. Each act tells the model first what follows from it."""
import os

import model_classes
from model_district import csv_file, tables_of
from model_rows import Account
from model_steps import release, undo


def begin(life, quiet):
    """A life begins in phase setup or live, with accounts that were there before or without."""
    life.policy.live = life.chance.random() < 0.6
    life.policy.grace = life.day(3) if life.chance.random() < 0.2 and not life.policy.beside else ""
    if life.policy.first_sync == "exact-merge" and life.chance.random() < 0.5:
        life.policy.reset = life.day(life.chance.choice((0, 1, 3)))
    life.configure()
    life.quiet = quiet
    if not life.quiet and life.chance.random() < 0.7:
        bring(life)


def bring(life):
    """The vendor's directory: people whom the SIS has too, by username, and strangers."""
    rows, words = [], life.chance.choice(({}, model_classes.WORDS))
    life.model.schools = {word: "" for word in words.values()}
    for number, person in enumerate(life.chance.sample(sorted(life.world.people.values(), key=lambda one: one.name), 12)):
        kind = {"student": "student", "parent": "guardian", "teacher": "staff"}[person.role]
        account = Account(kind, "imported")
        stranger = life.chance.random() < 0.4
        account.id, account.word, account.joined = "v%d" % number, words.get(person.school, person.school), life.chance.random() < 0.5
        account.given = "Xaver" if stranger else person.given
        account.username = "x%d" % number if stranger else person.name
        rows.append([account.id, kind, "active" if account.joined else "invited", account.given, "Xof%d" % number if stranger else "Of" + person.name,
                     account.word, account.username])
        life.model.accounts.append(account)
    folder = os.path.join(life.district.work, "vendor")
    os.makedirs(folder)
    with open(os.path.join(folder, "accounts.csv"), "w") as out:
        out.write(csv_file(["accountId", "kind", "state", "givenName", "familyName", "schools", "username"], rows))
    model_classes.bring(life, folder, life.model.accounts)
    life.act(("import", "oak", folder), kill=kill(life))


def locked(life, account):
    return (77,) if life.policy.locked and life.phase() in ("live", "paused") and life.model.active_holders(account) else (0,)


def kill(life):
    return life.chance.random() < 0.4


def one(life, *kinds, **wanted):
    """Any account that is known by its id, of a kind."""
    found = [account for account in life.model.accounts if account.id and account.kind in (kinds or ("student", "guardian", "staff"))
             and all(getattr(account, name) == value for name, value in wanted.items())]
    return life.chance.choice(found or [None])


def set_state(life):
    account = one(life, merged=None)
    if account is None:
        return None
    verb = life.chance.choice(("archive", "enable"))
    codes = locked(life, account)
    life.act(("account", "oak", verb, account.id), codes=codes, kill=kill(life))
    if codes == (0,) and (verb == "enable" or life.model.state(account) != "archived"):
        life.model.set_state(account, verb)
    return "%s %s" % (verb, account.id)


def restore(life):
    account = one(life, merged=None)
    if account is None:
        return None
    cell = life.chance.choice(("state", "givenName"))
    held = account.hand if cell == "state" else account.names
    life.act(("account", "oak", "restore", account.id, cell), codes=(0,) if held else (66,), kill=kill(life))
    if cell == "state" and held:
        account.hand = account.away = None
        life.model.edited(account, "away")
    elif held:
        account.names = {}
    return "restored %s of %s" % (cell, account.id)


def rename(life, account=None):
    account, name = account or one(life, merged=None), life.chance.choice(("Zoe", "Quill"))
    if account is None or account.given == name:
        return None
    codes = locked(life, account)
    life.act(("account", "oak", "edit", "--file", "-"), csv_file(["accountId", "givenName"], [[account.id, name]]), codes, kill(life))
    if codes == (0,):
        life.model.rename(account, name)
    return "%s is called %s" % (account.id, name)


def rename_and_undo(life):
    """Somebody works on an account that a drop gave to somebody of the SIS; then that drop is undone, and whatever holds that is let go."""
    given = [(drop, account) for drop in life.in_state("applied") if drop.before for account in life.model.accounts if account.id and not account.merged
             and any(when == drop.before[-1] for when, *_ in account.before)]
    if not given or life.phase() != "live" or life.in_state("waits"):
        return None
    drop, account = life.chance.choice(given)
    name = rename(life, account)
    if name is None:
        return None
    text = undo(life, drop)
    if life.drops[-1].state == "held":
        release(life, life.drops[-1], [], None, 0)
    return "%s, and then %s, now %s" % (name, text, life.drops[-1].state)


def end(life):
    """A connection ends, whoever made it."""
    student, guardian = one(life, "student"), one(life, "guardian")
    pairs = life.model.pairs()
    if pairs and life.chance.random() < 0.8:
        student, guardian = life.chance.choice(sorted(pairs, key=lambda pair: (pair[0].id, pair[1].id)))
    if student is None or guardian is None or student.kind != "student":
        return None
    codes = locked(life, student)
    if codes == (0,) and (student, guardian) not in pairs:
        codes = (66,)
    life.act(("guardian", "oak", "end", student.id, guardian.id), codes=codes, kill=kill(life))
    if codes == (0,):
        life.model.end(student, guardian)
    return "ended %s and %s: %d" % (student.id, guardian.id, codes[0])


def connect(life):
    student, guardian = one(life, "student"), one(life, "guardian")
    if student is None or guardian is None or guardian.hand or guardian.merged or student.merged:
        return None
    codes = locked(life, student)
    life.act(("guardian", "oak", "connect", student.id, guardian.id), codes=codes, kill=kill(life))
    if codes == (0,) and life.model.connections.get((student, guardian)) != "active":  # what is done already leaves no trace
        life.model.connections[(student, guardian)] = "active"
        if guardian.away:
            guardian.away, guardian.fixed = None, bool(guardian.before)
    return "connected %s and %s" % (student.id, guardian.id)


def add_guardian(life):
    student = one(life, "student", merged=None)
    if student is None or len(life.model.accounts) > 80:
        return None
    codes, before = locked(life, student), len(life.model.accounts)
    mail = "h%d@d.example" % before
    life.act(("guardian", "oak", "add", "--file", "-"),
             csv_file(["studentAccountId", "givenName", "familyName", "email"], [[student.id, "Gil", "Hand%d" % before, mail]]), codes, kill(life))
    if codes == (0,):
        made = Account("guardian", "manual")
        made.given, made.email, made.school = "Gil", mail, student.school
        known = {account.id for account in life.model.accounts}
        made.id = (set(tables_of(life.district.dump("accounts"), ("accounts",))["accounts"]) - known).pop()
        life.model.accounts.append(made)
        life.model.connections[(student, made)] = "active"
    return "a guardian for %s" % student.id


def link(life):
    """Somebody of the newest drop, who is not in the directory, gets an account that nobody has."""
    model, drop = life.model, life.drops[-1] if life.drops else None
    if drop is None or drop.state not in ("setup", "held", "part") or drop.export.undo or drop.export.lost or drop.export.mode["users"] != "bulk":
        return None
    users = [user for user, row in drop.export.rows["users"].items() if user not in model.links and user not in model.records["users"]]
    free = [account for account in model.accounts if account.id and account.origin == "imported" and not model.holders(account) and not account.merged]
    if not users or not free:
        return None
    user, account = life.chance.choice(sorted(users)), life.chance.choice(free)
    good = account.kind == {"s": "student", "g": "guardian", "t": "staff"}[user[0]] and (user, account) not in model.blocks \
        and model.state(account) != "archived"
    life.act(("link", "oak", account.id, user), codes=(0 if good else 64,), kill=kill(life))
    if good:
        model.links[user], model.linked[user] = account, model.act
        model.by_hand_links.add((user, account))
    return "linked %s to %s: %s" % (user, account.id, good)


def unlink(life):
    model = life.model
    users = sorted(user for user, account in model.links.items() if account.id and not account.hand and not account.names
                   and (account.before if user in model.active("users") else user not in model.records["users"]))
    if not users:
        return None
    user = life.chance.choice(users)
    account, there, block = model.links[user], user in model.active("users"), life.chance.random() < 0.7
    if len(model.active_holders(account)) > 1:
        return None
    life.act(("unlink", "oak", user) + (() if block else ("--no-block",)), kill=kill(life))
    model.unlink(user, there)
    if block:
        model.blocks.add((user, account))
    return "unlinked %s from %s" % (user, account.id)


def block(life):
    model = life.model
    users, account = sorted(model.records["users"]), one(life, merged=None)
    if not users or account is None:
        return None
    user = life.chance.choice(users)
    if model.blocks and life.chance.random() < 0.4:
        user, account = life.chance.choice(sorted(model.blocks, key=lambda pair: (pair[0], pair[1].id)))
        life.act(("unblock", "oak", account.id, user), kill=kill(life))
        model.blocks.discard((user, account))
        return "unblocked %s and %s" % (user, account.id)
    good = model.links.get(user) is not account
    life.act(("block", "oak", account.id, user), codes=(0 if good else 64,), kill=kill(life))
    if good:
        model.blocks.add((user, account))
    return "blocked %s and %s: %s" % (user, account.id, good)


def merge(life):
    """An old account goes into the one that the SIS feeds."""
    model, keep = life.model, one(life, merged=None, hand=None)
    busy = {account for pair in model.connections for account in pair} | {account for _, account in [*model.members, *model.local_members]}
    old = [account for account in model.accounts if account.id and account is not keep and not model.holders(account) and not account.merged
           and keep and account.kind == keep.kind and account not in busy]
    if not old or not model.active_holders(keep):
        return None
    source = life.chance.choice(old)
    life.act(("merge", "oak", keep.id, source.id), kill=kill(life))
    model.merge(keep, source)
    return "merged %s into %s" % (source.id, keep.id)


STEPS = [(set_state, 3), (restore, 2), (rename, 2), (rename_and_undo, 1), (end, 2), (connect, 2), (add_guardian, 1), (link, 3), (unlink, 2), (block, 1), (merge, 1)]
STEPS += model_classes.STEPS
