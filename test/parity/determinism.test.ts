import { readdirSync, readFileSync } from 'node:fs';
import { RecordedCase, replay, replayResuming } from './replay';
import { describeWithData, sharedData } from '../shared-data';

/** Cases whose tasks a recording does not answer: see known-differences.ts. */
const NOT_ANSWERED = /nothing answers it|The recording holds no further call/;

describeWithData('aws-recorded', 'every recorded execution', () => {
  const folder = sharedData('aws-recorded', 'executions');
  const cases = readdirSync(folder).sort().map((file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as RecordedCase & { expected?: object })
    .filter(({ definition, expected }) => definition !== undefined && expected !== undefined);

  const outcome = (run: () => unknown): string => {
    try {
      return JSON.stringify(run());
    } catch (error) {
      if (NOT_ANSWERED.test(String(error))) {
        return 'not answered';
      }
      throw error;
    }
  };

  test('gives the same bytes when it is run twice', () => {
    expect(cases.length).toBeGreaterThan(400);
    const differing = cases.filter((one) => outcome(() => replay(one)) !== outcome(() => replay(one)));
    expect(differing.map(({ name }) => name)).toEqual([]);
  });

  test('gives the same history when it is written down and resumed at every step', () => {
    const differing = cases.filter((one) => {
      const whole = outcome(() => replay(one).events);
      return whole !== 'not answered' && whole !== outcome(() => replayResuming(one));
    });
    expect(differing.map(({ name }) => name)).toEqual([]);
  });
});
