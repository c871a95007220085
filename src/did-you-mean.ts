/** Longer names are not compared: the work is the product of the lengths. */
const COMPARED_LENGTH = 80;

/** ` Did you mean "Bill"?`, to put after the sentence that names something unknown; empty where nothing is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const nearest = nearestName(name, candidates);
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
}

/** The candidate that is nearest to the name, or undefined where none is near enough to be what was meant. The first of equals. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let best = limitFor(name);
  for (const candidate of candidates) {
    const distance = distanceWithin(name, candidate, best);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

/** The one candidate that is near enough to be what was meant; undefined where none is, and where several are. */
export function onlyNearName(name: string, candidates: Iterable<string>): string | undefined {
  let only: string | undefined;
  const limit = limitFor(name);
  for (const candidate of new Set(candidates)) {
    if (distanceWithin(name, candidate, limit) >= limit) continue;
    if (only !== undefined) return undefined;
    only = candidate;
  }
  return only;
}

const limitFor = (name: string) => (name.length > COMPARED_LENGTH ? 0 : Math.floor(name.length * 0.4) + 1);

/** How far two names are from each other; infinitely, where that is not less than a limit for sure. */
function distanceWithin(name: string, candidate: string, limit: number): number {
  if (candidate.length > COMPARED_LENGTH || Math.abs(candidate.length - name.length) >= limit) return Infinity;
  const [from, to] = [name.toLowerCase(), candidate.toLowerCase()];
  return from === to ? 0.5 : editDistance(from, to);
}

/** How many letters must be added, removed, changed, or swapped with their neighbour to come from one text to the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const changed = last[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
      row[j] = Math.min(changed, last[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length];
}
