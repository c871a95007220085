import { displayWidth } from './display-width';
import { countOf, Excerpt, printable, Report, ReportedFinding } from './report';
import { FindingSeverity } from '../validation/finding';

const RED = 31;
const YELLOW = 33;
const BLUE = 34;
const DIM = 2;
const BOLD = 1;

const WORDS: { readonly [severity in FindingSeverity]: { readonly word: string; readonly colour: number } } = {
  [FindingSeverity.ERROR]: { word: 'error', colour: RED },
  [FindingSeverity.WARNING]: { word: 'warning', colour: YELLOW },
  [FindingSeverity.INFO]: { word: 'info', colour: BLUE },
};

type Paint = (text: string, ...codes: number[]) => string;

/** The report for a person: each finding with its source line, and a line that sums up. */
export function textReport(report: Report, colour: boolean): string {
  const paint: Paint = colour ? (text, ...codes) => `\u001b[${codes.join(';')}m${text}\u001b[0m` : (text) => text;
  return [...report.findings.map((reported) => `${block(reported, paint)}\n`), summary(report, paint)].join('\n') + '\n';
}

function block(reported: ReportedFinding, paint: Paint): string {
  const { finding, file, line, column, stateMachine, resource = stateMachine, stack, excerpt } = reported;
  const { word, colour } = WORDS[finding.severity];
  const place = paint(`${printable(file)}:${line}:${column}`, BOLD);
  const machine = resource === undefined ? '' : `${printable(resource)}: `;
  const lines = [`${place}  ${paint(word, colour, BOLD)}  ${finding.id}  ${machine}${printable(finding.message)}`];
  if (excerpt !== undefined) lines.push(...shown(excerpt, paint, colour));
  // A template holds the definition as text, in parts: there the pointer says more than the line.
  if (resource !== undefined && finding.pointer !== '') lines.push(`  at   ${printable(finding.pointer)}`);
  // Without the paths of constructs, the stack is what a user of CDK knows.
  const whole = finding.constructPath === undefined ? stack === undefined ? [] : `stack "${printable(stack)}"` : printable(finding.constructPath);
  const around = [finding.stateName === undefined ? [] : `state "${printable(finding.stateName)}"`, whole].flat();
  if (around.length > 0) lines.push(`  in   ${around.join(' of ')}`);
  if (finding.awsCode !== undefined) lines.push(`  AWS  ${finding.awsCode}`);
  if (finding.fix !== undefined) lines.push(`  fix  ${printable(finding.fix)}${reported.replacements ? ' (--fix does it.)' : ''}`);
  if (finding.link !== undefined) lines.push(`  see  ${paint(printable(finding.link), DIM)}`);
  return lines.join('\n');
}

/** A tab is not shown as wide as a terminal would make it. */
const TAB = '  ';
const visible = (text: string) => text.replace(/\t/g, TAB).replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');

function shown({ text, column, line }: Excerpt, paint: Paint, colour: number): string[] {
  const number = String(line ?? '').padStart(5);
  return [
    `${paint(`${number} |`, DIM)} ${visible(text)}`,
    `${paint(`${' '.repeat(number.length)} |`, DIM)} ${' '.repeat(displayWidth(visible(text.slice(0, column - 1))))}${paint('^', colour, BOLD)}`,
  ];
}

function summary(report: Report, paint: Paint): string {
  const { definitions, schemas = 0, resolvers = 0 } = report;
  const others = [...schemas > 0 ? [counted(schemas, 'schema')] : [], ...resolvers > 0 ? [counted(resolvers, 'resolver')] : []];
  const place = [...definitions > 0 || others.length === 0 ? [counted(definitions, 'definition')] : [], ...others].join(' and ');
  const counts = [
    [countOf(report, FindingSeverity.ERROR), 'error', RED],
    [countOf(report, FindingSeverity.WARNING), 'warning', YELLOW],
    [countOf(report, FindingSeverity.INFO), 'info', BLUE],
  ] as const;
  const found = counts.filter(([count]) => count > 0).map(([count, word, colour]) => paint(word === 'info' ? `${count} info` : counted(count, word), colour, BOLD));
  const mended = report.fixed ? ` ${counted(report.fixed, 'finding')} mended in ${counted(report.fixedFiles ?? 1, 'file')}.` : '';
  const left = report.acknowledged ? ` ${counted(report.acknowledged, 'finding')} left out as acknowledged.` : '';
  return `${found.length === 0 ? 'No findings' : found.join(', ')} in ${place}.${left}${mended}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
