/** An interpreter for the few eBPF instructions that device filters are made of: RFC 9669. */
import type { Query } from './device-evaluator.ts';

/** Runs a filter on a query as the kernel would; throws on what the kernel's verifier would refuse. */
export function runFilter(program: string, query: Query): number {
  const code = Buffer.from(program, 'base64');
  const registers = new BigUint64Array(11);
  const context = Buffer.alloc(12);
  const access = { m: 1, r: 2, w: 4 } as Record<string, number>;
  const mask = [...query.access].reduce((sum, letter) => sum | (access[letter] ?? 0), 0);
  context.writeUInt32LE((mask << 16) | (query.type === 'b' ? 1 : 2), 0);
  context.writeUInt32LE(query.major, 4);
  context.writeUInt32LE(query.minor, 8);

  const written = new Set([1]);
  const get = (register: number): bigint => {
    if (!written.has(register)) throw new Error(`r${register} is read before it is written`);
    return registers[register] ?? 0n;
  };
  const set = (register: number, value: bigint) => {
    written.add(register);
    registers[register] = value;
  };

  for (let at = 0; ; at++) {
    if (at < 0 || at * 8 + 8 > code.length) throw new Error(`jump out of the program to ${at}`);
    const op = code.readUInt8(at * 8);
    const to = code.readUInt8(at * 8 + 1) & 15;
    const from = code.readUInt8(at * 8 + 1) >> 4;
    const offset = code.readInt16LE(at * 8 + 2);
    const unsigned = BigInt(code.readUInt32LE(at * 8 + 4));
    switch (op) {
      case 0x61: // BPF_LDX | BPF_MEM | BPF_W
        if (from !== 1) throw new Error('load from what is not the context');
        set(to, BigInt(context.readUInt32LE(offset)));
        break;
      case 0xbf: // BPF_ALU64 | BPF_MOV | BPF_X
        set(to, get(from));
        break;
      case 0xb7: // BPF_ALU64 | BPF_MOV | BPF_K
        set(to, BigInt(code.readInt32LE(at * 8 + 4)));
        break;
      case 0x54: // BPF_ALU | BPF_AND | BPF_K
        set(to, get(to) & unsigned);
        break;
      case 0x74: // BPF_ALU | BPF_RSH | BPF_K
        set(to, (get(to) & 0xffffffffn) >> unsigned);
        break;
      case 0x05: // BPF_JMP | BPF_JA
        at += offset;
        break;
      case 0x56: // BPF_JMP32 | BPF_JNE | BPF_K
        if ((get(to) & 0xffffffffn) !== unsigned) at += offset;
        break;
      case 0x46: // BPF_JMP32 | BPF_JSET | BPF_K
        if ((get(to) & unsigned) !== 0n) at += offset;
        break;
      case 0x95: // BPF_JMP | BPF_EXIT
        return Number(get(0));
      default:
        throw new Error(`unknown instruction 0x${op.toString(16)} at ${at}`);
    }
  }
}

/** The instructions that can be reached from the first; the kernel refuses a program with others. */
export function reachable(program: string): { readonly reached: number; readonly all: number } {
  const code = Buffer.from(program, 'base64');
  const seen = new Set<number>();
  const todo = [0];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    if (seen.has(at) || at * 8 >= code.length) continue;
    seen.add(at);
    const op = code.readUInt8(at * 8);
    const offset = code.readInt16LE(at * 8 + 2);
    if (op === 0x95) continue;
    if (op === 0x05 || op === 0x56 || op === 0x46) todo.push(at + 1 + offset);
    if (op !== 0x05) todo.push(at + 1);
  }
  return { reached: seen.size, all: code.length / 8 };
}
