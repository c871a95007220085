/** A recorded case with its events: see FORMAT.md beside the recordings. */
export interface RecordedExecution {
  readonly name: string;
  readonly kind: string;
  readonly type: string;
  readonly input?: unknown;
  readonly definition: { readonly [member: string]: unknown };
  readonly parallelEventsSorted?: boolean;
  readonly placeholders?: { readonly [placeholder: string]: unknown };
  readonly expected?: { readonly events?: readonly { readonly [member: string]: unknown }[] };
}

const START = Date.parse('2030-01-01T00:00:00Z');
/** Members whose JSON the recorder has parsed. */
const TEXTS = new Set(['input', 'output', 'parameters', 'cause']);

/** The history as AWS printed it, before the recorder parsed and masked it; its times are made up, one event each 10 milliseconds. */
export function inAwsForm(recorded: RecordedExecution): { readonly events: readonly { readonly [member: string]: unknown }[] } {
  const { expected } = recorded;
  const placeholders = { ...recorded.placeholders, ...maskedTime(recorded) };
  const causeText = expected!.events!.some(({ type }) => type === 'LambdaFunctionFailed') ? pythonText : JSON.stringify;
  return {
    events: (expected!.events!).map((event) => {
      const restored: { [member: string]: unknown } = { ...event, timestamp: new Date(START + (event.id as number) * 10).toISOString().replace('Z', '+00:00') };
      for (const [name, details] of Object.entries(event)) {
        if (name.endsWith('EventDetails')) restored[name] = restoreDetails(details as object, placeholders, causeText);
      }
      return restored;
    }),
  };
}

/** Where the input has a member like `Timestamp`, the recorder has replaced its value in all events. */
function maskedTime({ input }: RecordedExecution): { readonly [placeholder: string]: string } {
  const time = typeof input === 'object' && input !== null ? Object.entries(input).find(([name]) => /timestamp/i.test(name))?.[1] : undefined;
  return typeof time === 'string' ? { '"timestamp"': JSON.stringify(time), '"date"': JSON.stringify(time) } : {};
}

/** @param causeText how a cause was written: by a function itself, or by the service */
function restoreDetails(details: object, placeholders: { readonly [placeholder: string]: unknown }, causeText: (cause: unknown) => string): object {
  return Object.fromEntries(Object.entries(details).map(([name, value]) => {
    if (name === 'assignedVariables') {
      return [name, Object.fromEntries(Object.entries(value as object).map(([variable, text]) => [variable, asText(text, placeholders)]))];
    }
    if (name === 'cause' && typeof value === 'object') {
      return [name, asText(causeText(value), placeholders)];
    }
    return [name, TEXTS.has(name) || typeof value === 'string' ? asText(value, placeholders) : value];
  }));
}

/** JSON as the Python functions of the recordings write it into their causes. */
function pythonText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${pythonText(member)}`).join(', ')}}`;
}

function asText(value: unknown, placeholders: { readonly [placeholder: string]: unknown }): string {
  let text = typeof value === 'string' ? value : JSON.stringify(value);
  for (const [placeholder, original] of Object.entries(placeholders)) {
    if (typeof original === 'string') text = text.replaceAll(placeholder, original);
  }
  return text;
}
