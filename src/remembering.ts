/** How many answers are kept. When there are more, all are forgotten. */
const KEPT = 2000;

/**
 * A function of a text that keeps its answers: the paths and expressions of a definition repeat themselves, and several rules ask the same. An
 * answer is given again to others: nobody changes it.
 */
export function remembering<T>(find: (text: string) => T): (text: string) => T {
  const answers = new Map<string, { readonly answer: T }>();
  return (text) => {
    const known = answers.get(text);
    if (known) return known.answer;
    const answer = find(text);
    if (answers.size >= KEPT) answers.clear();
    answers.set(text, { answer });
    return answer;
  };
}
