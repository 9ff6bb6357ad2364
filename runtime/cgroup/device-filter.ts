/**
 * The device filter of cgroup v2: device rules as an eBPF program of type BPF_PROG_TYPE_CGROUP_DEVICE.
 *
 * The kernel asks it at each open and mknod of a device; it answers 1 (allowed) or 0. All access asked for at once
 * must be allowed. So the program goes through the rules from the last to the first with the access still to be
 * decided: a rule that allows strikes its letters out, one that denies a letter still there ends with 0, and when
 * nothing is left the answer is 1.
 * https://docs.kernel.org/bpf/standardization/instruction-set.html, struct bpf_cgroup_dev_ctx of linux/bpf.h
 */
import { base64, unbase64 } from './base64.ts';
import { type DeviceRule, isFull } from './device-rules.ts';

/** One instruction: struct bpf_insn. */
interface Instruction {
  readonly code: number;
  readonly to?: number;
  readonly from?: number;
  readonly offset?: number;
  readonly immediate?: number;
}

// Opcodes, by what they do to r[to].
const LOAD_WORD = 0x61;
const COPY = 0xbf;
const SET = 0xb7;
const AND = 0x54;
const SHIFT_RIGHT = 0x74;
const JUMP = 0x05;
const JUMP_NOT_EQUAL = 0x56;
const JUMP_ANY_BIT = 0x46;
const EXIT = 0x95;

// Registers: r1 is the kernel's context when the program starts, r0 the answer.
const CONTEXT = 1;
const TYPE = 2;
const ACCESS = 3;
const MAJOR = 4;
const MINOR = 5;

const types = { b: 1, c: 2 } as const;
const letters = { m: 1, r: 2, w: 4 } as const;
const anyAccess = 7;

/** The program for these rules, base64; devices that no rule is about are denied. */
export function compileDeviceFilter(rules: readonly DeviceRule[]): string {
  const program: Instruction[] = [
    // access_type: the type in the low 16 bits, the access in the high ones.
    { code: LOAD_WORD, to: TYPE, from: CONTEXT, offset: 0 },
    { code: COPY, to: ACCESS, from: TYPE },
    { code: AND, to: TYPE, immediate: 0xffff },
    { code: SHIFT_RIGHT, to: ACCESS, immediate: 16 },
    { code: LOAD_WORD, to: MAJOR, from: CONTEXT, offset: 4 },
    { code: LOAD_WORD, to: MINOR, from: CONTEXT, offset: 8 },
  ];
  const backwards = [...rules].reverse();
  const full = backwards.findIndex(isFull);
  // The verifier refuses instructions that are never reached: nothing follows a rule that always answers.
  const relevant = full < 0 ? backwards : backwards.slice(0, full + 1);
  for (const rule of relevant) program.push(...ruleInstructions(rule));
  if (full < 0) program.push(...answer(0));
  return base64(program.flatMap(bytes));
}

function ruleInstructions({ type, major, minor, allow, access }: DeviceRule): readonly Instruction[] {
  const decide = allow ? strikeOut(bits(access)) : deny(bits(access));
  const tests = [
    ...(type === 'a' ? [] : [{ to: TYPE, immediate: types[type] }]),
    ...(major === undefined ? [] : [{ to: MAJOR, immediate: major }]),
    ...(minor === undefined ? [] : [{ to: MINOR, immediate: minor }]),
  ];
  return [
    ...tests.map((test, index) => ({
      code: JUMP_NOT_EQUAL,
      ...test,
      offset: tests.length - 1 - index + decide.length,
    })),
    ...decide,
  ];
}

function strikeOut(mask: number): readonly Instruction[] {
  if (mask === anyAccess) return answer(1);
  return [
    { code: AND, to: ACCESS, immediate: anyAccess & ~mask },
    { code: JUMP_NOT_EQUAL, to: ACCESS, immediate: 0, offset: 2 },
    ...answer(1),
  ];
}

function deny(mask: number): readonly Instruction[] {
  if (mask === anyAccess) return answer(0);
  return [
    { code: JUMP_ANY_BIT, to: ACCESS, immediate: mask, offset: 1 },
    { code: JUMP, offset: 2 },
    ...answer(0),
  ];
}

function answer(value: 0 | 1): readonly Instruction[] {
  return [{ code: SET, to: 0, immediate: value }, { code: EXIT }];
}

function bits(access: string): number {
  return (Object.keys(letters) as (keyof typeof letters)[])
    .filter((letter) => access.includes(letter))
    .reduce((sum, letter) => sum | letters[letter], 0);
}

function bytes({ code, to = 0, from = 0, offset = 0, immediate = 0 }: Instruction): readonly number[] {
  const word = [0, 8, 16, 24].map((shift) => (immediate >>> shift) & 0xff);
  return [code, (from << 4) | to, offset & 0xff, (offset >> 8) & 0xff, ...word];
}

const names = ['answer', 'context', 'type', 'access', 'major', 'minor'];

/** A compiled filter as text, one instruction a line, for people who ask `explain` what it does. */
export function disassembleDeviceFilter(program: string): readonly string[] {
  const data = unbase64(program);
  const found: string[] = [];
  for (let at = 0; at + 8 <= data.length; at += 8)
    found.push(instructionText(data.slice(at, at + 8), at / 8));
  return found;
}

function instructionText(data: readonly number[], index: number): string {
  const [code = 0, registers = 0, low = 0, high = 0, ...word] = data;
  const to = names[registers & 15];
  const from = names[registers >> 4];
  const offset = low | (high << 8);
  const value = word.reduceRight((sum, byte) => sum * 256 + byte, 0);
  const target = index + 1 + offset;
  switch (code) {
    case LOAD_WORD:
      return `${index}: ${to} = ${from}[${offset}]`;
    case COPY:
      return `${index}: ${to} = ${from}`;
    case SET:
      return `${index}: ${to} = ${value}`;
    case AND:
      return `${index}: ${to} &= ${value}`;
    case SHIFT_RIGHT:
      return `${index}: ${to} >>= ${value}`;
    case JUMP:
      return `${index}: goto ${target}`;
    case JUMP_NOT_EQUAL:
      return `${index}: if ${to} != ${value} goto ${target}`;
    case JUMP_ANY_BIT:
      return `${index}: if ${to} & ${value} goto ${target}`;
    case EXIT:
      return `${index}: exit`;
    default:
      return `${index}: ? ${data.join(' ')}`;
  }
}
