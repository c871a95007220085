import { holds, TIMEOUT } from './property';
import { begin, EVENTS, toEnd } from './runs';
import { compileMachine } from '../../src/engine/machine';
import { Simulator } from '../../src/simulator/simulator';

jest.setTimeout(TIMEOUT);

test('the history of every execution agrees with its own definition', () => {
  let compared = 0;
  let whole = 0;
  holds((definition, input, _draw, seed) => {
    const { execution } = toEnd(begin(compileMachine(definition as never), input, seed), seed);
    if (execution.history.length >= EVENTS - 1) {
      return; // ended by a limit that only these tests have
    }
    const { agrees, complete, message } = Simulator.replay(definition, execution.history);
    if (!agrees && /MathRandom|\$random/.test(JSON.stringify(definition))) {
      return; // a Choice over a random value may go another way
    }
    if (!agrees) {
      throw new Error(`${message}\n${execution.trace}`);
    }
    compared++;
    whole += complete ? 1 : 0;
  });
  expect(compared).toBeGreaterThan(50);
  expect(whole).toBeGreaterThan(30);
});
