import { Report, ReportedFinding } from '../../src/report/report';
import { Finding, FindingSeverity } from '../../src/validation/finding';

export const FINDING: Finding = {
  id: 'ASL201',
  severity: FindingSeverity.ERROR,
  refusedByAws: true,
  awsCode: 'MISSING_TRANSITION_TARGET',
  message: 'State "A" goes to "Bil", which does not exist.',
  fix: 'Name a state of the same scope.',
  pointer: '/States/A/Next',
  line: 3,
  column: 9,
  stateName: 'A',
};

/** A finding with its place; the members given change it. */
export function reported(changes: Partial<ReportedFinding> = {}, finding: Partial<Finding> = {}): ReportedFinding {
  return { finding: { ...FINDING, ...finding }, file: 'flows/order.json', line: 3, column: 9, excerpt: { text: '"Next": "Bil"', column: 9, line: 3 }, ...changes };
}

export const report = (...findings: ReportedFinding[]): Report => ({ findings, definitions: 2 });
export const WARNING = reported({ excerpt: undefined }, { id: 'ASL301', severity: FindingSeverity.WARNING, refusedByAws: false, awsCode: undefined, fix: undefined });
export const INFO = reported({ excerpt: undefined }, { id: 'ASL302', severity: FindingSeverity.INFO, refusedByAws: false, awsCode: undefined, fix: undefined });
