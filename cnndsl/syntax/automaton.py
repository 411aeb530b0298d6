"""The LALR automaton: terminals in, a value out. What it may do is in tables.py."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from cnndsl.syntax.tables import ACTIONS, DEFAULTS, GOTO, RULES, STARTS

_UNITS = tuple(nonterminal if not build else "" for nonterminal, _, build in RULES)
"""The nonterminals of the rules that hand their one part on; empty for the others."""


class Unexpected(Exception):
    """The terminal cannot stand here."""


class Repeated(list[Any]):
    """The values of a repeated part of a rule."""


def _nothing(_: object) -> None:
    """In place of a builder's method, where the parts are handed on or listed."""


@cache
def _rules(kind: type) -> list[tuple[str, int, str, Callable[..., Any]]]:
    """The rules with the methods of a class of builders; a text with expressions is an automaton for each."""
    return [
        (nonterminal, length, build, getattr(kind, build) if build.isidentifier() else _nothing)
        for nonterminal, length, build in RULES
    ]


class Automaton:
    """A parse in progress: the states passed through and, beside each, the value of the symbol that led there.

    ``builder`` has a method for each rule; it gets the values of the rule's parts (those of terminals are what `feed`
    was given, but for None) and returns the rule's value.
    """

    def __init__(self, builder: object, start: str) -> None:
        self.states = [STARTS[start]]
        self.values: list[Any] = [None]
        self.builder = builder
        self.rules = _rules(type(builder))  # type: ignore[arg-type]  # of a class, which is hashable

    def accepts(self, terminal: str) -> bool:
        """Whether the state can take a terminal, as far as its row of the table knows."""
        return terminal in ACTIONS[self.states[-1]]

    def needs(self, terminal: str) -> bool:
        """Whether the state can take this terminal only."""
        row = ACTIONS[self.states[-1]]
        return terminal in row and len(row) == 1

    def mark(self, terminal: str) -> int:
        """The place before a terminal, for `back`: what comes before it is reduced already. One that cannot stand
        here is taken for the start of a broken line."""
        for lookahead in (terminal, "BROKEN"):
            while (action := ACTIONS[self.states[-1]].get(lookahead)) is not None:
                if action >= 0:
                    return len(self.states)
                self._reduce(~action)
        return len(self.states)

    def back(self, mark: int) -> None:
        """Forget all that was fed since ``mark``, a result of the method of that name."""
        del self.states[mark:], self.values[mark:]

    def feed(self, terminal: str, value: Any) -> None:
        """Take a terminal. Raises Unexpected, or what a builder raises."""
        states = self.states
        while True:
            action = ACTIONS[states[-1]].get(terminal)
            if action is None:
                raise Unexpected(terminal)
            if action >= 0:
                break
            unit = _UNITS[~action]
            if unit:  # in place of _reduce, which is called ten times a value otherwise
                states[-1] = GOTO[states[-2]][unit]
                if DEFAULTS[states[-1]] >= 0:
                    self._reduce(DEFAULTS[states[-1]])
            else:
                self._reduce(~action)
        states.append(action)
        self.values.append(value)
        if DEFAULTS[action] >= 0:
            self._reduce(DEFAULTS[action])

    def push(self, nonterminal: str, value: Any) -> None:
        """Take a whole part of a rule, where it can stand (``mark`` comes first), as if its terminals had been fed."""
        state = GOTO[self.states[-1]][nonterminal]
        self.states.append(state)
        self.values.append(value)
        self._reduce(DEFAULTS[state])

    def finish(self) -> Any:
        """The value of what was fed. Raises Unexpected where something is missing."""
        while (action := ACTIONS[self.states[-1]].get("$END")) is not None:
            self._reduce(~action)
        if len(self.states) != 2:
            raise Unexpected("$END")
        return self.values[-1]

    def _reduce(self, rule: int) -> None:
        """Reduce by a rule, and on as long as the state can do nothing else."""
        states, values, rules = self.states, self.values, self.rules
        while rule >= 0:
            nonterminal, length, kind, build = rules[rule]
            if kind == "":
                state = states[-1] = GOTO[states[-2]][nonterminal]
                rule = DEFAULTS[state]
                continue
            parts = values[-length:] if length else []
            if length:
                del values[-length:], states[-length:]
            made: Any
            if kind == "+":
                made = parts.pop(0) if type(parts[0]) is Repeated else Repeated()
                made += [part for part in parts if part is not None]
            else:
                flat: list[Any] = []
                for part in parts:
                    if type(part) is Repeated:
                        flat += part
                    elif part is not None:
                        flat.append(part)
                made = build(self.builder, *flat)
            values.append(made)
            state = GOTO[states[-1]][nonterminal]
            states.append(state)
            rule = DEFAULTS[state]

    def expected(self) -> set[str]:
        """The terminals that could stand here."""
        return {terminal for terminal in ACTIONS[self.states[-1]] if self._leads_on(terminal)}

    def _leads_on(self, terminal: str) -> bool:
        """Whether a terminal would be taken, tried on the states alone."""
        states = list(self.states)
        while True:
            action = ACTIONS[states[-1]].get(terminal, -1)
            rule = DEFAULTS[states[-1]] if terminal not in ACTIONS[states[-1]] else ~action
            if rule < 0:
                return terminal in ACTIONS[states[-1]]
            nonterminal, length, _ = RULES[rule]
            if length:
                del states[-length:]
            states.append(GOTO[states[-1]][nonterminal])
