"""What a district's directory is after whatever came to it: a sentence a rule, from the manual pages, and nothing of how the pipeline works.

What the SIS says is a dictionary of records for each entity. What a drop makes of them is planned first: the guards judge that plan.
"""
from model_acts import Acts
from model_guards import Guards
from model_local import Locals
from model_part import Parts
from model_rows import ENTITIES, KINDS, Account, Record, user_of
from model_undo import Undos


class Directory(Acts, Guards, Locals, Parts, Undos):
    """The records of the SIS, accounts and links, and what people did by hand."""

    def __init__(self, policy):
        self.policy = policy
        self.records = {entity: {} for entity in ENTITIES}
        self.accounts, self.links, self.by_hand_links = [], {}, set()
        self.awaited = set()  # users who have a link by hand, and were undone since
        self.held = {}  # user -> the act and the account of before it, of every link that a drop made or took away
        self.linked, self.began = {}, {}  # user -> the act that gave them an account that was there; a new one
        self.begin_locals()
        self.connections, self.blocks, self.members, self.titles = {}, set(), set(), {}
        self.act, self.waiting, self.resets = 0, set(), False  # schools that are not live yet; whether the day of a reset has come
        self.removed = []  # (time, what went) of each act

    # What a drop does.

    def refused(self, export):
        """Rows that cannot be read, and those that name what is neither in the drop nor in the directory: entity -> ids."""
        refused = {"users": set(export.lost), "classes": set(), "enrollments": set(), "orgs": set()}
        if export.undo:
            return refused
        for entity in ("users", "classes"):
            refused[entity] |= {key for key, row in export.rows[entity].items() if row.school and not self.is_known("orgs", row.school, export)}
        named = {guardian for student, guardian in export.pairs or () if student not in refused["users"]}
        refused["users"] |= {key for key in export.rows["users"] if export.of_file(key) and key not in named}  # all rows name students who are left out
        refused["enrollments"] = {key for key, row in export.rows["enrollments"].items() if self.is_unreadable(row.user, export)
                                  or not (self.is_known("users", row.user, export) and self.is_known("classes", row.class_, export))}
        return refused

    def is_unreadable(self, user, export):
        """Whether nothing can hang on a user, for the row is lost: a delta leaves whoever is there as they are."""
        return user in export.lost and (export.mode["users"] != "delta" or not self.is_active(user))

    def is_known(self, entity, key, export):
        return key in export.rows[entity] or (export.mode[entity] != "bulk" and self.is_active(key, entity) and key not in export.deleted[entity])

    def plan(self, export):
        """What would become of the records: entity -> key -> (row, whether it is there). Only what changes."""
        self.lost = self.refused(export)
        self.gone, self.closed, self.absent, made = set(), set(), set(), {}
        for entity in ENTITIES:
            made[entity] = {}
            rows, records = export.of(entity), self.records[entity]
            for key in sorted(set(rows) | set(records)):
                after = self.one(export, entity, key, rows.get(key), key in rows, records.get(key))
                if after is not None:
                    made[entity][key] = after
        return made

    def one(self, export, entity, key, row, there, record):
        """One record: None when nothing happens to it, else (row, active)."""
        if there and self.is_lost(export, entity, key, row):
            there = False
        if there:
            row = self.by_hand_row(entity, key, self.readable(export, row, record) if entity == "users" else row)
            closed = entity == "enrollments" and row.class_ in self.closed
            ended = entity == "relationships" and self.ended_by_hand(key, export)
            if record is None:
                return None if closed or ended or self.not_added(export, entity, key, row) else (row, True)
            if not record.active:
                if ended or closed:
                    return None
                if entity == "classes" and not export.undo and not self.policy.unarchive:
                    self.closed.add(key)
                    return None
                return (row, True)
            if closed:
                return (record.row, False)
            return (row, True) if row != record.row else None
        if record is None or not record.active or not self.ends(export, entity, key, record.row):
            return None
        if entity == "relationships" and not export.undo and self.student_left(key[0], export):
            return None  # who left stays connected
        if entity in ("users", "classes"):
            self.gone.add((entity, key))
        return (record.row, False)

    def readable(self, export, row, record):
        """Whom a row names whose own row cannot be read is not in it, unless the record has them already."""
        lost = {user for user in self.lost["users"] if export.mode["users"] != "delta" or not self.is_active(user)}
        return row._replace(agents=tuple(agent for agent in row.agents if agent not in lost or (record and agent in record.row.agents)))

    def is_lost(self, export, entity, key, row):
        """A row that cannot be read says nothing, nor does what names it."""
        if key in self.lost.get(entity, ()):
            return True
        if entity in ("roles", "relationships") and user_of(entity, key, row) in self.lost["users"]:
            return True
        named = key[1] if entity == "relationships" else user_of(entity, key, row)
        return self.is_unreadable(named, export) or (entity == "relationships" and not export.undo and not self.is_known("users", key[1], export))

    def ends(self, export, entity, key, row):
        """Whether it is over with a record that stands and that the drop does not name."""
        owner = user_of(entity, key, row)
        if entity == "enrollments" and ("classes", row.class_) in self.gone:
            return True
        people = set(key) if entity == "relationships" else {owner}
        if entity != "users" and any(("users", who) in self.gone for who in people):
            return True
        if not export.undo and (entity == "users" and not row.school or entity == "relationships" and self.policy.beside):
            return export.pairs is not None and not {key, *people} & self.lost["users"]  # guardians.csv is a full list, and tells nothing where it is not there
        mode = export.mode_of(entity)
        if mode == "bulk":
            return key not in self.lost.get(entity, ()) and (entity == "enrollments" or not people & self.lost["users"])
        if mode == "delta" and entity in ("roles", "relationships"):
            return owner in export.rows["users"] and owner not in self.lost["users"]
        return mode == "delta" and key in export.deleted[entity]

    def not_added(self, export, entity, key, row):
        """What is at a school that is not live yet is not added, nor what belongs to somebody who is not."""
        if export.undo:
            return False
        if entity == "users":
            if row.school in self.waiting:
                self.absent.add(key)
            return row.school in self.waiting
        if entity == "classes":
            return row.school in self.waiting
        if entity == "roles":
            return row[2] in self.waiting or row[0] in self.absent
        if entity == "enrollments":
            return row.school in self.waiting or row.user in self.absent
        return entity == "relationships" and bool(set(key) & self.absent)

    def is_gone(self, user, export):
        record = self.records["users"].get(user)
        unnamed = user not in export.rows["users"] or user in self.lost["users"]
        return ("users", user) in self.gone or (record is not None and not record.active and unnamed)

    def student_left(self, user, export):
        """Whether a student has left, under every id there is."""
        account = self.links.get(user)
        if account is None or account.kind != "student" or not self.is_gone(user, export) or account in self.relinked(export):
            return False
        return all(not self.records["users"][other].active or self.is_gone(other, export)
                   for other in self.holders(account) if other != user and other in self.records["users"])

    def relinked(self, export):
        return [self.find(user, row, export) for user, row in export.rows["users"].items() if user not in self.links]

    def holders(self, account):
        return [user for user, held in self.links.items() if held is account]

    def active_holders(self, account):
        users = self.records["users"]
        return [user for user in self.holders(account) if user in users and users[user].active]

    def by_hand_row(self, entity, key, row):
        if entity == "classes" and key in self.titles:
            return row._replace(title=self.titles[key])
        if entity == "users" and key in self.links:
            return row._replace(**self.links[key].names)
        return row

    def ended_by_hand(self, key, export):
        accounts = [self.account_in(user, export) for user in key]
        return None not in accounts and self.connections.get((accounts[0], accounts[1])) == "ended"

    def account_in(self, user, export):
        return self.links.get(user) or (export.rows["users"].get(user) and self.find(user, export.rows["users"][user], export))

    def find(self, user, row, export):
        """The account of somebody whom the directory does not know: as it was, by hand, the same username, the same e-mail; None: a new one."""
        if export.undo:
            return export.links.get(user)
        for cell in ("username", "email"):
            free = [account for account in self.accounts if getattr(account, cell) == getattr(row, cell) != "" and self.is_free(account, user, row, export)]
            if len(free) > 1:
                return None
            if free and (free[0].kind != "student" or free[0].given == row.given):
                return free[0]
        return None

    def is_free(self, account, user, row, export):
        if account.kind != KINDS[row.role] or account.merged or (user, account) in self.blocks:
            return False
        if self.policy.first_sync == "create-then-merge" and account.kind == "student" and account.origin == "imported" and not self.holders(account):
            return False
        return all(self.will_leave(other, export) for other in self.holders(account))

    def will_leave(self, user, export):
        record = self.records["users"].get(user)
        if user in export.rows["users"]:
            return False
        if record is None or not record.active:
            return True
        mode = export.mode["users"]
        return user not in export.lost if mode == "bulk" else user in export.deleted["users"]

    def apply(self, export, time, part=False):
        """A drop goes into the directory, or what of it does not wait with its removals."""
        made, self.act = self.plan(export), self.act + 1
        made = self.part(export, made) if part else made
        self.removed.append((time, self.counts(made)))
        linked = {}
        for user, row in sorted(export.rows["users"].items()):
            if user in made["users"] and (user not in self.links or not self.records["users"].get(user)):
                linked[user] = self.links.get(user) or self.find(user, row, export)
        for entity, changes in made.items():
            for key, (row, active) in changes.items():
                record = self.records[entity].setdefault(key, Record(row))
                record.row, record.active = row, active
        left = {user for user, (_, active) in made["users"].items() if not active}
        for user, account in sorted(linked.items()):
            self.take_over(user, account, left)
        if export.undo:
            self.unlink_undone(export)
        self.refresh(made, export)
        if not part:
            self.put_away(export)
            self.put_classes_away(export)

    def take_over(self, user, account, left):
        if account is None:
            account = Account(KINDS[self.records["users"][user].row.role], "sis")
            self.accounts.append(account)
            self.linked.pop(user, None)
            self.links[user] = account
            self.began[user] = self.act
        else:
            account.before.append((self.act, account.keep(), account.ever, bool(left & set(self.holders(account)))))
            account.ever = True
            for other in self.holders(account):
                if other != user and not self.is_active(other):
                    self.lose(other)
            self.linked[user] = self.act
            self.gain(user, account)
        account.away = None
        if account.names:
            self.records["users"][user].row = self.records["users"][user].row._replace(**account.names)

    def is_active(self, key, entity="users"):
        return key in self.records[entity] and self.records[entity][key].active

    def active(self, entity):
        return {key: record.row for key, record in self.records[entity].items() if record.active}

    def refresh(self, made, export):
        """What an account takes from its person's row: all of it until the person has joined, then no contacts, unless the policy says so."""
        for user, (row, active) in made["users"].items():
            account = self.links.get(user)
            self.awaited -= {user} if active else set()
            if account is not None and active:
                self.fill(account, self.records["users"][user].row)
        for key, (row, active) in made["roles"].items():
            if row[0] in self.links and self.records["users"][row[0]].active and active:
                self.links[row[0]].school = row[2]
        for user, (row, active) in made["users"].items():
            if not active and user in self.links and user not in self.awaited and not self.active_holders(self.links[user]) and not self.links[user].hand:
                self.leave_school(self.links[user])

    def leave_school(self, account):
        """Who has left keeps the school, but for guardians whom nothing but the past keeps, and with extreme for all but those whose state was set by hand."""
        own = account.kind == "guardian" and (account.origin == "manual" or self.is_kept(account))
        past = account.kind == "guardian" and self.connected(account)
        if not own and (past or self.policy.families == "extreme"):
            account.school = ""

    def is_kept(self, guardian):
        """Whether somebody connected a guardian by hand with a student who is there."""
        return any(account is guardian and state == "active" and self.state(student) != "archived"
                   for (student, account), state in self.connections.items())

    def fill(self, account, row):
        account.given, account.school = row.given, row.school
        if not account.joined or self.policy.update_active:
            account.username = row.username or account.username  # what the SIS leaves blank, and always did, is nothing that it says
            account.email = row.email or account.email

    def put_away(self, export):
        """With link-first, the accounts of students who were there before and are linked to nobody are archived; from the day of a reset, of everybody."""
        if export.undo or (self.policy.first_sync != "link-first" and not self.resets):
            return
        for account in self.accounts:
            if account.origin == "imported" and (account.kind == "student" or self.resets) and not self.holders(account) and not account.merged \
                    and account.school not in self.waiting and account.away is None and not account.fixed:
                account.before.append((self.act, account.keep(), False, False))
                account.away = "first sync"
