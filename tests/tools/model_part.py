"""What goes in of a drop while its removals wait for a person (guards { removals_wait }): apply(1), Removals that wait, a sentence a rule."""

REMOVALS = {"removals", "week", "class", "school"}


class Parts:
    def part(self, export, made):
        """What is new or different and does not need what goes to go first."""
        self.find_waiting(export, made)
        part = {}
        for entity, changes in made.items():
            part[entity] = {key: (row, active) for key, (row, active) in changes.items() if active and not self.waits(entity, key, row)}
        return part

    def find_waiting(self, export, made):
        gone = lambda entity: [(key, self.records[entity][key].row) for key, (_, active) in made[entity].items() if not active]
        self.leave = {key for key, _ in gone("users")}
        self.lose_role = {row[0] for _, row in gone("roles")} | self.leave
        self.lose_tie = {user for key, _ in gone("relationships") for user in key}
        self.lose_place = {row.user for _, row in gone("enrollments")}
        self.wait_classes = {key for key, (row, active) in made["classes"].items() if active and not self.is_active(key, "classes")
                             and row in [old for _, old in gone("classes")]}
        self.wait_out, self.wait_rows = set(), self.lose_role | self.lose_tie
        comers = {key: row for key, (row, active) in made["users"].items() if active}
        for user, row in comers.items():
            account = None if user in self.links else self.find(user, row, export)
            if account is not None and set(self.holders(account)) & self.leave:
                self.let_wait(user)
        while any([self.is_in_the_way(user, row) and self.let_wait(user) for user, row in comers.items()]):
            pass

    def let_wait(self, user):
        """Whether somebody waits who did not before: out of the directory, or with the row that is there."""
        waiting = self.wait_rows if self.is_active(user) else self.wait_out
        new = user not in waiting
        waiting.add(user)
        return new

    def is_in_the_way(self, user, row):
        """Whether somebody loses something, comes with the name of somebody who goes, or gets what somebody is found by who waits."""
        waits = user in self.lose_role or user in self.lose_tie
        name = lambda one: (one.given + " " + one.family).lower()
        waits = waits or not self.is_active(user) and name(row) in [name(self.records["users"][other].row) for other in self.leave]
        for cell in ("username", "email"):
            old = getattr(self.records["users"][user].row, cell) if self.is_active(user) else ""
            kept = [getattr(self.records["users"][other].row, cell) for other in self.leave | self.wait_rows if self.is_active(other) and self.keeps(other)]
            waits = waits or getattr(row, cell) not in (old, "") and getattr(row, cell) in kept
        return waits

    def keeps(self, user):
        return user in self.leave or user in self.wait_rows

    def waits(self, entity, key, row):
        if entity == "classes":
            return key in self.wait_classes
        if entity == "users":
            return key in self.wait_rows or key in self.wait_out
        if entity == "roles":
            return row[0] in self.lose_role or row[0] in self.wait_out
        if entity == "enrollments":
            new = not self.is_active(key, "enrollments")
            return row.user in self.wait_out or row.class_ in self.wait_classes or new and row.user in self.lose_role | self.lose_place
        return entity == "relationships" and any(user in self.wait_rows or user in self.wait_out for user in key)
