// Generated from runtime/plan/op.ts by scripts/generate-ops.mjs: do not edit.
import { asResult, bool, bytes, type Entry, fromResult, i32, namesOf, str, strs, text, texts, u32, u64 } from './encode-field.ts';

/** How the record of an op is written. */
export interface Encoder {
  readonly code: number;
  /** Bytes of the record with the cells of its fields. */
  readonly size: number;
  /** Writes the fields from this word on; returns the bits of those that are there. Throws `PlanError`. */
  write(entry: Entry, cell: number, op: Readonly<Record<string, unknown>>): number;
}

const level = namesOf('level');
const exists = namesOf('exists');
const missing = namesOf('missing');
const propagation = namesOf('propagation');
const clone = namesOf('clone');
const failure = namesOf('failure');
const rlimit = namesOf('rlimit');
const attribute = namesOf('attribute');
const device = namesOf('device');

/** By the names of the ops. */
export const encoders: ReadonlyMap<string, Encoder> = new Map<string, Encoder>([
  [
    'print',
    {
      code: 1,
      size: 56,
      write(entry, cell, op) {
        u32(entry, cell, op.fd, 'fd');
        text(entry, cell + 2, op.text, 'text');
        return 3;
      },
    },
  ],
  [
    'log',
    {
      code: 2,
      size: 56,
      write(entry, cell, op) {
        level.one(entry, cell, op.level, 'level');
        text(entry, cell + 2, op.text, 'text');
        return 3;
      },
    },
  ],
  [
    'fail',
    {
      code: 3,
      size: 48,
      write(entry, cell, op) {
        str(entry, cell, op.text, 'text');
        return 1;
      },
    },
  ],
  [
    'exit',
    {
      code: 4,
      size: 56,
      write(entry, cell, op) {
        let present = 1;
        u32(entry, cell, op.status, 'status');
        if (op.ofInit !== undefined) {
          bool(entry, cell + 2, op.ofInit, 'ofInit');
          present |= 2;
        }
        return present;
      },
    },
  ],
  [
    'expectState',
    {
      code: 5,
      size: 56,
      write(entry, cell, op) {
        let present = 1;
        str(entry, cell, op.path, 'path');
        if (op.content !== undefined) {
          str(entry, cell + 2, op.content, 'content');
          present |= 2;
        }
        return present;
      },
    },
  ],
  [
    'mkdir',
    {
      code: 6,
      size: 80,
      write(entry, cell, op) {
        let present = 7;
        str(entry, cell, op.path, 'path');
        u32(entry, cell + 2, op.mode, 'mode');
        exists.one(entry, cell + 4, op.ifExists, 'ifExists');
        if (op.parents !== undefined) {
          bool(entry, cell + 6, op.parents, 'parents');
          present |= 8;
        }
        if (op.elseUnlink !== undefined) {
          str(entry, cell + 8, op.elseUnlink, 'elseUnlink');
          present |= 16;
        }
        return present;
      },
    },
  ],
  [
    'removeTree',
    {
      code: 7,
      size: 56,
      write(entry, cell, op) {
        str(entry, cell, op.path, 'path');
        missing.one(entry, cell + 2, op.ifMissing, 'ifMissing');
        return 3;
      },
    },
  ],
  [
    'write',
    {
      code: 8,
      size: 72,
      write(entry, cell, op) {
        let present = 7;
        text(entry, cell, op.path, 'path');
        text(entry, cell + 2, op.data, 'data');
        missing.one(entry, cell + 4, op.ifMissing, 'ifMissing');
        if (op.ifDenied !== undefined) {
          missing.one(entry, cell + 6, op.ifDenied, 'ifDenied');
          present |= 8;
        }
        return present;
      },
    },
  ],
  [
    'writeFile',
    {
      code: 9,
      size: 64,
      write(entry, cell, op) {
        str(entry, cell, op.path, 'path');
        text(entry, cell + 2, op.data, 'data');
        u32(entry, cell + 4, op.mode, 'mode');
        return 7;
      },
    },
  ],
  [
    'lock',
    {
      code: 10,
      size: 56,
      write(entry, cell, op) {
        str(entry, cell, op.path, 'path');
        u32(entry, cell + 2, op.timeoutMs, 'timeoutMs');
        return 3;
      },
    },
  ],
  [
    'unlink',
    {
      code: 11,
      size: 56,
      write(entry, cell, op) {
        str(entry, cell, op.path, 'path');
        missing.one(entry, cell + 2, op.ifMissing, 'ifMissing');
        return 3;
      },
    },
  ],
  [
    'connect',
    {
      code: 12,
      size: 56,
      write(entry, cell, op) {
        str(entry, cell, op.path, 'path');
        asResult(entry, cell + 2, op.as, 'as');
        return 3;
      },
    },
  ],
  [
    'listen',
    {
      code: 13,
      size: 56,
      write(entry, cell, op) {
        str(entry, cell, op.path, 'path');
        asResult(entry, cell + 2, op.as, 'as');
        return 3;
      },
    },
  ],
  [
    'socketpair',
    {
      code: 14,
      size: 56,
      write(entry, cell, op) {
        asResult(entry, cell, op.as, 'as');
        asResult(entry, cell + 2, op.peer, 'peer');
        return 3;
      },
    },
  ],
  [
    'openTree',
    {
      code: 15,
      size: 80,
      write(entry, cell, op) {
        let present = 17;
        str(entry, cell, op.source, 'source');
        if (op.recursive !== undefined) {
          bool(entry, cell + 2, op.recursive, 'recursive');
          present |= 2;
        }
        if (op.nofollow !== undefined) {
          bool(entry, cell + 4, op.nofollow, 'nofollow');
          present |= 4;
        }
        if (op.propagation !== undefined) {
          propagation.one(entry, cell + 6, op.propagation, 'propagation');
          present |= 8;
        }
        asResult(entry, cell + 8, op.as, 'as');
        return present;
      },
    },
  ],
  [
    'openNamespace',
    {
      code: 16,
      size: 64,
      write(entry, cell, op) {
        str(entry, cell, op.path, 'path');
        clone.one(entry, cell + 2, op.type, 'type');
        asResult(entry, cell + 4, op.as, 'as');
        return 7;
      },
    },
  ],
  [
    'cloneSetup',
    {
      code: 17,
      size: 40,
      write: () => 0,
    },
  ],
  [
    'cloneInit',
    {
      code: 18,
      size: 56,
      write(entry, cell, op) {
        let present = 1;
        clone.flags(entry, cell, op.flags, 'flags');
        if (op.cgroup !== undefined) {
          str(entry, cell + 2, op.cgroup, 'cgroup');
          present |= 2;
        }
        return present;
      },
    },
  ],
  [
    'setns',
    {
      code: 19,
      size: 64,
      write(entry, cell, op) {
        let present = 3;
        fromResult(entry, cell, op.from, 'from');
        clone.one(entry, cell + 2, op.type, 'type');
        if (op.mayWait !== undefined) {
          bool(entry, cell + 4, op.mayWait, 'mayWait');
          present |= 4;
        }
        return present;
      },
    },
  ],
  [
    'unshare',
    {
      code: 20,
      size: 48,
      write(entry, cell, op) {
        clone.flags(entry, cell, op.flags, 'flags');
        return 1;
      },
    },
  ],
  [
    'spawn',
    {
      code: 21,
      size: 88,
      write(entry, cell, op) {
        let present = 3;
        str(entry, cell, op.path, 'path');
        texts(entry, cell + 2, op.args, 'args');
        if (op.env !== undefined) {
          strs(entry, cell + 4, op.env, 'env');
          present |= 4;
        }
        if (op.stdin !== undefined) {
          text(entry, cell + 6, op.stdin, 'stdin');
          present |= 8;
        }
        if (op.timeoutMs !== undefined) {
          u32(entry, cell + 8, op.timeoutMs, 'timeoutMs');
          present |= 16;
        }
        if (op.ifFails !== undefined) {
          failure.one(entry, cell + 10, op.ifFails, 'ifFails');
          present |= 32;
        }
        return present;
      },
    },
  ],
  [
    'signal',
    {
      code: 22,
      size: 72,
      write(entry, cell, op) {
        i32(entry, cell, op.pid, 'pid');
        u64(entry, cell + 2, op.startTime, 'startTime');
        u32(entry, cell + 4, op.signal, 'signal');
        missing.one(entry, cell + 6, op.ifMissing, 'ifMissing');
        return 15;
      },
    },
  ],
  [
    'signalCgroup',
    {
      code: 23,
      size: 64,
      write(entry, cell, op) {
        str(entry, cell, op.path, 'path');
        u32(entry, cell + 2, op.signal, 'signal');
        missing.one(entry, cell + 4, op.ifMissing, 'ifMissing');
        return 7;
      },
    },
  ],
  [
    'endProcess',
    {
      code: 24,
      size: 64,
      write(entry, cell, op) {
        i32(entry, cell, op.pid, 'pid');
        u64(entry, cell + 2, op.startTime, 'startTime');
        u32(entry, cell + 4, op.patienceMs, 'patienceMs');
        return 7;
      },
    },
  ],
  [
    'awaitExit',
    {
      code: 25,
      size: 64,
      write(entry, cell, op) {
        i32(entry, cell, op.pid, 'pid');
        u64(entry, cell + 2, op.startTime, 'startTime');
        u32(entry, cell + 4, op.timeoutMs, 'timeoutMs');
        return 7;
      },
    },
  ],
  [
    'prlimit',
    {
      code: 26,
      size: 64,
      write(entry, cell, op) {
        rlimit.one(entry, cell, op.resource, 'resource');
        u64(entry, cell + 2, op.soft, 'soft');
        u64(entry, cell + 4, op.hard, 'hard');
        return 7;
      },
    },
  ],
  [
    'sendFd',
    {
      code: 27,
      size: 64,
      write(entry, cell, op) {
        fromResult(entry, cell, op.from, 'from');
        fromResult(entry, cell + 2, op.fd, 'fd');
        str(entry, cell + 4, op.name, 'name');
        return 7;
      },
    },
  ],
  [
    'receiveFd',
    {
      code: 28,
      size: 56,
      write(entry, cell, op) {
        fromResult(entry, cell, op.from, 'from');
        asResult(entry, cell + 2, op.as, 'as');
        return 3;
      },
    },
  ],
  [
    'awaitExec',
    {
      code: 29,
      size: 40,
      write: () => 0,
    },
  ],
  [
    'startInit',
    {
      code: 30,
      size: 64,
      write(entry, cell, op) {
        str(entry, cell, op.path, 'path');
        i32(entry, cell + 2, op.pid, 'pid');
        u64(entry, cell + 4, op.startTime, 'startTime');
        return 7;
      },
    },
  ],
  [
    'supervise',
    {
      code: 31,
      size: 56,
      write(entry, cell, op) {
        let present = 0;
        if (op.terminal !== undefined) {
          fromResult(entry, cell, op.terminal, 'terminal');
          present |= 1;
        }
        if (op.subreaper !== undefined) {
          bool(entry, cell + 2, op.subreaper, 'subreaper');
          present |= 2;
        }
        return present;
      },
    },
  ],
  [
    'cgroupMkdir',
    {
      code: 32,
      size: 80,
      write(entry, cell, op) {
        let present = 3;
        str(entry, cell, op.path, 'path');
        str(entry, cell + 2, op.base, 'base');
        if (op.cpuset !== undefined) {
          bool(entry, cell + 4, op.cpuset, 'cpuset');
          present |= 4;
        }
        if (op.controllers !== undefined) {
          str(entry, cell + 6, op.controllers, 'controllers');
          present |= 8;
        }
        if (op.ifDenied !== undefined) {
          missing.one(entry, cell + 8, op.ifDenied, 'ifDenied');
          present |= 16;
        }
        return present;
      },
    },
  ],
  [
    'cgroupRmdir',
    {
      code: 33,
      size: 56,
      write(entry, cell, op) {
        str(entry, cell, op.path, 'path');
        str(entry, cell + 2, op.base, 'base');
        return 3;
      },
    },
  ],
  [
    'deviceFilter',
    {
      code: 34,
      size: 56,
      write(entry, cell, op) {
        str(entry, cell, op.path, 'path');
        bytes(entry, cell + 2, op.program, 'program');
        return 3;
      },
    },
  ],
  [
    'setPropagation',
    {
      code: 35,
      size: 48,
      write(entry, cell, op) {
        propagation.one(entry, cell, op.propagation, 'propagation');
        return 1;
      },
    },
  ],
  [
    'rootfs',
    {
      code: 36,
      size: 56,
      write(entry, cell, op) {
        let present = 1;
        fromResult(entry, cell, op.from, 'from');
        if (op.at !== undefined) {
          str(entry, cell + 2, op.at, 'at');
          present |= 2;
        }
        return present;
      },
    },
  ],
  [
    'mount',
    {
      code: 37,
      size: 120,
      write(entry, cell, op) {
        let present = 21;
        str(entry, cell, op.filesystemtype, 'filesystemtype');
        if (op.source !== undefined) {
          str(entry, cell + 2, op.source, 'source');
          present |= 2;
        }
        str(entry, cell + 4, op.target, 'target');
        if (op.options !== undefined) {
          strs(entry, cell + 6, op.options, 'options');
          present |= 8;
        }
        attribute.flags(entry, cell + 8, op.attributes, 'attributes');
        if (op.propagation !== undefined) {
          propagation.one(entry, cell + 10, op.propagation, 'propagation');
          present |= 32;
        }
        if (op.propagationRecursive !== undefined) {
          bool(entry, cell + 12, op.propagationRecursive, 'propagationRecursive');
          present |= 64;
        }
        if (op.copyUp !== undefined) {
          bool(entry, cell + 14, op.copyUp, 'copyUp');
          present |= 128;
        }
        if (op.nosymlinks !== undefined) {
          bool(entry, cell + 16, op.nosymlinks, 'nosymlinks');
          present |= 256;
        }
        if (op.orBind !== undefined) {
          str(entry, cell + 18, op.orBind, 'orBind');
          present |= 512;
        }
        return present;
      },
    },
  ],
  [
    'bind',
    {
      code: 38,
      size: 112,
      write(entry, cell, op) {
        let present = 7;
        fromResult(entry, cell, op.from, 'from');
        str(entry, cell + 2, op.source, 'source');
        str(entry, cell + 4, op.target, 'target');
        if (op.set !== undefined) {
          attribute.flags(entry, cell + 6, op.set, 'set');
          present |= 8;
        }
        if (op.clear !== undefined) {
          attribute.flags(entry, cell + 8, op.clear, 'clear');
          present |= 16;
        }
        if (op.setRecursive !== undefined) {
          attribute.flags(entry, cell + 10, op.setRecursive, 'setRecursive');
          present |= 32;
        }
        if (op.clearRecursive !== undefined) {
          attribute.flags(entry, cell + 12, op.clearRecursive, 'clearRecursive');
          present |= 64;
        }
        if (op.propagation !== undefined) {
          propagation.one(entry, cell + 14, op.propagation, 'propagation');
          present |= 128;
        }
        if (op.propagationRecursive !== undefined) {
          bool(entry, cell + 16, op.propagationRecursive, 'propagationRecursive');
          present |= 256;
        }
        return present;
      },
    },
  ],
  [
    'mountSetattr',
    {
      code: 39,
      size: 88,
      write(entry, cell, op) {
        let present = 1;
        str(entry, cell, op.target, 'target');
        if (op.set !== undefined) {
          attribute.flags(entry, cell + 2, op.set, 'set');
          present |= 2;
        }
        if (op.clear !== undefined) {
          attribute.flags(entry, cell + 4, op.clear, 'clear');
          present |= 4;
        }
        if (op.recursive !== undefined) {
          bool(entry, cell + 6, op.recursive, 'recursive');
          present |= 8;
        }
        if (op.propagation !== undefined) {
          propagation.one(entry, cell + 8, op.propagation, 'propagation');
          present |= 16;
        }
        if (op.propagationRecursive !== undefined) {
          bool(entry, cell + 10, op.propagationRecursive, 'propagationRecursive');
          present |= 32;
        }
        return present;
      },
    },
  ],
  [
    'reconfigure',
    {
      code: 40,
      size: 56,
      write(entry, cell, op) {
        str(entry, cell, op.target, 'target');
        strs(entry, cell + 2, op.options, 'options');
        return 3;
      },
    },
  ],
  [
    'mkdirBeneath',
    {
      code: 41,
      size: 56,
      write(entry, cell, op) {
        str(entry, cell, op.target, 'target');
        u32(entry, cell + 2, op.mode, 'mode');
        return 3;
      },
    },
  ],
  [
    'mknod',
    {
      code: 42,
      size: 96,
      write(entry, cell, op) {
        str(entry, cell, op.target, 'target');
        device.one(entry, cell + 2, op.type, 'type');
        u32(entry, cell + 4, op.major, 'major');
        u32(entry, cell + 6, op.minor, 'minor');
        u32(entry, cell + 8, op.mode, 'mode');
        u32(entry, cell + 10, op.uid, 'uid');
        u32(entry, cell + 12, op.gid, 'gid');
        return 127;
      },
    },
  ],
  [
    'symlink',
    {
      code: 43,
      size: 72,
      write(entry, cell, op) {
        let present = 7;
        str(entry, cell, op.content, 'content');
        str(entry, cell + 2, op.target, 'target');
        exists.one(entry, cell + 4, op.ifExists, 'ifExists');
        if (op.replace !== undefined) {
          bool(entry, cell + 6, op.replace, 'replace');
          present |= 8;
        }
        return present;
      },
    },
  ],
  [
    'openPty',
    {
      code: 44,
      size: 80,
      write(entry, cell, op) {
        asResult(entry, cell, op.as, 'as');
        asResult(entry, cell + 2, op.peer, 'peer');
        u32(entry, cell + 4, op.uid, 'uid');
        u32(entry, cell + 6, op.rows, 'rows');
        u32(entry, cell + 8, op.columns, 'columns');
        return 31;
      },
    },
  ],
  [
    'bindConsole',
    {
      code: 45,
      size: 48,
      write(entry, cell, op) {
        fromResult(entry, cell, op.peer, 'peer');
        return 1;
      },
    },
  ],
  [
    'controllingTerminal',
    {
      code: 46,
      size: 48,
      write(entry, cell, op) {
        fromResult(entry, cell, op.peer, 'peer');
        return 1;
      },
    },
  ],
  [
    'pivotRoot',
    {
      code: 47,
      size: 48,
      write(entry, cell, op) {
        let present = 0;
        if (op.move !== undefined) {
          bool(entry, cell, op.move, 'move');
          present |= 1;
        }
        return present;
      },
    },
  ],
  [
    'sysctl',
    {
      code: 48,
      size: 56,
      write(entry, cell, op) {
        str(entry, cell, op.name, 'name');
        str(entry, cell + 2, op.value, 'value');
        return 3;
      },
    },
  ],
  [
    'sethostname',
    {
      code: 49,
      size: 48,
      write(entry, cell, op) {
        str(entry, cell, op.name, 'name');
        return 1;
      },
    },
  ],
  [
    'linkUp',
    {
      code: 50,
      size: 48,
      write(entry, cell, op) {
        str(entry, cell, op.name, 'name');
        return 1;
      },
    },
  ],
  [
    'setdomainname',
    {
      code: 51,
      size: 48,
      write(entry, cell, op) {
        str(entry, cell, op.name, 'name');
        return 1;
      },
    },
  ],
  [
    'maskPath',
    {
      code: 52,
      size: 48,
      write(entry, cell, op) {
        str(entry, cell, op.target, 'target');
        return 1;
      },
    },
  ],
  [
    'readonlyPath',
    {
      code: 53,
      size: 48,
      write(entry, cell, op) {
        str(entry, cell, op.target, 'target');
        return 1;
      },
    },
  ],
  [
    'setsid',
    {
      code: 54,
      size: 40,
      write: () => 0,
    },
  ],
  [
    'undumpable',
    {
      code: 55,
      size: 40,
      write: () => 0,
    },
  ],
  [
    'keyring',
    {
      code: 56,
      size: 48,
      write(entry, cell, op) {
        str(entry, cell, op.name, 'name');
        return 1;
      },
    },
  ],
  [
    'chownStdio',
    {
      code: 57,
      size: 48,
      write(entry, cell, op) {
        u32(entry, cell, op.uid, 'uid');
        return 1;
      },
    },
  ],
  [
    'home',
    {
      code: 58,
      size: 48,
      write(entry, cell, op) {
        u32(entry, cell, op.uid, 'uid');
        return 1;
      },
    },
  ],
  [
    'chdir',
    {
      code: 59,
      size: 48,
      write(entry, cell, op) {
        str(entry, cell, op.path, 'path');
        return 1;
      },
    },
  ],
  [
    'findExecutable',
    {
      code: 60,
      size: 56,
      write(entry, cell, op) {
        str(entry, cell, op.name, 'name');
        str(entry, cell + 2, op.searchPath, 'searchPath');
        return 3;
      },
    },
  ],
  [
    'umask',
    {
      code: 61,
      size: 48,
      write(entry, cell, op) {
        u32(entry, cell, op.mask, 'mask');
        return 1;
      },
    },
  ],
  [
    'setgroups',
    {
      code: 62,
      size: 48,
      write(entry, cell, op) {
        strs(entry, cell, op.groups, 'groups');
        return 1;
      },
    },
  ],
  [
    'setresgid',
    {
      code: 63,
      size: 48,
      write(entry, cell, op) {
        u32(entry, cell, op.gid, 'gid');
        return 1;
      },
    },
  ],
  [
    'setresuid',
    {
      code: 64,
      size: 48,
      write(entry, cell, op) {
        u32(entry, cell, op.uid, 'uid');
        return 1;
      },
    },
  ],
  [
    'dropBounding',
    {
      code: 65,
      size: 48,
      write(entry, cell, op) {
        u64(entry, cell, op.keep, 'keep');
        return 1;
      },
    },
  ],
  [
    'capset',
    {
      code: 66,
      size: 72,
      write(entry, cell, op) {
        u64(entry, cell, op.effective, 'effective');
        u64(entry, cell + 2, op.permitted, 'permitted');
        u64(entry, cell + 4, op.inheritable, 'inheritable');
        u64(entry, cell + 6, op.ambient, 'ambient');
        return 15;
      },
    },
  ],
  [
    'noNewPrivileges',
    {
      code: 67,
      size: 40,
      write: () => 0,
    },
  ],
  [
    'waitForStart',
    {
      code: 68,
      size: 48,
      write(entry, cell, op) {
        fromResult(entry, cell, op.from, 'from');
        return 1;
      },
    },
  ],
  [
    'execve',
    {
      code: 69,
      size: 56,
      write(entry, cell, op) {
        strs(entry, cell, op.args, 'args');
        strs(entry, cell + 2, op.env, 'env');
        return 3;
      },
    },
  ],
]);
