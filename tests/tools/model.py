#!/usr/bin/env python3
"""Random nights, decisions, edits, undos and crashes against a model of what a directory is, written apart from the pipeline.

A seed is some lives of a district, each with a policy of its own, of at most so many steps. After every step, and behind whatever died, `verify` must find
nothing; after every step every drop must be where the model has it, and the store must say of records, links, accounts and facts what the model says. At
the end of a life everything is done again in an empty store, without the crashes, and after each step the two stores have to be the same byte for byte.

    model.py BUILD WORK SEED STEPS

model_world.py is the SIS, model_reference.py the model (with model_guards.py, model_part.py, model_local.py, model_undo.py and model_acts.py),
model_life.py what they have to do with each other, model_compare.py the comparison, model_steps.py, model_hands.py and model_classes.py what can happen,
model_district.py the pipeline as they see it, model_death.py how it dies, model_again.py a life once more. Prints what happened; the same seed tells the same story again.
"""
import collections, os, random, sys, traceback

import model_again, model_hands, model_steps
from model_district import Disagreement
from model_life import Life

LIFE, QUIET_EVERY = 60, 3  # steps; every third life nobody does anything by hand

# What can happen, and how often. How to add a step: a function of a life that gives a text, or None when it cannot be now; a line here.
STEPS = [(model_steps.night, 10), (model_steps.delta, 5), (model_steps.two_nights, 2), (model_steps.again, 2), (model_steps.decide, 6), (model_steps.undo, 3),
         (model_steps.phase, 2), (model_steps.days, 2), (model_steps.full, 1)]
QUIET = STEPS
STEPS = STEPS + model_hands.STEPS


def live(build, work, seed, steps, quiet, told, places):
    """One life; whether its drops alone make it again. Adds where commands died."""
    chance = random.Random(seed)
    life = Life(build, work, chance)
    model_hands.begin(life, quiet)
    for step in range(steps):
        text = None
        while text is None:
            acts = QUIET if life.quiet else STEPS
            act = chance.choices([act for act, _ in acts], [weight for _, weight in acts])[0]
            told.append("step %d, %s" % (step, act.__name__))
            life.district.seconds += 600
            text = act(life)
            if text is None:
                told.pop()
        told[-1] += ": " + text
        life.compare()
    model_again.again(life)
    if life.quiet:
        model_again.again_from_kept(life)
    places.update(life.district.deaths.places)
    life.district.remove()
    return life.quiet


def main():
    build, work, seed, steps = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    done, number, kept, places = 0, 0, 0, collections.Counter()
    while done < steps:
        told, count = [], min(LIFE, steps - done)
        try:
            kept += live(build, os.path.join(work, "life%d" % number), "%d.%d" % (seed, number), count, number % QUIET_EVERY == 2, told, places)
        except Exception as failure:
            print("\n".join("# " + line for line in told))
            if not isinstance(failure, Disagreement):
                traceback.print_exc(file=sys.stdout)
            print("# life %d of seed %d: %s" % (number, seed, str(failure).replace("\n", "\n# ")))
            return 1
        done, number = done + count, number + 1
    print("# seed %d: %d steps, %d lives, %d of them again from their drops alone; %d deaths of %d commands at %d calls of %d programs in %d places" % (
        seed, done, number, kept, sum(places.values()), len({place[0] for place in places}), len({place[1:3] for place in places}),
        len({place[1] for place in places}), len(places)))
    return 0


sys.exit(main())
