import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { staticBusybox } from '../conformance/programs.ts';

/** Programs of busybox that the tests call, as most images have them. */
const APPLETS = (
  'cat chmod env false grep head hostname id kill ls mkdir mknod mount ps pwd readlink sh sleep stat stty test touch true tty ' +
  'tr umount uname wc'
).split(' ');

/** Makes a root file system of the host's static busybox in the new directory; {@link staticBusybox} has to be there. */
export function makeBusyboxRootfs(rootfs: string): void {
  for (const path of ['bin', 'dev', 'etc', 'mnt', 'proc', 'root', 'sys', 'tmp'])
    mkdirSync(join(rootfs, path), { recursive: true });
  copyFileSync(staticBusybox() ?? '', join(rootfs, 'bin/busybox'));
  for (const name of APPLETS) symlinkSync('busybox', join(rootfs, 'bin', name));
  writeFileSync(join(rootfs, 'bin/not-executable'), '#!/bin/sh\n', { mode: 0o644 });
  writeFileSync(
    join(rootfs, 'etc/passwd'),
    'root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n',
  );
  writeFileSync(join(rootfs, 'etc/group'), 'root:x:0:\nalice:x:1000:\nstaff:x:50:alice\n');
}
