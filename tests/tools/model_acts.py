"""What people do to a directory by hand, and what it says then of an account."""
from model_rows import Account


class Acts:
    def set_state(self, account, verb):
        """Stays, whatever the SIS says. Of somebody whom the SIS never had there is no more to it than the state."""
        student = account.kind == "student"
        account.joined = account.joined or (verb == "enable" and student)
        if self.holders(account):
            account.hand = "active" if verb == "enable" else "archived"
        elif verb == "enable":
            account.ever = False  # whose it was does not matter any more
        account.away = None if verb == "enable" else "hand"
        account.fixed = verb == "enable" and bool(account.before)
        self.edited(account, "joined", "away")

    def rename(self, account, name):
        account.given = name
        self.edited(account, "given")
        if self.holders(account):
            account.names = {"given": name}
        for user in self.active_holders(account):
            self.records["users"][user].row = self.records["users"][user].row._replace(given=name)

    def edited(self, account, *names):
        """What somebody made of an account stays when an older act is undone."""
        account.edits.append((self.act, {name: getattr(account, name) for name in names}))

    def end(self, student, guardian):
        self.connections[(student, guardian)] = "ended"
        for (one, other), record in self.records["relationships"].items():
            if self.links.get(one) is student and self.links.get(other) is guardian:
                record.active = False
        if not self.connected(guardian) and not self.active_holders(guardian):
            guardian.away = "lonely"

    def unlink(self, user, there):
        """The account is what it was; somebody who is in the SIS gets a new one."""
        account = self.links.pop(user)
        self.held.pop(user, None)  # no undo gives it back
        if there:
            for name, value in account.before[-1][1].items():
                setattr(account, name, value)
            account.ever, account.fixed = account.before[-1][2], True
            self.edited(account, *account.keep())
            made = Account(account.kind, "sis")
            self.fill(made, self.records["users"][user].row)
            self.accounts.append(made)
            self.links[user] = made
            self.linked.pop(user, None)

    def merge(self, keep, source):
        """Whoever has joined with the other goes on signing in with what they know."""
        joined = source.joined and not keep.joined and self.state(keep) == "invited"
        for cell in ("username", "email"):
            if getattr(source, cell):
                if joined or not getattr(keep, cell):
                    setattr(keep, cell, getattr(source, cell))
                    self.edited(keep, cell)
                setattr(source, cell, "")
                self.edited(source, cell)
        if joined:
            keep.joined = True
            self.edited(keep, "joined")
        source.merged = keep

    # What it says.

    def pairs(self):
        """Who is connected with whom, a student's account first."""
        pairs = {(self.links.get(a), self.links.get(b)) for (a, b), record in self.records["relationships"].items() if record.active}
        return {pair for pair in pairs if None not in pair} | {pair for pair, state in self.connections.items() if state == "active"}

    def connected(self, account):
        """With somebody, also under an id that the student has no longer."""
        return any(account in pair for pair in self.pairs()) or any(
            self.links.get(user) is account for pair, record in self.records["relationships"].items() if record.active for user in pair)

    def state(self, account):
        if account.merged:
            return "archived"
        if account.hand:
            return "archived" if account.hand == "archived" else "active" if account.joined else "invited"
        if not self.active_holders(account):
            guardian = account.kind == "guardian" and (account.origin == "manual" or self.connected(account))
            left = account.ever or any(user in self.records["users"] and user not in self.awaited for user in self.holders(account))
            if account.away or (left and not guardian and account.origin != "manual"):
                return "archived"
        return "active" if account.joined else "invited"
