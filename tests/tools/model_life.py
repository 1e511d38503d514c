"""One district's life beside its model: the policy it has, the drops that came and what became of them, and the comparison after every step."""
import hashlib, time

from model_compare import Comparison
from model_district import Disagreement, District, zip_of
from model_part import REMOVALS
from model_reference import Directory
from model_world import World


class Policy:
    """What the district's file says; drawn once a life."""

    def __init__(self, chance):
        self.removals, self.floor = chance.choice((30, 60, 80)), chance.choice((0, 2, 4))
        self.week, self.class_share = chance.choice((100, 30, 20)), chance.choice((60, 100))
        self.replaced = chance.choice((30, 100))
        self.families, self.unarchive = chance.choice(("soft", "extreme")), chance.random() < 0.5
        self.update_active = chance.random() < 0.3
        self.first_sync = chance.choice(("link-first", "exact-merge", "create-then-merge"))
        self.locked, self.removals_wait = chance.random() < 0.2, chance.random() < 0.3
        self.existing = chance.choice(("adopt", "leave", "archive"))
        self.enabled, self.paused, self.live, self.blackout, self.grace, self.reset = True, False, True, "", "", ""
        self.store_map, self.beside = "", chance.random() < 0.25

    def text(self):
        word = {True: "yes", False: "no"}
        return "\n".join((
            "inbox { quiet = 0 drops_per_day = 100000 files = 10 keep = 0 }",
            'sync { enabled = %s paused = %s first_sync = "%s"%s%s%s%s }' % (
                word[self.enabled], word[self.paused], self.first_sync, ' start_date = "2026-01-01"' if self.live else "",
                ' blackout = {"%s"}' % self.blackout if self.blackout else "", ' grace = {"%s S2"}' % self.grace if self.grace else "",
                ' reset = "%s"' % self.reset if self.reset else ""),
            "guards { removals = %d floor = %d week = %d class = %d replaced = %d removals_wait = %s updates = 100 contacts = 100 usernames = 100 }" % (
                self.removals, self.floor, self.week, self.class_share, self.replaced, word[self.removals_wait]),
            "contacts { update_active = %s }" % word[self.update_active],
            "classes { unarchive_reappearing = %s existing = %s }" % (word[self.unarchive], self.existing),
            "abandoned { families = %s }" % self.families,
            "checks { manifest.fewer = notice policy.school_gone = notice policy.rollover = notice }",
            "guardians { source = file }" if self.beside else "",
            "edits = %s" % ("locked" if self.locked else "open"), self.store_map, ""))


class Drop:
    """state: waits, held, part (went in but for its removals), setup, failed, rejected, superseded, applied, refused."""

    def __init__(self, name, export, digest):
        self.name, self.export, self.digest, self.state, self.guards, self.before = name, export, digest, "waits", set(), None


