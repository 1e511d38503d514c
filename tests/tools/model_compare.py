"""The comparison of a district with its model after every step: where each drop is, and what the store says of records, links, accounts and facts."""
import json

from model_district import Disagreement, tables_of

PLACES = {"waits": None, "held": ("apply", "held"), "part": ("apply", "held"), "setup": ("apply", "held"), "failed": ("validate", "failed"),
          "rejected": ("apply", "failed"), "superseded": ("apply", "failed"), "applied": ("apply", "ready"), "refused": ("apply", "failed")}
STOPS = [(stage, "failed") for stage in ("validate", "normalise", "match", "apply")] + [("apply", "held")]


class Comparison:
    def compare(self):
        self.district.must("verify", "oak")
        self.places = {}
        for drop in self.drops:
            self.compare_place(drop)
        dump = self.district.dump()
        self.district.note("look", dump)
        store = tables_of(dump)
        for entity, records in self.model.records.items():
            there = {key for key, (active, _) in store[entity].items() if active and not (entity == "orgs" and key == "D")}
            wanted = {"\0".join(key) if entity == "relationships" else key for key, record in records.items() if record.active}
            if there != wanted:
                raise Disagreement("%s: %s are there, %s are not" % (entity, sorted(there - wanted), sorted(wanted - there)))
        for name, record in self.model.records["classes"].items():
            if record.active and store["classes"][name][1][3] != record.row.title:
                raise Disagreement("class %s: %s, not %s" % (name, store["classes"][name][1][3], record.row.title))
        self.compare_links(store)
        self.compare_accounts(store)
        self.compare_facts(store)
        self.compare_feed(store)

    def compare_place(self, drop):
        places = {(stage, place) for stage, place in STOPS
                  if drop.name in self.listed(stage, place)}
        if drop.name in self.listed("apply", "ready"):
            places.add(("apply", "ready"))
        wanted = PLACES[drop.state]
        if drop.state == "rejected" and drop.export.broken:
            places.discard(("validate", "failed"))
        if places != ({wanted} if wanted else set()):
            why = self.district.text("apply/held", drop.name, "held") or self.district.text("apply/failed", drop.name, "refused")
            raise Disagreement("%s: %s, not %s (%s)\n%s" % (drop.name, sorted(places), drop.state, sorted(drop.guards), why))

    def listed(self, stage, place):
        return self.places.setdefault((stage, place), set(self.district.drops(stage, place)))

    def compare_links(self, store):
        there = {user: cells[0] for user, (active, cells) in store["links"].items()}
        if set(there) != set(self.model.links):
            raise Disagreement("links: %s are there, %s are not" % (sorted(set(there) - set(self.model.links)), sorted(set(self.model.links) - set(there))))
        known = {account.id for account in self.model.accounts if account.id}
        for user, account in sorted(self.model.links.items()):
            if account.id is None and there[user] not in known:
                account.id = there[user]
                known.add(account.id)
            if account.id != there[user]:
                raise Disagreement("%s has %s, not %s" % (user, there[user], account.id))

    def compare_accounts(self, store):
        accounts = {account.id: account for account in self.model.accounts}
        if set(accounts) != set(store["accounts"]):
            raise Disagreement("accounts: %s" % sorted(map(str, set(accounts) ^ set(store["accounts"]))))
        for key, (_, cells) in sorted(store["accounts"].items()):
            account, cells = accounts[key], cells + [""] * 20
            found = dict(kind=cells[0], state=cells[1], origin=cells[2], given=cells[5], school=cells[11], username=cells[12], email=cells[13])
            wanted = dict(kind=account.kind, state=self.model.state(account), origin=account.origin, given=account.given, school=account.school,
                          username=account.username, email=account.email)
            if found != wanted:
                raise Disagreement("%s of %s: %s" % (key, self.model.holders(account), ", ".join(
                    "%s is %s, not %s" % (name, found[name], wanted[name]) for name in found if found[name] != wanted[name])))

    def compare_facts(self, store):
        there = {key: "active" if active else "ended" for key, (active, _) in store["connections"].items()}
        wanted = {"\0".join((a.id, b.id)): state for (a, b), state in self.model.connections.items()}
        if there != wanted:
            raise Disagreement("connections: %s" % sorted(set(there.items()) ^ set(wanted.items())))
        there = {key for key, (active, _) in store["blocks"].items() if active}
        wanted = {"\0".join((user, account.id)) for user, account in self.model.blocks}
        if there != wanted:
            raise Disagreement("blocks: %s" % sorted(there ^ wanted))
        there = {key for key, (active, _) in store["localMembers"].items() if active}
        wanted = {"s%s\0%s" % (class_, account.id) for class_, account in self.model.members}
        wanted |= {"l%s\0%s" % (name, account.id) for (name, account), away in self.model.local_members.items() if away is None}
        if there != wanted:
            raise Disagreement("members: %s" % sorted(there ^ wanted))
        there = {key: (active, *cells[:4]) for key, (active, cells) in store["localClasses"].items()}
        wanted = {name: (local.away is None, local.title, local.school, local.tie, local.origin) for name, local in self.model.locals.items()}
        if there != wanted:
            raise Disagreement("classes besides: %s" % sorted(set(there.items()) ^ set(wanted.items())))

    def compare_feed(self, store):
        """What is new in the feed: a class that comes names the one that it takes over, and no other."""
        last = int(store["meta"]["meta"][1][1]) if store["meta"] else 0
        if any(local.tie for local in self.model.locals.values()) and last > self.told:
            for line in self.district.must("feed", "oak", "--since", str(self.told)).splitlines():
                change = json.loads(line)
                if (change["action"], change["entity"]) == ("create", "class") and change["accountId"] != (self.model.adopter(change["sourcedId"]) or ""):
                    raise Disagreement("class %s takes over %s, not %s" % (change["sourcedId"], change["accountId"], self.model.adopter(change["sourcedId"])))
        self.told = last
