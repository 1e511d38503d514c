"""What can happen to a district in a step: nights, decisions, undos, acts by hand, changes of phase, crashes, full stores. Each tells the model what it did."""
import os

from model_district import Disagreement

REASON = ("--reason", "the model says so")


def crashes(life):
    return life.chance.choice((0, 0, 1, 1, 2))


def is_known(life):
    """Whether a file may be absent: all have come before."""
    return life.last is not None and all(life.model.active(entity) for entity in ("orgs", "classes", "users", "enrollments"))


def says_all(export):
    """Whether no file that comes as bulk is empty: that is a fault of its own."""
    return all(any(name != "users" or not export.of_file(key) for key in rows) for name, rows in export.rows.items() if export.mode[name] == "bulk")


def night(life):
    life.world.night()
    export = life.world.bulk()
    kind = life.chance.random()
    if kind < 0.15 and is_known(life):
        export = life.world.without(export, life.model)
    elif kind < 0.25:
        export.broken = True
    elif kind < 0.4 and export.rows["users"]:
        export.lost = set(life.chance.sample([key for key in sorted(export.rows["users"]) if not export.of_file(key)], 1))
    if not says_all(export):
        return None
    life.upload(export)
    life.run(crashes(life))
    return "%d users come%s%s" % (len(export.rows["users"]), ", a file is broken" if export.broken else "", " ".join([", lost:"] + sorted(export.lost)) if export.lost else "")


def delta(life):
    if not is_known(life):
        return None
    export = life.world.delta(life.model)
    life.upload(export)
    life.run(crashes(life))
    return "a delta: %s, without %s" % (sorted(export.rows["users"]), sorted(export.deleted["users"]))


def two_nights(life):
    """Two drops before anything is done with either."""
    for _ in range(2):
        life.world.night()
        export = life.world.bulk()
        if is_known(life) and (life.chance.random() < 0.4 or not says_all(export)):
            export = life.world.delta(life.model)
        if not says_all(export):
            return "nothing to send"
        life.upload(export)
    life.run(crashes(life))
    return "two drops at once"


def again(life):
    """The same bytes once more, of last night or of an older one."""
    drop = life.chance.choice([drop for drop in life.drops if not drop.export.undo] or [None])
    if drop is None or drop.export.is_delta() or drop.export.broken or "absent" in drop.export.mode.values():
        return None
    life.upload(drop.export, drop.content)
    life.run(crashes(life))
    return "again: " + drop.name


def decide(life):
    """Somebody releases what is held, for good, for some guards, or for an hour that passes; or rejects it, or what was refused."""
    drop = life.chance.choice(life.in_state("held", "part", "failed", "refused") or [None])
    if life.in_state("waits") and life.chance.random() < 0.7:
        drop = next((one for one in life.open_before(life.in_state("waits")[0]) if one.state in ("held", "part", "failed")), drop)  # what they wait for
    if drop is None:
        return None
    if drop.state not in ("held", "part") or life.in_state("waits") or life.chance.random() < 0.25:
        return reject(life, drop)
    if life.phase() != "live" or life.in_state("waits"):
        return None
    words, allowed, late = [], None, 0
    if life.chance.random() < 0.3:
        allowed = life.chance.sample(("removals", "week", "school", "class", "replaced"), life.chance.randrange(1, 5))
        words = ["--allow", ",".join(allowed)]
    elif life.chance.random() < 0.35:
        words, late = ["--hours", "1"], 7200
    release(life, drop, words, allowed, late)
    return "released %s: %s %s" % (" ".join(words), drop.name, drop.state)


def release(life, drop, words, allowed, late):
    """It goes when the plan is the one that lies there, in time, and for all that holds it by now."""
    life.district.must("apply", "--dry-run", "oak", drop.name)
    goes = life.district.out == life.district.text("apply/held", drop.name, "plan.csv") and not late
    life.decision(("release", "oak/" + drop.name, *REASON, *words), lambda: drop.name not in life.district.drops("apply", "held"), life.chance.random() < 0.3)
    life.district.seconds += late
    for _ in range(crashes(life)):
        life.district.killed(("run", "oak"))
    life.district.must("run", "oak")
    life.district.note("run", "run", "oak")
    life.waiting_schools()
    if goes and (allowed is None or life.guards(drop) <= set(allowed)):
        life.apply(drop)
    elif drop.state == "held":
        drop.state = "waits"  # and is judged anew
    life.pass_drops()


def reject(life, drop):
    if drop.state == "refused":
        return None
    life.decision(("reject", "oak/" + drop.name, *REASON), lambda: life.district.text("apply/failed", drop.name, "rejected"), life.chance.random() < 0.3)
    drop.state = "rejected"
    life.run(crashes(life))
    return "rejected: " + drop.name


def undo(life, drop=None):
    drop = drop or life.chance.choice([drop for drop in life.in_state("applied", "part") if drop.before] or [None])
    if drop is None or life.phase() not in ("live", "paused"):
        return None
    if life.in_state("waits"):
        life.district.must("undo", "oak/" + drop.name, *REASON, codes=(75,))
        return "not undone while something waits: " + drop.name
    before = set(life.district.drops("fetch", "ready"))
    if life.chance.random() < 0.3:
        life.district.killed(("undo", "oak/" + drop.name) + REASON)
    if set(life.district.drops("fetch", "ready")) == before:
        life.district.must("undo", "oak/" + drop.name, *REASON)
    made = set(life.district.drops("fetch", "ready")) - before
    if len(made) != 1:
        raise Disagreement("undo made %s" % sorted(made))
    life.undone(made.pop(), drop)
    life.run(crashes(life))
    return "undone %s: %s" % (drop.name, life.drops[-1].state)


def phase(life):
    """The district is paused, switched off, or has a holiday; or goes on."""
    policy = life.policy
    if not policy.live:
        policy.live = True
    elif life.phase() != "live":
        policy.enabled, policy.paused, policy.blackout = True, False, ""
    else:
        what = life.chance.choice(("off", "paused", "paused", "blackout"))
        policy.enabled, policy.paused = what != "off", what == "paused"
        policy.blackout = life.day() if what == "blackout" else ""
    life.configure()
    life.run(crashes(life))
    return "the phase is " + life.phase()


def days(life):
    """Time passes: holidays end, weeks begin anew, a school goes live."""
    life.district.seconds += 86400 * life.chance.choice((1, 3, 8))
    life.run(crashes(life))
    return "it is " + life.day()


def full(life):
    """Without room for the night a stage says so and changes nothing; with room the drop goes through."""
    if life.phase() != "live" or life.in_state("waits"):
        return None
    life.world.night()
    export = life.world.bulk()
    if not says_all(export):
        return None
    life.upload(export)
    size = os.path.getsize(os.path.join(life.district.home, "store/data.mdb"))
    code = life.district.call("run", "oak", most=size)
    if code not in (0, 74, 75):
        raise Disagreement("a full disk: %d\n%s" % (code, life.district.said))
    life.run(crashes(life))
    return "the disk is full: %d" % code
