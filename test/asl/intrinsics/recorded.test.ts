import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JsonObject, JsonValue } from '../../../src/asl/json-value';
import { compilePayloadTemplate } from '../../../src/asl/payload-template';
import { scopeOf } from '../scope';

// Executions of one Pass state with an intrinsic function in its Parameters, recorded on AWS.
const FOLDER = join(__dirname, '../../../../shared/aws-recorded/executions');

interface Recording {
  readonly definition: { readonly States: Record<string, { readonly Type: string; readonly Parameters?: JsonObject }> };
  readonly input: JsonValue;
  readonly expected: { readonly output: JsonValue };
}

if (!existsSync(FOLDER)) {
  test.skip('recorded intrinsic functions: ../shared/aws-recorded is not there', () => undefined);
} else {
  const recordings = readdirSync(FOLDER)
    .filter((file) => file.startsWith('intrinsic-functions.'))
    .map((file): [string, Recording] => [file, JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))])
    .filter(([, { definition }]) => Object.values(definition.States).every((state) => state.Type === 'Pass' && state.Parameters !== undefined));

  test('there are recordings', () => expect(recordings.length).toBeGreaterThan(100));

  test.each(recordings)('%s', (_, { definition, input, expected }) => {
    const [{ Parameters }] = Object.values(definition.States);
    const context = { Execution: { Input: input }, StateMachine: { Name: 'Name' } };
    const output = compilePayloadTemplate(Parameters ?? null)(scopeOf(input, context)) as JsonObject;
    const recorded = (typeof expected.output === 'string' ? JSON.parse(expected.output) : expected.output) as JsonObject;
    // The recorder masks what differs from run to run.
    if (/^"(RandomNumberGenerated|generated-uuid|<.*>)"$/.test(JSON.stringify(recorded.FunctionResult))) expect(output.FunctionResult).toBeDefined();
    else expect(JSON.parse(JSON.stringify(output.FunctionResult))).toEqual(recorded.FunctionResult);
  });
}
