"""A life once more: in an empty store, without the kills, it makes the same directory; and where nobody did anything by hand, the drops that are kept do."""
import hashlib, os, shutil, subprocess

from model_district import Disagreement, District

MOST_CALLS = 400  # of a command that writes no more than a line of the audit log


def again(life):
    """Everything once more, looked at after each step: every command ends as it did, and the store is the same byte for byte; so is what the stages left."""
    first = life.district
    other, step = District(first.build, first.work + ".again", 0), 0
    for settings, seconds, kind, words, given, codes in first.journal:
        other.seconds = seconds
        other.configure(settings)
        if kind == "look":
            step += 1
            differ(words[0].splitlines(), other.dump().splitlines(), "step %d, done again" % step)
        elif kind == "arrive":
            shutil.copytree(os.path.join(first.home, "fetch/ready", words[0]), os.path.join(other.home, "fetch/ready", words[0]))
        elif kind == "said":
            say(other, words)
        elif other.call(*words, given=given) not in codes:
            raise Disagreement("step %d, done again, %s ends otherwise\n%s" % (step + 1, " ".join(words), other.said))
    differ(left(first), left(other), "done again")
    other.remove()


def differ(there, wanted, what):
    if there != wanted:
        some = ["< " + line for line in there if line not in set(wanted)] + ["> " + line for line in wanted if line not in set(there)]
        raise Disagreement("%s, it is another directory:\n%s" % (what, "\n".join(some[:40])))


def say(district, words):
    """A line of the audit log, and nothing of what it says."""
    before = district.acts()
    for at in range(1, MOST_CALLS):
        district.killed(words, at=at)
        if district.acts() > before:
            return
    raise Disagreement("%s: not in the audit log" % " ".join(words))


def left(district):
    """The digests of all that the stages left."""
    lines = []
    for stage in ("validate", "normalise", "match", "apply", "report"):
        for folder, _, names in sorted(os.walk(os.path.join(district.home, stage))):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    lines.append("%s %s" % (os.path.relpath(path, district.home), hashlib.sha256(file.read()).hexdigest()))
    return sorted(lines)


def again_from_kept(life):
    """The drops alone, by replay-into."""
    life.policy.enabled, life.policy.live, life.policy.paused, life.policy.blackout = True, True, False, ""
    life.configure()
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts/replay-into")
    done = subprocess.run([script, "-c", life.district.conf, "oak", life.district.work + ".kept"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env={**os.environ, "ROSTERDROP": life.district.program}, text=True)
    if done.returncode != 0:
        raise Disagreement("from the kept drops: %d\n%s" % (done.returncode, done.stdout))
    shutil.rmtree(life.district.work + ".kept")
