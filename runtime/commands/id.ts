/** Container ids: which names a container may have. */

import { ContainerStateError, texts } from '../errors.ts';

/** A container id that was checked; only such an id may become part of a path. */
export type ContainerId = string & { readonly containerId: true };

/** An id is the name of a directory: NAME_MAX of every Linux file system, in bytes; ids are ASCII. */
const maxLength = 255;

/** The id, if it is one: ASCII letters, digits and `_+.-`, as in runc. Throws `ContainerStateError`. */
export function checkId(id: string): ContainerId {
  if (!isId(id)) throw new ContainerStateError('ERR_CONTAINER_ID', { id }, texts.invalidId(id));
  return id;
}

/** `.lock` is where the locks lie, beside the containers. */
const reserved = ['.', '..', '.lock'];

/** Whether a name can be a container's id, as `checkId` has it. */
export function isId(id: string): id is ContainerId {
  return /^[A-Za-z0-9_+.-]+$/.test(id) && !reserved.includes(id) && id.length <= maxLength;
}
