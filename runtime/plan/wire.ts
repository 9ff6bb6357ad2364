/**
 * The program: how a plan lies in bytes. Little endian, offsets from the start of the program, no pointers.
 *
 * ```
 * header (64 bytes)
 *    0 magic "RUNTSPLN"     8 u32 version      12 u32 length        16 u32 preserveFds   20 u32 flags
 *   24 u32 op count        28 u32 undo count   32 u32 index offset  36 u32 register count
 *   40 cell log path       48 cell container id                     56 u32 failureStatus   60 zero
 * index: u32 offset of each op's record, the plan's ops first, then all undo ops
 * record (8-aligned)
 *    0 u16 code   2 u8 track   3 u8 zero   4 u32 bits of the fields that are there
 *    8 cell action   16 cell where   24 cell says   32 cell undo {first in index, count}   40 cells of the fields
 * cell (8 bytes): a number (u64), or {u32 offset, u32 length or count}
 * says: entries of 16 bytes {u32 errno, u32 zero, cell text}
 * ```
 */
import { type Track, tracks } from './op.ts';

export const magic = 'RUNTSPLN';
/** The same as the first words. */
export const magicWords = new Uint32Array(Uint8Array.from(magic, (letter) => letter.charCodeAt(0)).buffer);
export const version = 1;
export const headerSize = 64;
export const recordSize = 40;
/** Registers a program may have; the machine's table is this large. */
export const maxRegisters = 4096;

/** Bits of the header's flags. */
export const headerFlags = { debug: 1, logJson: 2 } as const;

/** The numbers of the tracks. */
export const trackNumbers = Object.fromEntries(tracks.map((track, number) => [track, number])) as Readonly<
  Record<Track, number>
>;

/** A field's type without its `?`, and whether it may be absent. */
export function fieldType(type: string): { base: string; set: string; optional: boolean } {
  const optional = type.endsWith('?');
  const [base = '', set = ''] = (optional ? type.slice(0, -1) : type).split(':');
  return { base, set, optional };
}
