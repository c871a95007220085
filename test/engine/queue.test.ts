import { Queue } from '../../src/engine/queue';

const queueOf = (...items: string[]): Queue<string> => {
  const queue = new Queue<string>();
  items.forEach((item) => queue.add(item));
  return queue;
};

test('gives the first first', () => {
  const queue = queueOf('a', 'b');
  expect(queue.first).toBe('a');
  expect(queue.take()).toBe('a');
  queue.add('c');
  expect(queue.toArray()).toEqual(['b', 'c']);
  expect([queue.take(), queue.take(), queue.take()]).toEqual(['b', 'c', undefined]);
  expect(queue.length).toBe(0);
  expect(queue.first).toBeUndefined();
});

test.each([[0], [1]])('puts one before all others, %i taken before', (taken) => {
  const queue = queueOf('a', 'b', 'c');
  for (let i = 0; i < taken; i++) {
    queue.take();
  }
  queue.addFirst('x');
  expect(queue.toArray()).toEqual(['x', 'a', 'b', 'c'].filter((_, index) => index === 0 || index > taken));
});

test('keeps its order where many come and go', () => {
  const queue = new Queue<number>();
  let added = 0;
  let expected = 0;
  for (let turn = 0; turn < 3000; turn++) {
    queue.add(added++);
    queue.add(added++);
    expect(queue.take()).toBe(expected++);
  }
  expect(queue.length).toBe(3000);
  expect(queue.toArray()).toEqual(Array.from({ length: 3000 }, (_, index) => expected + index));
});

test('forgets all', () => {
  const queue = queueOf('a', 'b');
  queue.take();
  queue.clear();
  expect(queue.length).toBe(0);
  queue.add('c');
  expect(queue.toArray()).toEqual(['c']);
});
