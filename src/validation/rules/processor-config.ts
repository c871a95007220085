import { FindingSeverity } from '../finding';
import { defineRule } from '../rule';
import { textOf } from '../structure';
import { cut } from '../wording';

/**
 * A Map state runs inline or distributed. A distributed one says in `ExecutionType` what kind of executions its items get; an inline one has
 * no executions and no `ExecutionType`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
export const processorConfig = defineRule({
  id: 'ASL701',
  name: 'processor-config',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'SCHEMA_VALIDATION_FAILED',
  summary: 'A distributed Map has an ExecutionType, an inline one has none.',
  why: 'AWS refuses a distributed Map without, and an inline one with, the type of its child executions.',
  fix: 'Add "ExecutionType": "STANDARD" or "EXPRESS" to a distributed Map; remove it from an inline one, or set "Mode": "DISTRIBUTED".',
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html',
  messages: {
    missing: (state: string) => `State "${state}" is a distributed Map and has no "ExecutionType" in its ProcessorConfig.`,
    inline: (state: string) => `State "${state}" is an inline Map and has an "ExecutionType" in its ProcessorConfig, which only a distributed one has.`,
  },
  examples: {
    good: [{
      definition: {
        StartAt: 'M',
        States: {
          M: {
            Type: 'Map',
            ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, StartAt: 'A', States: { A: { Type: 'Pass', End: true } } },
            End: true,
          },
        },
      },
    }],
    bad: [
      {
        definition: {
          StartAt: 'M',
          States: { M: { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }, End: true } },
        },
        findings: [{ at: '/States/M/ItemProcessor/ProcessorConfig', says: 'State "M" is a distributed Map and has no "ExecutionType" in its ProcessorConfig.' }],
      },
      {
        definition: {
          StartAt: 'M',
          States: {
            M: {
              Type: 'Map',
              ItemProcessor: { ProcessorConfig: { Mode: 'INLINE', ExecutionType: 'EXPRESS' }, StartAt: 'A', States: { A: { Type: 'Pass', End: true } } },
              End: true,
            },
          },
        },
        findings: [{
          at: '/States/M/ItemProcessor/ProcessorConfig/ExecutionType',
          says: 'State "M" is an inline Map and has an "ExecutionType" in its ProcessorConfig, which only a distributed one has.',
        }],
      },
    ],
  },
  check: ({ report }) => ({
    scope({ kind, node, owner, distributed }) {
      const config = node.get('ProcessorConfig');
      if (kind !== 'processor' || config?.kind !== 'object' || config.opaqueMembers.length > 0) return;
      const type = config.get('ExecutionType');
      const mode = config.get('Mode');
      if (distributed && !type) report('missing', config, cut(owner?.name ?? ''));
      else if (type && (!mode || textOf(mode) === 'INLINE')) report('inline', { nameOf: type }, cut(owner?.name ?? ''));
    },
  }),
});
