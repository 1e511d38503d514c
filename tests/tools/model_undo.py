"""What an undo gives back: the records as they were, whose account was whose, and what the accounts were before they were linked or put away."""
from model_rows import Export


class Undos:
    def unlink_undone(self, export):
        """Accounts that were there before, and that a drop linked or put away since, are what they were, but for what people did."""
        unlinked = {user: account for user, account in export.unlinked.items() if self.links.get(user) is account}
        kept = [account for account in self.accounts if any(when >= export.act for when, *_ in account.before)]
        back = [account for account in kept if all(user in unlinked for user in self.holders(account))]
        for user, account in unlinked.items():
            if (user, account) not in self.by_hand_links:
                self.lose(user)
            else:
                self.awaited.add(user)  # the link waits for who has it, as it did before
        for user, account in sorted(export.relinked.items()):
            if user not in self.links and not account.merged and (user, account) not in self.blocks and not self.active_holders(account) \
                    and not any((other, account) in self.by_hand_links for other in self.holders(account)):
                self.gain(user, account)  # who had left has lost it to nobody
        for account in back:
            if account in unlinked.values() or not [entry for entry in account.before if entry[0] >= export.act][0][3]:
                self.give_back(account, export.act)

    def give_back(self, account, act):
        _, what, ever, held = [entry for entry in account.before if entry[0] >= act][0]
        account.ever = ever
        for name, value in [*what.items()] + [edit for when, edits in account.edits if when >= act for edit in edits.items()]:
            setattr(account, name, value)
        if held:
            self.leave_school(account)  # whoever had it then has left as well

    def snapshot(self):
        """What an undo gives back."""
        records = {entity: {key: record.row for key, record in held.items() if record.active} for entity, held in self.records.items()}
        return records, dict(self.links), self.act + 1

    def undo(self, before):
        """The drop that takes back whatever came since a snapshot."""
        records, links, act = before
        export = Export(records, dict.fromkeys(records, "bulk"))
        export.undo = True
        export.links = {user: account for user, account in links.items() if not account.merged}
        export.act = act
        export.unlinked = {user: account for user, account in self.links.items()
                           if user not in records["users"] and self.linked.get(user, -1) >= act > self.began.get(user, -1) and
                           (links.get(user) is not account or (user, account) in self.by_hand_links)}
        export.relinked = {user: held[0] for user, held in self.held_since(act) if held[0] and user not in records["users"]}
        return export

    # Whose account was whose before each act of a drop that made it another matter.

    def held_since(self, act):
        return [(user, [account for when, account in held if when >= act] or [None]) for user, held in self.held.items()]

    def gain(self, user, account):
        if user not in self.links:
            self.held.setdefault(user, []).append((self.act, None))
        self.links[user] = account

    def lose(self, user):
        self.held.setdefault(user, []).append((self.act, self.links.pop(user)))
