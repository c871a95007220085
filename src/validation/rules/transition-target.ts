import { withText } from '../edits';
import { FindingSeverity } from '../finding';
import { transitionField } from '../graph';
import { defineRule } from '../rule';
import { cut } from '../wording';

/**
 * `StartAt`, `Next` and `Default` name a state of the same scope: a branch or an item processor cannot be left or entered by name.
 *
 * @see https://states-language.net/spec.html#transition
 */
export const transitionTarget = defineRule({
  id: 'ASL201',
  name: 'transition-target',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'MISSING_TRANSITION_TARGET',
  summary: 'Every transition leads to a state of the same scope.',
  why: 'AWS refuses a transition to a state that is not there. States inside a Parallel branch or a Map only see each other.',
  fix: 'Correct the name; it is written exactly as the state is. From inside a branch, end the branch and go on after the Parallel or Map state.',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html',
  messages: {
    start: (where: string, target: string, hint: string) => `${where} starts at "${target}", which does not exist there.${hint}`,
    missing: (state: string, field: string, target: string, where: string, hint: string) => (
      `State "${state}" goes to "${target}" (${field}), which does not exist in ${where}.${hint}`),
  },
  examples: {
    good: [{ definition: { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Bill' }, Bill: { Type: 'Succeed' } } } }],
    bad: [
      {
        definition: { StartAt: 'Wrong', States: { A: { Type: 'Succeed' } } },
        findings: [{ at: '/StartAt', says: 'The state machine starts at "Wrong", which does not exist there.' }],
      },
      {
        definition: {
          StartAt: 'A',
          States: {
            A: { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'Bil' }], Default: 'Bill' },
            Bill: { Type: 'Succeed' },
          },
        },
        findings: [{ at: '/States/A/Choices/0/Next', says: 'State "A" goes to "Bil" (Choices[0].Next), which does not exist in the state machine. Did you mean "Bill"?' }],
        fixed: {
          StartAt: 'A',
          States: {
            A: { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'Bill' }], Default: 'Bill' },
            Bill: { Type: 'Succeed' },
          },
        },
      },
      {
        title: 'Out of a branch',
        definition: {
          StartAt: 'P',
          States: {
            P: {
              Type: 'Parallel',
              Branches: [{ StartAt: 'A', States: { A: { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'B' }], Default: 'Done' }, B: { Type: 'Succeed' } } }],
              Next: 'Done',
            },
            Done: { Type: 'Succeed' },
          },
        },
        findings: [{ at: '/States/P/Branches/0/States/A/Default', says: 'State "A" goes to "Done" (Default), which does not exist in this branch of state "P".' }],
      },
    ],
  },
  check: ({ document, report, didYouMean, onlyNearName }) => ({
    scope({ kind, owner, statesNode, graph }) {
      // A name or a scope that is not known until deploy may be the one that is missing.
      if (!statesNode || statesNode.opaqueMembers.length > 0) return;
      const inside = kind === 'machine' ? 'the state machine' : `this ${kind} of state "${cut(owner?.name ?? '')}"`;
      let names: string[] | undefined;
      for (const { from, target, to } of graph.transitions) {
        if (to >= 0) continue;
        const name = target.value;
        names ??= statesNode.members.map((member) => String(member.name));
        const hint = didYouMean(name, names);
        // A state that goes to a name like its own was hardly meant to go round.
        const only = hint === '' ? undefined : onlyNearName(name, names);
        const options = { edits: only === undefined || only === from?.name ? undefined : withText(document, target, only) };
        if (from) report('missing', target, cut(from.name), transitionField(target), cut(name), inside, hint, options);
        else report('start', target, `T${inside.slice(1)}`, cut(name), hint, options);
      }
    },
  }),
});