class Life(Comparison):
    def __init__(self, build, work, chance):
        self.chance, self.policy = chance, Policy(chance)
        self.world, self.model = World(chance, self.policy.beside), Directory(self.policy)
        self.district = District(build, work, chance.random())
        self.drops, self.last, self.newest, self.seen, self.step, self.told = [], None, None, set(), 0, 0

    def day(self, plus=0):
        return time.strftime("%Y-%m-%d", time.gmtime(self.district.seconds + 86400 * plus))

    def configure(self):
        self.district.configure(self.policy.text())

    def phase(self):
        if not self.policy.enabled:
            return "off"
        if not self.policy.live:
            return "setup"
        return "paused" if self.policy.paused or self.policy.blackout == self.day() else "live"

    def waiting_schools(self):
        self.model.waiting = {"S2"} if self.policy.grace and self.day() < self.policy.grace else set()
        self.model.resets = bool(self.policy.reset) and self.day() >= self.policy.reset

    def is_same(self, drop):
        """Whether a drop has nothing to say: the bytes of last time, and no day has come since that gives them another meaning."""
        if self.newest is None or drop.digest != self.newest.digest or drop.digest not in self.seen:
            return False
        return not any(self.newest.day < day <= self.day() for day in (self.policy.grace, self.policy.reset) if day)

    # Drops.

    def upload(self, export, content=None):
        """A zip is put into the inbox and fetched."""
        self.step += 1
        content = content or zip_of(export, "%d" % self.step)
        before = set(self.district.drops("fetch", "ready"))
        self.district.push("night%d.zip" % self.step, content)
        if self.district.chance.random() < 0.2:
            self.district.killed(("fetch", "oak"))
        self.district.must("fetch", "oak")
        made = [name for name in self.district.drops("fetch", "ready") if name not in before]
        if len(made) != 1:
            raise Disagreement("fetch made %d drops" % len(made))
        drop = Drop(made[0], export, hashlib.sha256(content).hexdigest())
        drop.content = content
        self.drops.append(drop)
        self.district.note("arrive", drop.name)
        self.district.seconds += 1
        return drop

    def run(self, kills=0):
        killed = any([self.district.killed(("run", "oak")) for _ in range(kills)])
        before = len(self.in_state("failed", "refused"))
        self.pass_drops()
        codes = (65,) if len(self.in_state("failed", "refused")) > before else (0,)
        self.district.must("run", "oak", codes=(0, 65) if killed else codes)
        self.district.note("run", "run", "oak", codes=codes)

    def pass_drops(self):
        """What one run makes of all that waits, in order."""
        self.waiting_schools()
        if self.phase() == "live":
            self.wake_setup()
        for drop in self.drops:
            if drop.state == "waits":
                self.take(drop)

    def wake_setup(self):
        """From the newest bulk drop on, those that waited for the start wait again."""
        waited = [drop for drop in self.drops if drop.state == "setup"]
        bulk = [drop for drop in waited if not drop.export.is_delta()]
        for drop in waited:
            drop.state = "superseded" if bulk and drop.name < bulk[-1].name else "waits"

    def open_before(self, drop):
        """Drops that came between the one applied last and this one, and that are not settled."""
        done = self.last.name if self.last else ""
        return [other for other in self.drops if done < other.name < drop.name and other.state not in ("applied", "rejected", "superseded")]

    def take(self, drop):
        if drop.export.broken:
            drop.state = "failed"
            return
        before = self.open_before(drop)
        if any(other.state == "waits" for other in before) or (drop.export.is_delta() and before):
            return
        phase = self.phase()
        if phase == "off":
            drop.state = "refused"
        elif phase == "setup":
            drop.state = "setup"
        elif phase == "live" or drop.export.undo:
            if self.is_same(drop):
                drop.day = self.newest.day
                self.settle(drop)
                return
            drop.guards = self.guards(drop)
            if not drop.guards:
                self.apply(drop)
            elif not (self.policy.removals_wait and drop.guards <= REMOVALS and not drop.export.undo and self.apply_part(drop)):
                drop.state = "held"

    def guards(self, drop):
        """What holds a drop now."""
        guards = self.model.guards(drop.export, self.district.seconds)
        if drop.digest in self.seen and not drop.export.undo and drop.digest != self.newest.digest:
            guards.add("package.older")
        return guards or ({"removals"} if drop.state == "part" else guards)

    def apply(self, drop):
        drop.before = drop.before or self.model.snapshot()
        self.model.apply(drop.export, self.district.seconds)
        self.seen.add(drop.digest)
        drop.day = self.day()
        self.settle(drop)

    def apply_part(self, drop):
        """What is new goes in, unless nothing is; what goes waits for a person."""
        if not any(self.model.part(drop.export, self.model.plan(drop.export)).values()):
            return False
        drop.before, drop.state, drop.day, self.newest = self.model.snapshot(), "part", self.day(), drop
        self.model.apply(drop.export, self.district.seconds, True)
        self.supersede(drop)
        return True

    def settle(self, drop):
        drop.state, self.last, self.newest = "applied", drop, drop
        self.supersede(drop)

    def supersede(self, drop):
        for other in self.drops:
            if not drop.export.is_delta() and other.state in ("held", "part", "setup") and other.name < drop.name:
                other.state = "superseded"

    def undone(self, name, drop):
        """An undo has arrived."""
        made = Drop(name, self.model.undo(drop.before), "undo " + name)
        self.drops.append(made)
        self.district.note("arrive", name)

    def in_state(self, *states):
        return [drop for drop in self.drops if drop.state in states]

    # By hand.

    def act(self, words, given="", codes=(0,), kill=False):
        """A command that changes the directory; perhaps killed first, and then done again only if it was not done."""
        self.district.note("act", *words, given=given, codes=codes)
        if kill:
            before = self.district.acts()
            self.district.killed(words, given)
            if self.district.acts() > before:
                return
        self.district.must(*words, given=given, codes=codes)

    def decision(self, words, is_done, kill):
        """What somebody decides about a drop. Killed behind its line in the audit log it has done no more, and leaves another line when it is taken again."""
        before, killed = self.district.acts(), kill and self.district.killed(words)
        if not is_done():
            self.district.must(*words, codes=(0, 66) if killed else (0,))
        for _ in range(self.district.acts() - before - 1):
            self.district.note("said", *words)
        self.district.note("decide", *words)
