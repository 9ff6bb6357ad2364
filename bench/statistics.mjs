// Medians, tenths, ratios pair by pair: figures of a machine that others use too.

/** The value below which this part of the values lies, by linear interpolation. */
export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)];
  return low + (sorted[Math.ceil(at)] - low) * (at % 1);
}

export function summary(values) {
  return { median: quantile(values, 0.5), p10: quantile(values, 0.1), p90: quantile(values, 0.9) };
}

/** Each round's own ratio, so that what slows down a whole round cancels out. */
export function ratios(values, others) {
  return summary(values.map((value, round) => value / others[round]));
}

/** In random order: what runs first in every round would always find the same caches. */
export function shuffled(values) {
  const keyed = values.map((value) => [Math.random(), value]);
  return keyed.sort(([a], [b]) => a - b).map(([, value]) => value);
}

/** Rows of cells as a markdown table, with columns aligned for those who read it as text. */
export function table(header, rows) {
  const cells = [header, ...rows].map((row) => row.map(String));
  const widths = header.map((_, column) => Math.max(3, ...cells.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(cells[0]), line(widths.map((width) => '-'.repeat(width))), ...cells.slice(1).map(line)].join(
    '\n',
  );
}

/** `12.3 (11.9-14.0)` */
export function spread({ median, p10, p90 }, digits = 1) {
  return `${median.toFixed(digits)} (${p10.toFixed(digits)}-${p90.toFixed(digits)})`;
}
