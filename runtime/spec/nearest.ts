/** The word that was probably meant. */

/** The candidate nearest to a word by spelling, or undefined where none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  // A third of the letters may be wrong, and at least one.
  let best = Math.max(1, Math.floor(word.length / 3)) + 1;
  let found: string | undefined;
  for (const candidate of candidates) {
    // It takes an edit for each letter more or less: of a word of any length the answer is known at once.
    if (Math.abs(word.length - candidate.length) >= best) continue;
    // Case alone is the smallest mistake.
    const distance = candidate.toLowerCase() === lower ? 0 : editDistance(word, candidate, best);
    if (distance < best) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

/**
 * How many letters have to be inserted, removed, replaced or swapped with their neighbour to make one word of another
 * (Damerau and Levenshtein's distance, each place edited once); where it is `enough` or more, at least that.
 */
export function editDistance(from: string, to: string, enough = Number.POSITIVE_INFINITY): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        (last[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (last[column - 1] as number) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] as number) + 1);
      }
      current.push(cost);
      least = Math.min(least, cost);
    }
    // No later row has less; a swap takes from the row before the last what it adds one to.
    if (least >= enough) return least;
    beforeLast = last;
    last = current;
  }
  return last[to.length] as number;
}
