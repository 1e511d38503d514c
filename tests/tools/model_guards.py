"""What holds a drop: shares of what would go, by district, school and class, and what seven days have taken away together."""
import collections

from model_rows import KINDS


class Guards:
    def counts(self, made):
        counts = collections.Counter()
        for entity, changes in made.items():
            for key, (row, active) in changes.items():
                if not active and self.records[entity][key].active:
                    for unit in units(entity, key, self.records[entity][key].row):
                        counts[unit] += 1
        return counts

    def standing(self):
        counts = collections.Counter()
        for entity, records in self.records.items():
            for key, record in records.items():
                if record.active:
                    for unit in units(entity, key, record.row):
                        counts[unit] += 1
        return counts

    def guards(self, export, time):
        """The guards that hold a drop."""
        made, policy, held = self.plan(export), self.policy, set()
        going, there = self.counts(made), self.standing()
        passed = lambda count, of, limit: limit < 100 and count > policy.floor and count * 100 > limit * of
        for (what, where, unit), count in going.items():
            if what in ("schools", "people"):
                if what == "schools" and where == "S" and there[("student", "S", unit)] > 0:
                    held.add("school")
                continue
            if where == "C":
                if passed(count, there[(what, where, unit)], policy.class_share):
                    held.add("class")
            elif passed(count, there[(what, where, unit)], policy.removals):
                held.add("removals")
            if where == "D" and policy.removals < 100:
                # What was too much for the floor was somebody's business then; of people, a little every night is to be seen, too.
                nights = [before[(what, where, unit)] for when, before in self.removed if when >= time - 7 * 86400]
                if count <= policy.floor:
                    nights = [night for night in nights if night <= policy.floor] if what in ("student", "staff", "guardian") else []
                week = sum(nights)
                if week and passed(count + week, there[(what, where, unit)] + week, policy.week):
                    held.add("week")
        name = lambda row: (row.given + " " + row.family).lower()
        left = [self.records["users"][key].row for key, (row, active) in made["users"].items() if not active]
        come = [row for key, (row, active) in made["users"].items() if active and key not in self.records["users"]]
        if passed(len({name(row) for row in left} & {name(row) for row in come}), len(left), policy.replaced):
            held.add("replaced")
        return held



def units(entity, key, row):
    """The units that a record counts in: the district, its school, its class. A guardian of guardians.csv has no role, and is a guardian all the same."""
    if entity == "orgs":
        return [("schools", "D", ""), ("schools", "S", key)]
    if entity == "classes":
        return [("classes", "D", ""), ("classes", "S", row.school)]
    if entity == "roles":
        return [(KINDS[row[1]], "D", ""), (KINDS[row[1]], "S", row[2])]
    if entity == "enrollments":
        return [("enrollments", "D", ""), ("enrollments", "S", row.school), ("enrollments", "C", row.class_)]
    if entity == "users":
        return [("people", "D", "")] + ([] if row.school else [("guardian", "D", "")])
    return []
